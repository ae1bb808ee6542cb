"""A journal as JSON lines: saved, loaded, and refused where a line is none of it."""

import json
from datetime import datetime
from typing import Any

import pytest

from fake_itop.journal import JournalError, MessageKind, Traffic, of_lines, to_lines
from fake_itop.values.http import HttpReply, HttpRequest, NetworkFailure, OutgoingRequest

NOON = datetime(2026, 11, 24, 12)  # noqa: DTZ001 - naive UTC throughout
ROW = {"seq": 1, "instance": "ours", "kind": "console", "cause": None, "depth": 0, "act": {"login": "admin"}}
WRITE = {"class": "UserRequest", "key": 1, "event": "updated", "values": {"status": "new"}}
A_WRITE = {**ROW, "kind": "write"}


def traffic() -> Traffic:
    """One message of each kind."""
    told = Traffic()
    act = told.acts("ours", NOON, MessageKind.CONSOLE, {"login": "é"})
    told.notes("ours", NOON, MessageKind.WRITE, act, WRITE)
    told.notes("ours", NOON, MessageKind.TRIGGER, act, {"name": "t"})
    sent = told.leaves("ours", NOON, act, OutgoingRequest("POST", "http://partner/x", (), b"auth_pwd=secret&a=1"))
    got = told.delivered(
        "partner", NOON, HttpRequest("POST", "/x", (("Auth-Token", "secret"),), b"auth_pwd=secret"), sent
    )
    told.answered(got, HttpReply(200, (), b'{"code":0}'))
    told.answered(sent, NetworkFailure("gone"))
    told.notes("ours", NOON, MessageKind.CALLBACK, act, {**WRITE, "error": ""})
    told.notes("ours", NOON, MessageKind.FAULT, sent, {"fault": "drop"})
    told.notes("ours", NOON, MessageKind.WORKER, sent, {"busy": 1})
    for kind in (MessageKind.LOG, MessageKind.MAIL, MessageKind.NEWS):
        told.notes("ours", NOON, kind, act, {"text": "x"})
    told.acts("ours", NOON, MessageKind.CRON, {})
    return told


def test_what_was_loaded_is_saved_as_it_was() -> None:
    text = to_lines(traffic().journal.rows())

    assert to_lines(of_lines(text.splitlines())) == text
    assert {json.loads(line)["kind"] for line in text.splitlines()} == set(MessageKind)


def test_loading_gives_what_the_journal_shows() -> None:
    journal = traffic().journal

    assert of_lines(to_lines(journal.rows()).splitlines()) == journal.to_json()["messages"]


def test_secrets_are_masked() -> None:
    assert "secret" not in to_lines(traffic().journal.rows())


def test_texts_stay_readable() -> None:
    assert '"login": "é"' in to_lines(traffic().journal.rows())


def test_empty_lines_do_not_count() -> None:
    assert of_lines(["", json.dumps(ROW), "  \n"]) == [ROW]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("{", "no JSON: Expecting property name"),
        ("[" * 100_000, "no JSON: "),
        ("[]", "no row of a journal"),
        ('"x"', "no row of a journal"),
        ("{}", "seq is null, not a number"),
        (json.dumps({**ROW, "seq": "1"}), 'seq is "1", not a number'),
        (json.dumps({**ROW, "seq": True}), "seq is true, not a number"),
        (json.dumps({**ROW, "instance": 1}), "instance is 1, not the name of an instance"),
        (json.dumps({**ROW, "kind": "consol"}), 'kind is "consol", not one of request, webhook, console, cron, write,'),
        (json.dumps({**ROW, "cause": "1"}), 'cause is "1", not a number or null'),
        (json.dumps({**ROW, "seq": 9, "cause": 9}), "cause comes before what it causes"),
        (json.dumps({**ROW, "depth": []}), r"depth is \[\], not a number"),
        (json.dumps({**ROW, "act": None}), "a row of kind console says in act what was done"),
        (json.dumps({**ROW, "reply": "x"}), "reply is no object"),
        (json.dumps({**ROW, "act": {"fields": []}}), "the fields of an act are an object"),
        (json.dumps(A_WRITE), "a write names class and key"),
        (json.dumps({**A_WRITE, "act": {**WRITE, "event": None}}), "a write has event, values, before and entries"),
        (json.dumps({**A_WRITE, "act": {**WRITE, "values": {"status": 1}}}), "a write has event, values"),
        (json.dumps({**A_WRITE, "act": {**WRITE, "before": []}}), "a write has event, values"),
        (json.dumps({**A_WRITE, "act": {**WRITE, "entries": {"public_log": "x"}}}), "a write has event, values"),
        (json.dumps({**A_WRITE, "act": {**WRITE, "entries": {"public_log": [1]}}}), "a write has event, values"),
        (json.dumps({**ROW, "kind": "callback", "act": {"class": "X", "key": "a"}}), "a callback names class and key"),
        (json.dumps({**ROW, "kind": "webhook", "body": 1}), "body is no text"),
        (json.dumps({**ROW, "kind": "webhook", "url": {}}), "url is no text"),
        (json.dumps({**ROW, "kind": "webhook", "reply": {"status": 200, "body": 3}}), "reply is no answer"),
        (json.dumps({**ROW, "seq": 7}), "seq 7 was there before"),
    ],
)
def test_a_line_that_is_no_row_is_named_by_its_number(line: str, text: str) -> None:
    with pytest.raises(JournalError, match=f"^mine.jsonl:3: {text}"):
        of_lines([json.dumps({**ROW, "seq": 7}), "", line], "mine.jsonl")


@pytest.mark.parametrize("row", [{"seq": 1, "instance": "ours", "kind": "request"}, {**ROW, "more": [1]}])
def test_a_row_may_leave_out_what_goes_without_saying_and_hold_more(row: Any) -> None:
    assert of_lines([json.dumps(row)]) == [row]
