"""The main job from end to end, as an operator does it."""
