"""The way home from anywhere, within the reserve."""
