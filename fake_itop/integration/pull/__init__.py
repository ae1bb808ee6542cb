"""Pulling: the triggers, actions and connections of two real iTops, read over REST into a wiring."""

from __future__ import annotations

from fake_itop.integration.pull.pulling import Pulled, pull
from fake_itop.integration.pull.source import Source

__all__ = ["Pulled", "Source", "pull"]
