"""Instances that listen, brought back to their state at start for each test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from fake_itop.itop.instance import CronReply, Itop
from fake_itop.itop.person import ConsoleReply
from fake_itop.journal import Traffic
from fake_itop.network import ConsoleAct, Link
from fake_itop.notifications.queue import queued
from fake_itop.server.listening import Member, Server, bind
from fake_itop.testing.building import build_itop, make_clock, models_of, wire
from fake_itop.testing.group import Group, Runs
from fake_itop.testing.settings import ItopSettings, UnsettledError
from fake_itop.testing.webhooks import Sent, nearest, told
from fake_itop.values.clock import new_token
from fake_itop.values.http import HttpReply, HttpRequest

Result = TypeVar("Result")


@dataclass(eq=False)
class ServedGroup(Group):
    """Instances that are being served."""

    server: Server

    async def handle(self, name: str, request: HttpRequest) -> HttpReply:
        """Let an instance answer a request from outside."""
        served = self.server.served[name]
        return await served.handle(request, served.epoch)

    async def console(self, name: str, act: ConsoleAct) -> ConsoleReply:
        """Let a person act in an instance's web console."""
        return await self.server.served[name].console(act)

    async def cron(self, name: str) -> CronReply:
        """Let an instance run its background tasks once."""
        return await self.server.served[name].cron()

    def crashes(self) -> list[tuple[str, Exception]]:
        """Errors of our own that ended something before its time, with the names of their instances."""
        return [(name, error) for name, served in self.server.served.items() for error in served.crashes]

    def link(self, sender: str, receiver: str) -> Link:
        """The way from one instance to another."""
        return self.server.network.link(sender, receiver)

    def begin(self, seed: int) -> None:
        """Go back to the state at start, with chance that repeats."""
        self.in_use = True
        for name, served in self.server.served.items():
            served.reset()
            served.crashes.clear()
            self.itops[name].random.seed(f"{seed}/{name}")

    def release(self) -> None:
        """End whatever is under way, and let another test have it."""
        self.server.network.clear()
        for served in self.server.served.values():
            served.abandon_all()
        self.in_use = False

    async def close(self) -> None:
        """Stop serving."""
        await self.server.__aexit__(None, None, None)

    async def patient(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do something, unless it waits for a message that is held back."""
        act = asyncio.ensure_future(work)
        while not act.done():
            if (held := self._held_by(act)) is not None:
                act.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
                raise UnsettledError(f"{held}, or begin the act by start(...)")
            changing = asyncio.ensure_future(self.server.network.change())
            await asyncio.wait({act, changing}, return_when=asyncio.FIRST_COMPLETED)
            changing.cancel()
        return act.result()

    @contextmanager
    def holds(self, host: Runs, tell: Callable[[str], None]) -> Iterator[None]:
        """Tell of the first message that is held back while the block runs."""
        before = host.do(lambda: self.server.network.blocked)

        async def watch() -> None:
            while self.server.network.blocked == before:
                await self.server.network.change()
            tell("; ".join(self.server.network.held()))

        watching = host.submit(watch())
        try:
            yield
        finally:
            watching.cancel()

    def _held_by(self, act: asyncio.Future[Any]) -> str | None:
        """What an act waits for, if that is a message that is held back."""
        causes = [message for served in self.server.served.values() for message in served.messages_of(act)]
        return next(iter(self.server.network.held(causes)), None)

    async def settle(self, seconds: float) -> None:
        """Wait until nothing is under way in any instance, running the background tasks while webhooks are queued."""
        try:
            async with asyncio.timeout(seconds):
                await self._settled()
        except TimeoutError:
            pending = [f"\n    {each}" for each in (*self._pending(), *self.server.network.held())]
            raise UnsettledError(f"still under way after {seconds} s:{''.join(pending)}") from None

    async def webhook(self, name: str, wanted: Mapping[str, Any], seconds: float) -> Sent:
        """Wait until an instance has sent a webhook that fits, and had its answer; gives the first."""
        changed = asyncio.Event()
        try:
            with self.traffic.journal.watched(lambda _: changed.set()):
                async with asyncio.timeout(seconds):
                    while not (fitting := [sent for sent in self.answered(name) if not sent.misses(wanted)]):
                        changed.clear()
                        await changed.wait()
        except TimeoutError:
            near = nearest(self.answered(name), wanted)
            raise UnsettledError(f"{name} sent no webhook with {told(wanted)} within {seconds} s: {near}") from None
        return fitting[0]

    async def _settled(self) -> None:
        while True:
            for served in self.server.served.values():
                await served.idle()
            await self.server.network.idle()
            waiting = [name for name, itop in self.itops.items() if queued(itop.db)]
            if not waiting and not any(served.under_way for served in self.server.served.values()):
                return
            for name in waiting:
                await self.server.served[name].cron()

    def _pending(self) -> list[str]:
        rows = [message.to_json() for served in self.server.served.values() for message in served.pending]
        return [f"#{row['seq']} {row['instance']}: {row['kind']} {row.get('url') or row.get('act')}" for row in rows]


async def serve(names: Sequence[str], settings: ItopSettings) -> ServedGroup:
    """Instances that listen at free ports of loopback; a pair is wired as the settings say.

    Raises:
        StageError: a design or the wiring cannot be used.
    """
    models = models_of(names, settings)
    itops: dict[str, Itop] = {}
    members: list[Member] = []
    with ExitStack() as undo:
        for name in names:
            place = bind("127.0.0.1", 0)
            undo.callback(place.socket.close)
            itops[name] = build_itop(name, settings, models[name], place.root_url, make_clock(settings))
            members.append(Member(itops[name], place, new_token()))
        roles = wire(itops, settings)
        traffic = Traffic(max_depth=settings.max_depth)
        server = Server(members, traffic, allowed_hosts=settings.allowed_hosts)
        await server.__aenter__()
        undo.pop_all()
    return ServedGroup(tuple(names), settings, itops, traffic, roles, server)
