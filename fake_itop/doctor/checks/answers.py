"""What the other side would answer: address, login, rights, look-ups; each request is rehearsed there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from fake_itop.datamodel.model import MetaClass
from fake_itop.doctor.chains import Cycle, Return
from fake_itop.doctor.effects import login_of
from fake_itop.doctor.integration import ITOP_CALL, Flow, found
from fake_itop.doctor.knowledge import Certainty
from fake_itop.doctor.reading import Reading
from fake_itop.doctor.rehearsal import NO_ANSWER, NOT_SENT, Said
from fake_itop.findings import Finding, Severity
from fake_itop.values import reasons
from fake_itop.values.messages import Code
from fake_itop.values.reasons import InvalidObject, NothingFound, SeveralFound

_NAME_ONLY = re.compile(r"\b(?:name|friendlyname|first_name|org_name|title)\b")


def check_answers(reading: Reading) -> Iterator[Finding]:
    """Findings about how requests are answered."""
    for flow in reading.flows:
        if flow.target is None:
            yield from _nobody(reading, flow)
            continue
        if flow.target is flow.side:
            yield _itself(reading, flow)
        if not flow.action["prepare_payload_callback"]:
            yield from _answered(reading, flow)
            yield from _by_luck(reading, flow)


def _nobody(reading: Reading, flow: Flow) -> Iterator[Finding]:
    if flow.connection is None or not flow.action.cls.is_a(ITOP_CALL):
        return
    where = reading.integration.where(flow.side, flow.connection, "url")
    why = f"{flow.connection['url']} is the address of none of {_names(reading)}: what is sent there is not followed"
    yield found("FD301", where, why, "write the address of the other iTop's webservices/rest.php")


def _itself(reading: Reading, flow: Flow) -> Finding:
    """An iTop may call itself; not for what another is meant to do."""
    assert flow.connection is not None
    why = f"{flow.connection['url']} is the own address of {flow.side.name}: it calls itself"
    is_meant_for_another = bool(flow.writes and reading.links.key_codes(flow)) or (
        flow.creates and flow.cls is flow.source
    )
    where = reading.integration.where(flow.side, flow.connection, "url")
    severity = None if is_meant_for_another else Severity.WARNING
    return found("FD310", where, why, "write the address of the other iTop", severity)


def _names(reading: Reading) -> str:
    return " and ".join(side.name for side in reading.integration.sides)


def _answered(reading: Reading, flow: Flow) -> Iterator[Finding]:
    said = _typical(reading, flow)
    if said is None or said.accepted:
        return
    finding = _refused(reading, flow, said)
    if finding is not None:
        yield finding


def _typical(reading: Reading, flow: Flow) -> Said | None:
    """The answer to a request about an object as it should be: the best of its states."""
    if flow.source is None:
        return None
    if flow.creates:
        return reading.rehearsal.create(flow)
    answers = list(reading.answers.of(flow).values())
    return next((said for said in answers if said.accepted), answers[0] if answers else None)


def _refused(reading: Reading, flow: Flow, said: Said) -> Finding | None:
    assert flow.connection is not None
    connection = partial(reading.integration.where, flow.side, flow.connection)
    name = _account(flow)
    shown = f"{flow.target.name if flow.target else ''} answers: {said.message}"
    match said.code:
        case code if code == NO_ANSWER:
            why = f"{flow.connection['url']} is no REST endpoint: {said.message}"
            return found("FD308", connection("url"), why, "write the address of webservices/rest.php")
        case code if code == NOT_SENT:
            return found("FD307", reading.at(flow), f"nothing is sent: {said.message}", "put right what it names")
        case Code.UNAUTHORIZED if said.reason == reasons.NOT_LOGGED_IN:
            why = f"{name} is not let in: {_why_not(flow)}"
            return found("FD302", connection("auth_user"), why, "name a user of the other side, and the password")
        case Code.UNAUTHORIZED if said.reason in (reasons.NO_REST_PROFILE, reasons.PORTAL_USER):
            return found("FD303", connection("auth_user"), f"{name}: {shown}", "give the user REST Services User")
        case Code.UNAUTHORIZED:
            fix = f"give {name} a profile that may, or let another user do it"
            return found("FD304", reading.at(flow, "payload"), f"{name} lacks a right: {shown}", fix)
    return _not_done(reading, flow, said, shown)


def _not_done(reading: Reading, flow: Flow, said: Said, shown: str) -> Finding | None:
    if isinstance(said.reason, SeveralFound):
        return found("FD306", reading.at(flow, "payload"), shown, "ask for something that only one object has")
    if isinstance(said.reason, NothingFound | InvalidObject):
        fix = f"make it at {flow.target.name if flow.target else ''}, let {_account(flow)} see it, or ask for another"
        return found("FD305", reading.at(flow, "payload"), shown, fix)
    if said.code in (Code.UNSUPPORTED_VERSION, Code.MISSING_VERSION, Code.MISSING_JSON, Code.INVALID_JSON):
        fix = 'use an "iTop webhook call" with an iTop connection of version 1.3'
        return found("FD307", reading.at(flow), shown, fix)
    return None  # what is wrong with the text, the stimulus or the state is told by the checks for these


def _account(flow: Flow) -> str:
    if flow.connection is not None and "auth_user" in flow.connection.cls.columns:
        return f"the user {flow.connection['auth_user']!r}"
    return "the connection's user"


def _why_not(flow: Flow) -> str:
    assert flow.connection is not None
    assert flow.target is not None
    if login_of(flow.connection, flow.target) is None:
        return f"{flow.target.name} has no such user"
    if ":" in (flow.connection["auth_pwd"] if "auth_pwd" in flow.connection.cls.columns else ""):
        return "iTop cuts a password at its colon"
    return "the password is another"


def _by_luck(reading: Reading, flow: Flow) -> Iterator[Finding]:
    """Look-ups by names, which others may get too."""
    for code, value, cls in _lookups(flow):
        text = value if isinstance(value, str) else " ".join(map(str, value))
        if _NAME_ONLY.search(text) and not _is_unique(cls, text):
            why = f"{code} is looked up by name: a second {cls.name} of that name makes it 'Several items found'"
            fix = f"keep names of {cls.name} unique there, or look it up by something that is"
            yield found("FD309", reading.at(flow, f"payload /fields/{code}"), why, fix, Severity.INFO)


def _lookups(flow: Flow) -> Iterator[tuple[str, Any, MetaClass]]:
    cls, target = flow.cls, flow.target
    for code, value in flow.fields.items():
        key = cls.keys.get(code) if cls is not None else None
        is_lookup = isinstance(value, dict) or (isinstance(value, str) and value.lstrip().upper().startswith("SELECT"))
        if is_lookup and key is not None and target and key.target in target.model:
            yield code, value, target.model[key.target]


def _is_unique(cls: MetaClass, text: str) -> bool:
    rules = (rule for rule in cls.uniqueness_rules if not rule.disabled and rule.is_blocking)
    return any(all(re.search(rf"\b{code}\b", text) for code in rule.attributes) for rule in rules)


GUARDS = (
    "let the triggers take notice of people alone (context GUI:Console, GUI:Portal), or leave the other iTop's account "
    "out in the filter: :current_user->login != '…'"
)


def check_traffic(reading: Reading) -> Iterator[Finding]:
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


def _severity(sure: Certainty) -> Severity | None:
    """As its page says where it happens; a warning where a condition may prevent it that cannot be decided."""
    return None if sure.happens else Severity.WARNING


def _log(log: tuple[str, str]) -> str:
    side, code = log
    return f"{code} of {side}"


def _path(flows: tuple[Flow, ...]) -> str:
    return " and then ".join(flow.name for flow in flows)
