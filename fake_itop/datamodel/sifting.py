"""Sifting a design: what the format knows and the fake has a use for stays; the rest is taken out, and noted.

A real iTop reads past what it does not know, so nothing here refuses a design.
"""

from __future__ import annotations

from collections.abc import Mapping

from fake_itop.datamodel.attributes import KINDS
from fake_itop.datamodel.format import ATTRIBUTES, DESIGN, FIELD_TYPES, Rule
from fake_itop.datamodel.nearest import nearest_kind
from fake_itop.datamodel.notes import NoteKind, Notes
from fake_itop.datamodel.tree import XSI_TYPE, Element
from fake_itop.values.names import expected

ON_MOST_FIELDS = ("sql", "default_value", "is_null_allowed")
"""What stands on fields out of habit, even where it means nothing: not worth a word."""


def sift(root: Element, notes: Notes) -> None:
    """Leave in the tree only what is understood, and note what is not."""
    _sift(root, DESIGN, notes)


def _sift(element: Element, rule: Rule, notes: Notes) -> None:
    """Sift what stands in an element that itself stays."""
    for name in element.attrib.keys() - ATTRIBUTES:
        notes.add(NoteKind.OVERLOOKED, element, f"the attribute {name} means nothing")
    if rule.by_type:
        _know_type(element, rule, notes)
    known = rule.below(element.get(XSI_TYPE))
    if (element.stray or (element.text and not rule.text)) and (element.stray or element.text.strip()):
        notes.add(NoteKind.OVERLOOKED, element, f"found text, {expected('', known)}")
    if rule.reading is not None and element.text.strip() and not _read(element, rule, notes):
        element.text = ""
    if len(element):
        element.keep([below for below in element if _stays(below, element, known, notes)])
        for below in element:
            _sift(below, known[below.tag], notes)


def _stays(element: Element, parent: Element, known: Mapping[str, Rule], notes: Notes) -> bool:
    rule = known.get(element.tag)
    if rule is None:
        kind = NoteKind.UNUSED if parent.tag == "field" and element.tag in ON_MOST_FIELDS else NoteKind.OVERLOOKED
        notes.add(kind, element, _unknown(element.tag, parent, known))
        return False
    if not rule.used:
        notes.add(NoteKind.UNUSED, element)
        return False
    if rule.keyed and element.get("id") is None and element.tag not in ("class", "field"):
        notes.add(NoteKind.OVERLOOKED, element, "has no id, expected an attribute id")
        return False
    key = element.get("id") or ""
    if element.tag == "threshold" and not (key.isascii() and key.isdecimal()):
        notes.add(NoteKind.OVERLOOKED, element, f"found id {key!r}, expected a percentage such as 75")
        return False
    return True


def _unknown(tag: str, parent: Element, known: Mapping[str, Rule]) -> str:
    if parent.tag == "field" and any(tag in children for children in FIELD_TYPES.values()):
        return f"means nothing for {parent.get(XSI_TYPE)}"
    return f"unknown element, {expected(tag, known)}"


def _read(element: Element, rule: Rule, notes: Notes) -> bool:
    """Whether a text says something; it is brought to the words that we read."""
    assert rule.reading is not None, "asked of elements whose text is read"
    written = element.text.strip()
    read = rule.reading(written)
    if read is None:
        notes.add(NoteKind.OVERLOOKED, element, f"found {written!r}, expected {rule.words}: taken as not said")
        return False
    if read != written:
        notes.add(NoteKind.READ_AS, element, f"found {written!r}, read as {read}")
        element.text = read
    return True


def _know_type(element: Element, rule: Rule, notes: Notes) -> None:
    """Give an element of a kind that we do not know the nearest that we do."""
    kind = element.get(XSI_TYPE)
    if kind is None or kind in rule.by_type:
        return
    nearest = nearest_kind(kind) if rule.by_type.keys() == KINDS.keys() else next(iter(rule.by_type))
    element.set(XSI_TYPE, nearest)
    notes.add(NoteKind.IN_PHP, element, f"{kind} behaves as {nearest}")
