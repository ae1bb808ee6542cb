"""What goes wrong where a test uses an instance in a way that cannot work."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class StageError(Exception):
    """A test asked for something that cannot be: one line that says what, and what would be right."""


class UnsettledError(AssertionError):
    """Something is still under way, or did not come about, after the time that was given."""


def offer(wrong: str, known: Iterable[str]) -> str:
    """What to say of a name that is not known: the nearest right one, or all."""
    names = [str(name) for name in known]
    near = get_close_matches(str(wrong), names, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there is {', '.join(names) or 'none'}"
