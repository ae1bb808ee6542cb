"""Elements of a design as a tree, and where in which file they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml.etree import _Element


class DesignError(ValueError):
    """A design that cannot be used: in which ``file`` and, if it is known, ``line``, and ``what`` was found there and
    would be right; its text is one line that says all three.
    """

    def __init__(self, what: str, *, file: str, line: int | None = None) -> None:
        super().__init__(f"{file}: {what}" if line is None else f"{file}:{line}: {what}")
        self.what = what
        self.file = file
        self.line = line


Element = _Element
"""An element of the tree, under a name of our own: lxml's is private."""

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
FILE = "_file"
"""On the topmost element that comes from a file: the file's name (a merged tree holds elements of several)."""


def child(element: Element, path: str) -> Element | None:
    """The first element at ``path`` (tags, divided by ``/``) below this one."""
    return element.find(path)


def children(element: Element, path: str) -> Iterator[Element]:
    """All elements at ``path`` below this one, in order."""
    return element.iterfind(path)


def text(element: Element, path: str) -> str:
    """The text of the first element at ``path``, trimmed; empty where there is none."""
    return (element.findtext(path) or "").strip()


def boolean(element: Element, path: str, *, default: bool) -> bool:
    """``true`` or ``false`` at ``path``; ``default`` where it is missing or empty.

    Raises:
        DesignError: it is neither.
    """
    value = text(element, path)
    if value not in ("", "true", "false"):
        raise fault(element, f"found {value!r}, expected true or false", at=path)
    return value == "true" if value else default


def whole_number(element: Element, path: str, *, default: int) -> int:
    """An integer at ``path``; ``default`` where it is missing or empty.

    Raises:
        DesignError: it is no integer.
    """
    value = text(element, path)
    try:
        return int(value) if value else default
    except ValueError:
        raise fault(element, f"found {value!r}, expected a whole number", at=path) from None


def identity(element: Element) -> str:
    """The ``id`` by which an element is told from its siblings.

    Raises:
        DesignError: it has none.
    """
    found = element.get("id")
    if found is None:
        raise fault(element, "has no id, expected an attribute id")
    return found


def identities(element: Element, path: str) -> tuple[str, ...]:
    """The ids of all elements at ``path``."""
    return tuple(identity(found) for found in children(element, path))


def path_of(element: Element) -> str:
    """Where an element stands in its tree, such as ``classes/class@UserRequest/fields``."""
    names = [_name(element), *(_name(above) for above in element.iterancestors())]
    return "/".join(reversed(names[:-1])) or names[0]


def file_of(element: Element) -> str:
    """The file that an element stands in."""
    holders = (above.get(FILE) for above in (element, *element.iterancestors()))
    return next((name for name in holders if name), "?")


def line_of(element: Element) -> int | None:
    """The line in that file."""
    line: Any = element.sourceline  # the stubs of lxml do not say what it is
    return int(line) if line else None


def place_of(element: Element) -> str:
    """Where an element stands on disk, as ``file:line``."""
    return f"{file_of(element)}:{element.sourceline}"


def fault(element: Element, message: str, *, at: str = ".") -> DesignError:
    """The error to raise about an element, or about what stands ``at`` a path below it if anything does."""
    found = element.find(at)
    place = element if found is None else found
    return DesignError(f"{path_of(place)}: {message}", file=file_of(place), line=line_of(place))


def _name(element: Element) -> str:
    found = element.get("id")
    return str(element.tag) if found is None else f"{element.tag}@{found}"
