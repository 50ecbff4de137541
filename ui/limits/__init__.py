"""Limits at sea derived from the coast: their card, their process, their place in the layer list."""
