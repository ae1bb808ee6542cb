"""What a test is lent, and what is found when it gives it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fake_itop.journal import draw
from fake_itop.testing.group import PAIR
from fake_itop.testing.several import Several
from fake_itop.testing.trace import trace
from fake_itop.transfer.exchange import events

__tracebackhide__ = True

ALLOWED = ("webhooks", "errors", "faults")
"""What the marker ``itop_allow`` may name."""

LAST = 30
"""How many of the last messages are shown of a test that failed."""


@dataclass(frozen=True)
class Lent:
    """Instances that a test has."""

    several: Several[Any]

    def shown(self) -> str:
        """The last messages, as text."""
        return trace(self.several.journal(), last=LAST)

    def drawing(self) -> str:
        """What went over the wire between the two of a pair, as SVG; empty for others."""
        if tuple(self.several) != PAIR:
            return ""
        return draw([("", events(self.several.journal()))])
