"""Strips as the operator asks for them: two points on a line, and how it is to be widened."""
