"""The REST client, sync and async, and the one for the control API."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from fake_itop.client import (
    AsyncClient,
    BasicLogin,
    Client,
    ControlClient,
    ControlError,
    FormLogin,
    ItopError,
    NotItopError,
    TokenLogin,
)
from fake_itop.values.http import HttpReply, header
from tests.network.stub import StubItop
from tests.server.conftest import TOKEN, Start

LOGIN = FormLogin("rest", "p&ss")


class Answering(StubItop):
    """Gives one answer to everything, and keeps what was asked."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__()
        self.reply = HttpReply(status, (("Content-Type", "application/json"),), body)

    def handle(self, request: Any) -> Any:
        self.request = request
        self.form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        return self.reply
        yield


@pytest.fixture
def answering(start: Start) -> Any:
    async def started(body: Any = b'{"code":0,"message":null,"objects":null}', status: int = 200) -> Any:
        itop = Answering(status, body)
        running = await start(lambda _: {"ours": itop})
        return itop, running.places["ours"]

    return started


OPERATIONS = [
    (
        lambda client: client.get("Person", "SELECT Person", limit=2),
        {"operation": "core/get", "class": "Person", "key": "SELECT Person", "output_fields": "*", "limit": 2},
    ),
    (
        lambda client: client.create("Person", {"name": "é"}, comment="c", output_fields="id"),
        {
            "operation": "core/create",
            "comment": "c",
            "class": "Person",
            "fields": {"name": "é"},
            "output_fields": "id",
        },
    ),
    (
        lambda client: client.update("Person", {"name": "a"}, {"name": "b"}, comment="c"),
        {
            "operation": "core/update",
            "comment": "c",
            "class": "Person",
            "key": {"name": "a"},
            "fields": {"name": "b"},
            "output_fields": "*",
        },
    ),
    (
        lambda client: client.apply_stimulus("UserRequest", 1, "ev_close", comment="c"),
        {
            "operation": "core/apply_stimulus",
            "comment": "c",
            "class": "UserRequest",
            "key": 1,
            "stimulus": "ev_close",
            "fields": {},
            "output_fields": "*",
        },
    ),
    (
        lambda client: client.delete("Person", 1, comment="c", simulate=True),
        {"operation": "core/delete", "comment": "c", "class": "Person", "key": 1, "simulate": True},
    ),
    (
        lambda client: client.get_related("Server", 1, depth=2),
        {"operation": "core/get_related", "class": "Server", "key": 1, "relation": "impacts", "depth": 2},
    ),
    (
        lambda client: client.check_credentials("u", "p"),
        {"operation": "core/check_credentials", "user": "u", "password": "p"},
    ),
    (lambda client: client.list_operations(), {"operation": "list_operations"}),
]


@pytest.mark.parametrize(("ask", "asked"), OPERATIONS)
async def test_an_operation_is_sent_as_a_form_by_both_clients(answering: Any, ask: Any, asked: Any) -> None:
    itop, place = await answering()
    await asyncio.to_thread(ask, Client(place.rest_url, LOGIN))
    first = itop.form
    async with AsyncClient(place.rest_url, LOGIN) as client:
        answer = await ask(client)

    assert first == itop.form
    assert json.loads(first.pop("json_data")) == asked
    assert first == {"version": "1.3", "auth_user": "rest", "auth_pwd": "p&ss"}
    assert answer == {"code": 0, "message": None, "objects": None}


@pytest.mark.parametrize(
    ("login", "name", "value"),
    [(BasicLogin("a", "b"), "Authorization", "Basic YTpi"), (TokenLogin("t"), "Auth-Token", "t")],
)
async def test_basic_and_token_login_are_headers(answering: Any, login: Any, name: str, value: str) -> None:
    itop, place = await answering()
    async with AsyncClient(place.rest_url, login) as client:
        await client.list_operations()

    assert header(itop.request.headers, name) == value
    assert "auth_user" not in itop.form


async def test_a_refusal_is_an_error_with_itops_code_and_message(answering: Any) -> None:
    _, place = await answering(b'{"code":100,"message":"Error: nope"}')
    with pytest.raises(ItopError, match="code 100: Error: nope") as caught:
        await asyncio.to_thread(Client(place.rest_url, LOGIN).list_operations)

    assert (caught.value.code, caught.value.message) == (100, "Error: nope")


@pytest.mark.parametrize(("status", "body"), [(500, b"<p>iTop: oops</p>"), (200, b"[]"), (200, b"{}")])
async def test_another_answer_than_itops_is_told_as_such(answering: Any, status: int, body: Any) -> None:
    _, place = await answering(body, status)
    with pytest.raises(NotItopError, match=f"HTTP {status}, no JSON reply"):
        await asyncio.to_thread(Client(place.rest_url, LOGIN).list_operations)


async def test_an_async_client_is_used_within_async_with() -> None:
    with pytest.raises(RuntimeError, match="within `async with`"):
        await AsyncClient("http://127.0.0.1/", LOGIN).list_operations()


@pytest.mark.parametrize("url", ["", "localhost:80", "file:///etc/passwd"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="is no address of a server"):
        Client(url, LOGIN)


async def test_the_control_client_does_every_call(start: Start) -> None:
    itop = StubItop()
    running = await start(lambda _: {"ours": itop})

    def calls(control: Any) -> None:
        control.snapshot("s")
        assert control.console("admin", "UserRequest", 1) == {"state": "assigned", "error": ""}
        assert control.cron() == 0
        assert [row["kind"] for row in control.journal("pair")] == ["console", "cron"]
        assert [row["kind"] for row in control.journal(kind="cron, log")] == ["cron"]
        assert control.advance(60) == "2026-11-24 12:01:00"
        assert control.set_clock("2027-01-01 00:00:00") == "2027-01-01 00:00:00"
        control.restore("s")
        control.reset()
        with pytest.raises(ControlError, match="HTTP 404: no snapshot 'x'"):
            control.restore("x")

    await asyncio.to_thread(calls, ControlClient(running.places["ours"].control_url, TOKEN))

    assert itop.written == []


class Moving(StubItop):
    """Sends everybody elsewhere."""

    def __init__(self, status: int, target: str) -> None:
        super().__init__()
        self.reply = HttpReply(status, (("Location", target),), b"")

    def handle(self, _: Any) -> Any:
        return self.reply
        yield


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_secrets_are_not_carried_along_a_redirect(start: Start, status: int) -> None:
    other = Answering(200, b'{"code":0,"message":"","objects":null}')
    elsewhere = await start(lambda _: {"ours": other})
    moving = Moving(status, elsewhere.places["ours"].rest_url)
    running = await start(lambda _: {"ours": moving})
    url = running.places["ours"].rest_url

    with pytest.raises(NotItopError):
        await asyncio.to_thread(Client(url, TokenLogin("t")).get, "Person", 1)
    async with AsyncClient(url, LOGIN) as client:
        with pytest.raises(NotItopError):
            await client.get("Person", 1)
    assert not hasattr(other, "request")


async def test_what_is_on_this_machine_is_asked_directly_whatever_proxy_there_is(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    itop = Answering(200, b'{"code":0,"message":"","objects":null}')
    running = await start(lambda _: {"ours": itop})

    assert (await asyncio.to_thread(Client(running.places["ours"].rest_url, LOGIN).get, "Person", 1)).code == 0
