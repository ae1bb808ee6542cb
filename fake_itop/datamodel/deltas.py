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

from fake_itop.datamodel.format import DESIGN, Rule
from fake_itop.datamodel.modules import brought_by
from fake_itop.datamodel.notes import NoteKind, Notes
from fake_itop.datamodel.tree import XSI_TYPE, DesignError, Element, fault, place_of
from fake_itop.values.names import expected


def merge(target: Element, delta: Element, notes: Notes | None = None) -> None:
    """Change the tree ``target`` as the design ``delta``, sifted, asks.

    Where the tree is a shipped base and the element is none of which it has all, a condition that does not hold proves
    nothing (`Source`): it is noted, and what the element says is done all the same.

    Raises:
        DesignError: the condition of a ``_delta`` or ``_rename_from`` does not hold.
    """
    _Merging(Notes() if notes is None else notes).children(target, delta, DESIGN)


class _Merging:
    """One design on its way into a tree."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def children(self, target: Element, delta: Element, rule: Rule) -> None:
        """Merge the children of an element into the one found for it."""
        known = rule.below(target.get(XSI_TYPE))
        for node in delta:
            if node.tag in known:
                self._apply(target, node, known[node.tag])
            else:
                self._notes.add(NoteKind.OVERLOOKED, node, f"means nothing for {target.get(XSI_TYPE)}")

    def _apply(self, parent: Element, node: Element, rule: Rule) -> None:
        verb = node.get("_delta", "merge")
        if verb not in _VERBS:
            raise fault(node, f"unknown _delta {verb}, {expected(str(verb), _VERBS)}")
        self._rename(parent, node)
        found = None if rule.listed else parent.child(node.tag, node.get("id"))
        _VERBS[verb](self, parent, node, found, rule)

    def _rename(self, parent: Element, node: Element) -> None:
        old, new = node.get("_rename_from"), node.get("id")
        if old is None:
            return
        found = parent.child(node.tag, old)
        if found is None or new is None:
            raise fault(node, f"_rename_from={old!r}: no such {node.tag}, expected one that exists")
        if (taken := parent.child(node.tag, new)) is not None:
            raise fault(node, f"_rename_from={old!r}: {new} exists already at {place_of(taken)}, expected a new id")
        found.set("id", new)

    def _add(self, parent: Element, node: Element, rule: Rule) -> None:
        """Add the element, and merge its children into it: so their own ``_delta`` is judged too."""
        added = Element(node.tag, {}, node.source, node.line)
        following = None
        if (other := node.get("_before")) is not None:
            following = parent.child(node.tag, other)
            if following is None:
                raise fault(node, f"_before={other!r}: no such {node.tag}, expected one that exists")
        parent.add(added, before=following)
        self._fill(added, node, rule)

    def _fill(self, added: Element, node: Element, rule: Rule) -> None:
        for name, value in node.attrib.items():
            if not name.startswith("_"):
                added.set(name, value)
        added.source, added.line, added.text = node.source, node.line, node.text
        self.children(added, node, rule)

    def _replace(self, found: Element, node: Element, rule: Rule) -> None:
        """Put the element where the old one stood, so that the order stays."""
        found.keep([])
        found.attrib.clear()
        self._fill(found, node, rule)

    def _into(self, found: Element, node: Element, rule: Rule) -> None:
        """Merge the element's children into the one found; a text that is given replaces the old one."""
        kind, known = node.get(XSI_TYPE), found.get(XSI_TYPE)
        if kind and kind != known:
            self._notes.add(NoteKind.OVERLOOKED, node, f"stays {known}, which it is at {place_of(found)}, not {kind}")
        if len(node):
            self.children(found, node, rule)
        elif rule.text:
            found.text = node.text

    def _is_unsure(self, parent: Element, node: Element, rule: Rule) -> bool:
        """Whether nobody knows if the condition holds in a real design: noted."""
        while parent.get("id") is None and parent.parent is not None:
            parent = parent.parent
        if rule.certain or not parent.source.shipped:
            return False
        self._notes.add(NoteKind.NOT_JUDGED, node, f"_delta={node.get('_delta')!r}: the shipped base cannot tell")
        return True

    # --- what the verbs ask -----------------------------------------------------------------------------------------

    def merged(self, parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
        """``merge``."""
        if found is None:
            self._add(parent, node, rule)
        else:
            self._into(found, node, rule)

    def needed(self, parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
        """``must_exist``."""
        if found is None and not self._is_unsure(parent, node, rule):
            raise _missing(node)
        self.merged(parent, node, found, rule)

    def welcome(self, _parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
        """``if_exists``."""
        if found is not None:
            self._into(found, node, rule)

    def defined(self, parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
        """``define``."""
        if found is not None and not self._is_unsure(found, node, rule):
            message = f"exists already at {place_of(found)}, expected none to define; use must_exist, redefine or force"
            raise fault(node, f"_delta={node.get('_delta')!r}: {message}")
        self.forced(parent, node, found, rule)

    def defaulted(self, parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
        """``define_if_not_exists``."""
        if found is None:
            self._add(parent, node, rule)

    def redefined(self, parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
        """``redefine``."""
        if found is None and not self._is_unsure(parent, node, rule):
            raise _missing(node)
        self.forced(parent, node, found, rule)

    def forced(self, parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
        """``force``."""
        if found is None:
            self._add(parent, node, rule)
        else:
            self._replace(found, node, rule)

    def deleted(self, parent: Element, node: Element, found: Element | None, rule: Rule) -> None:
        """``delete``."""
        if found is None and not self._is_unsure(parent, node, rule):
            raise _missing(node)
        self.cleared(parent, node, found, rule)

    def cleared(self, parent: Element, _node: Element, found: Element | None, _rule: Rule) -> None:
        """``delete_if_exists``."""
        if found is not None:
            parent.remove(found)


def _missing(node: Element) -> DesignError:
    message = f"_delta={node.get('_delta')!r}: there is none, expected one that exists already"
    return fault(node, message + (brought_by(node.get("id") or "") if node.tag == "class" else ""))


_VERBS: dict[str, Callable[[_Merging, Element, Element, Element | None, Rule], None]] = {
    "merge": _Merging.merged,
    "must_exist": _Merging.needed,
    "if_exists": _Merging.welcome,
    "define": _Merging.defined,
    "define_if_not_exists": _Merging.defaulted,
    "redefine": _Merging.redefined,
    "force": _Merging.forced,
    "delete": _Merging.deleted,
    "delete_if_exists": _Merging.cleared,
}
