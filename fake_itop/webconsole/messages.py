"""One message of the journal with all that is known of it: request, reply, cause and effects, secrets masked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from aiohttp import web

from fake_itop.journal import Journal
from fake_itop.webconsole.view import Excerpt, line, passage

INTERVAL: Final = 0.03
"""Seconds between two looks at the revision, while anybody watches. What changes an instance has many ways to do so,
REST, the control API, a callback; none of them has to know of the console."""

HEARTBEAT: Final = 10.0
"""Seconds after which a browser that is gone is noticed."""

WATCHERS: Final = 32
"""Browser windows that may watch at once."""


class Pulse:
    """Tells whoever watches of each new revision."""

    def __init__(self, revision: Callable[[], str]) -> None:
        self._revision = revision
        self._watchers = 0
        self._over = False

    async def watch(self, request: web.Request) -> web.StreamResponse:
        """A stream of events until the browser or the server goes."""
        if self._watchers >= WATCHERS:
            await asyncio.sleep(2 * INTERVAL)  # so long it may take until a window that was closed is known to be
        if self._watchers >= WATCHERS:
            raise web.HTTPServiceUnavailable(text=f"{WATCHERS} windows watch already: close one of them\n")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        self._watchers += 1
        try:
            await self._follow(request, response)
        except ConnectionError:
            pass  # the browser is gone
        finally:
            self._watchers -= 1
        return response

    def stop(self) -> None:
        """End all streams, so that nobody waits for them."""
        self._over = True

    async def _follow(self, request: web.Request, response: web.StreamResponse) -> None:
        told = self._revision()
        await response.write(b"retry: 1000\nevent: changed\ndata: hello\n\n")
        quiet = 0.0
        while not self._over and request.transport is not None:  # which is gone with the browser
            await asyncio.sleep(INTERVAL)
            quiet += INTERVAL
            now = self._revision()
            if now != told:
                told, quiet = now, 0.0
                await response.write(b"event: changed\ndata: now\n\n")
            elif quiet >= HEARTBEAT:
                quiet = 0.0
                await response.write(b": still here\n\n")


NEIGHBOURS = 2000
"""Messages after one in which its effects are looked for."""

KINDS = {
    "request": "Request that came in",
    "webhook": "Webhook that went out",
    "console": "A person at the console",
    "cron": "Background tasks",
    "log": "A line of the log",
    "mail": "A mail",
    "news": "News for people",
}


@dataclass(frozen=True)
class Part:
    """The request or the reply: a headline, headers, and the body as people read it."""

    headline: str
    headers: list[tuple[str, str]]
    bodies: list[tuple[str, Excerpt]]


@dataclass(frozen=True)
class Shown:
    seq: int
    kind: str
    instance: str
    time: str
    depth: int
    cause: int | None
    effects: list[int]
    request: Part
    reply: Part | None
    stopped: str
    cycle: str


def show(journal: Journal, seq: int) -> Shown | None:
    """The message of that number, if the journal still has it."""
    message = journal.find(seq)
    if message is None:
        return None
    row = message.to_json()
    after = (journal.find(number) for number in range(seq + 1, seq + NEIGHBOURS))
    return Shown(
        seq=seq,
        kind=KINDS.get(row["kind"], row["kind"]),
        instance=row["instance"],
        time=row["time"],
        depth=row["depth"],
        cause=row["cause"],
        effects=[each.seq for each in after if each is not None and each.cause == seq],
        request=_request(row),
        reply=_reply(row["reply"]),
        stopped=row.get("stopped", ""),
        cycle=row["cycle"]["text"] if "cycle" in row else "",
    )


def whole(journal: Journal, seq: int) -> str | None:
    """A message as the journal has it, in JSON."""
    message = journal.find(seq)
    return None if message is None else json.dumps(message.to_json(), indent=2, ensure_ascii=False, default=str)


def _request(row: dict[str, Any]) -> Part:
    if "act" in row:
        return Part("", [], [("What it was", passage(_pretty(row["act"])))])
    headline = f"{row['method']} {line(row['url'])}"
    return Part(headline, _headers(row["headers"]), _bodies(row["body"]))


def _reply(reply: dict[str, Any] | None) -> Part | None:
    if reply is None:
        return None
    if "failure" in reply:
        return Part(f"No answer: {line(reply['failure'])}", [], [])
    if "status" in reply:
        return Part(f"HTTP {reply['status']}", _headers(reply["headers"]), _bodies(reply["body"]))
    return Part("", [], [("What came of it", passage(_pretty(reply)))])


def _headers(headers: dict[str, str]) -> list[tuple[str, str]]:
    return [(line(name), line(value)) for name, value in headers.items()]


def _bodies(body: str) -> list[tuple[str, Excerpt]]:
    """The body in parts that people can read: the fields of a form, JSON in lines, or as it is."""
    if not body:
        return []
    if _json(body) is not None:
        return [("JSON", passage(_pretty(_json(body))))]
    fields = parse_qsl(body, keep_blank_values=True)
    if not fields or any(character in body.partition("=")[0] for character in "<{ \n"):
        return [("Body", passage(body))]
    return [
        (line(name), passage(_pretty(_json(value)) if _json(value) is not None else value)) for name, value in fields
    ]


def _json(text: str) -> Any:
    """The JSON object or list that a text is; ``None`` for anything else."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
