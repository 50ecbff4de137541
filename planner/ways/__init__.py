"""Shortest ways inside the ground."""
