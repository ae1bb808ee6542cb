"""How long tests wait."""

from __future__ import annotations

PATIENCE = 5.0
"""Seconds that a test waits for what goes on between instances, unless it says otherwise."""
