"""The ways between instances on sockets, with the faults of a world's links.

Where a sender would wait in vain it is told at once that its time is up: what a real one learns after two minutes, and
what its caller then gets, comes without the wait. Delays are real.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from fake_itop.network import Fault, Link, Verb, curl
from fake_itop.network.faults import NOTHING, Links, spoilt
from fake_itop.server.gate import Sends
from fake_itop.server.sender import Moved
from fake_itop.values.clock import seeded
from fake_itop.values.http import HttpReply, NetworkFailure, Outcome, OutgoingRequest


class Wires:
    """All ways between the instances of a server.

    Args:
        roots: the address of each instance, by its name.
        seed: of the source of chance that draws whom faults strike.
    """

    def __init__(self, roots: Mapping[str, str], *, seed: int = 0) -> None:
        self._names = {_place(url): name for name, url in roots.items()}
        self._links = Links(seeded(seed), self._changed)
        self._released: dict[Fault, asyncio.Event] = {}

    def link(self, sender: str, receiver: str) -> Link:
        """The way from one instance to another, on which faults can be switched on."""
        return self._links.link(sender, receiver)

    def faults(self, sender: str, url: str) -> list[Fault]:
        """What is wrong on the way of a webhook, in the order in which it was switched on."""
        link = self._links.known(sender, self._names.get(_place(url), ""))
        return [] if link is None else list(link.faults)

    def clear(self) -> None:
        """Switch all faults off; what is held goes on."""
        for sender in self._names.values():
            for receiver in self._names.values():
                link = self._links.known(sender, receiver)
                if link is not None:
                    link.clear()

    async def released(self, fault: Fault) -> None:
        """Wait until a fault that holds messages is switched off."""
        await self._released.setdefault(fault, asyncio.Event()).wait()

    def _changed(self, fault: Fault, on: bool) -> None:
        if not on and fault in self._released:
            self._released.pop(fault).set()


class Wire:
    """Sends what one instance sends, past the faults on its way.

    Args:
        name: the instance.
        sender: brings webhooks where they go.
        wires: the ways.
    """

    def __init__(self, name: str, sender: Sends, wires: Wires) -> None:
        self._name = name
        self._sender = sender
        self._wires = wires

    async def send(self, request: OutgoingRequest, moved: Moved) -> Outcome:
        """What comes of a webhook."""
        behind: list[Fault] = []
        for fault in self._wires.faults(self._name, request.url):
            if not fault.strikes():
                continue
            outcome = await self._before(fault, request)
            if outcome is not None:
                return outcome
            behind.append(fault)
        outcome = await self._sender.send(request, moved)
        for fault in behind:
            outcome = await self._after(fault, request, outcome, moved)
        return outcome

    async def _before(self, fault: Fault, request: OutgoingRequest) -> Outcome | None:
        """What a fault makes of a webhook before it arrives, if that is its end."""
        match fault.verb:
            case Verb.PARTITION:
                address = curl.address_of(request.url)
                return address if isinstance(address, NetworkFailure) else curl.refused(address.host, address.port)
            case Verb.DROP:
                return curl.timed_out(request.timeout)
            case Verb.HOLD:
                return await self._held(fault, request)
            case Verb.DELAY:
                await asyncio.sleep(fault.seconds)
            case Verb.CORRUPT if fault.how.hinders:
                return spoilt(NOTHING, fault.how)
        return None

    async def _held(self, fault: Fault, request: OutgoingRequest) -> Outcome | None:
        try:
            async with asyncio.timeout(request.timeout):
                await self._wires.released(fault)
        except TimeoutError:
            return curl.timed_out(request.timeout)
        return None

    async def _after(self, fault: Fault, request: OutgoingRequest, outcome: Outcome, moved: Moved) -> Outcome:
        """What a fault makes of what came of a webhook that arrived."""
        match fault.verb:
            case Verb.REPLY_LOST:
                return NetworkFailure(curl.EMPTY_REPLY)
            case Verb.CORRUPT if isinstance(outcome, HttpReply):
                return spoilt(outcome, fault.how)
            case Verb.SLOW:
                await asyncio.sleep(fault.seconds)
            case Verb.DUPLICATE:
                await self._sender.send(request, moved)
        return outcome


def _place(url: str) -> str:
    """Host and port of a URL, by which an instance is known."""
    address = curl.address_of(url)
    return "" if isinstance(address, NetworkFailure) else f"{address.host}:{address.port}"
