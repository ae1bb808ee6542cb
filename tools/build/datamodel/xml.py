"""Writing elements in a form that people can read and that never differs for the same facts."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

INDENT = "  "
SHORT = 90
"""Characters of an element that stands in one line with what it holds."""


def leaf(tag: str, text: object = "", **attributes: str) -> list[str]:
    """An element that holds text."""
    found = str(text).lower() if isinstance(text, bool) else str(text)
    head = tag + _attributes(attributes)
    return [f"<{head}>{escape(found)}</{tag}>" if found else f"<{head}/>"]


def node(tag: str, *parts: Iterable[str], **attributes: str) -> list[str]:
    """An element that holds the lines of elements; a short one stands in one line."""
    lines = [line for part in parts for line in part]
    head = tag + _attributes(attributes)
    if not lines:
        return [f"<{head}/>"]
    joined = f"<{head}>{''.join(lines)}</{tag}>"
    if all(not line.startswith(INDENT) for line in lines) and len(joined) <= SHORT:
        return [joined]
    return [f"<{head}>", *(INDENT + line for line in lines), f"</{tag}>"]


def ids(tag: str, names: Iterable[str]) -> list[str]:
    """An empty element for each id."""
    return [line for name in names for line in leaf(tag, id=name)]


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f" {name.replace('xsi_', 'xsi:')}={quoteattr(value)}" for name, value in attributes.items())
