"""Entries of case logs on their way: once, whole, and as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fake_itop.datamodel.attributes import AttributeCaseLog
from fake_itop.doctor.chains import logs_in
from fake_itop.doctor.effects import sample_key
from fake_itop.doctor.integration import Flow, Where, found
from fake_itop.doctor.knowledge import Certainty, Decision, implied, names
from fake_itop.doctor.reading import Reading
from fake_itop.findings import Finding, Severity
from fake_itop.notifications.placeholders import forms_in, verb_and_code

HEADS = ("head", "head_html")


def check_logs(reading: Reading) -> Iterator[Finding]:
    """Findings about logs."""
    for flow in reading.flows:
        if flow.source is None or flow.target is None:
            continue
        for code, value in flow.fields.items():
            for taken in forms_in(value):
                yield from _whole(reading, flow, str(code), taken)
                yield from _stale(reading, flow, str(code), taken)
    yield from _twice(reading)


def _log(flow: Flow, name: str, verbs: tuple[str, ...]) -> str:
    """The log that a placeholder shows in one of these forms, empty if it is none."""
    verb, code = verb_and_code(name)
    return code if verb in verbs and flow.source is not None and code in flow.source.logs else ""


def _whole(reading: Reading, flow: Flow, code: str, name: str) -> Iterator[Finding]:
    log = _log(flow, name, ("", "html", "text"))
    if log:
        where = reading.at(flow, f"payload /fields/{code}")
        why = f"all of {log} is sent as one text, with the headers of its entries in it: names, dates and separators"
        yield found("FD202", where, why, f"write $this->head({log})$, which is its latest entry alone")


def _stale(reading: Reading, flow: Flow, code: str, name: str) -> Iterator[Finding]:
    """The head of a log is its latest entry, whenever that was written."""
    log = _log(flow, name, HEADS)
    if not log or flow.creates:
        return
    where, trigger = reading.at_trigger(flow, "target_attcodes"), flow.trigger
    if trigger.cls.is_a("TriggerOnObjectUpdate"):
        watched = list(trigger["target_attcodes"])
        others = [each for each in watched if each != log]
        if log in watched and not others:
            return
        what = "it fires for any change" if not watched else f"it fires for {' and '.join(others)}"
        why = f"{what}, and pushes the latest entry of {log} each time, which the other side has already"
        yield found("FD201", where, why, f"let it watch {log} alone, and give the others triggers of their own")
    elif not trigger.cls.is_a("TriggerOnObjectMention"):
        pushed = any(_pushes(other, log, flow) for other in reading.flows)
        why = f"the latest entry of {log} may be an old one" + (
            ", which was pushed when it was written" if pushed else ""
        )
        fix = f"leave it to a trigger that watches {log}"
        yield found(
            "FD201", reading.at(flow, f"payload /fields/{code}"), why, fix, None if pushed else Severity.WARNING
        )


def _pushes(other: Flow, log: str, flow: Flow) -> bool:
    is_update = other.trigger.cls.is_a("TriggerOnObjectUpdate") and other.writes
    if not is_update or other.side is not flow.side or other.target is not flow.target or other.source is None:
        return False
    return any(log in logs_in(forms_in(value), other.source) for value in other.fields.values())


# Twice


def _twice(reading: Reading) -> Iterator[Finding]:
    """Two flows that bring the same text into the same log for one write."""
    flows = [flow for flow in reading.flows if flow.writes and flow.cls is not None and flow.source is not None]
    for at, one in enumerate(flows):
        for other in flows[at + 1 :]:
            for code in same_entries(one, other):
                if _together(reading, one, other):
                    why = f"{one.name} and {other.name} both write it into {code} for the same change"
                    where = reading.at(other, f"payload /fields/{code}")
                    yield found("FD203", where, why, "let one of them do it")


def same_entries(one: Flow, other: Flow) -> list[str]:
    """The logs into which two flows write the same."""
    if one.side is not other.side or one.target is not other.target or one.cls is not other.cls:
        return []
    logs = [code for code in one.fields if one.cls and isinstance(one.cls.attributes.get(code), AttributeCaseLog)]
    return [code for code in logs if _content(one.fields[code]) == _content(other.fields.get(code)) != []]


def _content(value: object) -> list[str]:
    return [verb_and_code(name)[1] for name in forms_in(value)]


def _together(reading: Reading, one: Flow, other: Flow) -> bool:
    """Whether some write sets off both, and both are done, one after the other."""
    if not _set_off_together(reading, one, other) or sees_the_first(one, other):
        return False
    first, second = reading.answers.of(one), reading.answers.of(other)
    for state, said in first.items():
        after = _after(one, state)
        if said.accepted and after in second and second[after].accepted:
            return True
    return False


def sees_the_first(one: Flow, other: Flow) -> bool:
    """Whether the second one's key asks for something that the first has written, and so may find nothing."""
    query = sample_key(other)
    if query is None or other.target is None:
        return False
    logs = logs_in(list(one.fields), one.cls) if one.cls is not None else []
    return bool(names(other.target.db, query) & (set(one.fields) - set(logs)))


def _after(flow: Flow, state: str) -> str:
    """The state of the other side's object after a flow."""
    lifecycle = flow.lifecycle
    if flow.operation != "core/apply_stimulus" or lifecycle is None or state not in lifecycle.states:
        return state
    way = lifecycle.states[state].transitions.get(str(flow.data.get("stimulus")))
    return state if way is None else way.target


def _set_off_together(reading: Reading, one: Flow, other: Flow) -> bool:
    if one.trigger is other.trigger:
        return True
    if one.trigger.cls is not other.trigger.cls or one.source is None:
        return False
    if "state" in one.trigger.cls.columns and one.trigger["state"] != other.trigger["state"]:
        return False
    contexts = one.trigger["context"], other.trigger["context"]
    if all(contexts) and not set(contexts[0]) & set(contexts[1]):
        return False
    return _watch_the_same(one, other) and _let_in_the_same(reading, one, other)


def _watch_the_same(one: Flow, other: Flow) -> bool:
    if "target_attcodes" not in one.trigger.cls.columns:
        return True
    here, there = set(one.trigger["target_attcodes"]), set(other.trigger["target_attcodes"])
    return not here or not there or bool(here & there)


def _let_in_the_same(reading: Reading, one: Flow, other: Flow) -> bool:
    db = one.side.db
    known = {**reading.links.linked(one.side, one.source), **implied(db, one.trigger["filter"])}
    answers = (Decision(db, known).finds(flow.trigger["filter"]) for flow in (one, other))
    return all(answer is Certainty.YES for answer in answers)


def check_losses(reading: Reading) -> Iterator[Finding]:
    """One finding for each flow that writes what nothing else would bring again."""
    writers = [flow for flow in reading.flows if flow.writes and flow.fields and flow.target is not None]
    for flow in writers:
        if not any(_repeats(other, flow) for other in writers if other is not flow):
            why = (
                "iTop does not send a failed webhook again: if the other side is down, what it would have said is lost"
            )
            yield found(
                "FD801", reading.at(flow), why, "let a second action bring it later, and a key refuse it if it came"
            )


def _repeats(other: Flow, flow: Flow) -> bool:
    """Whether another flow brings the same, and one of the two is refused where both come."""
    return bool(same_entries(flow, other)) and (sees_the_first(flow, other) or sees_the_first(other, flow))


_PRIVATE = re.compile(r"private|intern|confidential|secret|hidden", re.IGNORECASE)
_PUBLIC = re.compile(r"public|portal|customer|caller", re.IGNORECASE)


def check_disclosure(reading: Reading) -> Iterator[Finding]:
    """Findings about who reads what."""
    for flow in reading.flows:
        for code, value in flow.fields.items():
            for log in logs_in(forms_in(value), flow.source) if flow.source is not None else []:
                yield from _sent(reading, flow, str(code), log)
    for back in reading.chains.returns:
        if _PRIVATE.search(back.log[1]) and _PUBLIC.search(back.into[1]):
            why = f"{back.log[1]} of {back.log[0]} comes back into its {back.into[1]}, which the caller reads"
            where = reading.at_trigger(back.flows[-1], "context, filter")
            yield found(
                "FD703", where, why, "write what comes back into the private log, and let nothing come back twice"
            )


def _sent(reading: Reading, flow: Flow, code: str, log: str) -> Iterator[Finding]:
    if flow.target is None:
        return
    where = reading.at(flow, f"payload /fields/{code}")
    receivers = reading.receivers()
    gets_tickets = (flow.target, flow.side) in receivers and (flow.side, flow.target) not in receivers
    if _PRIVATE.search(log):
        yield from _private(flow, code, log, where, gets_tickets=gets_tickets)
    elif gets_tickets and _PUBLIC.search(log) and _is_public_log(flow, code):
        why = f"what {flow.side.name} answers goes straight to the caller of {flow.target.name}, past its agents"
        yield found("FD704", where, why, "write it into the private log: an agent may hand it on")


def _private(flow: Flow, code: str, log: str, where: Where, *, gets_tickets: bool) -> Iterator[Finding]:
    assert flow.target is not None
    if gets_tickets:
        why = f"{log} is for the agents of {flow.side.name}, and goes to {flow.target.name}, who sent the ticket"
        yield found("FD701", where, why, f"send the public log: {log.replace('private', 'public')}")
    elif _is_public_log(flow, code):
        why = f"{log} is for agents alone, and {flow.target.name} shows {code} to its callers"
        yield found("FD702", where, why, "agree with the other side who reads it, or write it into a private log there")


def _is_public_log(flow: Flow, code: str) -> bool:
    return flow.cls is not None and code in flow.cls.logs and bool(_PUBLIC.search(code))
