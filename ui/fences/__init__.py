"""The fence of the chosen sortie, on the map before it is sent: made in a process beside the window."""
