"""The control API under ``/__fake__/``: what a test does to an instance beside speaking to it as a client would.

JSON in and out. Errors are 4xx with ``{"error": "…"}``, one line that says what was wrong and what would be right, and
leave everything as it was.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from urllib.parse import parse_qs

from fake_itop.journal import MessageKind
from fake_itop.network import Abandoned
from fake_itop.server.guard import host_name
from fake_itop.server.parameters import ControlParameters, Refused, console_act, moment, only, read_body, typed
from fake_itop.server.served import Served
from fake_itop.values.budget import BudgetExceededError
from fake_itop.values.http import HttpReply, HttpRequest, header, is_loopback

PREFIX: Final = "/__fake__/"
AT_ONCE: Final = 100_000
"""Characters of the journal that are written down before somebody else gets a turn."""
A_ROW: Final = 2_000
"""Characters in the time that a row takes, however short."""
TOKEN_HEADER: Final = "X-Fake-Itop-Token"  # noqa: S105 - a name, no secret


@dataclass(frozen=True)
class ControlCall:
    """One call of the API: it is given the body's parameters and the query's, and gives an object, or its text."""

    method: str
    answer: Callable[[ControlParameters, ControlParameters], Awaitable[ControlParameters | str]]
    is_open: bool = False


class Control:
    """The control API of one instance.

    ``hosts`` are the names, beside those of loopback, under which it may be addressed: a web page that makes a browser
    resolve its own name to this machine is not answered. A browser that comes to the prefix itself is led to
    ``console_url``, if there is a console.
    """

    def __init__(self, served: Served, token: str, *, hosts: Iterable[str] = (), console_url: str = "") -> None:
        self.ready = False
        self._served = served
        self._token = token.encode()
        self._console_url = console_url
        self._hosts = frozenset(host.lower() for host in hosts)
        self._calls = {
            "reset": ControlCall("POST", self._reset),
            "snapshot": ControlCall("POST", self._snapshot),
            "restore": ControlCall("POST", self._restore),
            "console": ControlCall("POST", self._console),
            "cron": ControlCall("POST", self._cron),
            "journal": ControlCall("GET", self._journal),
            "clock": ControlCall("POST", self._clock),
            "export": ControlCall("GET", self._export),
            "live": ControlCall("GET", self._live, is_open=True),
            "ready": ControlCall("GET", self._ready, is_open=True),
        }

    async def answer(self, request: HttpRequest) -> HttpReply:
        """The answer to a request below the prefix."""
        try:
            self._check_host(request)
            return self._to_console(request) or _json(200, await self._answer(request))
        except Refused as refusal:
            return _json(refusal.status, {"error": str(refusal)})
        except Abandoned as gone:
            return _json(409, {"error": str(gone)})
        except BudgetExceededError as cut:
            return _json(504, {"error": str(cut)})

    async def _answer(self, request: HttpRequest) -> ControlParameters | str:
        call = self._find(request.path.removeprefix(PREFIX))
        if not call.is_open:
            self._check_token(request)
        if request.method != call.method:
            raise Refused(405, f"{request.path} is called by {call.method}, not by {request.method}")
        query = {name: values[-1] for name, values in parse_qs(request.query).items()}
        return await call.answer(read_body(request.body) if call.method == "POST" else {}, query)

    def _to_console(self, request: HttpRequest) -> HttpReply | None:
        path, question, query = request.target.partition("?")
        if path != PREFIX or not self._console_url or request.method != "GET":
            return None
        return HttpReply(
            302, (("Location", f"{self._console_url}{question}{query}"), ("Cache-Control", "no-store")), b""
        )

    def _find(self, name: str) -> ControlCall:
        try:
            return self._calls[name]
        except KeyError:
            known = ", ".join(f"{call.method} {name}" for name, call in self._calls.items())
            raise Refused(404, f"unknown call {name!r}; there is: {known}") from None

    def _check_host(self, request: HttpRequest) -> None:
        host = host_name(header(request.headers, "Host") or "")
        if not is_loopback(host) and host not in self._hosts:
            raise Refused(403, f"the control API does not answer to the host name {host!r}, only to those of loopback")

    def _check_token(self, request: HttpRequest) -> None:
        given = header(request.headers, TOKEN_HEADER)
        if given is None:
            raise Refused(401, f"header {TOKEN_HEADER} is missing; the token stands in the READY line")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._token):
            raise Refused(401, f"header {TOKEN_HEADER} is wrong; the token stands in the READY line")

    async def _reset(self, _: ControlParameters, __: ControlParameters) -> ControlParameters:
        async with self._served.turn:
            self._served.reset()
        return {}

    async def _snapshot(self, given: ControlParameters, _: ControlParameters) -> ControlParameters:
        name = only(given, "name", (str,), '{"name": "a name"}')
        async with self._served.turn:
            self._served.snapshot(name)
        return {"name": name}

    async def _restore(self, given: ControlParameters, _: ControlParameters) -> ControlParameters:
        name = only(given, "name", (str,), '{"name": "a name"}')
        if name not in self._served.snapshots:
            known = ", ".join(repr(kept) for kept in self._served.snapshots) or "none was taken"
            raise Refused(404, f"no snapshot {name!r}; there is: {known}")
        async with self._served.turn:
            self._served.restore(name)
        return {"name": name}

    async def _console(self, given: ControlParameters, _: ControlParameters) -> ControlParameters:
        answer = await self._served.console(console_act(given))
        return {"state": answer.state, "error": answer.error}

    async def _cron(self, _: ControlParameters, __: ControlParameters) -> ControlParameters:
        answer = await self._served.cron()
        return {"sent": answer.sent}

    async def _journal(self, _: ControlParameters, query: ControlParameters) -> str:
        scope = query.get("scope", "instance")
        if scope not in {"instance", "pair"}:
            raise Refused(400, f"scope is 'instance' or 'pair', not {scope!r}")
        rows = self._served.journal(_kinds(query.get("kind", "")), whole=scope == "pair")
        pieces = []
        while piece := await self._served.do(partial(_some, rows)):
            pieces.append(piece)
            await asyncio.sleep(0)  # others may come in between
        return "".join(pieces)

    async def _export(self, _: ControlParameters, __: ControlParameters) -> ControlParameters:
        return {"instances": {self._served.name: await self._served.do(self._served.export)}}

    async def _clock(self, given: ControlParameters, _: ControlParameters) -> ControlParameters:
        form = '{"advance": seconds} or {"set": "YYYY-MM-DD HH:MM:SS"}'
        if set(given) == {"advance"}:
            seconds = typed(given, "advance", (int, float), form)
            async with self._served.turn:
                self._advance(seconds)
        elif set(given) == {"set"}:
            wanted = moment(typed(given, "set", (str,), form))
            async with self._served.turn:
                self._set(wanted)
        else:
            raise Refused(400, f"clock takes {form}")
        return {"now": self._served.clock.sql_now()}

    def _advance(self, seconds: float) -> None:
        try:
            self._served.clock.advance(seconds)
        except (ValueError, OverflowError) as error:
            raise Refused(400, str(error)) from None

    def _set(self, wanted: datetime) -> None:
        try:
            self._served.clock.set(wanted)
        except ValueError as error:
            raise Refused(400, str(error)) from None

    async def _live(self, _: ControlParameters, __: ControlParameters) -> ControlParameters:
        return {"live": True}

    async def _ready(self, _: ControlParameters, __: ControlParameters) -> ControlParameters:
        if not self.ready:
            raise Refused(503, "not ready yet: the instance is still being set up")
        return {"ready": True}


def _some(rows: Iterator[str]) -> str:
    """The next rows of a journal, as many as are written down at once; empty at the end."""
    pieces, length = [], 0
    while length < AT_ONCE and (piece := next(rows, "")):
        pieces.append(piece)
        length += len(piece) + A_ROW
    return "".join(pieces)


def _json(status: int, content: ControlParameters | str) -> HttpReply:
    """An answer in JSON; a text is JSON already."""
    text = content if isinstance(content, str) else f"{json.dumps(content, default=str)}\n"
    headers = (
        ("Content-Type", "application/json"),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    )
    return HttpReply(status, headers, text.encode())


def _kinds(text: str) -> frozenset[MessageKind]:
    """The kinds of rows that are asked for, divided by commas; all where none is named."""
    asked = {kind.strip() for kind in text.split(",") if kind.strip()}
    unknown = asked - set(MessageKind)
    if unknown:
        raise Refused(400, f"unknown kind {min(unknown)!r}; there is: {', '.join(MessageKind)}")
    return frozenset(map(MessageKind, asked or MessageKind))
