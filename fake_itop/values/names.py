"""Errors of whoever gives something, and what to say of a name that nobody knows: in a design, an option."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 12
"""How many names a message lists."""


class InputError(Exception):
    """Something that whoever gave it can put right: the text is one line that says where, what, what would be right."""


def expected(found: object, known: Iterable[object]) -> str:
    """The end of a message about an unknown name: the nearest known ones, or all of them."""
    names = sorted({str(name) for name in known})
    near = get_close_matches(str(found), names, n=3)
    if near:
        return f"did you mean {' or '.join(near)}?"
    if not names:
        return "expected none"
    more = f" or one of {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"expected {', '.join(names[:SHOWN])}{more}"
