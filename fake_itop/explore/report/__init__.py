"""Tells of what was explored: stories, and an integration over all pairs of versions."""
