"""Deltas: what a further design defines, changes and takes away in the tree of those before it.

Every element may say by ``_delta`` what it asks of the tree:

========================  ==========================================  =================================
verb                      where the element exists                    where it does not
========================  ==========================================  =================================
``merge`` (or none)       its children are merged, a text is replaced  it is added
``must_exist``            its children are merged                     refused
``if_exists``             its children are merged                     read past
``define``                refused                                     it is added
``define_if_not_exists``  left as it is                               it is added
``redefine``              replaced                                    refused
``force``                 replaced                                    it is added
``delete``                taken away                                  refused
``delete_if_exists``      taken away                                  nothing
========================  ==========================================  =================================

``_before="other"``, ours and not of the format, puts an added element before the sibling of that id: base designs of
other versions need it, since the order of classes and fields shows on the wire.

``_rename_from="old"`` first gives the element with id ``old`` the id of this one. An element is found again by its tag
and ``id``; those that the format only lists (a transition's actions) are always added.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from fake_itop.datamodel.format import DESIGN, Rule
from fake_itop.datamodel.tree import FILE, XSI_TYPE, Element, fault, file_of, place_of
from fake_itop.values.names import expected


def merge(target: Element, delta: Element) -> None:
    """Change the tree ``target`` as the design ``delta`` asks.

    Raises:
        DesignError: the condition of a ``_delta`` or ``_rename_from`` does not hold.
    """
    _merge_children(target, delta, DESIGN)


def _merge_children(target: Element, delta: Element, rule: Rule) -> None:
    known = rule.below(target.get(XSI_TYPE))
    for node in delta:
        tag = str(node.tag)
        if tag not in known:
            raise fault(node, f"does not belong into {target.get(XSI_TYPE)}, {expected(tag, known)}")
        _apply(target, node, known[tag])


def _apply(parent: Element, node: Element, rule: Rule) -> None:
    if not rule.used:
        return
    verb = node.get("_delta", "merge")
    if verb not in _VERBS:
        raise fault(node, f"unknown _delta {verb}, {expected(verb, _VERBS)}")
    _rename(parent, node)
    _VERBS[verb](parent, node, None if rule.listed else _find(parent, str(node.tag), node.get("id")), rule)


def _find(parent: Element, tag: str, key: str | None) -> Element | None:
    return next((found for found in parent.iterchildren(tag) if found.get("id") == key), None)


def _rename(parent: Element, node: Element) -> None:
    old, new = node.get("_rename_from"), node.get("id")
    if old is None:
        return
    found = _find(parent, str(node.tag), old)
    if found is None or new is None:
        raise fault(node, f"_rename_from={old!r}: no such {node.tag}, expected one that exists")
    if (taken := _find(parent, str(node.tag), new)) is not None:
        raise fault(node, f"_rename_from={old!r}: {new} exists already at {place_of(taken)}, expected a new id")
    found.set("id", new)


def _add(parent: Element, node: Element, rule: Rule) -> None:
    """Add the element, and merge its children into it: so their own ``_delta`` is judged too."""
    added = etree.SubElement(parent, node.tag)
    if (other := node.get("_before")) is not None:
        following = _find(parent, str(node.tag), other)
        if following is None:
            raise fault(node, f"_before={other!r}: no such {node.tag}, expected one that exists")
        following.addprevious(added)
    _fill(added, node, rule)


def _fill(added: Element, node: Element, rule: Rule) -> None:
    for name, value in node.attrib.items():
        if not str(name).startswith("_"):
            added.set(name, value)
    added.set(FILE, file_of(node))
    added.sourceline = node.sourceline
    added.text = node.text
    _merge_children(added, node, rule)


def _replace(found: Element, node: Element, rule: Rule) -> None:
    """Put the element where the old one stood, so that the order stays."""
    found.clear()
    _fill(found, node, rule)


def _into(found: Element, node: Element, rule: Rule) -> None:
    """Merge the element's children into the one found; a type or text that is given replaces the old one."""
    if (kind := node.get(XSI_TYPE)) and kind != found.get(XSI_TYPE):
        raise fault(node, f"is of xsi:type {found.get(XSI_TYPE)} at {place_of(found)}, expected the same, not {kind}")
    if len(node):
        _merge_children(found, node, rule)
    elif rule.text:
        found.text = node.text


def _must_be_absent(node: Element, found: Element | None) -> None:
    if found is not None:
        message = f"exists already at {place_of(found)}, expected none to define; use must_exist, redefine or force"
        raise fault(node, f"_delta={node.get('_delta')!r}: {message}")


def _must_exist(node: Element, found: Element | None) -> Element:
    if found is None:
        raise fault(node, f"_delta={node.get('_delta')!r}: there is none, expected one that exists already")
    return found


def _verb_merge(parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
    if found is None:
        _add(parent, node, rule)
    else:
        _into(found, node, rule)


def _verb_must_exist(_parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
    _into(_must_exist(node, found), node, rule)


def _verb_if_exists(_parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
    if found is not None:
        _into(found, node, rule)


def _verb_define(parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
    _must_be_absent(node, found)
    _add(parent, node, rule)


def _verb_define_if_not_exists(parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
    if found is None:
        _add(parent, node, rule)


def _verb_redefine(_parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
    _replace(_must_exist(node, found), node, rule)


def _verb_force(parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
    if found is None:
        _add(parent, node, rule)
    else:
        _replace(found, node, rule)


def _verb_delete(parent: Element, node: Element, found: Element | None, _rule: Rule) -> None:
    parent.remove(_must_exist(node, found))


def _verb_delete_if_exists(parent: Element, _node: Element, found: Element | None, _rule: Rule) -> None:
    if found is not None:
        parent.remove(found)


_VERBS: dict[str, Callable[[Element, Element, Element | None, Rule], None]] = {
    "merge": _verb_merge,
    "must_exist": _verb_must_exist,
    "if_exists": _verb_if_exists,
    "define": _verb_define,
    "define_if_not_exists": _verb_define_if_not_exists,
    "redefine": _verb_redefine,
    "force": _verb_force,
    "delete": _verb_delete,
    "delete_if_exists": _verb_delete_if_exists,
}
