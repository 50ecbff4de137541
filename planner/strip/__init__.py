"""Strips: a stretch of coast, shore or border, widened to one side or both."""
