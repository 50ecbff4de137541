"""Promises about the panels."""
