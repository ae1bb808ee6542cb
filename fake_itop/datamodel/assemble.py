"""From a merged tree to the datamodel."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fake_itop.datamodel.attributes import AttributeEnum
from fake_itop.datamodel.fields import Scope, one_of
from fake_itop.datamodel.format import FLAGS
from fake_itop.datamodel.labels import labelled, translations_of
from fake_itop.datamodel.model import (
    ActionParameter,
    Datamodel,
    Lifecycle,
    MetaClass,
    Method,
    Naming,
    Neighbour,
    State,
    Stimulus,
    Transition,
    TransitionAction,
    UniquenessRule,
)
from fake_itop.datamodel.references import check_references
from fake_itop.datamodel.resolve import Attributes, Hierarchy
from fake_itop.datamodel.rights import read_profiles
from fake_itop.datamodel.tree import XSI_TYPE, Element, boolean, child, children, fault, identities, identity, text
from fake_itop.values.names import expected

DIRECTIONS = ("down", "up", "both")
_QUERIED_CLASS = re.compile(r"\s*SELECT\s+(\w+)", re.IGNORECASE)


def read_relations(
    classes: Mapping[str, Element], constants: Mapping[str, str]
) -> dict[str, dict[str, tuple[Neighbour, ...]]]:
    """Relation to class to neighbours, as each class declares them.

    Raises:
        DesignError: a neighbour has no direction, or neither a query nor an attribute.
    """
    relations: dict[str, dict[str, tuple[Neighbour, ...]]] = {}
    for name, cls in classes.items():
        for relation in children(cls, "relations/relation"):
            found = tuple(_neighbour(element, constants) for element in children(relation, "neighbours/neighbour"))
            relations.setdefault(identity(relation), {})[name] = found
    return relations


def _neighbour(neighbour: Element, constants: Mapping[str, str]) -> Neighbour:
    down, up = (_query(neighbour, path, constants) for path in ("query_down", "query_up"))
    attribute, direction = text(neighbour, "attribute") or None, one_of(neighbour, "direction", DIRECTIONS)
    if direction is None:
        raise fault(neighbour, f"has no direction, expected one of {', '.join(DIRECTIONS)}")
    if not (down or up or attribute):
        raise fault(neighbour, "leads nowhere, expected query_down, query_up or attribute")
    queried = _QUERIED_CLASS.match(down or up or "")
    return Neighbour(identity(neighbour), direction, down, up, attribute, queried[1] if queried else None)


def _query(neighbour: Element, path: str, constants: Mapping[str, str]) -> str | None:
    """The query as it stands, white space in its midst included: it is shown so."""
    element = child(neighbour, path)
    found = (element.text or "") if element is not None else ""
    return constants.get(found.strip(), found) or None


Flags = Mapping[str, frozenset[str]]


def read_lifecycle(lifecycle: Element, attribute: str, scope: Scope) -> Lifecycle:
    """The lifecycle in an element; ``attribute`` holds the state.

    Raises:
        DesignError: a state, stimulus or target that is named does not exist.
    """
    stimuli = {identity(found): _stimulus(found, scope) for found in children(lifecycle, "stimuli/stimulus")}
    elements = {identity(found): found for found in children(lifecycle, "states/state")}
    flags: dict[str, Flags] = {}
    for code in elements:
        _resolve_flags(code, elements, flags, ())
    states = {code: State(code, flags[code], _transitions(found)) for code, found in elements.items()}
    _check_transitions(lifecycle, states, stimuli)
    return Lifecycle(attribute, stimuli, states)


def implicit_lifecycle(attribute: AttributeEnum) -> Lifecycle:
    """What a class has that names a state attribute and no lifecycle: a state for each value, and no way between."""
    return Lifecycle(attribute.code, {}, {code: State(code) for code in attribute.values})


def _stimulus(stimulus: Element, scope: Scope) -> Stimulus:
    code = identity(stimulus)
    return Stimulus(code, stimulus.get(XSI_TYPE) or "StimulusUserAction", scope.labels.of_stimulus(scope.lineage, code))


def _resolve_flags(
    code: str, elements: Mapping[str, Element], resolved: dict[str, Flags], asking: tuple[str, ...]
) -> Flags:
    """A state's flags: those of the state it inherits from, attribute by attribute replaced by its own."""
    if code in resolved:
        return resolved[code]
    state = elements[code]
    origin = text(state, "inherit_flags_from")
    if origin in (*asking, code):
        raise fault(
            state, f"{code} inherits from itself in the end, expected a state that does not", at="inherit_flags_from"
        )
    if origin and origin not in elements:
        raise fault(state, f"found {origin!r}, {expected(origin, set(elements) - {code})}", at="inherit_flags_from")
    inherited = _resolve_flags(origin, elements, resolved, (*asking, code)) if origin else {}
    resolved[code] = {**inherited, **_flags(state)}
    return resolved[code]


def _flags(element: Element) -> dict[str, frozenset[str]]:
    found = {identity(attribute): attribute for attribute in children(element, "flags/attribute")}
    return {
        code: frozenset(str(flag.tag) for flag in attribute) & frozenset(FLAGS) for code, attribute in found.items()
    }


def _transitions(state: Element) -> dict[str, Transition]:
    found = ((identity(transition), transition) for transition in children(state, "transitions/transition"))
    return {
        stimulus: Transition(stimulus, text(transition, "target"), _actions(transition), _flags(transition))
        for stimulus, transition in found
    }


def _actions(transition: Element) -> tuple[TransitionAction, ...]:
    return tuple(
        TransitionAction(text(action, "verb"), tuple(_parameter(found) for found in children(action, "params/param")))
        for action in children(transition, "actions/action")
    )


def _parameter(param: Element) -> ActionParameter:
    return ActionParameter(param.get(XSI_TYPE) or "string", (param.text or "").strip())


def _check_transitions(lifecycle: Element, states: Mapping[str, State], stimuli: Mapping[str, Stimulus]) -> None:
    for transition in children(lifecycle, "states/state/transitions/transition"):
        stimulus, target = identity(transition), text(transition, "target")
        if stimulus not in stimuli:
            raise fault(transition, f"unknown stimulus {stimulus}, {expected(stimulus, stimuli)}")
        if target not in states:
            raise fault(transition, f"unknown target {target!r}, {expected(target, states)}")


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
