"""The fence of one sortie: what must lie inside, what outside, and a ring with few corners between them."""
