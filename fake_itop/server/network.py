"""Drives passages over sockets, by the clocks of the instances.

Where the sender's clock runs, what waits on a link really waits. Where it stands still, nobody waits: the time that a
sender would wait passes at once, on all clocks of the server that stand still. What happens behind a sender's back (a
message that comes too late for it) happens when its clock gets there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from fake_itop.journal import Message, Traffic
from fake_itop.network import curl
from fake_itop.network.faults import Fault, Link, Links
from fake_itop.network.looking import held_back
from fake_itop.network.passage import Deliver, Hold, Passage, Resolve, Sleep
from fake_itop.server.guard import NotAllowed
from fake_itop.values.clock import Clock, seeded
from fake_itop.values.http import NetworkFailure, Outcome, OutgoingRequest


class Sends(Protocol):
    """Brings a request where it goes; `fake_itop.server.sender.Sender` does."""

    async def send(self, request: OutgoingRequest, address: curl.Address, seconds: float) -> Outcome:
        """What comes of a request, within so many seconds."""


@dataclass(eq=False)
class _Transit:
    """A passage under way.

    ``moment`` is when it goes on by itself, where it waits for a clock; ``fault`` is what holds it; ``woken`` is set by
    whatever may let it go on.
    """

    passage: Passage
    clock: Clock
    answer: asyncio.Future[Outcome]
    moment: datetime | None = None
    fault: Fault | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def left(self) -> timedelta | None:
        """How long it waits for a clock that stands still; ``None`` where it does not."""
        if self.moment is None or self.clock.runs or self.fault is not None:
            return None
        return self.moment - self.clock.now()


class SocketNetwork:
    """The links between the instances of a server, and what is on its way.

    Args:
        roots: the address of each instance, by its name.
        clocks: their clocks.
        traffic: their journal.
        sender: brings requests where they go.
        longest: the most seconds that a webhook may take in all, ``None`` for as long as it asks for.
        seed: of the source of chance that draws whom faults strike.
    """

    def __init__(
        self,
        roots: Mapping[str, str],
        clocks: Mapping[str, Clock],
        traffic: Traffic,
        sender: Sends,
        *,
        longest: float | None = None,
        seed: int = 0,
    ) -> None:
        self.blocked = 0
        """How many messages were held back so far."""
        self._names = {_place(curl.address_of(url)): name for name, url in roots.items()}
        self._clocks = clocks
        self._traffic = traffic
        self._sender = sender
        self._longest = longest
        self._under_way: dict[_Transit, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._links = Links(
            traffic,
            seeded(seed),
            now=lambda name: clocks[name].now(),
            receiver_at=lambda address: self._names.get(_place(address), ""),
            on_stop=self._release,
        )

    def link(self, sender: str, receiver: str) -> Link:
        """The way from one instance to another, on which faults can be switched on."""
        return self._links.link(sender, receiver)

    def way_out(self, sender: str) -> Link:
        """The way from one instance to anybody."""
        return self._links.way_out(sender)

    def clear(self) -> None:
        """Switch all faults off; what is held goes on."""
        for link in self._links:
            link.clear()

    async def send(self, webhook: Message) -> Outcome:
        """What comes of a webhook, as its sender is told."""
        passage = Passage(webhook, self._links, self._clocks[webhook.instance].now, self._longest)
        transit = _Transit(passage, self._clocks[webhook.instance], asyncio.get_running_loop().create_future())
        going = self._under_way[transit] = asyncio.create_task(self._go(transit))
        try:
            return await transit.answer
        except asyncio.CancelledError:
            going.cancel()
            raise

    def lose(self, sender: str) -> None:
        """Lose all of an instance that is on its way."""
        for transit, going in list(self._under_way.items()):
            if transit.passage.webhook.instance == sender:
                going.cancel()

    async def idle(self) -> None:
        """Wait until nothing is on its way; clocks that stand still go on to what comes too late for its sender."""
        while self._under_way:
            self._changed.clear()
            waits = [left for each in self._under_way if (left := each.left) is not None]
            if len(waits) == len(self._under_way):
                self._pass_time(min(waits))
            await self._changed.wait()

    def held(self, causes: Iterable[Message] | None = None) -> list[str]:
        """What keeps messages from going on: all, or those that one of these messages led to."""
        kept = [each.passage for each in self._under_way if each.fault is not None]
        wanted = None if causes is None else set(causes)
        return [held_back(each) for each in kept if wanted is None or wanted & set(_origins(each.webhook))]

    async def change(self) -> None:
        """Wait until something is held back, arrives, or is answered."""
        self._changed.clear()
        await self._changed.wait()

    async def _go(self, transit: _Transit) -> None:
        effects = transit.passage.effects()
        value: object = None
        try:
            while True:
                effect = effects.send(value)
                value = None
                match effect:
                    case Sleep():
                        await self._sleep(transit, effect.seconds)
                    case Hold():
                        value = await self._hold(transit, effect)
                    case Deliver():
                        value = await self._deliver(transit.passage, effect)
                    case Resolve():
                        transit.answer.set_result(effect.outcome)
        except StopIteration:
            pass
        except asyncio.CancelledError:
            transit.answer.cancel()
            raise
        except Exception as error:
            if transit.answer.done():
                raise
            transit.answer.set_exception(error)
        finally:
            effects.close()
            del self._under_way[transit]
            self._changed.set()

    async def _sleep(self, transit: _Transit, seconds: float) -> None:
        if transit.passage.is_awaited and not transit.clock.runs:
            self._pass_time(timedelta(seconds=seconds))
            await asyncio.sleep(0)
        else:
            await self._until(transit, seconds)

    async def _hold(self, transit: _Transit, effect: Hold) -> bool:
        transit.fault = effect.fault
        self.blocked += 1
        await self._until(transit, effect.seconds)
        released, transit.fault = transit.fault is None, None
        return released

    async def _until(self, transit: _Transit, seconds: float) -> None:
        """Wait so many seconds by the sender's clock, or until what holds the message is switched off."""
        was_held = transit.fault is not None
        transit.moment = transit.clock.now() + timedelta(seconds=seconds)
        self._changed.set()
        with transit.clock.watched(transit.woken.set):
            while (left := transit.moment - transit.clock.now()) > timedelta(0):
                if was_held and transit.fault is None:
                    break
                transit.woken.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(left.total_seconds() if transit.clock.runs else None):
                        await transit.woken.wait()
        transit.moment = None
        self._changed.set()

    async def _deliver(self, passage: Passage, effect: Deliver) -> Outcome:
        late = not passage.is_awaited
        if late:  # its sender no longer waits for it, but it is still what caused the request that arrives
            self._traffic.in_flight.add(passage.webhook, effect.request)
        try:
            return await self._sender.send(effect.request, effect.address, effect.seconds)
        except NotAllowed as refusal:
            passage.webhook.stopped = str(refusal)
            return curl.nobody_at(effect.address)
        finally:
            if late:
                self._traffic.in_flight.remove(passage.webhook)

    def _standing(self) -> list[Clock]:
        return list({id(clock): clock for clock in self._clocks.values() if not clock.runs}.values())

    def _pass_time(self, time: timedelta) -> None:
        for clock in self._standing():
            clock.advance(max(time.total_seconds(), 0.0))

    def _release(self, fault: Fault) -> None:
        for transit in self._under_way:
            if transit.fault is fault:
                transit.fault = None
                transit.woken.set()


def _place(address: curl.Address | NetworkFailure) -> str:
    """Host and port, by which an instance is known."""
    return "" if isinstance(address, NetworkFailure) else f"{address.host}:{address.port}"


def _origins(message: Message) -> list[Message]:
    """A message and all that led to it."""
    found = [message]
    while (parent := found[-1].parent) is not None:
        found.append(parent)
    return found
