"""Reading a design: safely from XML to a tree, every element of which the format knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from fake_itop.datamodel.format import DESIGN, Rule
from fake_itop.datamodel.tree import FILE, XSI_TYPE, DesignError, Element, fault, line_of, path_of, place_of
from fake_itop.values.names import expected

MAX_SIZE = 16 * 1024 * 1024
"""Bytes of a design: far more than any, and still parsed at once."""


@dataclass(frozen=True)
class Design:
    """A design before it is read: its name in messages, and its XML."""

    name: str
    content: bytes

    @classmethod
    def of(cls, path: Path) -> Design:
        """The design in a file, called by the path as it is given.

        Raises:
            DesignError: the file cannot be read, or is too large.
        """
        try:
            with path.open("rb") as file:
                return cls(str(path), file.read(MAX_SIZE + 1))
        except OSError as error:
            raise DesignError(f"cannot be read: {error.strerror}", file=str(path)) from None


def parse(design: Design) -> Element:
    """The design's tree, not yet checked. No entity is resolved and nothing else is fetched.

    Raises:
        DesignError: it is too large, not well-formed, has a DOCTYPE, or is no ``itop_design``.
    """
    if len(design.content) > MAX_SIZE:
        raise DesignError(f"more than {MAX_SIZE} bytes, expected a design of at most that size", file=design.name)
    root = _parse(design)
    if root.getroottree().docinfo.internalDTD is not None:
        raise DesignError(
            "found a DOCTYPE, expected none: a design has no entities of its own", file=design.name, line=1
        )
    if root.tag != "itop_design":
        raise DesignError(f"found element {root.tag}, expected itop_design", file=design.name, line=line_of(root))
    root.set(FILE, "".join(letter if letter.isprintable() else "?" for letter in design.name))
    return root


def _parse(design: Design) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(design.content, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise DesignError(
            f"not well-formed XML: {' '.join(str(error.msg).split())}", file=design.name, line=line
        ) from None


def check(root: Element) -> list[str]:
    """See that the format knows every element of the tree.

    Returns:
        What the fake has no use for, as ``file:line: path``.

    Raises:
        DesignError: the format does not know an element or an ``xsi:type``.
    """
    return list(_check(root, DESIGN))


def _check(element: Element, rule: Rule) -> Iterator[str]:
    known = _known(element, rule)
    if not rule.text and _has_text(element):
        raise fault(element, f"found text, {expected('', known)}")
    for below in element:
        found = known.get(str(below.tag))
        if found is None:
            raise fault(below, f"unknown element, {expected(str(below.tag), known)}")
        if not found.used:
            yield f"{place_of(below)}: {path_of(below)}"
        elif found.children or found.by_type or len(below) or not found.text:
            yield from _check(below, found)


def _known(element: Element, rule: Rule) -> Mapping[str, Rule]:
    """What may stand in the element.

    Raises:
        DesignError: the format does not know its ``xsi:type``.
    """
    kind = element.get(XSI_TYPE)
    if rule.by_type and kind is not None and kind not in rule.by_type:
        raise fault(element, f"unknown xsi:type {kind}, {expected(kind, rule.by_type)}")
    return rule.below(kind)


def _has_text(element: Element) -> bool:
    own = element.text
    return bool(own and own.strip()) or any(below.tail and below.tail.strip() for below in element)
