"""Webhooks that answer each other, and entries that come back."""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.doctor.chains import Cycle, Return
from fake_itop.doctor.finding import Finding, found
from fake_itop.doctor.integration import Flow
from fake_itop.doctor.knowledge import Answer
from fake_itop.doctor.reading import Reading
from fake_itop.payloads import Severity

GUARDS = (
    "let the triggers take notice of people alone (context GUI:Console, GUI:Portal), or leave the other iTop's account "
    "out in the filter: :current_user->login != '…'"
)


def check(reading: Reading) -> Iterator[Finding]:
    """Findings about what goes round."""
    for cycle in reading.chains.cycles:
        yield _cycle(reading, cycle)
    for back in reading.chains.returns:
        yield _return(reading, back)
    for copy in reading.chains.copies:
        last = copy.flows[-1]
        why = f"what is transferred comes back as another object, by {_path(copy.flows)}"
        fix = "let the trigger leave out what came from the other side: by its filter, or by who acts"
        yield found("FD108", reading.at_trigger(last, "filter"), why, fix, _severity(copy.sure))


def _cycle(reading: Reading, cycle: Cycle) -> Finding:
    first = cycle.flows[0]
    told = " -> ".join(flow.name for flow in (*cycle.flows, first))
    where = reading.at_trigger(first, "context, filter")
    if not cycle.lasting:
        why = f"{told}: each sets off the next, until both sides have the same value"
        return found("FD104", where, why, GUARDS)
    why = f"{told}: each write sets off the next webhook, until no worker is left on either server"
    return found("FD101", where, why, GUARDS, _severity(cycle.sure))


def _return(reading: Reading, back: Return) -> Finding:
    last = back.flows[-1]
    why = f"what is written into {_log(back.log)} comes back into {_log(back.into)}, by {_path(back.flows)}"
    return found("FD102", reading.at_trigger(last, "context, filter"), why, GUARDS, _severity(back.sure))


def _severity(sure: Answer) -> Severity | None:
    """As its page says where it happens; a warning where a condition may prevent it that cannot be decided."""
    return None if sure.happens else Severity.WARNING


def _log(log: tuple[str, str]) -> str:
    side, code = log
    return f"{code} of {side}"


def _path(flows: tuple[Flow, ...]) -> str:
    return " and then ".join(flow.name for flow in flows)
