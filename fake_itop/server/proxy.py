"""A proxy in front of an iTop: hands on what comes, and tells a recorder of it."""

from __future__ import annotations

import sys
import traceback
import zlib
from collections.abc import Callable
from typing import Final, Protocol, Self, TypeVar
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from fake_itop.journal import Message
from fake_itop.server.endpoint import path_of
from fake_itop.server.listening import ListenAddress
from fake_itop.values.http import Headers, HttpReply, HttpRequest, header

MAX_BODY: Final = 64 * 1024 * 1024
TIMEOUT: Final = 150.0
"""Seconds: a real iTop may wait 120 for a webhook before it answers."""

MAX_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes of a packed reply that are written down."""

_OF_ONE_CONNECTION = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "proxy-connection", "upgrade", "te"}
)
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_EITHER_HEADER = 47
"""What zlib calls "gzip or zlib, as the data says"."""

Noted = TypeVar("Noted")


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

    def __init__(self, name: str, place: ListenAddress, target: str, notes: Notes) -> None:
        self._name = name
        self._place = place
        self._target = target.rstrip("/")
        self._notes = notes

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        self._session = aiohttp.ClientSession(
            timeout=timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )
        server = web.Server(self._answer, access_log=None, auto_decompress=False)
        self._runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.SockSite(self._runner, self._place.socket).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        target = path_of(request.raw_path)
        if not target.startswith("/"):
            text = f"fake-itop record hands on requests for paths; {request.method} {request.raw_path} is none\n"
            return web.Response(status=400, text=text)
        body = await _body(request)
        received = HttpRequest(request.method, target, tuple(request.headers.items()), body)
        message = self._noted(lambda: self._notes.arrives(self._name, received))
        reply = await self._forward(received)
        if message is not None:
            noted = HttpReply(reply.status, reply.headers, _unpacked(reply))
            self._noted(lambda: self._notes.answered(message, noted))
        return web.Response(status=reply.status, headers=_kept(reply.headers), body=reply.body)

    def _noted(self, write_down: Callable[[], Noted]) -> Noted | None:
        """What came of writing something down; that this fails must not come between a caller and an iTop."""
        try:
            return write_down()
        except Exception:  # noqa: BLE001 - told where it can be seen, and the traffic goes on
            traceback.print_exc(file=sys.stderr)
            return None

    async def _forward(self, request: HttpRequest) -> HttpReply:
        try:
            url = URL(self._target + request.target, encoded=True)
            async with self._session.request(
                request.method, url, headers=_kept(request.headers), data=request.body or None, allow_redirects=False
            ) as response:
                return HttpReply(response.status, tuple(response.headers.items()), await response.read())
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
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


def _unpacked(reply: HttpReply) -> bytes:
    """The body as it is to be read, as far as `MAX_UNPACKED`; as it came where it is packed in another way."""
    if (header(reply.headers, "Content-Encoding") or "").lower() not in _PACKED:
        return reply.body
    try:
        return zlib.decompressobj(_EITHER_HEADER).decompress(reply.body, MAX_UNPACKED)
    except zlib.error:
        return reply.body


def _kept(headers: Headers) -> CIMultiDict[str]:
    """The headers that are not about one connection, repeated ones as often as they came."""
    return CIMultiDict((name, value) for name, value in headers if name.lower() not in _OF_ONE_CONNECTION)
