"""Limits off a coast in the window."""
