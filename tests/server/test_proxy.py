"""A proxy hands on what comes, in both directions, and tells of it."""

from __future__ import annotations

import gzip
from typing import Any

import aiohttp
import pytest

from fake_itop.journal import Message, Traffic
from fake_itop.server import proxy
from fake_itop.server.listening import bind
from fake_itop.server.proxy import Proxy
from fake_itop.values.http import HttpReply, HttpRequest
from tests.network.stub import NOON, StubItop
from tests.server.conftest import Start
from tests.server.test_endpoint import raw


class Notes:
    """Keeps what passes."""

    def __init__(self) -> None:
        self.traffic = Traffic()
        self.passed: list[tuple[bytes, int, bytes]] = []

    def arrives(self, name: str, request: HttpRequest) -> Message:
        return self.traffic.arrives(name, NOON, request)

    def answered(self, message: Message, reply: HttpReply) -> None:
        assert isinstance(message.content, HttpRequest)
        self.passed.append((message.content.body, reply.status, reply.body))


async def ask(target: str, path: str = "webservices/rest.php") -> tuple[Notes, int, bytes]:
    """What a proxy in front of a target noted, and what its caller got."""
    notes, place = Notes(), bind("127.0.0.1", 0)
    async with Proxy("ours", place, target, notes), aiohttp.ClientSession() as http:  # noqa: SIM117
        async with http.post(place.root_url + path, data=b"x=1") as response:
            return notes, response.status, await response.read()


async def test_request_and_reply_pass_unchanged_and_are_noted(start: Start) -> None:
    itop = StubItop()
    running = await start(lambda _: {"ours": itop})
    notes, status, body = await ask(running.places["ours"].root_url)

    assert itop.written == [b"x=1"]
    assert (status, body) == (200, b'{"code":0}')
    assert notes.passed == [(b"x=1", 200, b'{"code":0}')]


async def test_a_target_that_does_not_answer_is_told_and_noted() -> None:
    dead: Any = bind("127.0.0.1", 0)
    dead.socket.close()
    notes, status, body = await ask(dead.root_url)

    assert status == 502
    assert body.startswith(b"fake-itop record: no answer from 127.0.0.1:")
    assert [noted[1] for noted in notes.passed] == [502]


class Broken(Notes):
    """Cannot write anything down."""

    def answered(self, *_: object) -> None:
        raise RuntimeError("no room")


async def test_what_cannot_be_written_down_passes_all_the_same(start: Start, capsys: Any) -> None:
    running = await start(lambda _: {"ours": StubItop()})
    place = bind("127.0.0.1", 0)
    target = running.places["ours"].root_url
    async with Proxy("ours", place, target, Broken()), aiohttp.ClientSession() as http:  # noqa: SIM117
        async with http.post(place.root_url, data=b"x=1") as response:
            assert response.status == 200
    assert "no room" in capsys.readouterr().err


class Sends(StubItop):
    """Answers with a reply."""

    def __init__(self, reply: HttpReply) -> None:
        super().__init__()
        self.reply = reply

    def handle(self, request: Any) -> Any:
        self.request = request
        return self.reply
        yield


async def test_a_packed_reply_passes_as_it_is_and_is_noted_unpacked_to_a_limit(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxy, "MAX_UNPACKED", 10)
    packed = gzip.compress(b"x" * 10_000)
    running = await start(lambda _: {"ours": Sends(HttpReply(200, (("Content-Encoding", "gzip"),), packed))})
    notes, status, body = await ask(running.places["ours"].root_url)

    assert (status, body) == (200, b"x" * 10_000)  # the asking client unpacks it
    assert notes.passed == [(b"x=1", 200, b"x" * 10)]


async def test_repeated_headers_pass_each(start: Start) -> None:
    itop = Sends(HttpReply(200, (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")), b""))
    running = await start(lambda _: {"ours": itop})
    place = bind("127.0.0.1", 0)
    async with Proxy("ours", place, running.places["ours"].root_url, Notes()), aiohttp.ClientSession() as http:
        headers = [("X-Two", "a"), ("X-Two", "b")]
        async with http.post(place.root_url, headers=headers) as response:
            assert response.headers.getall("Set-Cookie") == ["a=1", "b=2"]
    assert [value for name, value in itop.request.headers if name == "X-Two"] == ["a", "b"]


@pytest.mark.parametrize("line", [b"OPTIONS * HTTP/1.1", b"CONNECT example.org:443 HTTP/1.1"])
async def test_what_is_no_path_is_refused(start: Start, line: bytes) -> None:
    running = await start(lambda _: {"ours": StubItop()})
    place = bind("127.0.0.1", 0)
    async with Proxy("ours", place, running.places["ours"].root_url, Notes()):
        answer = await raw(place, line + b"\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 400")


async def test_an_absolute_address_is_its_path(start: Start) -> None:
    running = await start(lambda _: {"ours": StubItop()})
    place = bind("127.0.0.1", 0)
    async with Proxy("ours", place, running.places["ours"].root_url, Notes()):
        line = b"GET http://evil.example/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        assert (await raw(place, line)).startswith(b"HTTP/1.1 200")
