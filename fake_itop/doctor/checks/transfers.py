"""Objects that are made at the other side: once, and never again for the same one."""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.doctor.checks.triggers import filter_with, filter_without
from fake_itop.doctor.integration import Flow, found
from fake_itop.doctor.knowledge import Certainty, Decision, implied
from fake_itop.doctor.links import OWN_ID, callback_of
from fake_itop.doctor.reading import Reading
from fake_itop.doctor.situations import reachable
from fake_itop.findings import Finding, Severity
from fake_itop.notifications.placeholders import forms_in


def check_transfers(reading: Reading) -> Iterator[Finding]:
    """Findings about transfers."""
    for flow in reading.flows:
        if flow.creates and flow.target is not None:
            yield from _again(reading, flow)
            yield from _without_look(reading, flow)
            yield from _to_both(reading, flow)


def _again(reading: Reading, flow: Flow) -> Iterator[Finding]:
    """A filter that lets objects in which have a counterpart makes a second one."""
    if not _can_repeat(flow):
        return
    answer = filter_with(reading, flow)
    if answer is Certainty.NO:
        return
    codes = sorted(reading.links.of(flow.side) & set(flow.source.attributes if flow.source else ()))
    how = f"{flow.state} is entered" if flow.state else "it is changed"
    why = f"each time that {how} another object is made at {flow.target.name if flow.target else ''}"
    fix = (
        f"ask for objects that have none yet: {codes[0]} = 0"
        if codes
        else "keep the id of what was made, and ask for it"
    )
    severity = None if answer is Certainty.YES else Severity.WARNING
    yield found("FD501", reading.at_trigger(flow, "filter"), why, fix, severity)


def _to_both(reading: Reading, flow: Flow) -> Iterator[Finding]:
    """Tickets that are meant for one partner and go to another, or to both."""
    for other in reading.flows:
        if not other.creates or other.side is not flow.side or other.target in (flow.target, None):
            continue
        same_occasion = other.trigger.cls is flow.trigger.cls and other.state == flow.state
        meant = implied(flow.side.db, other.trigger["filter"])
        if same_occasion and Decision(flow.side.db, meant).finds(flow.trigger["filter"]) is Certainty.YES:
            there, elsewhere = (each.target.name if each.target is not None else "" for each in (flow, other))
            why = (
                f"it also fires for tickets that go to {elsewhere}, by {other.name}: {there} gets them too, or instead"
            )
            yield found("FD506", reading.at_trigger(flow, "filter"), why, "ask for the tickets of that partner alone")


def _can_repeat(flow: Flow) -> bool:
    """Whether the same object can set a trigger off twice."""
    if flow.trigger.cls.is_a("TriggerOnObjectCreate") or flow.trigger.cls.is_a("TriggerOnObjectDelete"):
        return False
    state = flow.state
    lifecycle = flow.source.lifecycle if flow.source is not None else None
    if not state or lifecycle is None or state not in lifecycle.states:
        return True
    ways = lifecycle.states[state].transitions.values()
    return any(state in reachable(lifecycle, transition.target) for transition in ways)


def _without_look(reading: Reading, flow: Flow) -> Iterator[Finding]:
    """Where the answer is lost nobody knows that there is a counterpart: the next transfer makes another."""
    if filter_without(reading, flow) is Certainty.NO or not _can_repeat(flow) or _is_unique(flow):
        return
    if any(_looks(other, flow) for other in reading.flows):
        return
    why = "if the answer is lost the object is there, and nobody knows: the next transfer makes a second one"
    fix = "ask first: let another trigger look for an object that holds our id, and keep its id by a callback"
    yield found("FD502", reading.at(flow), why, fix)


def _is_unique(flow: Flow) -> bool:
    """Whether the other side itself refuses a second object that holds our id."""
    held = {code for code, value in flow.fields.items() if forms_in(value) == [OWN_ID]}
    rules = flow.cls.uniqueness_rules if flow.cls is not None else ()
    return any(set(rule.attributes) <= held for rule in rules if rule.is_blocking and not rule.disabled)


def _looks(other: Flow, flow: Flow) -> bool:
    """Whether a flow asks the same side for an object that holds our id, and keeps what it learns."""
    if other is flow or other.side is not flow.side or other.target is not flow.target or other.creates:
        return False
    texts = other.key.values() if isinstance(other.key, dict) else [other.key]
    asks_by_own_id = any(OWN_ID in forms_in(text) for text in texts)
    callback = callback_of(other)
    return asks_by_own_id and callback is not None and bool(callback.code.sets)
