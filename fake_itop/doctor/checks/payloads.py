"""What ``fake-itop check`` says about each payload, as the trigger's class and watch have it."""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.doctor.finding import Finding, found
from fake_itop.doctor.integration import ITOP_CALL, Flow
from fake_itop.doctor.reading import Reading
from fake_itop.payloads import Judge
from fake_itop.payloads.findings import Kind
from fake_itop.profiles.rules import JSON_PAYLOAD

SEEN_WHOLE = frozenset({"FI123", "FI213", "FI228", "FI304"})
"""What the doctor judges better, since it knows triggers, filters and both sides."""

UNQUOTED = frozenset({"FI104"})
"""Placeholders without quotes, which some versions of the extension take."""


def check(reading: Reading) -> Iterator[Finding]:
    """Findings about the payloads' texts."""
    for flow in reading.flows:
        if flow.action["prepare_payload_callback"]:
            why = "its payload is made by PHP: what it sends is not read"
            yield found("FD005", reading.at(flow, "prepare_payload_callback"), why, "explore it, or play the scenarios")
        elif flow.action.cls.is_a(ITOP_CALL):
            yield from _judged(reading, flow)


def _judged(reading: Reading, flow: Flow) -> Iterator[Finding]:
    if flow.source is None:
        return
    receiver = flow.target or flow.side
    judge = Judge(flow.side.designs, receiver.designs, flow.source.name)
    report = judge.judge(flow.document.text, kind=Kind.TEMPLATE)
    passed_over = SEEN_WHOLE | (UNQUOTED if flow.side.has_variant(JSON_PAYLOAD, "1.3.2") else frozenset())
    for each in report.findings:
        if each.code not in passed_over:
            where = reading.at(flow, f"payload:{each.line}:{each.column}")
            shown = f"{where} {each.pointer}".rstrip()
            yield Finding(each.code, each.severity, shown, each.message, each.fix)
