"""What goes wrong with a design."""

from __future__ import annotations


class DesignError(ValueError):
    """A design that cannot be used: one line that says where, what was found, and what would be right."""
