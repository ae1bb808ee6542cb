"""From a merged tree to the datamodel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeEnum,
    AttributeExternalKey,
    AttributeLinkedSet,
    AttributeLinkedSetIndirect,
)
from fake_itop.datamodel.fields import Scope
from fake_itop.datamodel.format import FLAGS
from fake_itop.datamodel.labels import Labels, labelled, translations_of
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
    most_parts,
)
from fake_itop.datamodel.notes import NoteKind, Notes
from fake_itop.datamodel.references import check_references, leave_out
from fake_itop.datamodel.resolve import Attributes, Hierarchy
from fake_itop.datamodel.rights import read_profiles
from fake_itop.datamodel.tree import XSI_TYPE, Element, boolean, child, children, fault, identities, identity, text
from fake_itop.values.names import expected

_QUERIED_CLASS = re.compile(r"\s*SELECT\s+(\w+)", re.IGNORECASE)


def read_relations(
    elements: Mapping[str, Element], classes: Mapping[str, MetaClass], constants: Mapping[str, str]
) -> dict[str, dict[str, tuple[Neighbour, ...]]]:
    """Relation to class to neighbours, as each class declares them."""
    relations: dict[str, dict[str, tuple[Neighbour, ...]]] = {}
    for name, cls in elements.items():
        for relation in children(cls, "relations/relation"):
            declared = children(relation, "neighbours/neighbour")
            relations.setdefault(identity(relation), {})[name] = tuple(
                _neighbour(element, classes[name], classes, constants) for element in declared
            )
    return relations


def _neighbour(
    neighbour: Element, cls: MetaClass, classes: Mapping[str, MetaClass], constants: Mapping[str, str]
) -> Neighbour:
    """A way to related objects: by queries, or by an attribute of which the queries follow (facts).

    One that names no direction goes both ways.
    """
    down, up = (_query(neighbour, path, constants) for path in ("query_down", "query_up"))
    attribute, direction = text(neighbour, "attribute") or None, text(neighbour, "direction") or "both"
    if attribute and not (down or up):
        down, up = _queries_by(cls.attributes[attribute], cls, classes)
        up = up if direction == "both" else None
    queried = _QUERIED_CLASS.match(down or up or "")
    return Neighbour(identity(neighbour), direction, down, up, attribute, queried[1] if queried else None)


def _queries_by(
    attribute: Attribute, cls: MetaClass, classes: Mapping[str, MetaClass]
) -> tuple[str | None, str | None]:
    """The queries for what an attribute leads to, and back: `references` has seen that it leads somewhere."""
    match attribute:
        case AttributeLinkedSetIndirect(linked_class=link, ext_key_to_me=mine, ext_key_to_remote=far):
            target = classes[link].attributes[far]
            assert isinstance(target, AttributeExternalKey), "seen by references"
            query = f"SELECT {{}} AS o JOIN {link} AS lnk ON lnk.{{}} = o.id WHERE lnk.{{}} = :this->id"
            return query.format(target.target, far, mine), query.format(cls.name, mine, far)
        case AttributeLinkedSet(linked_class=linked, ext_key_to_me=mine):
            back = f"SELECT {cls.name} AS o WHERE o.id = :this->{mine}"
            return f"SELECT {linked} AS o WHERE o.{mine} = :this->id", back
        case AttributeExternalKey(code=code, target=far):
            back = f"SELECT {cls.name} AS o WHERE o.{code} = :this->id"
            return f"SELECT {far} AS o WHERE o.id = :this->{code}", back
        case _:
            return None, None


def _query(neighbour: Element, path: str, constants: Mapping[str, str]) -> str | None:
    """The query as it stands, white space in its midst included: it is shown so."""
    element = child(neighbour, path)
    found = (element.text or "") if element is not None else ""
    return constants.get(found.strip(), found) or None


Flags = Mapping[str, frozenset[str]]


def read_lifecycle(lifecycle: Element, attribute: str, scope: Scope, notes: Notes) -> Lifecycle:
    """The lifecycle in an element; ``attribute`` holds the state.

    Raises:
        DesignError: a state takes its flags from itself in the end.
    """
    stimuli = {identity(found): _stimulus(found, scope) for found in children(lifecycle, "stimuli/stimulus")}
    elements = {identity(found): found for found in children(lifecycle, "states/state")}
    _leave_out_ways(elements, stimuli, notes)
    flags: dict[str, Flags] = {}
    for code in elements:
        _resolve_flags(code, elements, flags, ())
    states = {code: State(code, flags[code], _transitions(found)) for code, found in elements.items()}
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
    inherited = _resolve_flags(origin, elements, resolved, (*asking, code)) if origin in elements else {}
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


def _leave_out_ways(states: Mapping[str, Element], stimuli: Mapping[str, Stimulus], notes: Notes) -> None:
    """Take out the transitions by stimuli and to states that there are not, and the flags of such states."""
    for code, state in states.items():
        if (origin := text(state, "inherit_flags_from")) and origin not in states:
            message = f"inherits flags from {origin}, {expected(origin, states.keys() - {code})}"
            notes.add(NoteKind.LEFT_OUT, state, message)
        for transition in list(children(state, "transitions/transition")):
            stimulus, target = identity(transition), text(transition, "target")
            wrong = None
            if stimulus not in stimuli:
                wrong = f"unknown stimulus {stimulus}, {expected(stimulus, stimuli)}"
            elif target not in states:
                wrong = f"unknown target {target!r}, {expected(target, states)}"
            if wrong is not None and transition.parent is not None:
                notes.add(NoteKind.LEFT_OUT, transition, wrong)
                transition.parent.remove(transition)


DEFAULT_ORDER = {"friendlyname": True}


def assemble(
    root: Element,
    dictionary: Mapping[str, str],
    notes: Notes | None = None,
    *,
    parents: Mapping[str, str] | None = None,
) -> Datamodel:
    """The datamodel that a tree describes, with the labels of the dictionary and of the tree itself.

    Args:
        root: the merged tree.
        dictionary: the labels that the tree does not bring.
        notes: takes what is told of the tree.
        parents: the parents of known classes whose parent is a PHP class that no design tells of.

    Raises:
        DesignError: something that is needed does not exist.
    """
    notes = Notes() if notes is None else notes
    _add_tag_classes(root)
    constants = {identity(found): found.text.strip() for found in children(root, "constants/constant")}
    hierarchy = Hierarchy(root, parents or {})
    leave_out(hierarchy, notes)
    labels = labelled(root, dictionary)
    known = _Known(hierarchy, Attributes(hierarchy, labels, constants), labels)
    classes: dict[str, MetaClass] = {}
    for name, element in hierarchy.elements.items():
        parent = hierarchy.parents[name]
        classes[name] = _meta_class(element, classes[parent] if parent else None, known, notes)
    check_references(hierarchy.elements, classes, notes)
    return Datamodel(
        classes=classes,
        relations=read_relations(hierarchy.elements, classes, constants),
        profiles=read_profiles(root, classes, notes),
        translations=translations_of(root),
        notes=tuple(notes),
    )


TAGS = "TagSetFieldData"


def _add_tag_classes(root: Element) -> None:
    """The classes that iTop makes of itself: one for the tags of each set of tags (facts)."""
    for classes in children(root, "classes"):
        if classes.child("class", TAGS) is None:
            return
        for cls in list(classes):
            for field in children(cls, "fields/field"):
                name = f"{TAGS}For_{identity(cls)}__{identity(field)}"
                if field.get(XSI_TYPE) == "AttributeTagSet" and classes.child("class", name) is None:
                    classes.add(_tag_class(name, field))


def _tag_class(name: str, field: Element) -> Element:
    made = Element("class", {"id": name}, field.source, field.line)
    parent, properties, category = (
        Element(tag, {}, field.source, field.line) for tag in ("parent", "properties", "category")
    )
    parent.text, category.text = TAGS, "bizmodel"
    properties.add(category)
    made.add(parent)
    made.add(properties)
    return made


@dataclass(frozen=True)
class _Known:
    """What is known of all classes before any is made."""

    hierarchy: Hierarchy
    attributes: Attributes
    labels: Labels


def _meta_class(element: Element, parent: MetaClass | None, known: _Known, notes: Notes) -> MetaClass:
    name = identity(element)
    cls = MetaClass(
        name=name,
        label=known.labels.of_class(name),
        abstract=boolean(element, "properties/abstract", default=False),
        category=text(element, "properties/category"),
        parent=parent,
        naming=_naming(element, parent, known.labels),
        reconciliation=_reconciliation(element, parent),
        order_by=_order(element),
        state_attribute=_state_attribute(element, parent),
        obsolescence_expression=_obsolescence_expression(known.hierarchy.obsolescence(name)),
        uniqueness_rules=_uniqueness_rules(element, parent),
        attributes=known.attributes.of(name),
        lifecycle=None,
        methods={**(parent.methods if parent else {}), **_methods(element)},
    )
    cls.lifecycle = _lifecycle(element, cls, known.attributes, notes)
    if parent:
        parent.children.append(cls)
    return cls


def _naming(cls: Element, parent: MetaClass | None, labels: Labels) -> Naming:
    """The class's own naming, its parent's, or the class's name.

    Without a format of its own it has the dictionary's, and where that has none either, values stand one after the
    other (facts: links between objects are called "A / B" by the dictionary alone).
    """
    if child(cls, "properties/naming") is None:
        return parent.naming if parent else Naming(identity(cls), ())
    codes = identities(cls, "properties/naming/attributes/attribute")
    if not codes:
        return Naming(text(cls, "properties/naming/format") or identity(cls), codes)
    in_dictionary = labels.naming(identity(cls)) or ""
    by_default = " ".join(f"%{number}$s" for number in range(1, len(codes) + 1))
    fitting = in_dictionary if most_parts(in_dictionary) in range(1, len(codes) + 1) else by_default
    return Naming(text(cls, "properties/naming/format") or fitting, codes)


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


def _lifecycle(element: Element, cls: MetaClass, attributes: Attributes, notes: Notes) -> Lifecycle | None:
    """The class's own lifecycle, its parent's, or a plain one over its state attribute."""
    declared, parent = child(element, "lifecycle"), cls.parent
    if declared is None and parent is not None and parent.state_attribute == cls.state_attribute:
        return parent.lifecycle
    if cls.state_attribute is None:
        if declared is not None:
            message = "has no attribute that holds the state, expected properties/fields_semantic"
            notes.add(NoteKind.LEFT_OUT, declared, message)
        return None
    attribute = cls.attributes.get(cls.state_attribute)
    if not isinstance(attribute, AttributeEnum):
        raise fault(
            declared if declared is not None else element,
            f"{cls.state_attribute!r} holds the state, expected an AttributeEnum",
        )
    if declared is None:
        return implicit_lifecycle(attribute)
    return read_lifecycle(declared, attribute.code, attributes.scope(cls.name), notes)
