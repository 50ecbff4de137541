"""Shapes, numbers and briefs that Hypothesis draws, shared by all tests."""
