"""Server-sent events: a browser is told that something has changed, and asks for the page again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from aiohttp import web

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
            raise web.HTTPServiceUnavailable(text=f"{WATCHERS} windows watch already: close one of them\n")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        self._watchers += 1
        try:
            await self._follow(response)
        except ConnectionError:
            pass  # the browser is gone
        finally:
            self._watchers -= 1
        return response

    def stop(self) -> None:
        """End all streams, so that nobody waits for them."""
        self._over = True

    async def _follow(self, response: web.StreamResponse) -> None:
        told = self._revision()
        await response.write(b"retry: 1000\nevent: changed\ndata: hello\n\n")
        quiet = 0.0
        while not self._over:
            await asyncio.sleep(INTERVAL)
            quiet += INTERVAL
            now = self._revision()
            if now != told:
                told, quiet = now, 0.0
                await response.write(b"event: changed\ndata: now\n\n")
            elif quiet >= HEARTBEAT:
                quiet = 0.0
                await response.write(b": still here\n\n")
