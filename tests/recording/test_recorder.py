"""Cases and journals of what passed by."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from fake_itop.recording import JournalRows, Recorder, Step, Texts
from fake_itop.values.http import HttpReply, HttpRequest

NOW = datetime(2026, 11, 24, 12)  # noqa: DTZ001 - naive UTC throughout
ROOTS = {"ours": "http://ours:1/", "partner": "http://partner:1/"}
TARGET = "/webservices/rest.php?version=1.3"
FORM = ("Content-Type", "application/x-www-form-urlencoded")
READ = {"operation": "core/get", "class": "Person", "key": 1}
OK = HttpReply(200, (("Content-Type", "application/json"),), b'{"code":0,"objects":null}')


class Kept(Recorder):
    """Keeps what it writes down."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.journal: list[Any] = []
        super().__init__(ROOTS, Texts([], lambda: NOW), lambda: NOW, self.keep)

    def keep(self, step: Step, rows: JournalRows) -> None:
        self.steps.append(step)
        self.journal += rows


def recorder() -> Kept:
    return Kept()


def call(operation: Any = READ, user: str = "rest", **more: str) -> HttpRequest:
    form = {"auth_user": user, "auth_pwd": "secret", "json_data": json.dumps(operation), **more}
    return HttpRequest("POST", TARGET, (FORM,), urlencode(form).encode())


def step(request: HttpRequest, reply: HttpReply = OK) -> dict[str, Any]:
    """The one step that a request becomes."""
    notes = recorder()
    notes.answered(notes.arrives("ours", request), reply)
    (only,) = notes.steps
    return only


def test_a_plain_call_is_a_rest_step() -> None:
    reply = {"status": 200, "content_type": "application/json", "json": {"code": 0, "objects": None}}

    assert step(call()) == {"do": "rest", "to": "ours", "request": READ, "reply": reply}


def test_another_user_than_the_usual_is_named() -> None:
    assert step(call(user="partner_rest"))["as"] == "partner_rest"


def test_basic_login_is_the_same_call() -> None:
    body = urlencode({"json_data": json.dumps(READ)}).encode()
    request = HttpRequest("POST", TARGET, (FORM, ("Authorization", "Basic YWxpY2U6c2VjcmV0")), body)

    assert (step(request)["do"], step(request)["as"]) == ("rest", "alice")


@pytest.mark.parametrize(
    "request_",
    [
        HttpRequest("GET", TARGET),
        HttpRequest("POST", "/index.php"),
        HttpRequest("POST", TARGET, (FORM,), b"json_data=not+json&auth_user=a&auth_pwd=secret"),
        call(callback="f"),
    ],
)
def test_anything_else_is_an_http_step(request_: HttpRequest) -> None:
    assert step(request_)["do"] == "http"


def test_no_secret_is_written_down() -> None:
    notes = recorder()
    made = {"operation": "core/create", "class": "UserLocal", "fields": {"password": "secret"}}
    for request in (call(made), call(callback="f"), call({**READ, "key": {"token": "secret"}})):
        notes.answered(notes.arrives("ours", request), OK)

    assert "secret" not in json.dumps([notes.steps, notes.journal])


def test_what_reaches_one_while_the_other_is_at_work_is_its_webhook() -> None:
    notes = recorder()
    first = notes.arrives("ours", call())
    notes.answered(notes.arrives("partner", call(user="partner_rest")), OK)
    notes.answered(first, OK)

    (only,) = notes.steps
    assert [(each["to"], each["path"]) for each in only["webhooks"]] == [("partner", TARGET)]


def test_webhooks_within_webhooks_belong_to_the_step_that_began_it_in_order() -> None:
    notes = recorder()
    first = notes.arrives("ours", call())
    second = notes.arrives("partner", call())
    notes.answered(notes.arrives("ours", call()), OK)
    notes.answered(second, OK)
    notes.answered(first, OK)

    (only,) = notes.steps
    assert [each["to"] for each in only["webhooks"]] == ["partner", "ours"]


def test_the_journal_has_causes_and_depths() -> None:
    notes = recorder()
    first = notes.arrives("ours", call())
    notes.answered(notes.arrives("partner", call()), OK)
    notes.answered(first, OK)

    rows = [(row["instance"], row["kind"], row["cause"], row["depth"]) for row in notes.journal]
    assert rows == [("ours", "request", None, 0), ("ours", "webhook", 1, 1), ("partner", "request", 2, 1)]
