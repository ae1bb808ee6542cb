"""From XML to a tree, safely: no entity is ever made, nothing else is fetched, and every element knows its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from fake_itop.datamodel.tree import XSI, XSI_TYPE, DesignError, Element, Source, path_of

MAX_SIZE = 64 * 1024 * 1024
"""Bytes of a design: several times a compiled one with many extensions, and still parsed at once."""

DEEPEST = 200
"""How many elements may stand within each other: a real design has thirty."""


@dataclass(frozen=True)
class Design:
    """A design before it is read: its name in messages, and its XML. ``shipped``: see `Source`."""

    name: str
    content: bytes
    shipped: bool = False

    @classmethod
    def of(cls, path: Path, *, shipped: bool = False) -> Design:
        """The design in a file, called by the path as it is given.

        Raises:
            DesignError: the file cannot be read, or is too large.
        """
        try:
            with path.open("rb") as file:
                return cls(path.name if shipped else str(path), file.read(MAX_SIZE + 1), shipped)
        except OSError as error:
            raise DesignError(f"cannot be read: {error.strerror}", file=str(path)) from None


def parse(design: Design) -> Element:
    """The design's tree, as it is written.

    Raises:
        DesignError: it is too large, not well-formed, has a DOCTYPE, or is no ``itop_design``.
    """
    if len(design.content) > MAX_SIZE:
        raise DesignError(f"more than {MAX_SIZE} bytes, expected a design of at most that size", file=design.name)
    name = "".join(letter if letter.isprintable() else "?" for letter in design.name)
    root = _Parsing(Source(name, design.shipped)).parse(design.content)
    if root.tag != "itop_design":
        raise DesignError(f"found element {root.tag}, expected itop_design", file=name, line=root.line)
    return root


class _Parsing:
    """One run of the parser."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._top = self._document = Element("", {}, source, 0)
        self._depth = 0
        self._type_names: set[str] = set()
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 1 << 20
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype

    def parse(self, content: bytes) -> Element:
        """The topmost element.

        Raises:
            DesignError: the bytes are not well-formed XML, or more than a design needs.
        """
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as error:
            raise self._fault(self._why(error, content), error.lineno) from None
        except LookupError as error:
            raise self._fault(f"not well-formed XML: {error}", 1) from None
        (root,) = self._document
        root.parent = None
        return root

    def _why(self, error: expat.ExpatError, content: bytes) -> str:
        said = expat.ErrorString(error.code)
        if self._depth and said == "no element found":
            open_ = f"{path_of(self._top)} of line {self._top.line}"
            return f"not well-formed XML: ends inside {open_}, expected </{self._top.tag}>: the file is cut short"
        line = content.splitlines()[error.lineno - 1 : error.lineno]
        if said.startswith("not well-formed") and line and not _is_utf_8(line[0]):
            return "not well-formed XML: not UTF-8, expected it or the encoding named in the XML declaration"
        return f"not well-formed XML: {said}"

    def _fault(self, what: str, line: int) -> DesignError:
        return DesignError(what, file=self._source.name, line=line or 1)

    def _doctype(self, *_: object) -> None:
        message = "found a DOCTYPE, expected none: a design has no entities of its own"
        raise self._fault(message, self._parser.CurrentLineNumber)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        element = Element(tag, attributes, self._source, line)
        if "xmlns" in "".join(attributes):
            self._type_names |= {f"{name[6:]}:type" for name, uri in attributes.items() if uri == XSI}
        for name in self._type_names & attributes.keys():
            attributes[XSI_TYPE] = attributes.pop(name)
        self._top.add(element)
        self._top = element
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._fault(f"more than {DEEPEST} elements within each other, expected fewer", line)

    def _end(self, _tag: str) -> None:
        above = self._top.parent
        assert above is not None, "the parser closes what it opened"
        self._top = above
        self._depth -= 1

    def _characters(self, data: str) -> None:
        if not len(self._top):
            self._top.text += data
        elif not self._top.stray and not data.isspace():
            self._top.stray = True


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
