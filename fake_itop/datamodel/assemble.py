"""From a merged tree to the datamodel."""

from __future__ import annotations

from collections.abc import Mapping

from fake_itop.datamodel.attributes import AttributeEnum
from fake_itop.datamodel.hierarchy import Hierarchy
from fake_itop.datamodel.labels import labelled, translations_of
from fake_itop.datamodel.lifecycles import implicit_lifecycle, read_lifecycle
from fake_itop.datamodel.model import Datamodel, Lifecycle, MetaClass, Method, Naming, UniquenessRule
from fake_itop.datamodel.references import check_references
from fake_itop.datamodel.relations import read_relations
from fake_itop.datamodel.resolve import Attributes
from fake_itop.datamodel.rights import read_profiles
from fake_itop.datamodel.tree import Element, boolean, child, children, fault, identities, identity, text

DEFAULT_ORDER = {"friendlyname": True}


def assemble(root: Element, dictionary: Mapping[str, str], ignored: tuple[str, ...] = ()) -> Datamodel:
    """The datamodel that a tree describes, with the labels of the dictionary and of the tree itself.

    Raises:
        DesignError: something that is named does not exist, or a value is not one that its place takes.
    """
    constants = {identity(found): (found.text or "").strip() for found in children(root, "constants/constant")}
    hierarchy = Hierarchy(root)
    labels = labelled(root, dictionary)
    attributes = Attributes(hierarchy, labels, constants)
    classes: dict[str, MetaClass] = {}
    for name, element in hierarchy.elements.items():
        label, parent = labels.of_class(name), hierarchy.parents[name]
        classes[name] = _meta_class(element, label, classes[parent] if parent else None, hierarchy, attributes)
    check_references(hierarchy.elements, classes)
    return Datamodel(
        classes=classes,
        relations=read_relations(hierarchy.elements, constants),
        profiles=read_profiles(root, classes),
        translations=translations_of(root),
        ignored=ignored,
    )


def _meta_class(
    element: Element, label: str, parent: MetaClass | None, hierarchy: Hierarchy, attributes: Attributes
) -> MetaClass:
    name = identity(element)
    cls = MetaClass(
        name=name,
        label=label,
        abstract=boolean(element, "properties/abstract", default=False),
        category=text(element, "properties/category"),
        parent=parent,
        naming=_naming(element, parent),
        reconciliation=_reconciliation(element, parent),
        order_by=_order(element),
        state_attribute=_state_attribute(element, parent),
        obsolescence_expression=_obsolescence_expression(hierarchy.obsolescence(name)),
        uniqueness_rules=_uniqueness_rules(element, parent),
        attributes=attributes.of(name),
        lifecycle=None,
        methods={**(parent.methods if parent else {}), **_methods(element)},
    )
    cls.lifecycle = _lifecycle(element, cls, attributes)
    if parent:
        parent.children.append(cls)
    return cls


def _naming(cls: Element, parent: MetaClass | None) -> Naming:
    """The class's own naming, its parent's, or the class's name; values stand one after the other without a format."""
    if child(cls, "properties/naming") is None:
        return parent.naming if parent else Naming(identity(cls), ())
    codes = identities(cls, "properties/naming/attributes/attribute")
    by_default = " ".join(f"%{number}$s" for number in range(1, len(codes) + 1)) or identity(cls)
    return Naming(text(cls, "properties/naming/format") or by_default, codes)


def _reconciliation(cls: Element, parent: MetaClass | None) -> tuple[str, ...]:
    if parent and child(cls, "properties/reconciliation") is None:
        return parent.reconciliation
    return identities(cls, "properties/reconciliation/attributes/attribute")


def _order(cls: Element) -> dict[str, bool]:
    columns = children(cls, "properties/order/columns/column")
    return {identity(column): column.get("ascending") != "false" for column in columns} or DEFAULT_ORDER


def _state_attribute(cls: Element, parent: MetaClass | None) -> str | None:
    own = text(cls, "properties/fields_semantic/state_attribute") or text(cls, "lifecycle/attribute")
    return own or (parent.state_attribute if parent else None)


def _obsolescence_expression(condition: str | None) -> str | None:
    """The condition as iTop shows it: what is unknown is not obsolete."""
    return None if condition is None else f"COALESCE({condition}, 0)"


def _uniqueness_rules(cls: Element, parent: MetaClass | None) -> tuple[UniquenessRule, ...]:
    inherited = {rule.name: rule for rule in parent.uniqueness_rules} if parent else {}
    own = (_uniqueness_rule(found) for found in children(cls, "properties/uniqueness_rules/rule"))
    return tuple({**inherited, **{rule.name: rule for rule in own}}.values())


def _uniqueness_rule(rule: Element) -> UniquenessRule:
    return UniquenessRule(
        name=identity(rule),
        attributes=identities(rule, "attributes/attribute"),
        filter=text(rule, "filter") or None,
        disabled=boolean(rule, "disabled", default=False),
        is_blocking=boolean(rule, "is_blocking", default=True),
    )


def _methods(cls: Element) -> dict[str, Method]:
    found = ((identity(method), method) for method in children(cls, "methods/method"))
    return {
        name: Method(name, text(method, "code"), static=boolean(method, "static", default=False))
        for name, method in found
    }


def _lifecycle(element: Element, cls: MetaClass, attributes: Attributes) -> Lifecycle | None:
    """The class's own lifecycle, its parent's, or a plain one over its state attribute."""
    declared, parent = child(element, "lifecycle"), cls.parent
    if declared is None and parent is not None and parent.state_attribute == cls.state_attribute:
        return parent.lifecycle
    if cls.state_attribute is None:
        if declared is not None:
            raise fault(declared, "has no attribute that holds the state, expected properties/fields_semantic")
        return None
    attribute = cls.attributes.get(cls.state_attribute)
    if not isinstance(attribute, AttributeEnum):
        raise fault(
            declared if declared is not None else element,
            f"{cls.state_attribute!r} holds the state, expected an AttributeEnum",
        )
    if declared is None:
        return implicit_lifecycle(attribute)
    return read_lifecycle(declared, attribute.code, attributes.scope(cls.name))
