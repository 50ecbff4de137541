"""Tests of the simulated vehicle."""
