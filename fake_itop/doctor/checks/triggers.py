"""Triggers that never fire, or fire for objects that they have nothing to say of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fake_itop.check.saying import instead
from fake_itop.datamodel.attributes import Attribute, AttributeInteger
from fake_itop.doctor.integration import Flow, found
from fake_itop.doctor.knowledge import SOME_ID, Certainty, Decision, Possible
from fake_itop.doctor.named import named_in_filter
from fake_itop.doctor.reading import Reading
from fake_itop.doctor.situations import reachable
from fake_itop.findings import Finding, Severity
from fake_itop.values.collation import fold
from fake_itop.values.php_types import to_str

CONSOLE_TAG = "GUI:Console"
BACKGROUND_TAGS = ("CRON", "Synchro", "Setup")


def check_triggers(reading: Reading) -> Iterator[Finding]:
    """Findings about when triggers fire."""
    for flow in _one_per_trigger(reading):
        yield from _state(reading, flow)
        yield from _context(reading, flow)
        yield from _filter(reading, flow)
        yield from _nobody(reading, flow)
    for flow in reading.flows:
        yield from _unguarded(reading, flow)


def _one_per_trigger(reading: Reading) -> list[Flow]:
    return list({(flow.side, flow.trigger): flow for flow in reversed(reading.flows)}.values())[::-1]


def _state(reading: Reading, flow: Flow) -> Iterator[Finding]:
    lifecycle = flow.source.lifecycle if flow.source is not None else None
    if "state" not in flow.trigger.cls.columns or flow.source is None:
        return
    state, where = flow.state, reading.at_trigger(flow, "state")
    if lifecycle is None or state not in lifecycle.states:
        known = ", ".join(lifecycle.states) if lifecycle is not None else "no state at all"
        why = f"{flow.source.name} has no state {state!r}: it never fires"
        yield found("FD403", where, why, f"there is {known}")
        return
    start = str(flow.source.attributes[lifecycle.attribute].default or "")
    if not _is_entered(flow, start, state):
        why = f"no transition leads to {state}: people never bring a ticket there"
        yield found("FD404", where, why, "add a transition to the design, or choose another state")


def _is_entered(flow: Flow, start: str, state: str) -> bool:
    lifecycle = flow.source.lifecycle if flow.source is not None else None
    if lifecycle is None or not start:
        return True
    if flow.trigger.cls.is_a("TriggerOnStateLeave"):
        return state in reachable(lifecycle, start)
    targets = (
        transition.target
        for each in reachable(lifecycle, start)
        for transition in lifecycle.states[each].transitions.values()
    )
    return state in targets


def _context(reading: Reading, flow: Flow) -> Iterator[Finding]:
    """Contexts of background tasks are meant so; others without the console leave out the agents."""
    contexts = set(flow.trigger["context"])
    if contexts and not contexts & {CONSOLE_TAG, *BACKGROUND_TAGS}:
        why = f"it takes notice of {' and '.join(sorted(contexts))}: what agents do at the console sets off nothing"
        yield found("FD106", reading.at_trigger(flow, "context"), why, f"add {CONSOLE_TAG}")


def _decide(flow: Flow, known: Mapping[str, Possible]) -> Certainty:
    state = flow.state
    attribute = flow.source.state_attribute if flow.source is not None else None
    entered = flow.trigger.cls.is_a("TriggerOnStateEnter") and attribute
    about = {attribute: frozenset([state])} if entered and attribute else {}
    return Decision(flow.side.db, {**about, **known}).finds(flow.trigger["filter"])


def _links(reading: Reading, flow: Flow) -> tuple[str, ...]:
    known = flow.source.attributes if flow.source is not None else {}
    return tuple(sorted(code for code in reading.links.of(flow.side) if code in known))


def unlinked(reading: Reading, flow: Flow) -> dict[str, Possible]:
    """What is known of an object that has no counterpart (yet)."""
    known = flow.source.attributes if flow.source is not None else {}
    return {code: frozenset([_none(known[code])]) for code in _links(reading, flow)}


def _none(attribute: Attribute) -> int | str:
    return 0 if isinstance(attribute, AttributeInteger) else ""


def filter_without(reading: Reading, flow: Flow) -> Certainty:
    """Whether a flow's trigger fires for an object without a counterpart."""
    return _decide(flow, unlinked(reading, flow))


def filter_with(reading: Reading, flow: Flow) -> Certainty:
    """Whether a flow's trigger fires for an object that has its counterpart."""
    return _decide(flow, dict.fromkeys(_links(reading, flow), SOME_ID))


def _filter(reading: Reading, flow: Flow) -> Iterator[Finding]:
    where = reading.at_trigger(flow, "filter")
    without, with_ = filter_without(reading, flow), filter_with(reading, flow)
    if without is Certainty.NO and with_ is Certainty.NO:
        why = "its filter sees the object as it is after the write, and lets none of those in: it never fires"
        yield found("FD105", where, why, "ask for what the object is then, not for what it was")
    elif without is Certainty.NO and flow.creates and not _is_linked_before(reading, flow):
        names = " and ".join(_links(reading, flow))
        why = f"it asks for objects that have a counterpart, and it is what gives them one ({names}): it never fires"
        yield found("FD105", where, why, f"ask for those that have none: {names} = 0")


def _nobody(reading: Reading, flow: Flow) -> Iterator[Finding]:
    """Names in a filter that nobody has: it is meant for somebody else, or spelled wrong."""
    db = flow.side.db
    for named in named_in_filter(flow.side.model, flow.trigger["filter"]):
        records = list(db.store.scan(named.cls))
        made = any(reading.integration.is_made(flow.side, record) for record in records)
        if not made and named.cls != "User":
            continue  # the wiring brings none at all: they are there already
        known = [to_str(db.reader.read(record, named.attribute)) for record in records]
        if fold(named.value) not in {fold(name) for name in known}:
            why = f"it names the {named.cls} {named.value!r}, which {flow.side.name} does not have"
            yield found("FD107", reading.at_trigger(flow, "filter"), why, instead(named.value, known))


def _is_linked_before(reading: Reading, flow: Flow) -> bool:
    """Whether objects get a counterpart by something else than a flow."""
    fillers = (
        filler
        for code in _links(reading, flow)
        for filler in reading.links.filled.get((flow.side, code), ())
        if filler.trigger is not flow.trigger
    )
    return any(True for _ in fillers)


def _unguarded(reading: Reading, flow: Flow) -> Iterator[Finding]:
    """Flows that need the other side's id and are set off by objects that have none."""
    codes = reading.links.key_codes(flow)
    if not flow.writes or not codes or flow.source is None:
        return
    answer = filter_without(reading, flow)
    if answer is Certainty.NO:
        return
    names = " and ".join(sorted(codes))
    why = f"it also fires for objects without a counterpart: {names} is 0 then, and the other side refuses the webhook"
    severity = None if answer is Certainty.YES else Severity.WARNING
    where = reading.at_trigger(flow, "filter")
    fix = f"SELECT {flow.source.name} WHERE {min(codes)} > 0"
    yield found("FD103", where, why, fix, severity)
