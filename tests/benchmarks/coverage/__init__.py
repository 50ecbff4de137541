"""How well areas of every family are covered, against two baselines; run as a module."""
