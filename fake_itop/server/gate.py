"""The way out of an instance: open, held back, or cut, as whoever watches the pair wants it."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Protocol

from fake_itop.network import curl
from fake_itop.server.sender import Moved
from fake_itop.values.http import NetworkFailure, Outcome, OutgoingRequest


class Way(StrEnum):
    """What becomes of a webhook that wants out."""

    OPEN = "open"
    HELD = "held"
    CUT = "cut"


class Sends(Protocol):
    """Brings webhooks where they go; `fake_itop.server.sender.Sender` does."""

    async def send(self, request: OutgoingRequest, moved: Moved) -> Outcome:
        """What comes of a webhook."""


class Gate:
    """Lets webhooks through to a sender, holds them back until it is opened, or refuses them the connection.

    A webhook that is held waits as long as an instance waits for an answer, and has then timed out. ``waiting`` counts
    those that are held now.
    """

    def __init__(self, sender: Sends) -> None:
        self._sender = sender
        self._way = Way.OPEN
        self._passing = asyncio.Event()
        self._passing.set()
        self.waiting = 0

    @property
    def way(self) -> Way:
        """What becomes of the next webhook."""
        return self._way

    def turn(self, way: Way) -> None:
        """Decide about all webhooks from now on, and about those that are held."""
        self._way = way
        if way is Way.HELD:
            self._passing.clear()
        else:
            self._passing.set()

    async def send(self, request: OutgoingRequest, moved: Moved) -> Outcome:
        """What comes of a webhook."""
        try:
            await self._wait(request.timeout)
        except TimeoutError:
            return curl.timed_out(request.timeout)
        return self._refuse(request) if self._way is Way.CUT else await self._sender.send(request, moved)

    async def _wait(self, seconds: float) -> None:
        if self._passing.is_set():
            return
        self.waiting += 1
        try:
            async with asyncio.timeout(seconds):
                await self._passing.wait()
        finally:
            self.waiting -= 1

    @staticmethod
    def _refuse(request: OutgoingRequest) -> NetworkFailure:
        address = curl.address_of(request.url)
        return address if isinstance(address, NetworkFailure) else curl.nobody_at(address)
