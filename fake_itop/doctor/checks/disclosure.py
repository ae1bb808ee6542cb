"""Who gets to read what: private logs that leave their side, or come before the caller's eyes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fake_itop.datamodel.attributes import AttributeCaseLog
from fake_itop.doctor.chains import logs_in
from fake_itop.doctor.finding import Finding, found
from fake_itop.doctor.integration import Flow
from fake_itop.doctor.links import named_in
from fake_itop.doctor.reading import Reading

_PRIVATE = re.compile(r"private|intern|confidential|secret|hidden", re.IGNORECASE)
_PUBLIC = re.compile(r"public|portal|customer|caller", re.IGNORECASE)


def check(reading: Reading) -> Iterator[Finding]:
    """Findings about who reads what."""
    for flow in reading.flows:
        for code, value in flow.fields.items():
            for log in logs_in(named_in(value), flow.source) if flow.source is not None else []:
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


def _private(flow: Flow, code: str, log: str, where: str, *, gets_tickets: bool) -> Iterator[Finding]:
    assert flow.target is not None
    if gets_tickets:
        why = f"{log} is for the agents of {flow.side.name}, and goes to {flow.target.name}, who sent the ticket"
        yield found("FD701", where, why, f"send the public log: {log.replace('private', 'public')}")
    elif _is_public_log(flow, code):
        why = f"{log} is for agents alone, and {flow.target.name} shows {code} to its callers"
        yield found("FD702", where, why, "agree with the other side who reads it, or write it into a private log there")


def _is_public_log(flow: Flow, code: str) -> bool:
    attribute = flow.cls.attributes.get(code) if flow.cls is not None else None
    return isinstance(attribute, AttributeCaseLog) and bool(_PUBLIC.search(code))
