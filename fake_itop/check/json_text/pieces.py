"""What is wrong with a text, and what is read of it piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Issue:
    """Something wrong with a text: its code, where it starts, what it is, how long it is, and what to do."""

    code: str
    start: int
    message: str
    length: int = 1
    fix: str = ""

    @property
    def breaks(self) -> bool:
        """Whether a real iTop cannot read the text for it."""
        return self.code not in ("FI121", "FI123")


@dataclass(frozen=True)
class Piece:
    """A text, number or word that was read: what it was probably meant to say, where it ends, and what is wrong."""

    value: Any
    end: int
    issues: tuple[Issue, ...] = ()
