"""A proxy hands on what comes, in both directions, and tells of it."""

from __future__ import annotations

from typing import Any

import aiohttp

from fake_itop.journal import Message, Traffic
from fake_itop.server.listening import bind
from fake_itop.server.proxy import Proxy
from fake_itop.values.http import HttpReply, HttpRequest
from tests.server.conftest import Start
from tests.world.stub import NOON, StubItop


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
