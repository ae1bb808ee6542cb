"""Lifecycles: states with the flags they ask for, stimuli, and the transitions between."""

from __future__ import annotations

from collections.abc import Mapping

from fake_itop.datamodel.attributes import AttributeEnum
from fake_itop.datamodel.fields import Scope
from fake_itop.datamodel.format import FLAGS
from fake_itop.datamodel.model import ActionParameter, Lifecycle, State, Stimulus, Transition, TransitionAction
from fake_itop.datamodel.tree import XSI_TYPE, Element, children, fault, identity, text
from fake_itop.values.names import expected

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
