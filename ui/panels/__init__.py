"""What stands beside and below the map: each panel shows one thing and turns gestures into values."""
