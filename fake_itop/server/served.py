"""One instance behind sockets: what is under way in it, and the states that it can go back to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fake_itop.itop.instance import CronReply, InstanceSnapshot, Itop
from fake_itop.itop.person import ConsoleReply, CreationReply
from fake_itop.journal import Message, MessageKind, Traffic
from fake_itop.network import Abandoned, ConsoleAct, ConsoleCreation, Exchange
from fake_itop.server.network import SocketNetwork
from fake_itop.server.worker import Worker
from fake_itop.state import state_of
from fake_itop.values.budget import BudgetExceededError
from fake_itop.values.http import HttpReply, HttpRequest, Outcome, Result, Work


@dataclass(frozen=True)
class SavedState:
    """All that a reset or a restore brings back."""

    instance: InstanceSnapshot
    clock: timedelta
    journal: tuple[Message, ...]


class Served:
    """An instance, its clock and its part of the journal; any number of requests may be under way in it at once.

    ``epoch`` counts how often it went back to another state. Whatever began in an earlier epoch raises `Abandoned`
    and has no effect on the state. ``crashes`` are the errors of our own that ended something before its time.
    """

    def __init__(self, itop: Itop, traffic: Traffic, network: SocketNetwork, *, worker: Worker) -> None:
        self.name = itop.name
        self.clock = itop.clock
        self.epoch = 0
        self.crashes: list[Exception] = []
        self._itop = itop
        self._traffic = traffic
        self._network = network
        self._worker = worker
        self._at_work: dict[Exchange[Any], asyncio.Task[Outcome] | None] = {}
        self._owners: dict[Exchange[Any], object] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        traffic.keeps_secret(itop.secret_codes)
        self._start = self._save()
        self._saved: dict[str, SavedState] = {}

    @property
    def under_way(self) -> int:
        """How many requests and acts are being handled."""
        return len(self._at_work)

    @property
    def pending(self) -> tuple[Message, ...]:
        """The messages that are being handled."""
        return tuple(exchange.message for exchange in self._at_work)

    def messages_of(self, task: object) -> list[Message]:
        """The messages that one task of the loop handles now."""
        return [exchange.message for exchange, owner in self._owners.items() if owner is task]

    @property
    def snapshots(self) -> tuple[str, ...]:
        """The names of the states that `restore` knows."""
        return tuple(self._saved)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        await self._idle.wait()

    @property
    def turn(self) -> asyncio.Lock:
        """Held by whoever looks into the instance or changes it: nobody else works on it meanwhile."""
        return self._worker.turn

    async def do(self, work: Callable[[], Result]) -> Result:
        """Do something else that touches the instance, or takes long, when it is its turn."""
        return await self._worker.do(work)

    async def handle(self, request: HttpRequest, epoch: int) -> HttpReply:
        """Answer a request that began to arrive in that epoch.

        Raises:
            Abandoned: the instance, or the one that sent this request, went back to another state.
        """
        if epoch != self.epoch:
            raise Abandoned
        message = self._traffic.arrives(self.name, self.clock.now(), request)
        if message.is_orphan:
            raise Abandoned
        return await self._carry_out(self._exchange(message, self._itop.handle(request)))

    async def console(self, act: ConsoleAct) -> ConsoleReply:
        """Let a person act in the web console.

        Raises:
            Abandoned: the instance went back to another state meanwhile.
        """
        return await self._act(MessageKind.CONSOLE, act.to_json(), self._itop.console(act))

    async def console_create(self, act: ConsoleCreation) -> CreationReply:
        """Let a person make an object in the web console.

        Raises:
            Abandoned: the instance went back to another state meanwhile.
        """
        return await self._act(MessageKind.CONSOLE, act.to_json(), self._itop.console_create(act))

    async def cron(self) -> CronReply:
        """Run the background tasks once.

        Raises:
            Abandoned: the instance went back to another state meanwhile.
        """
        return await self._act(MessageKind.CRON, {}, self._itop.cron())

    def begin(self) -> None:
        """Take the state as it is now for the one to which `reset` goes back."""
        self._start = self._save()

    def reset(self) -> None:
        """Go back to the state at start; snapshots stay known."""
        self._go_back(self._start)

    def snapshot(self, name: str) -> None:
        """Keep the state as it is now under a name, in place of an earlier one of that name."""
        self._saved[name] = self._save()

    def restore(self, name: str) -> None:
        """Go back to a state that was kept.

        Raises:
            KeyError: none was kept under that name.
        """
        self._go_back(self._saved[name])

    def abandon_all(self) -> None:
        """End whatever is under way: it can do nothing any more, and its callers are told so."""
        self._worker.rest()
        self.epoch += 1
        for exchange, sending in list(self._at_work.items()):
            exchange.abandon()
            if sending is not None:
                sending.cancel()
        self._at_work.clear()
        self._network.lose(self.name)
        self._rest()

    def journal(self, kinds: Container[MessageKind], *, whole: bool = False) -> Iterator[str]:
        """This instance's messages as JSON, piece by piece; with ``whole`` those of all that share its journal."""
        return self._traffic.journal.pieces(None if whole else self.name, kinds)

    def export(self) -> dict[str, Any]:
        """All that it holds, as `fake_itop.state` writes it down."""
        return state_of(self._itop)

    def _rest(self) -> None:
        if not self._at_work:
            self._idle.set()

    def _save(self) -> SavedState:
        return SavedState(self._itop.snapshot(), self.clock.offset, self._traffic.journal.rows(self.name))

    def _go_back(self, state: SavedState) -> None:
        self.abandon_all()
        self._itop.restore(state.instance)
        self.clock.restore(state.clock)
        self._traffic.journal.restore(self.name, state.journal)

    async def _act(self, kind: MessageKind, what: Mapping[str, Any], work: Work[Result]) -> Result:
        message = self._traffic.acts(self.name, self.clock.now(), kind, what)
        return await self._carry_out(self._exchange(message, work))

    def _exchange(self, message: Message, work: Work[Result]) -> Exchange[Result]:
        return Exchange(self._traffic, self.clock.now, message, work, self._itop.take_notes)

    async def _carry_out(self, exchange: Exchange[Result]) -> Result:
        self._at_work[exchange] = None
        self._owners[exchange] = asyncio.current_task()
        self._idle.clear()
        try:
            webhook = await self._advance(exchange)
            while webhook is not None:
                sent = self.clock.now()
                outcome = await self._send(exchange, webhook)
                webhook = await self._advance(exchange, outcome, (self.clock.now() - sent).total_seconds())
        except (Abandoned, BudgetExceededError):
            raise
        except Exception as error:
            self.crashes.append(error)
            raise
        else:
            return exchange.result
        finally:
            self._at_work.pop(exchange, None)
            del self._owners[exchange]
            self._rest()

    async def _advance(
        self, exchange: Exchange[Any], outcome: Outcome | None = None, waited: float = 0.0
    ) -> Message | None:
        for piece in exchange.pieces(outcome, waited):
            await self._worker.do(piece)
        return exchange.webhook

    async def _send(self, exchange: Exchange[Any], webhook: Message) -> Outcome:
        sending = asyncio.ensure_future(self._network.send(webhook))
        self._at_work[exchange] = sending
        try:
            return await sending
        except asyncio.CancelledError:
            sending.cancel()
            if exchange.message.abandoned:
                raise Abandoned from None
            raise
