"""What a checker is, and what it says where a promise is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fake_itop.findings import Page, Severity
from fake_itop.history.history import History


@dataclass(frozen=True)
class Violation:
    """A promise that a history breaks: what happened, and the rows of the journal that show it.

    ``rank`` is 0 for what a checker is there to find, more for what is wrong in a lesser way. ``checker`` names the one
    that found it.
    """

    what: str
    evidence: tuple[int, ...]
    rank: int = 0
    checker: str = ""

    def to_json(self) -> dict[str, Any]:
        """As ``--json`` prints it."""
        return {"checker": self.checker, "what": self.what, "evidence": list(self.evidence)}


@dataclass(frozen=True)
class Checker:
    """A promise about every exchange: its name, an explanation in one paragraph, and what finds where it is broken."""

    name: str
    explanation: str
    find: Callable[[History], Iterator[Violation]]

    @property
    def page(self) -> Page:
        """What ``--explain`` says of the promise."""
        title, _, text = self.explanation.partition(". ")
        return Page(self.name, title, Severity.ERROR, text, kind="promise")
