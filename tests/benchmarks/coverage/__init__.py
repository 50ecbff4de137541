"""Areas, baselines, scorer and pictures of the coverage benchmark."""
