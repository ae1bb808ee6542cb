"""A proxy in front of an iTop: hands on what comes, and tells a recorder of it."""

from __future__ import annotations

from typing import Final, Protocol, Self
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from yarl import URL

from fake_itop.journal import Message
from fake_itop.server.listening import Place
from fake_itop.values.http import HttpReply, HttpRequest

MAX_BODY: Final = 64 * 1024 * 1024
TIMEOUT: Final = 150.0
"""Seconds: a real iTop may wait 120 for a webhook before it answers."""

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host", "content-encoding"})


class Notes(Protocol):
    """Writes down what passes by; `fake_itop.recording.Recorder` does."""

    def arrives(self, name: str, request: HttpRequest) -> Message:
        """A request reaches an instance."""

    def answered(self, message: Message, reply: HttpReply) -> None:
        """It has its reply."""


class Proxy:
    """Listens in front of one iTop; an async context manager.

    Args:
        name: how the instance is called in what is written down.
        place: where it listens.
        target: the iTop's address: of the application, without a path below it.
        notes: is told of everything.
    """

    def __init__(self, name: str, place: Place, target: str, notes: Notes) -> None:
        self._name = name
        self._place = place
        self._target = target.rstrip("/")
        self._notes = notes

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        self._session = aiohttp.ClientSession(
            timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=True
        )
        server = web.Server(self._answer, access_log=None)
        self._runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.SockSite(self._runner, self._place.socket).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await _body(request)
        received = HttpRequest(request.method, request.raw_path, tuple(request.headers.items()), body)
        message = self._notes.arrives(self._name, received)
        reply = await self._forward(received)
        self._notes.answered(message, reply)
        return web.Response(status=reply.status, headers=_kept(reply.headers), body=reply.body)

    async def _forward(self, request: HttpRequest) -> HttpReply:
        url = URL(self._target + request.target, encoded=True)
        headers = _kept(request.headers)
        try:
            async with self._session.request(
                request.method, url, headers=headers, data=request.body or None, allow_redirects=False
            ) as response:
                return HttpReply(response.status, tuple(response.headers.items()), await response.read())
        except (aiohttp.ClientError, TimeoutError) as error:
            where = urlsplit(self._target).netloc
            text = f"fake-itop record: no answer from {where}: {str(error) or type(error).__name__}\n"
            return HttpReply(502, (("Content-Type", "text/plain; charset=utf-8"),), text.encode())


async def _body(request: web.BaseRequest) -> bytes:
    chunks = bytearray()
    async for chunk in request.content.iter_any():
        chunks += chunk
        if len(chunks) > MAX_BODY:
            raise web.HTTPRequestEntityTooLarge(MAX_BODY, len(chunks))
    return bytes(chunks)


def _kept(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The headers that are not about one connection."""
    return {name: value for name, value in headers if name.lower() not in _HOP_BY_HOP}
