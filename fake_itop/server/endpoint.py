"""The HTTP side of an instance: requests become values, replies become bytes, nothing else happens here."""

from __future__ import annotations

import asyncio
import logging
import sys
import traceback
from typing import Final

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.web_protocol import RequestHandler
from multidict import CIMultiDict

from fake_itop.network import Abandoned
from fake_itop.network.exchange import nginx_page
from fake_itop.server.control import PREFIX, Control
from fake_itop.server.guard import Origins
from fake_itop.server.served import Served
from fake_itop.values.http import HttpReply, HttpRequest

MAX_BODY: Final = 64 * 1024 * 1024
"""Bytes that a request's body may have."""

PATIENCE: Final = 60.0
"""Seconds that a request's head may take to come, and then its body: as the web server in front of a real iTop."""
QUIET = logging.getLogger("fake_itop.connections")
"""Takes what aiohttp says of each request that is no HTTP: whoever sends nonsense fills nobody's screen. Our own bugs
are told by whoever answers."""
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False
BAD = nginx_page(400, "Bad Request")
TOO_LATE = nginx_page(408, "Request Time-out")
ELSEWHERE = nginx_page(404, "Not Found")
"""What the web server says of a path that is not the application's."""
TOO_LARGE = nginx_page(413, "Request Entity Too Large")
FOREIGN = HttpReply(
    403,
    (("Content-Type", "text/plain; charset=utf-8"),),
    b"fake-itop does not answer web pages of other sites; --allow-cross-site lets it, as a real iTop would\n",
)
BROKEN = HttpReply(500, (("Content-Type", "text/plain; charset=utf-8"),), b"fake-itop broke down: see its messages\n")


class HttpEndpoint:
    """Answers everything at an instance's address: the control API under its prefix, the instance for the rest."""

    def __init__(
        self,
        served: Served,
        control: Control,
        *,
        max_body: int = MAX_BODY,
        base_path: str = "/",
        origins: Origins | None = None,
    ) -> None:
        self._served = served
        self._origins = origins or Origins()
        self._control = control
        self._max_body = max_body
        self._base_path = base_path
        self.silent: set[RequestHandler] = set()
        """The connections on which nothing was asked so far."""

    def server(self) -> web.Server:
        """A server to listen with. A body is taken as it comes, whatever its encoding: PHP unpacks none."""
        return _PatientServer(self)

    def request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: RequestHandler,
        writer: AbstractStreamWriter,
        task: object,
    ) -> web.BaseRequest:
        """A request whose head is there."""
        self.silent.discard(protocol)
        loop = protocol._loop  # noqa: SLF001 - as aiohttp's own factory does
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=self._max_body + 1)  # type: ignore[arg-type]

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        epoch = self._served.epoch
        if (request.content_length or 0) > self._max_body:
            return _response(TOO_LARGE, close=True)
        await _invite_body(request)
        try:
            async with asyncio.timeout(PATIENCE):
                body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return _response(TOO_LARGE, close=True)
        except TimeoutError:
            return _response(TOO_LATE, close=True)
        except (ConnectionError, web.RequestPayloadError):  # broken off, or in no form that HTTP knows
            return _response(BAD, close=True)
        if len(body) > self._max_body:  # aiohttp's versions differ in what they take as too large
            return _response(TOO_LARGE, close=True)
        received = HttpRequest(request.method, path_of(request.raw_path), tuple(request.headers.items()), body)
        if received.target.startswith(PREFIX):
            return _response(await self._control.answer(received))
        if not self._origins.allow(received.headers):
            return _response(FOREIGN)
        if not received.target.startswith(self._base_path):
            return _response(ELSEWHERE)
        return await self._instance(received, epoch)

    async def _instance(self, request: HttpRequest, epoch: int) -> web.StreamResponse:
        try:
            return _response(await self._served.handle(request, epoch))
        except Abandoned as gone:
            return _response(_unavailable(str(gone)), close=True)
        except Exception:  # noqa: BLE001 - our own bug: told where it can be seen, and the server goes on
            traceback.print_exc(file=sys.stderr)
            return _response(BROKEN)


class _PatientServer(web.Server):
    """Lets nobody hold a connection on which no head of a request comes."""

    def __init__(self, endpoint: HttpEndpoint) -> None:
        super().__init__(
            endpoint.answer, request_factory=endpoint.request, access_log=None, logger=QUIET, auto_decompress=False
        )
        self._silent = endpoint.silent

    def __call__(self) -> RequestHandler:
        """What speaks to one client."""
        handler = super().__call__()
        self._silent.add(handler)
        asyncio.get_running_loop().call_later(PATIENCE, self._end_if_silent, handler)
        return handler

    def _end_if_silent(self, handler: RequestHandler) -> None:
        if handler in self._silent:
            self._silent.remove(handler)
            if handler.transport is not None:
                handler.transport.abort()


def path_of(target: str) -> str:
    """The target without scheme and host, which a client may send too; as it is where it is no address (``*``)."""
    if "://" not in target or target.startswith("/"):
        return target
    _, _, rest = target.partition("://")
    return f"/{rest.partition('/')[2]}"


async def _invite_body(request: web.BaseRequest) -> None:
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0


def _unavailable(text: str) -> HttpReply:
    return HttpReply(503, (("Content-Type", "text/plain; charset=utf-8"),), f"{text}\n".encode())


def _response(reply: HttpReply, *, close: bool = False) -> web.Response:
    headers = CIMultiDict(reply.headers)
    headers.setdefault("Server", "nginx/1.22.1")
    response = web.Response(status=reply.status, headers=headers, body=reply.body)
    if close:
        response.force_close()
    return response
