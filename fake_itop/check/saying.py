"""The judge's sentences about names: what is unknown, and the nearest that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fake_itop.check.json_text import Document
from fake_itop.check.places import Notes, Spot
from fake_itop.values.names import expected
from fake_itop.values.php_types import to_str
from fake_itop.values.reasons import OfQuery, Reason, WrongName

LONGEST = 300
"""So much of iTop's own message is shown: it may quote a value, or all attributes of a class."""


def instead(found: Any, known: Iterable[str]) -> str:
    """What to write in place of an unknown name."""
    return expected(to_str(found), known)


def query_fix(reason: Reason, query: str) -> str:
    """What to write in a query: iTop's own suggestion, or the name that differs in its case only."""
    at = chars_before(query, (reason.position if isinstance(reason, OfQuery) else None) or 0)
    sign = query[at : at + 1]
    if sign and sign in "“”„‘’‚«»":
        return "write a straight quote, ' or \""
    if sign == "$":
        return "write :this->id for an attribute of the object"
    if not isinstance(reason, WrongName) or not reason.expected:
        return "write the query as OQL and the datamodel have it"
    same = next((name for name in reason.expected if name.lower() == reason.found.lower()), "")
    name = reason.nearest or same
    return f"write {name}" if name else instead(reason.found, reason.expected)


def note_syntax(document: Document, notes: Notes) -> None:
    """Turn what is wrong with a JSON text into findings."""
    for issue in document.issues:
        notes.add(issue.code, issue.message, issue.fix, spot=(issue.start, issue.start + issue.length))
    for pointer, (start, end) in document.duplicates:
        message = f'"{pointer[-1]}" stands here for the second time: a real iTop drops the first value'
        notes.add("FI119", message, "leave one of them out", spot=(start, end), pointer=pointer)


def one_line(text: Any, limit: int = 200) -> str:
    """A value in one line that is not too long."""
    shown = " ".join(to_str(text).split()) if not isinstance(text, Mapping | list) else str(text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def part_of(document: Document, pointer: tuple[str | int, ...], part: str, value: Any) -> Spot | None:
    """Where a part of a text value stands, if it can be found."""
    if not isinstance(value, str) or part not in value:
        return None
    return document.inside(pointer, value.index(part), len(part))


def chars_before(text: str, position: int) -> int:
    """How many characters stand before a position of a query, which counts bytes as iTop does."""
    return len(text.encode("utf-8", "surrogateescape")[:position].decode("utf-8", "replace"))
