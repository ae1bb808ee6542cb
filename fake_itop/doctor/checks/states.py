"""Stimuli and writes that the other side's ticket refuses in a state that it may be in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fake_itop.doctor.effects import initial_state
from fake_itop.doctor.integration import Flow, found
from fake_itop.doctor.reading import Reading
from fake_itop.doctor.rehearsal import Said
from fake_itop.doctor.situations import Situation
from fake_itop.findings import Finding
from fake_itop.values.php_types import to_str


def check_states(reading: Reading) -> Iterator[Finding]:
    """Findings about states."""
    for flow in reading.flows:
        stimulus = to_str(flow.data.get("stimulus", ""))
        if flow.operation == "core/apply_stimulus" and flow.cls is not None and flow.target is not None:
            if _is_known(flow, stimulus):
                yield from _refused(reading, flow, stimulus)
        elif flow.operation == "core/update":
            yield from _set_directly(reading, flow)


def _is_known(flow: Flow, stimulus: str) -> bool:
    lifecycle = flow.lifecycle
    return lifecycle is not None and any(stimulus in state.transitions for state in lifecycle.states.values())


def _refused(reading: Reading, flow: Flow, stimulus: str) -> Iterator[Finding]:
    assert flow.target is not None
    assert flow.cls is not None
    tickets = reading.answers.situation(flow.target, flow.cls)
    answers = reading.answers.of(flow)
    where = reading.at(flow, "payload /stimulus")
    if not _allowed_at_first(flow, tickets, stimulus):
        firsts = " or ".join(tickets.at_first)
        allowed = ", ".join(_states_with(flow, stimulus))
        why = f"the ticket of {flow.target.name} is in {firsts} when it is transferred, and {stimulus} is for {allowed}"
        yield found("FD401", where, why, f"apply a stimulus that {firsts} has: {', '.join(_stimuli(flow, tickets))}")
        return
    left = [state for state, said in answers.items() if not said.accepted and _matters(flow, state, answers)]
    left = [state for state in left if not _is_covered(reading, flow, state)]
    if left:
        why = f"in {', '.join(left)} the ticket refuses {stimulus}, and what is written with it is lost"
        fix = "write what matters by a core/update of its own too, or add transitions to the design"
        yield found("FD402", where, why, fix)


def _allowed_at_first(flow: Flow, tickets: Situation, stimulus: str) -> bool:
    """A ticket that the other side made itself has moved on by people: any state will do for it."""
    allowed = _states_with(flow, stimulus)
    made_there = len(tickets.at_first) == 1 and not any(state in allowed for state in tickets.at_first)
    return not made_there or _people_lead(flow, tickets, allowed)


def _people_lead(flow: Flow, tickets: Situation, allowed: list[str]) -> bool:
    starts_new = flow.cls is not None and tickets.at_first == (initial_state(flow.cls),)
    return starts_new and any(state in allowed for state in tickets.later)


def _states_with(flow: Flow, stimulus: str) -> list[str]:
    lifecycle = flow.lifecycle
    return [code for code, state in lifecycle.states.items() if stimulus in state.transitions] if lifecycle else []


def _stimuli(flow: Flow, tickets: Situation) -> list[str]:
    lifecycle = flow.lifecycle
    states = [lifecycle.states[state] for state in tickets.at_first if lifecycle and state in lifecycle.states]
    return list(dict.fromkeys(stimulus for state in states for stimulus in state.transitions))


def _matters(flow: Flow, state: str, answers: Mapping[str, Said]) -> bool:
    """A state in which the lifecycle does not allow the stimulus, where another of its states does."""
    lifecycle = flow.lifecycle
    stimulus = to_str(flow.data.get("stimulus", ""))
    if lifecycle is None or stimulus in lifecycle.states[state].transitions:
        return False
    return any(said.accepted for said in answers.values()) and bool(flow.fields)


def _is_covered(reading: Reading, flow: Flow, state: str) -> bool:
    """Whether another flow of the same occasion writes the same into a ticket of that state."""
    return any(_covers(reading, other, flow, state) for other in reading.flows if other is not flow)


def _covers(reading: Reading, other: Flow, flow: Flow, state: str) -> bool:
    same_place = other.side is flow.side and other.target is flow.target and other.cls is flow.cls
    if not same_place or not other.writes or not _same_occasion(other, flow):
        return False
    if any(other.fields.get(code) != value for code, value in flow.fields.items()):
        return False
    said = reading.answers.of(other).get(state)
    return said is not None and said.accepted


def _same_occasion(other: Flow, flow: Flow) -> bool:
    if other.trigger is flow.trigger:
        return True
    if other.trigger.cls is not flow.trigger.cls or "state" not in flow.trigger.cls.columns:
        return False
    return bool(other.trigger["state"] == flow.trigger["state"])


def _set_directly(reading: Reading, flow: Flow) -> Iterator[Finding]:
    """A state that is written as a value goes past the lifecycle."""
    attribute = flow.cls.state_attribute if flow.cls is not None else None
    if attribute and attribute in flow.fields:
        why = f"{attribute} is written like any value: no transition is made, nothing that belongs to it happens"
        fix = "use core/apply_stimulus"
        yield found("FD405", reading.at(flow, f"payload /fields/{attribute}"), why, fix)
