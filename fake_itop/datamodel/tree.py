"""Elements of a design as a tree, and where in which file they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fake_itop.values.names import InputError


class DesignError(InputError, ValueError):
    """A design that cannot be used: in which ``file`` and, if it is known, ``line``, and ``what`` was found there and
    would be right; its text is one line that says all three.
    """

    def __init__(self, what: str, *, file: str, line: int | None = None) -> None:
        super().__init__(f"{file}: {what}" if line is None else f"{file}:{line}: {what}")
        self.what = what
        self.file = file
        self.line = line


@dataclass(frozen=True, slots=True)
class Source:
    """The file that an element comes from. ``shipped``: a base design, written from what a server says of itself.

    A shipped base has the classes, fields, values, states and stimuli of the real design, and says the rest in its own
    way: what it does not hold there may well be in a real one.
    """

    name: str
    shipped: bool = False


XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSI_TYPE = "xsi:type"


class Element:
    """An element: its tag, its attributes, its text (without that between its children), where it stands.

    ``stray`` tells that text stands between its children.
    """

    __slots__ = ("_children", "attrib", "line", "parent", "source", "stray", "tag", "text")

    def __init__(self, tag: str, attrib: dict[str, str], source: Source, line: int) -> None:
        self.tag = tag
        self.attrib = attrib
        self.source = source
        self.line = line
        self.text = ""
        self.stray = False
        self.parent: Element | None = None
        self._children: list[Element] = []

    def __iter__(self) -> Iterator[Element]:
        return iter(self._children)

    def __len__(self) -> int:
        return len(self._children)

    def __bool__(self) -> bool:
        """An element is something, children or none."""
        return True

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of an attribute."""
        return self.attrib.get(name, default)

    def set(self, name: str, value: str) -> None:
        """Give an attribute a value."""
        self.attrib[name] = value

    def add(self, child: Element, *, before: Element | None = None) -> None:
        """Take in a child, as the last one or before another."""
        child.parent = self
        if before is None:
            self._children.append(child)
        else:
            self._children.insert(self._children.index(before), child)

    def remove(self, child: Element) -> None:
        """Take a child out."""
        self._children.remove(child)
        child.parent = None

    def keep(self, kept: list[Element]) -> None:
        """Have no other children than these."""
        self._children = kept
        for child in kept:
            child.parent = self

    def child(self, tag: str, key: str | None = None) -> Element | None:
        """The first child with the tag and the id (or without one)."""
        for found in self._children:
            if found.tag == tag and found.attrib.get("id") == key:
                return found
        return None

    def find(self, path: str) -> Element | None:
        """The first element at a path of tags, divided by ``/``."""
        return next(self.iterfind(path), None)

    def iterfind(self, path: str) -> Iterator[Element]:
        """All elements at a path of tags, in order."""
        tag, _, rest = path.partition("/")
        for found in self._children:
            if found.tag == tag:
                if rest:
                    yield from found.iterfind(rest)
                else:
                    yield found

    def iter(self) -> Iterator[Element]:
        yield self
        for found in self._children:
            yield from found.iter()


def child(element: Element, path: str) -> Element | None:
    """The first element at ``path`` (tags, divided by ``/``) below this one."""
    return element.find(path)


def children(element: Element, path: str) -> Iterator[Element]:
    """All elements at ``path`` below this one, in order."""
    return element.iterfind(path)


def text(element: Element, path: str) -> str:
    """The text of the first element at ``path``, trimmed; empty where there is none."""
    found = element.find(path)
    return "" if found is None else found.text.strip()


def boolean(element: Element, path: str, *, default: bool) -> bool:
    """``true`` or ``false`` at ``path``; ``default`` where it is missing or says neither."""
    return {"true": True, "false": False}.get(text(element, path), default)


def whole_number(element: Element, path: str, *, default: int) -> int:
    """An integer at ``path``; ``default`` where it is missing or no number."""
    found = text(element, path)
    try:
        return int(found) if found else default
    except ValueError:
        return default


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
    names: list[str] = []
    above: Element | None = element
    while above is not None:
        names.append(_name(above))
        above = above.parent
    return "/".join(reversed(names[:-1])) or names[0]


def place_of(element: Element) -> str:
    """Where an element stands on disk, as ``file:line``."""
    return f"{element.source.name}:{element.line}"


def fault(element: Element, message: str, *, at: str = ".") -> DesignError:
    """The error to raise about an element, or about what stands ``at`` a path below it if anything does."""
    place = element.find(at) or element
    return DesignError(f"{path_of(place)}: {message}", file=place.source.name, line=place.line)


def _name(element: Element) -> str:
    found = element.get("id")
    return element.tag if found is None else f"{element.tag}@{found}"
