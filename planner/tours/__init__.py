"""Who follows whom: all lanes in one tour, and what of them the tour makes needless."""
