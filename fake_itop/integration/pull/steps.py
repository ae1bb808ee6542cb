"""Steps of a wiring, as a pull writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COMMENT = "wiring"
Step = dict[str, Any]


def create(side: str, cls: str, fields: Mapping[str, Any], *, unless: str = "", why: str = "") -> Step:
    """A step that makes an object."""
    said = {"unless": unless, "why": why}
    asked = {"operation": "core/create", "comment": COMMENT, "class": cls, "output_fields": "id, friendlyname"}
    return {
        "do": "rest",
        "to": side,
        **{key: text for key, text in said.items() if text},
        "request": {**asked, "fields": dict(fields)},
    }


def delete(side: str, cls: str, key: str, *, why: str) -> Step:
    """A step that deletes what a query finds, if anything."""
    asked = {"operation": "core/delete", "comment": COMMENT, "class": cls, "key": key}
    return {"do": "rest", "to": side, "why": why, "request": asked}


def named(cls: str, **values: str) -> str:
    """A query for the object that has these values."""
    return f"SELECT {cls} WHERE {' AND '.join(f'{code} = {quoted(value)}' for code, value in values.items())}"


def quoted(text: str) -> str:
    """A text as OQL writes it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
