"""How long the judge takes over texts of 5 MB: ``pytest tests/benchmarks/test_judge_speed.py -s`` shows the table."""

from __future__ import annotations

import json
from time import process_time

import pytest

from fake_itop.check import TextKind, check

SIZE = 5_000_000
MOST = 2.0
"""Seconds of the processor that a text of that size may take."""
TICKET = {"org_id": 1, "caller_id": 1, "title": "Printer", "description": "on fire"}


def request(**fields: object) -> str:
    """A valid request that creates a ticket."""
    data = {"operation": "core/create", "comment": "c", "class": "UserRequest", "fields": {**TICKET, **fields}}
    return json.dumps(data, indent=1, ensure_ascii=False)


def template(text: str) -> str:
    """A request whose ticket is described by a text."""
    return request(description=text)


LOG = [{"date": "2026-01-31 12:00:00", "user_login": "x", "message": "line of a log\n" * 8}] * (SIZE // 200)
LINKS = [{"contact_id": number} for number in range(SIZE // 36)]
CALL = json.dumps({"operation": "core/get", "class": "Person", "key": 1, "output_fields": "id"})
TEXTS: dict[str, tuple[TextKind, str]] = {
    "one long text": (TextKind.REQUEST, template("x" * SIZE)),
    "a text with escapes": (TextKind.REQUEST, template('"\n' * (SIZE // 4))),
    "many links": (TextKind.REQUEST, request(contacts_list=LINKS)),
    "many entries of a log": (TextKind.REQUEST, request(public_log={"items": LOG})),
    "many placeholders": (TextKind.TEMPLATE, template("$this->title$ and " * (SIZE // 18))),
    "many unknown attributes": (TextKind.REQUEST, request(**{f"no_{each:06}": each for each in range(SIZE // 22)})),
    "a comma missing at the start": (TextKind.REQUEST, request(contacts_list=LINKS).replace('",', '"', 1)),
    "a comma missing at the end": (
        TextKind.REQUEST,
        request(contacts_list=LINKS).replace("},\n", "}\n", len(LINKS) - 1),
    ),
    "a quote missing": (TextKind.REQUEST, template("x" * SIZE).replace('xx"', "xx", 1)),
    "names twice": (TextKind.REQUEST, '{"a": 1, "a": 2, ' + request(contacts_list=LINKS)[1:]),
    "open brackets": (TextKind.REQUEST, "[" * SIZE),
    "commas": (TextKind.REQUEST, "," * SIZE),
    "quotes": (TextKind.REQUEST, '"' * SIZE),
    "curly quotes": (TextKind.REQUEST, "“" * SIZE),
    "a journal": (TextKind.JOURNAL, f"{CALL}\n" * (SIZE // len(CALL))),
    "dollars": (TextKind.TEMPLATE, template("$" * SIZE)),
}


@pytest.mark.parametrize("name", TEXTS)
def test_5_mb_are_judged_in_time(name: str) -> None:
    kind, text = TEXTS[name]
    check(CALL, kind="request")
    started = process_time()
    report = check(text, kind=kind)
    took = process_time() - started
    print(f"\n{name:30} {len(text) / 1e6:5.2f} MB {took:7.3f} s, {len(report.findings)} findings (at most {MOST} s)")
