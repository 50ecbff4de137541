"""The map: what is drawn of a patrol on the ground, and the gestures that change it."""
