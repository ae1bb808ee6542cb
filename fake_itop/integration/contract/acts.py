"""What people can do that matters: the ways of a lifecycle that triggers wait for, and what flows take along."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from fake_itop.datamodel.attributes import AttributeCaseLog
from fake_itop.datamodel.model import Datamodel, Lifecycle, MetaClass, Transition
from fake_itop.doctor.effects import initial_state
from fake_itop.integration.contract.value import Act, Contract, Flow, Objects

_USER_ACTION = "StimulusUserAction"

OFTEN, SOMETIMES, NOW_AND_THEN, SELDOM = 8, 5, 3, 1
"""How often acts are drawn: what makes a counterpart, what sets off a trigger or takes a ticket, what flows, the end.

What is none of these is drawn as `Act` says.
"""


TRANSFER, TAKE_BACK, TAKE, WITH_NOTE = "transfer", "take-back", "take", "-with-note"
"""What stories call the act by which a counterpart is made, the one that undoes it, and the first one over there; the
last is the end of the name where something is written along.
"""
_TWO = 2


def acts_of(contract: Contract, models: Mapping[str, Datamodel]) -> tuple[Act, ...]:
    """The acts of all parties, pair by pair: first of whoever makes the counterpart, then of the other."""
    objects = dict.fromkeys((*contract.paired, *(occasion.objects for occasion in contract.occasions)))
    known = (each for each in objects if each.cls in models[each.party])
    return _told_apart([act for each in known for act in _acts(contract, each, models[each.party])])


def _told_apart(acts: Sequence[Act]) -> tuple[Act, ...]:
    """The same with names of their own: those that a stimulus shares say from which state too."""
    often = Counter(act.name for act in acts)
    return tuple(replace(act, name=f"{act.name}-from-{act.start}") if often[act.name] > 1 else act for act in acts)


def _acts(contract: Contract, objects: Objects, model: Datamodel) -> Iterator[Act]:
    """In the order in which they come about: into what makes a counterpart and back, what is said, to the end."""
    cls = model[objects.cls]
    ways = list(_transitions(contract, objects, cls))
    first = beginning(contract, objects, cls)
    makes = making_states(contract, objects)
    early = [act for act in ways if makes & {act.start, act.end} or (not makes and act.start == first)]
    early.sort(key=lambda act: act.end not in makes)
    yield from early
    yield from _writes(contract, objects, cls)
    late = [act for act in ways if act not in early]
    goes_on = {act.start for act in ways}
    yield from sorted(late, key=lambda act: act.end not in goes_on)


def _transitions(contract: Contract, objects: Objects, cls: MetaClass) -> Iterator[Act]:
    if cls.lifecycle is None:
        return
    telling, makes = telling_states(contract, objects), making_states(contract, objects)
    first = beginning(contract, objects, cls)
    ends = {code for code, state in cls.lifecycle.states.items() if not list(_ways(cls.lifecycle, code))}
    for start, way in _chosen(cls.lifecycle, first, telling, ends):
        along = _sent_along(contract, objects, cls, way.target) if way.target in makes else ""
        weight = _weight(start, way.target, telling - makes, makes, ends)
        if start == first and not makes and weight == Act.weight:
            weight = SOMETIMES
        act = Act(objects, "", way.stimulus, start, way.target, weight=weight)
        role = _role(act, first, makes)
        name = _prefixed(contract, objects, role or _short(way.stimulus))
        yield replace(act, name=name)
        if along and role == TRANSFER:
            yield Act(objects, f"{name}{WITH_NOTE}", way.stimulus, start, way.target, along)


def _role(act: Act, first: str, makes: set[str]) -> str:
    """What a transition is in the exchange: into the state in which the counterpart is made, back out of it, or out of
    the first state there; empty for the others.
    """
    if act.start == first:
        return TRANSFER if act.end in makes else "" if makes else TAKE
    return TAKE_BACK if act.start in makes and act.end == first else ""


def _prefixed(contract: Contract, objects: Objects, name: str) -> str:
    """A name with whose it is: where only two take part, "our" and "their" say that."""
    if len(contract.paired) == len({each.party for each in contract.paired}) == _TWO:
        return (
            name if name in (TRANSFER, TAKE_BACK) else f"{'our' if objects == contract.paired[0] else 'their'}-{name}"
        )
    return f"{objects.party}-{name}"


def _weight(start: str, end: str, telling: set[str], makes: set[str], ends: set[str]) -> int:
    if end in makes:
        return OFTEN
    if end in telling:
        return SOMETIMES
    if start in telling:
        return SELDOM if end in ends else NOW_AND_THEN
    return Act.weight


def _chosen(lifecycle: Lifecycle, first: str, telling: set[str], ends: set[str]) -> Iterator[tuple[str, Transition]]:
    """The ways between the states on the shortest ways to each telling state and to the nearest end, and between those
    states and such as people can go to from a telling one and come back.
    """
    ways = _shortest(lifecycle, first)
    nearest = min((end for end in ends if end in ways), key=lambda end: len(ways[end]), default=first)
    kept = {state for goal in (*telling, nearest) for state in ways.get(goal, ())} | {first}
    for state in lifecycle.states:
        beside = {way.target for way in _ways(lifecycle, state)}
        if any(each in kept and state in {way.target for way in _ways(lifecycle, each)} for each in telling & beside):
            kept.add(state)
    for state in lifecycle.states:
        for way in _ways(lifecycle, state):
            if state in kept and way.target in kept:
                yield state, way


def shortest(cls: MetaClass, state: str) -> tuple[str, ...]:
    """The states through which people bring a new object to a state, both ends included."""
    assert cls.lifecycle is not None
    return _shortest(cls.lifecycle, initial_state(cls)).get(state, (state,))


def _shortest(lifecycle: Lifecycle, first: str) -> dict[str, tuple[str, ...]]:
    """The states on the shortest way to each state that people can bring an object to."""
    found: dict[str, tuple[str, ...]] = {first: (first,)}
    waiting = deque([first])
    while waiting:
        state = waiting.popleft()
        for way in _ways(lifecycle, state):
            if way.target not in found:
                found[way.target] = (*found[state], way.target)
                waiting.append(way.target)
    return found


def _ways(lifecycle: Lifecycle, state: str) -> Iterator[Transition]:
    """The transitions that a person may choose, those that change nothing left out."""
    for stimulus, way in lifecycle.states[state].transitions.items() if state in lifecycle.states else ():
        if lifecycle.stimuli[stimulus].type == _USER_ACTION and way.target != state:
            yield way


def telling_states(contract: Contract, objects: Objects) -> set[str]:
    """The states that a trigger of these objects waits for."""
    return {each.state for each in contract.occasions if each.objects == objects and each.state}


def making_states(contract: Contract, objects: Objects) -> set[str]:
    """Those of them in which a counterpart is made."""
    made = (occasion for move in contract.moves if move.verb == "creates" for occasion in move.occasions)
    return {each.state for each in made if each.objects == objects and each.state}


def beginning(contract: Contract, objects: Objects, cls: MetaClass) -> str:
    """Where a story finds an object: one step before the state in which its counterpart is made, else new."""
    if cls.lifecycle is None:
        return ""
    initial = initial_state(cls)
    ways = _shortest(cls.lifecycle, initial)
    befores = [ways[state][-2:][0] for state in making_states(contract, objects) if state in ways]
    return min(befores, key=lambda state: len(ways[state]), default=initial)


def _sent_along(contract: Contract, objects: Objects, cls: MetaClass, state: str) -> str:
    """The log of which an entry goes along when the counterpart is made."""
    sent = (
        flow.source.attribute
        for flow in contract.flows
        for way in flow.ways
        if way.occasion.objects == objects and way.occasion.state == state
    )
    return next((code for code in sent if isinstance(cls.attributes.get(code), AttributeCaseLog)), "")


def _writes(contract: Contract, objects: Objects, cls: MetaClass) -> Iterator[Act]:
    """What flows when it is changed, then the logs that do not: they must not be taken for those that do."""
    sent = [flow.source.attribute for flow in contract.flows if flow.is_of_changes and _is_of(flow, objects)]
    logs = [code for code, each in cls.attributes.items() if isinstance(each, AttributeCaseLog)]
    for code in dict.fromkeys((*sent, *logs)):
        weight = NOW_AND_THEN if code in sent else Act.weight
        yield Act(objects, _prefixed(contract, objects, _short(code)), writes=code, weight=weight)


def _is_of(flow: Flow, objects: Objects) -> bool:
    return any(way.occasion.objects == objects for way in flow.ways)


def _short(code: str) -> str:
    """A stimulus or an attribute as part of an act's name."""
    return code.removeprefix("ev_").removesuffix("_log").replace("_", "-")
