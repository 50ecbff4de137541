"""How well areas of every family are covered, against two baselines: `python -m tests.benchmarks.coverage`."""
