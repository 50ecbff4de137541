"""Importing own data in the window."""
