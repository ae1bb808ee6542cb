"""Whether what a design names exists: seen once all classes are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeExternalKey,
    AttributeLinkedSet,
    AttributeLinkedSetIndirect,
    AttributeMetaEnum,
    AttributeStopWatch,
    AttributeSubItem,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.datamodel.tree import Element, child, children, fault, identity
from fake_itop.values.names import expected

Classes = Mapping[str, MetaClass]


def check_references(elements: Mapping[str, Element], classes: Classes) -> None:
    """See that every class and attribute that is named exists.

    Raises:
        DesignError: one does not.
    """
    for name, element in elements.items():
        _check_properties(element, classes[name])
        _check_lifecycle(element, classes[name])
        for field in children(element, "fields/field"):
            _check_field(field, classes[name], classes)


def _known(element: Element, what: str, name: str, known: Iterable[str], *, at: str = ".") -> None:
    if name not in known:
        found = f"unknown {what} {name!r}" if name else f"has no {at}"
        raise fault(element, f"{found}, {expected(name, known)}", at=at)


_NAMED = (
    "properties/naming/attributes/attribute",
    "properties/reconciliation/attributes/attribute",
    "properties/order/columns/column",
    "properties/uniqueness_rules/rule/attributes/attribute",
)


def _check_properties(element: Element, cls: MetaClass) -> None:
    for path in _NAMED:
        for named in children(element, path):
            _known(named, "attribute", identity(named), cls.attributes)


def _check_lifecycle(element: Element, cls: MetaClass) -> None:
    if child(element, "lifecycle") is None or cls.lifecycle is None:
        return
    for named in children(element, "lifecycle/states/state/flags/attribute"):
        _known(named, "attribute", identity(named), cls.attributes)
    for named in children(element, "lifecycle/states/state/transitions/transition/flags/attribute"):
        _known(named, "attribute", identity(named), cls.attributes)
    values = getattr(cls.attributes[cls.lifecycle.attribute], "values", {})
    for state in children(element, "lifecycle/states/state"):
        _known(state, f"value of {cls.lifecycle.attribute}", identity(state), values)


def _check_field(field: Element, cls: MetaClass, classes: Classes) -> None:
    attribute = cls.attributes[identity(field)]
    for needed in children(field, "dependencies/attribute"):
        # An abstract class may depend on what its subclasses declare, as Ticket does on status.
        known = {code: None for below in cls.descendants for code in below.attributes}
        _known(needed, "attribute", identity(needed), known)
    for family, check in _CHECKS:
        if isinstance(attribute, family):
            check(field, attribute, cls, classes)


def _check_key(field: Element, key: AttributeExternalKey, _cls: MetaClass, classes: Classes) -> None:
    _known(field, "class", key.target, classes, at="target_class")


def _check_links(field: Element, links: AttributeLinkedSet, _cls: MetaClass, classes: Classes) -> None:
    _known(field, "class", links.linked_class, classes, at="linked_class")
    known = classes[links.linked_class].attributes
    _known(field, f"attribute of {links.linked_class}", links.ext_key_to_me, known, at="ext_key_to_me")
    if isinstance(links, AttributeLinkedSetIndirect):
        _known(field, f"attribute of {links.linked_class}", links.ext_key_to_remote, known, at="ext_key_to_remote")


def _check_sub_item(field: Element, sub_item: AttributeSubItem, cls: MetaClass, _classes: Classes) -> None:
    watches = [code for code, attribute in cls.attributes.items() if isinstance(attribute, AttributeStopWatch)]
    _known(field, "stop-watch", sub_item.target, watches, at="target_attcode")


def _check_mappings(field: Element, attribute: AttributeMetaEnum, _cls: MetaClass, classes: Classes) -> None:
    for mapping in children(field, "mappings/mapping"):
        _known(mapping, "class", identity(mapping), classes)
        for value in children(mapping, "metavalues/metavalue"):
            _known(value, "value", identity(value), attribute.values)


_CHECKS: tuple[tuple[type[Attribute], Callable[..., None]], ...] = (
    (AttributeExternalKey, _check_key),
    (AttributeLinkedSet, _check_links),
    (AttributeSubItem, _check_sub_item),
    (AttributeMetaEnum, _check_mappings),
)
