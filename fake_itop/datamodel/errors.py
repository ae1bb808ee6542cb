"""What goes wrong with a design."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 12
"""How many names a message lists."""


class DesignError(ValueError):
    """A design that cannot be used: one line that says where, what was found, and what would be right."""


def expected(found: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown name: the nearest known ones, or all of them."""
    names = sorted(known)
    near = get_close_matches(found, names, n=3)
    if near:
        return f"did you mean {' or '.join(near)}?"
    if not names:
        return "expected none"
    more = f" or one of {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"expected {', '.join(names[:SHOWN])}{more}"
