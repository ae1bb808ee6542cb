"""The delta that makes one design of another, as small as can be."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from lxml import etree

EMPTY = '<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'

Element = etree._Element  # noqa: SLF001 - lxml names the type of its elements nowhere else

_Key = tuple[str, str | None]
"""By what an element is found again among its siblings: its tag, and its id if it has one."""


def design_delta(old: str, new: str, note: str) -> str:
    """The text of a design which, merged into ``old``, gives ``new``; ``note`` stands at its top as a comment."""
    target = _read(new)
    delta = etree.fromstring(EMPTY)
    delta.set("version", target.get("version", ""))
    delta.extend(_changes(_read(old), target))
    etree.indent(delta, space="  ")
    text = etree.tostring(delta, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {note} -->\n{text}\n'


def _read(text: str) -> Element:
    return etree.fromstring(text.encode(), etree.XMLParser(remove_comments=True, remove_pis=True))


def _changes(old: Element, new: Element) -> Iterator[Element]:
    """What has to be said of the children of an element."""
    before, after = _by_key(old), _by_key(new)
    staying = _staying(before, after)
    for key, found in before.items():
        if key not in staying:
            yield _marked(_like(found), "delete")
    for key in staying:
        if not _same(before[key], after[key]):
            yield _change(before[key], after[key])
    # From the last to the first: what an element is put before is there by then.
    following: Element | None = None
    for key, found in reversed(after.items()):
        if key not in staying:
            yield _added(found, following)
        following = found


def _staying(before: dict[_Key, Element], after: dict[_Key, Element]) -> list[_Key]:
    """The elements that are in both and in the same order; the others go, and come back at another place."""
    old, new = list(before), list(after)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return [key for block in blocks for key in old[block.a : block.a + block.size]]


def _change(old: Element, new: Element) -> Element:
    """The element with what differs in it, or as a whole where its children have no ids to find them by."""
    if not _can_be_merged(old, new):
        return _marked(new, "redefine")
    merged = _like(new)
    merged.extend(_changes(old, new))
    return _marked(merged, "must_exist") if merged.get("id") else merged


def _can_be_merged(old: Element, new: Element) -> bool:
    """Whether each child can be found again, and nothing but children differs."""
    keyed = len(_by_key(old)) == len(old) and len(_by_key(new)) == len(new)
    return len(old) > 0 and keyed and _attributes(old) == _attributes(new)


def _like(element: Element) -> Element:
    """An empty element that is found where this one is."""
    key = element.get("id")
    return etree.Element(str(element.tag), {} if key is None else {"id": key})


def _by_key(element: Element) -> dict[_Key, Element]:
    return {(str(child.tag), child.get("id")): child for child in element}


def _same(old: Element, new: Element) -> bool:
    alike = old.tag == new.tag and _attributes(old) == _attributes(new) and _text(old) == _text(new)
    return alike and len(old) == len(new) and all(map(_same, old, new))


def _attributes(element: Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _text(element: Element) -> str:
    return (element.text or "").strip()


def _added(element: Element, following: Element | None) -> Element:
    if following is not None and following.tag == element.tag and following.get("id"):
        element.set("_before", following.get("id", ""))
    return _marked(element, "define")


def _marked(element: Element, verb: str) -> Element:
    element.set("_delta", verb)
    element.tail = None
    return element
