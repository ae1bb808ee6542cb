"""Whether what a design names exists.

What leads to a class that is not there goes, as in a real iTop, and so does what hangs on it (`leave_out`). What else
is named in vain by a part that one can do without is left out too. The rest is a mistake (`check_references`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeEnum,
    AttributeLinkedSet,
    AttributeLinkedSetIndirect,
    AttributeStopWatch,
    AttributeSubItem,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.datamodel.modules import brought_by
from fake_itop.datamodel.notes import NoteKind, Notes
from fake_itop.datamodel.resolve import MAGIC_FIELDS, Hierarchy
from fake_itop.datamodel.tree import XSI_TYPE, Element, child, children, fault, identity, text
from fake_itop.values.names import expected

Classes = Mapping[str, MetaClass]

KEYS = ("AttributeExternalKey", "AttributeHierarchicalKey")
LINKS = ("AttributeLinkedSet", "AttributeLinkedSetIndirect")
MAGIC = ("id", "friendlyname", "finalclass", "obsolescence_flag", "obsolescence_date")
"""What may be named of any class, whether or not its objects show it."""


def leave_out(hierarchy: Hierarchy, notes: Notes) -> None:
    """Take out of the tree the fields that lead to absent classes and those that need them, then what names none.

    Raises:
        DesignError: a key names no class at all.
    """
    fields = _Fields(hierarchy, notes)
    while fields.drop_once():
        pass
    for name, cls in hierarchy.elements.items():
        _leave_out_names(name, cls, fields, notes)


class _Fields:
    """The fields of all classes, and those that had to go."""

    def __init__(self, hierarchy: Hierarchy, notes: Notes) -> None:
        self._hierarchy = hierarchy
        self._notes = notes
        self._fields = {
            name: {found.get("id"): found for found in children(cls, "fields/field")}
            for name, cls in hierarchy.elements.items()
        }
        self._gone: set[tuple[str, str]] = set()

    def drop_once(self) -> bool:
        """Take out what leads nowhere by now; whether there was anything."""
        found = [
            (name, field, why)
            for name, fields in self._fields.items()
            for field in fields.values()
            if (why := self._why_gone(name, field)) is not None
        ]
        for name, field, why in found:
            self._gone.add((name, identity(field)))
            del self._fields[name][identity(field)]
            holder = field.parent
            assert holder is not None, "a field stands in fields"
            self._notes.add(NoteKind.LEFT_OUT, field, why)
            holder.remove(field)
        return bool(found)

    def find(self, cls: str, code: str) -> Element | None:
        """The field of a class or of one above it."""
        return next(
            (found for name in self._hierarchy.lineage(cls) if (found := self._fields[name].get(code)) is not None),
            None,
        )

    def codes(self, cls: str) -> set[str]:
        """The codes of the attributes of a class and of those below it: it may name what its subclasses have."""
        found = {code for name in self._hierarchy.lineage(cls) for code in self._codes(name)}
        return found | self._codes_below(cls)

    def _codes_below(self, cls: str) -> set[str]:
        below = self._hierarchy.children[cls]
        return {code for name in below for code in (*self._codes(name), *self._codes_below(name))}

    def _codes(self, cls: str) -> Iterator[str]:
        return (code for code in self._fields[cls] if code is not None)

    def _why_gone(self, cls: str, field: Element) -> str | None:
        kind = field.get(XSI_TYPE)
        if kind == "AttributeExternalField":
            return self._why_not_shown(cls, field)
        if kind in LINKS:
            return self._why_not_linked(field)
        if kind not in KEYS:
            return None
        target = text(field, "target_class")
        if not target and kind == "AttributeExternalKey":
            raise fault(field, "has no target_class, expected the class that it leads to")
        return self._absent(target) if target else None

    def _absent(self, cls: str) -> str | None:
        if cls in self._fields:
            return None
        return f"leads to the class {cls}, which is not there{brought_by(cls)}"

    def _why_not_linked(self, field: Element) -> str | None:
        linked = text(field, "linked_class")
        if linked and (why := self._absent(linked)):
            return why
        keys = (text(field, path) for path in ("ext_key_to_me", "ext_key_to_remote"))
        return next(
            (f"links by {key} of {linked}, left out" for key in keys if linked and self._went(linked, key)), None
        )

    def _why_not_shown(self, cls: str, field: Element) -> str | None:
        key, shown = text(field, "extkey_attcode"), text(field, "target_attcode")
        if self._went(cls, key):
            return f"shows what {key} leads to, left out"
        through = self.find(cls, key)
        target = "" if through is None else text(through, "target_class")
        if target in self._fields and self._went(target, shown):
            return f"shows {shown} of {target}, left out"
        return None

    def _went(self, cls: str, code: str) -> bool:
        stem = next((code.removesuffix(f"_{magic}") for magic in MAGIC_FIELDS if code.endswith(f"_{magic}")), code)
        lineage = self._hierarchy.lineage(cls)
        gone = any((name, found) in self._gone for name in lineage for found in (code, stem))
        return gone and self.find(cls, code) is None


def _leave_out_names(name: str, cls: Element, fields: _Fields, notes: Notes) -> None:
    """Take out the names of attributes that are not there, where one can do without: order, flags, dependencies."""
    codes = fields.codes(name)
    for path in _LISTS:
        for listing in list(children(cls, path)):
            unknown = [found for found in listing if not _is_known(found.get("id") or "", codes)]
            for found in unknown:
                if found.get("id"):
                    notes.add(NoteKind.LEFT_OUT, found, f"unknown attribute, {expected(identity(found), codes)}")
                listing.remove(found)
    for rule in list(children(cls, "properties/uniqueness_rules/rule")):
        unknown = [found for found in children(rule, "attributes/attribute") if not _is_known(identity(found), codes)]
        if unknown:
            notes.add(NoteKind.LEFT_OUT, rule, f"unknown attribute {identity(unknown[0])}")
            _take_out(rule)
    for neighbour in list(children(cls, "relations/relation/neighbours/neighbour")):
        attribute = text(neighbour, "attribute")
        leads = text(neighbour, "query_down") or text(neighbour, "query_up") or fields.find(name, attribute) is not None
        if not leads:
            message = f"unknown attribute {attribute}, {expected(attribute, codes)}" if attribute else "leads nowhere"
            notes.add(NoteKind.LEFT_OUT, neighbour, message)
            _take_out(neighbour)


_LISTS = (
    "properties/naming/attributes",
    "properties/reconciliation/attributes",
    "properties/order/columns",
    "fields/field/dependencies",
    "lifecycle/states/state/flags",
    "lifecycle/states/state/transitions/transition/flags",
)


def _is_known(code: str, codes: Container[str]) -> bool:
    """Whether a class has an attribute: declared, or by rule (``org_id_friendlyname``)."""
    if code in codes or code in MAGIC:
        return True
    endings = (*(f"_{magic}" for magic in MAGIC_FIELDS), "_finalclass_recall")
    return any(code.endswith(ending) and code.removesuffix(ending) in codes for ending in endings)


def _take_out(element: Element) -> None:
    assert element.parent is not None, "what is taken out stands in something"
    element.parent.remove(element)


# --- once all classes are known ---------------------------------------------------------------------------------------


def check_references(elements: Mapping[str, Element], classes: Classes, notes: Notes) -> None:
    """See that what fields name exists, and note what nobody can use.

    Raises:
        DesignError: a field needs what does not exist.
    """
    for name, element in elements.items():
        _check_states(element, classes[name], notes)
        for field in children(element, "fields/field"):
            attribute = classes[name].attributes[identity(field)]
            for family, check in _CHECKS:
                if isinstance(attribute, family):
                    check(field, attribute, classes[name], classes)
            if isinstance(attribute, AttributeEnum) and (attribute.default or "") not in (*attribute.values, ""):
                message = f"default {attribute.default!r}, {expected(str(attribute.default), attribute.values)}"
                notes.add(NoteKind.OVERLOOKED, field, message)


def _known(element: Element, what: str, name: str, known: Iterable[str], *, at: str = ".") -> None:
    if name not in known:
        found = f"unknown {what} {name!r}" if name else f"has no {at}"
        raise fault(element, f"{found}, {expected(name, known)}", at=at)


def _check_states(element: Element, cls: MetaClass, notes: Notes) -> None:
    if child(element, "lifecycle") is None or cls.lifecycle is None:
        return
    values = getattr(cls.attributes[cls.lifecycle.attribute], "values", {})
    for state in children(element, "lifecycle/states/state"):
        if identity(state) not in values:
            message = f"unknown value of {cls.lifecycle.attribute}, {expected(identity(state), values)}"
            notes.add(NoteKind.OVERLOOKED, state, message)


def _check_links(field: Element, links: AttributeLinkedSet, _cls: MetaClass, classes: Classes) -> None:
    _known(field, "class", links.linked_class, classes, at="linked_class")
    known = classes[links.linked_class].attributes
    _known(field, f"attribute of {links.linked_class}", links.ext_key_to_me, known, at="ext_key_to_me")
    if isinstance(links, AttributeLinkedSetIndirect):
        _known(field, f"attribute of {links.linked_class}", links.ext_key_to_remote, known, at="ext_key_to_remote")


def _check_sub_item(field: Element, sub_item: AttributeSubItem, cls: MetaClass, _classes: Classes) -> None:
    watches = [code for code, attribute in cls.attributes.items() if isinstance(attribute, AttributeStopWatch)]
    _known(field, "stop-watch", sub_item.target, watches, at="target_attcode")


_CHECKS: tuple[tuple[type[Attribute], Callable[..., None]], ...] = (
    (AttributeLinkedSet, _check_links),
    (AttributeSubItem, _check_sub_item),
)
