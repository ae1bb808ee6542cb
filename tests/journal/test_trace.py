"""A journal as a story in lanes: as events, as text, as a page."""

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fake_itop.journal import Event, MessageKind, Sort, Telling, Traffic, draw, events, is_read, text_diagram
from fake_itop.journal.diagrams import page
from fake_itop.values.http import HttpReply, HttpRequest, NetworkFailure, OutgoingRequest

NOON = datetime(2026, 11, 24, 12)  # noqa: DTZ001 - naive UTC throughout
SVG = "{http://www.w3.org/2000/svg}"
TICKET = {"class": "UserRequest", "key": 1}


def body(operation: str = "core/update", **fields: Any) -> bytes:
    asked = {"operation": operation, "class": "UserRequest", "key": 7, "fields": fields}
    return f"json_data={quote_plus(json.dumps(asked))}".encode()


class Told:
    """A push: an act, what it writes, what that fires, and what comes of it at the partner."""

    def __init__(self, *, partner: str = "partner") -> None:
        self.traffic = Traffic()
        note = self.traffic.notes
        fields = {"private_log": "It smokes"}
        self.act = self.traffic.acts("ours", NOON, MessageKind.CONSOLE, {"login": "alice", **TICKET, "fields": fields})
        changes = {"values": {"status": "assigned"}, "before": {"status": "new"}}
        added = {"entries": {"private_log": ["It\nsmokes"]}}
        note("ours", NOON, MessageKind.WRITE, self.act, {**TICKET, "event": "updated", **changes, **added})
        note("ours", NOON, MessageKind.TRIGGER, self.act, {**TICKET, "name": "Private log updated"})
        sent = OutgoingRequest("POST", f"http://{partner}/rest.php", (), body(public_log="It smokes"))
        self.sent = self.traffic.leaves("ours", NOON, self.act, sent)
        self.got = self.traffic.delivered(partner, NOON, HttpRequest("POST", "/rest.php", (), sent.body), self.sent)
        note(partner, NOON, MessageKind.WRITE, self.got, {**TICKET, "key": 7, "event": "updated"})
        done = {"code": 0, "objects": {"UserRequest::7": {"message": "updated"}}}
        for message in (self.got, self.sent):
            self.traffic.answered(message, HttpReply(200, (), json.dumps(done).encode()))
        note("ours", NOON, MessageKind.CALLBACK, self.act, {**TICKET, "action": "push", "error": ""})

    @property
    def rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.traffic.journal.to_json()["messages"]
        return rows

    def texts(self) -> list[str]:
        return [event.text for event in events(self.rows)]


def test_a_story_is_told_from_cause_to_effect_and_answers_come_last() -> None:
    assert [(event.sort, event.lane, event.to, event.text) for event in events(Told().rows)] == [
        (Sort.ACT, "ours", "ours", "alice on UserRequest::1: private_log=It smokes"),
        (Sort.NOTE, "ours", "ours", "updated UserRequest::1 private_log + “It smokes”; status new > assigned"),
        (Sort.NOTE, "ours", "ours", "trigger “Private log updated” for UserRequest::1"),
        (Sort.CALL, "ours", "partner", "core/update UserRequest::7 public_log=It smokes"),
        (Sort.NOTE, "partner", "partner", "updated UserRequest::7"),
        (Sort.ANSWER, "partner", "ours", "updated UserRequest::7"),
        (Sort.NOTE, "ours", "ours", "callback of “push” on UserRequest::1"),
    ]


def test_each_event_knows_its_row_its_cause_and_its_depth() -> None:
    told = [(event.seq, event.cause, event.depth) for event in events(Told().rows)]

    assert told == [(1, None, 0), (2, 1, 0), (3, 1, 0), (4, 1, 1), (6, 5, 1), (4, 1, 1), (7, 1, 0)]


def test_the_diagram_has_a_column_for_each_instance() -> None:
    assert text_diagram(Told().rows, width=120).splitlines() == [
        "  row cause depth  ours                                              partner",
        "    1           0  * alice on UserRequest::1: private_log=It smokes  |",
        "    2     1     0  . updated UserRequest::1 private_log + “It smoke… |",
        "    3     1     0  . trigger “Private log updated” for UserRequest:… |",
        "    4     1     1  |-- core/update UserRequest::7 public_log=It s… ->|",
        "    6     5     1  |                                                 . updated UserRequest::7",
        "                   |<. updated UserRequest::7 .......................|",
        "    7     1     0  . callback of “push” on UserRequest::1            |",
    ]


def test_what_failed_is_marked() -> None:
    told = Told()
    told.traffic.answered(told.sent, NetworkFailure("Empty reply from server"))
    told.traffic.notes("ours", NOON, MessageKind.FAULT, told.sent, {"fault": "reply_lost", "to": "partner"})
    told.traffic.notes("ours", NOON, MessageKind.WORKER, told.sent, {"busy": 3, "queued": 1})
    diagram = text_diagram(told.rows)

    assert "|x. Empty reply from server ....." in diagram
    assert "! fault: reply_lost to partner" in diagram
    assert "! no worker left: 3 busy, 1 waiting" in diagram


def test_a_message_that_arrives_twice_is_told_twice() -> None:
    told = Told()
    told.traffic.delivered(
        "partner", NOON, HttpRequest("POST", "/rest.php", (), body(public_log="It smokes")), told.sent
    )

    assert "the same message once more: core/update UserRequest::7 public_log=It smokes" in told.texts()


@pytest.mark.parametrize(
    ("kind", "act", "text"),
    [
        (MessageKind.FAULT, {"fault": "partition", "from": "partner"}, "fault: partition from partner"),
        (MessageKind.FAULT, {"fault": "corrupt", "how": "http_500", "to": "x"}, "fault: corrupt (http_500) to x"),
        (
            MessageKind.CALLBACK,
            {**TICKET, "action": "a", "error": "broken"},
            "callback of “a” on UserRequest::1: broken",
        ),
        (MessageKind.WRITE, {**TICKET, "event": "created", "values": {"a": "b"}}, "created UserRequest::1 a=b"),
        (MessageKind.WRITE, {**TICKET, "event": "deleted"}, "deleted UserRequest::1"),
        (MessageKind.CONSOLE, {"login": "a", "class": "X", "key": None, "fields": {"b": "c"}}, "a makes a X: b=c"),
        (MessageKind.LOG, {"message": "bro\nken \x1b[2J\x00"}, "log: bro ken �[2J�"),
        (MessageKind.MAIL, {"to": ["a@b", "c@d"], "subject": "Hello"}, "mail to a@b, c@d: Hello"),
        (MessageKind.NEWS, {"contacts": [3], "title": "Hello"}, "news for 3: Hello"),
    ],
)
def test_notes_are_told_in_words(kind: MessageKind, act: dict[str, Any], text: str) -> None:
    told = Told()
    told.traffic.notes("ours", NOON, kind, None, act)

    assert told.texts()[-1] == text


def test_every_kind_of_row_can_be_told() -> None:
    rows = [{"seq": n, "instance": "ours", "kind": str(kind)} for n, kind in enumerate(MessageKind, 1)]

    assert len(text_diagram(rows).splitlines()) >= len(MessageKind)


def test_three_instances_have_three_lanes() -> None:
    told = Told()
    sent = OutgoingRequest("POST", "http://third/rest.php", (), body())
    webhook = told.traffic.leaves("ours", NOON, told.act, sent)
    told.traffic.delivered("third", NOON, HttpRequest("POST", "/rest.php", (), sent.body), webhook)
    told.traffic.answered(webhook, HttpReply(200, (), b'{"code":0}'))
    lines = text_diagram(told.rows).splitlines()

    assert lines[0].split() == ["row", "cause", "depth", "ours", "partner", "third"]
    assert re.search(r"\|-- core/update UserRequest::7 -+>\|$", lines[-2])


def test_where_nobody_is_known_a_webhook_goes_to_its_host() -> None:
    told = Told()
    told.traffic.arrives("third", NOON, HttpRequest("POST", "/", (), b""))
    webhook = told.traffic.leaves("ours", NOON, told.act, OutgoingRequest("POST", "http://sink:8080/x", (), b""))
    told.traffic.answered(webhook, HttpReply(200, (), b""))

    assert ("ours", "sink:8080") in [(event.lane, event.to) for event in events(told.rows)]


def test_reads_and_what_is_not_to_be_shown_are_left_out() -> None:
    told = Traffic()
    for text in ('{"operation":"core/get"}', '{"operation":"core/get_related"}', '{"comment":"stage"}'):
        told.arrives("ours", NOON, HttpRequest("POST", "/", (), f"json_data={quote_plus(text)}".encode()))
    rows = told.journal.to_json()["messages"]

    assert len(events(rows)) == 1
    assert text_diagram(rows, Telling(is_hidden=lambda row: "stage" in row["body"] or is_read(row))) == ""


def test_kinds_may_be_left_out() -> None:
    kinds = frozenset({"console", "webhook"})

    assert [event.sort for event in events(Told().rows, Telling(kinds=kinds))] == [Sort.ACT, Sort.CALL, Sort.ANSWER]


def test_rows_whose_cause_was_dropped_are_told_all_the_same() -> None:
    assert [event.seq for event in events(Told().rows[3:])] == [4, 6, 4, 7]


def test_an_empty_journal_has_no_diagram() -> None:
    assert text_diagram([]) == ""


def test_a_chain_as_deep_as_one_likes_is_told() -> None:
    rows = [
        {"seq": n, "cause": n - 1 or None, "kind": "webhook", "instance": "ours", "body": "", "reply": {"failure": "x"}}
        for n in range(1, 5000)
    ]

    assert len(events(rows)) == 2 * len(rows)


def test_the_page_shows_the_diagram_and_every_row() -> None:
    html = page(Told().rows, "A push", ["entry-lost: it never arrived"])
    drawn = etree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])
    texts = [element.text for element in drawn.iter(f"{SVG}text")]

    assert {"our iTop", "the partner's iTop", "4: core/update UserRequest::7 public_log=It smokes"} <= set(texts)
    assert [f'id="row-{row["seq"]}"' in html for row in Told().rows] == [True] * 7
    assert "entry-lost: it never arrived" in html


def test_the_page_needs_nothing_beside_itself_and_shows_text_as_text() -> None:
    told = Told()
    told.traffic.notes("ours", NOON, MessageKind.LOG, None, {"message": "<script>alert(1)</script>"})
    html = page(told.rows, "<b>")

    assert not re.search(r"<(script|link|img|iframe)|src=|href=|@import|url\((?!#)", html)


def test_a_lane_that_has_no_title_bears_its_name() -> None:
    drawn = etree.fromstring(draw([("", [Event(Sort.CALL, "left", "right", "x")])]))

    assert {"left", "right"} <= {element.text for element in drawn.iter(f"{SVG}text")}


LANES = st.sampled_from(["a", "b", "c"])
TOLD = st.tuples(
    LANES, LANES, st.sampled_from([MessageKind.LOG, MessageKind.WEBHOOK, MessageKind.CONSOLE]), st.text(max_size=90)
)


@given(st.lists(TOLD))
def test_all_lines_of_a_diagram_keep_within_it(told: list[tuple[str, str, MessageKind, str]]) -> None:
    """Whatever is told, and between whichever lanes."""
    rows: list[dict[str, Any]] = []
    for number, (lane, to, kind, text) in enumerate(told):
        here = {"seq": 2 * number + 1, "instance": lane, "kind": kind}
        rows.append({**here, "act": {"message": text, "login": text}, "reply": {"failure": text}})
        if kind is MessageKind.WEBHOOK:
            rows.append({"seq": 2 * number + 2, "instance": to, "kind": "request", "cause": 2 * number + 1})
    diagram = text_diagram(rows, width=100)

    assert all(len(line) <= 100 for line in diagram.split("\n"))
    assert diagram.count("\n") == len(events(rows)) + bool(rows)
