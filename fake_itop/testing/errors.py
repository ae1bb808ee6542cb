"""What goes wrong where a test uses an instance in a way that cannot work."""

from __future__ import annotations


class StageError(Exception):
    """A test asked for something that cannot be: one line that says what, and what would be right."""


class UnsettledError(AssertionError):
    """Something is still under way, or did not come about, after the time that was given."""
