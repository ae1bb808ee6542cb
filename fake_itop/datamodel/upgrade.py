"""Older forms of the format, brought to the newest: a real iTop upgrades a design by its version before it reads it.

Every form is told by how it looks, so that a design which says the wrong version (many do) is read as it was meant:

* an enum's ``<value>yes</value>``: the text is code and id (1.0); ``<value id="x">yes</value>``: the code (to 1.7)
* ``<transition><stimulus>ev_assign</stimulus>…``: the stimulus is the id (1.0)
* ``<action xsi:type="write">allow</action>``: the right is ``action:write`` (1.0)
* a neighbour's ``<query>``: the way down (1.0)
* a class that stands in its parent: it is one like all others (compiled designs up to 3.0)
* a class, field, … that is marked as taken away by whoever compiled the design: it is gone
"""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.datamodel.notes import NoteKind, Notes
from fake_itop.datamodel.tree import XSI_TYPE, Element


def upgrade(root: Element, notes: Notes) -> None:
    """Bring a design to the newest form of the format."""
    for found in list(root.iterfind("classes")):
        _drop_removed(found)
        found.keep([cls for outer in found for cls in _unnested(outer)])
        for cls in found:
            _upgrade_class(cls, notes)
    for action in root.iterfind("user_rights/profiles/profile/groups/group/actions/action"):
        _name_action(action, notes)


def _drop_removed(element: Element) -> None:
    kept = [below for below in element if below.get("_alteration") != "removed"]
    if len(kept) != len(element):
        element.keep(kept)
    for below in kept:
        _drop_removed(below)


def _unnested(cls: Element) -> Iterator[Element]:
    """A class and then those in it, with their parent named."""
    yield cls
    inner = [below for below in cls if below.tag == "class" and below.get("id") is not None]
    if not inner:
        return
    cls.keep([below for below in cls if below not in inner])
    for below in inner:
        if below.find("parent") is None:
            parent = Element("parent", {}, below.source, below.line)
            parent.text = cls.get("id") or ""
            below.add(parent)
        yield from _unnested(below)


def _upgrade_class(cls: Element, notes: Notes) -> None:
    for value in cls.iterfind("fields/field/values/value"):
        _name_value(value, notes)
    for transition in cls.iterfind("lifecycle/states/state/transitions/transition"):
        _name_transition(transition, notes)
    for neighbour in cls.iterfind("relations/relation/neighbours/neighbour"):
        query = neighbour.child("query")
        if query is not None and neighbour.child("query_down") is None:
            query.tag = "query_down"
            notes.add(NoteKind.READ_AS, query, "is the query_down of the newest format")


def _name_value(value: Element, notes: Notes) -> None:
    code = value.find("code")
    text = (value.text if code is None else code.text).strip()
    if value.get("id") is None and text:
        value.set("id", text)
        notes.add(NoteKind.READ_AS, value, f"has no id, {text!r} is taken for it")


def _name_transition(transition: Element, notes: Notes) -> None:
    stimulus = transition.find("stimulus")
    named = "" if stimulus is None else stimulus.text.strip()
    if named and transition.get("id") != named:
        transition.set("id", named)
        notes.add(NoteKind.READ_AS, transition, f"is the transition by stimulus {named}")


def _name_action(action: Element, notes: Notes) -> None:
    kind, code = action.get(XSI_TYPE), action.get("id")
    if kind is None or (code or "").partition(":")[0] in ("action", "stimulus"):
        return
    if code is None and kind != "stimulus":
        action.set("id", f"action:{kind}")
    elif code is not None:
        action.set("id", f"{'stimulus' if kind == 'stimulus' else 'action'}:{code}")
    notes.add(NoteKind.READ_AS, action, f"is the right {action.get('id')}")
