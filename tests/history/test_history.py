"""How a journal is read: texts, entries and what became of them, tickets, values."""

import json
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_itop.history import History, JournalError, check, of_json, of_lines, of_tutorial
from fake_itop.history.texts import carries, of_html, plain


def row(seq: int, instance: str, kind: str, cause: int | None = None, **more: Any) -> dict[str, Any]:
    return {"seq": seq, "instance": instance, "kind": kind, "cause": cause, **more}


def console(seq: int, instance: str, key: int, stimulus: str = "-", state: str = "assigned", **fields: Any) -> Any:
    act = {"login": "alice", "class": "UserRequest", "key": key, "stimulus": stimulus, "fields": fields}
    return row(seq, instance, "console", act=act, reply={"state": state, "error": ""})


def rest(seq: int, instance: str, asked: Any, answer: Any, cause: int | None = None) -> dict[str, Any]:
    body = f"version=1.3&json_data={quote_plus(json.dumps(asked))}"
    return row(seq, instance, "request", cause, body=body, reply={"status": 200, "body": json.dumps(answer)})


def done(key: int, code: int = 0, **fields: Any) -> dict[str, Any]:
    shown = {"code": code, "class": "UserRequest", "key": str(key), "fields": fields}
    return {"code": 0, "objects": {f"UserRequest::{key}": shown}}


def history(*rows: dict[str, Any]) -> History:
    return History(map(of_json, rows))


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("The tray jams", "tray", True),
        ("The trays jam", "tray", False),
        ("x-ray", "ray", True),
        ("xray ray", "ray", True),
        ("ray", "ray", True),
        ("(ok)", "ok", True),
        ("été", "ét", False),
        ("a: b", "a:", True),
        ("a", "", False),
        ("", "a", False),
    ],
)
def test_a_text_is_held_by_whole_words(text: str, part: str, expected: bool) -> None:
    assert carries(text, part) is expected


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a &amp; b</p>", "a & b"),
        ("a < b > c", "a < b > c"),
        ("<p>one</p><p>two</p>", "one two"),
        ("caf&eacute;", "café"),
        ("&", "&"),
        ("", ""),
    ],
)
def test_what_somebody_reads_of_html(html: str, text: str) -> None:
    assert of_html(html) == text


def test_white_space_does_not_count() -> None:
    assert plain(" a\r\n\tb\xa0c ") == "a b c"


def test_a_write_at_the_console_is_told_by_the_act() -> None:
    (write,) = history(console(1, "ours", 5, "ev_assign", "assigned", title="x", private_log="<p>hello</p>")).writes

    assert (write.key, write.event, write.by_person) == (5, "updated", True)
    assert write.values == {"title": "x", "status": "assigned"}
    assert write.entries == {"private_log": ["hello"]}


def test_what_is_made_at_the_console_has_the_key_that_it_got() -> None:
    made = {**console(1, "ours", 5, private_log="x"), "reply": {"key": 8, "error": ""}}
    made["act"]["key"] = None
    (write,) = history(made).writes

    assert (write.key, write.event, write.entries) == (8, "created", {"private_log": ["x"]})


def test_an_act_that_was_refused_wrote_nothing() -> None:
    refused = {**console(1, "ours", 5, private_log="x"), "reply": {"state": "", "error": "no such object"}}

    assert history(refused).writes == []


def test_a_state_is_a_change_only_where_it_was_another_before() -> None:
    writes = history(
        console(1, "ours", 5, state="new"), console(2, "ours", 5, state="new"), console(3, "ours", 5)
    ).writes

    assert [(write.before.get("status"), write.values.get("status")) for write in writes] == [
        (None, "new"),
        (None, None),
        ("new", "assigned"),
    ]


@pytest.mark.parametrize(
    "value", ["hello", {"add_item": {"message": "hello"}}, {"items": [{"message": "<p>hello</p>"}]}]
)
def test_an_entry_is_known_in_each_form_that_rest_takes(value: object) -> None:
    asked = {"operation": "core/update", "class": "UserRequest", "key": 3, "fields": {"public_log": value}}
    (write,) = history(rest(1, "partner", asked, done(3))).writes

    assert write.entries == {"public_log": ["hello"]}


def test_a_request_that_was_refused_wrote_nothing() -> None:
    asked = {"operation": "core/update", "class": "UserRequest", "key": 3, "fields": {"public_log": "x"}}

    assert history(rest(1, "partner", asked, {"code": 100, "message": "Error"})).writes == []
    assert history(rest(1, "partner", asked, done(3, code=1))).writes == []


def test_a_stimulus_tells_the_state_to_which_it_leads() -> None:
    asked = {"operation": "core/apply_stimulus", "class": "UserRequest", "key": 3, "stimulus": "ev_partnerupdate"}
    (write,) = history(rest(1, "ours", asked, done(3), cause=9)).writes

    assert write.values["status"] == "assigned"
    assert not write.by_person


def test_an_answer_tells_what_a_ticket_holds() -> None:
    asked = {"operation": "core/get", "class": "UserRequest", "key": 3}
    told = history(rest(1, "ours", asked, done(3, status="new", remote_ticketid="7", private_log={"entries": []})))

    assert told.value_at_end("ours", 3, "remote_ticketid") == "7"
    assert told.value_at_end("ours", 3, "title") is None
    assert told.written == []


def test_what_a_callback_writes_is_not_written_by_a_person() -> None:
    log = {"private_log": ["x"]}
    act = {"class": "UserRequest", "key": 3, "event": "updated", "entries": log}
    told = history(
        row(1, "ours", "console", act={}),
        row(2, "ours", "write", 1, act=act),
        row(3, "ours", "callback", 1, act={"class": "UserRequest", "key": 3}),
        row(4, "ours", "write", 1, act=act),
        row(5, "ours", "write", 1, act=act),
    )

    assert [write.by_person for write in told.writes] == [True, False, True]


def test_the_background_tasks_are_no_person() -> None:
    act = {"class": "UserRequest", "key": 3, "event": "updated"}

    assert not history(row(1, "ours", "cron", act={}), row(2, "ours", "write", 1, act=act)).writes[0].by_person


def test_our_ticket_of_a_transfer_is_the_one_on_which_somebody_acted_whatever_id_was_sent() -> None:
    made = {"class": "UserRequest", "key": 8, "event": "created", "values": {"remote_ticketid": "77"}}
    told = history(
        console(1, "ours", 5, "ev_pendingpartner", "pending_partner"),
        row(2, "ours", "webhook", 1, body=""),
        row(3, "partner", "request", 2, body=""),
        row(4, "partner", "write", 3, act=made),
    )

    assert [(transfer.ours, transfer.partner) for transfer in told.transfers] == [(5, 8)]


def test_other_classes_do_not_count() -> None:
    act = {"class": "Person", "key": 3, "event": "updated"}

    assert history(row(1, "ours", "console", act={}), row(2, "ours", "write", 1, act=act)).writes == []


def test_sides_and_attributes_may_have_other_names() -> None:
    terms = of_tutorial(ours="a", partner="b", private="notes", public="wall", cls="Incident")
    act = {"class": "Incident", "key": 1, "event": "updated", "entries": {"notes": ["x"]}}
    told = History([of_json(row(1, "a", "console", act={})), of_json(row(2, "a", "write", 1, act=act))], terms)

    assert [entry.place for entry in told.written] == [("a", "notes")]
    assert terms.routes == {("a", "notes"): ("b", "wall"), ("b", "wall"): ("a", "notes")}


def test_a_row_knows_whether_an_answer_is_still_to_come() -> None:
    webhook = row(1, "ours", "webhook", body="")

    assert of_json(webhook).is_under_way
    assert not of_json({**webhook, "reply": {"failure": "gone"}}).is_under_way
    assert not of_json({**webhook, "reply": {"status": 200, "body": ""}}).is_under_way
    assert not of_json({**webhook, "stopped": "too deep"}).is_under_way


@pytest.mark.parametrize(
    "body", ["", "json_data=", "json_data={", "json_data=[1]", "x=1", "json_data=" + "[" * 100_000]
)
def test_a_body_that_asks_for_nothing_is_read_as_that(body: str) -> None:
    assert of_json(row(1, "ours", "request", body=body)).asked == {}


def test_an_operation_may_stand_in_the_address() -> None:
    assert of_json(row(1, "ours", "request", url='/rest.php?json_data={"operation":"x"}')).asked == {"operation": "x"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("a1<&", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["code", "objects", "class", "key", "fields", "private_log", "status", "add_item", "items"]
            ),
            inner | st.sampled_from([0, "UserRequest", "7", 7]),
        )
    ),
    max_leaves=12,
)
ROWS = st.fixed_dictionaries(
    {
        "seq": st.integers(0, 99),
        "instance": st.sampled_from(["ours", "partner"]),
        "kind": st.sampled_from(["console", "request", "webhook", "cron", "write", "callback", "fault", "worker"]),
    },
    optional={
        "cause": st.none() | st.integers(0, 9),
        "act": JSON,
        "body": JSON.map(json.dumps).map(lambda text: f"json_data={quote_plus(text)}"),
        "reply": st.fixed_dictionaries({"status": st.just(200), "body": JSON.map(json.dumps)}) | JSON,
    },
)


@given(st.lists(ROWS, max_size=6))
def test_any_lines_are_a_journal_that_can_be_checked_or_are_refused(rows: list[dict[str, Any]]) -> None:
    try:
        told = of_lines(map(json.dumps, rows))
    except JournalError:
        return
    check(History(told))
