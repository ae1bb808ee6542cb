"""The methods that read the answers: whether there are such, and what is wrong with their PHP."""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.doctor.finding import Finding, found
from fake_itop.doctor.integration import Flow
from fake_itop.doctor.links import callback_of
from fake_itop.doctor.php import Found
from fake_itop.doctor.reading import Reading
from fake_itop.payloads import Judge
from fake_itop.payloads.findings import Kind
from fake_itop.profiles.rules import CALLBACK_METHOD
from fake_itop.values.php_types import to_str

UNTYPED = "FI604"
"""A rule of newer versions alone."""
FIELD = "process_response_callback"


def check(reading: Reading) -> Iterator[Finding]:
    """Findings about callbacks; each method is judged once."""
    judged: set[tuple[str, str, str]] = set()
    for flow in reading.flows:
        name = flow.action[FIELD]
        callback = callback_of(flow)
        if not name or flow.source is None:
            continue
        if callback is None or callback.method.static is name.strip().startswith("$this->"):
            yield _missing(reading, flow, name, callback)
            continue
        yield from _unread(reading, flow, callback)
        known = (flow.side.name, callback.owner.name, callback.method.name)
        if known not in judged:
            judged.add(known)
            yield from _judged(reading, flow, callback)


def _missing(reading: Reading, flow: Flow, name: str, callback: Found | None) -> Finding:
    cls = flow.source.name if flow.source is not None else ""
    if callback is not None:
        kind = "static" if callback.method.static else "not static"
        why = f"{callback.owner.name}::{callback.method.name} is {kind}: iTop refuses to call it by {name}"
    else:
        why = f"the design has no method {name} for {cls}: the webhook is sent, and its answer is lost"
    fix = "write $this->Method for a method of the object, Class::Method for a static one, and add it to the design"
    return found("FD601", reading.at(flow, FIELD), why, fix)


def _unread(reading: Reading, flow: Flow, callback: Found) -> Iterator[Finding]:
    """Attributes that a callback reads from an answer which does not hold them."""
    asked = to_str(flow.data.get("output_fields", "*"))
    shown = {part.strip() for part in asked.split(",")}
    for code in sorted(callback.code.reads - shown) if not shown & {"*", "*+"} else ():
        why = f"{callback.method.name} reads {code} from the answer, and output_fields does not ask for it"
        yield found("FD602", reading.at(flow, "payload /output_fields"), why, f"add {code} to output_fields")


def _judged(reading: Reading, flow: Flow, callback: Found) -> Iterator[Finding]:
    name = f"{callback.owner.name}::{callback.method.name}"
    report = Judge(flow.side.designs, flow.side.designs).judge(callback.method.code, kind=Kind.PHP)
    for each in report.findings:
        if each.code == UNTYPED and not flow.side.has_variant(CALLBACK_METHOD, "1.4.4"):
            continue
        where = f"{reading.at(flow, FIELD)}: design: {name}:{each.line}:{each.column}"
        yield Finding(each.code, each.severity, where, each.message, each.fix)
