"""Promises to a pilot, as tests."""
