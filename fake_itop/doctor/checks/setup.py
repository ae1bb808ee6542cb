"""What is set up and cannot work, or does nothing: refused steps, triggers without actions, actions that never run."""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.check import Judge, Receiver, TextKind
from fake_itop.datamodel.model import MetaClass
from fake_itop.doctor.integration import ITOP_CALL, WEBHOOK, Flow, found
from fake_itop.doctor.reading import Reading
from fake_itop.findings import Finding
from fake_itop.itop.instance import Itop
from fake_itop.notifications.json_payloads import expand_text
from fake_itop.notifications.triggers import actions_of
from fake_itop.profiles.rules import JSON_PAYLOAD


def check_setup(reading: Reading) -> Iterator[Finding]:
    """Findings about what is set up."""
    for refused in reading.integration.refused:
        yield found("FD001", refused.where, f"iTop refuses it: {refused.message}", "put right what the message names")
    for side in reading.integration.sides:
        yield from _idle(reading, side)


def _idle(reading: Reading, side: Itop) -> Iterator[Finding]:
    for trigger in side.db.store.scan("Trigger"):
        if not any(side.db.store.find("lnkTriggerAction", "trigger_id", trigger.id)):
            where = reading.integration.where(side, trigger, "action_list")
            yield found("FD002", where, "nothing happens when it fires: it has no action", "give it its action")
    used = {action.id for trigger in side.db.store.scan("Trigger") for action in actions_of(side.db, trigger)}
    for action in side.db.store.scan(WEBHOOK):
        where = reading.integration.where(side, action, "status")
        if action["status"] == "disabled":
            yield found("FD003", where, "it is disabled: it never runs", "enable it")
        elif action.id not in used:
            yield found("FD003", reading.integration.where(side, action), "no trigger runs it", "link it to a trigger")
        elif action["status"] == "test":
            yield found("FD004", where, *_under_test(action["test_remoteapplicationconnection_id"]))


def _under_test(connection: int) -> tuple[str, str]:
    if connection:
        return "it is being tested: it goes to its test connection and to nobody else", "enable it when it is ready"
    return (
        "it is being tested and has no test connection: iTop breaks, and so does the save",
        "give it one, or enable it",
    )


SEEN_WHOLE = frozenset({"FI123", "FI213", "FI214", "FI228", "FI236", "FI304"})
"""What the doctor judges better, since it knows triggers, filters and both sides."""

UNQUOTED = frozenset({"FI104"})
"""Placeholders without quotes, which some versions of the extension take."""


def check_payloads(reading: Reading) -> Iterator[Finding]:
    """Findings about the payloads' texts."""
    for flow in reading.flows:
        if flow.action["prepare_payload_callback"]:
            why = "its payload is made by PHP: what it sends is not read"
            yield found("FD005", reading.at(flow, "prepare_payload_callback"), why, "explore it, or play the scenarios")
        elif flow.source is not None and flow.document.text:
            yield from _judged(reading, flow, flow.source)


def _judged(reading: Reading, flow: Flow, source: MetaClass) -> Iterator[Finding]:
    at = flow.target or flow.side
    receiver = Receiver.ITOP if flow.action.cls.is_a(ITOP_CALL) else Receiver.OTHER
    profiles = (flow.side.profile, at.profile)
    judge = Judge(flow.side.designs, at.designs, source.name, *profiles, receiver=receiver)
    report = judge.judge(flow.document.text, kind=TextKind.TEMPLATE)
    passed_over = SEEN_WHOLE | (UNQUOTED if flow.side.profile.of(JSON_PAYLOAD) is expand_text else frozenset())
    for each in report.findings:
        if each.code not in passed_over:
            where = reading.at(flow, f"payload:{each.line}:{each.column} {each.pointer}".rstrip())
            yield found(each.code, where, each.message, each.fix, each.severity)
