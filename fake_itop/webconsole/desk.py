"""What the console has before it: the instances, the way between them, their journal, and what people did here."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from fake_itop.itop.instance import Itop
from fake_itop.journal import Traffic
from fake_itop.network import Abandoned, Link, Verb
from fake_itop.objects.database import Database
from fake_itop.server.listening import Server
from fake_itop.server.served import Served
from fake_itop.values.budget import BudgetExceededError, budgeted
from fake_itop.values.clock import Clock

Result = TypeVar("Result")

PATIENCE = 1.0
"""Seconds that a browser waits for what its person does: a webhook that is held may keep it for minutes."""

ELSEWHERE = "elsewhere"
"""The lane of whoever is not one of the instances."""

KEPT_NOTICES = 20


class WayOut(StrEnum):
    """What becomes of whatever an instance sends."""

    OPEN = "open"
    HELD = "held"
    CUT = "cut"


@dataclass(frozen=True)
class Seat:
    """One instance at the desk."""

    itop: Itop
    served: Served
    way_out: Link

    @property
    def name(self) -> str:
        """What it is called."""
        return self.itop.name

    @property
    def clock(self) -> Clock:
        """Its time."""
        return self.itop.clock

    @property
    def db(self) -> Database:
        return self.itop.db

    @property
    def title(self) -> str:
        """How people call it."""
        return {"ours": "Our iTop", "partner": "The partner's iTop"}.get(self.name, "iTop")

    @property
    def way(self) -> WayOut:
        """What becomes of the next webhook."""
        verbs = {fault.verb for fault in self.way_out.faults}
        if Verb.PARTITION in verbs:
            return WayOut.CUT
        return WayOut.HELD if Verb.HOLD in verbs else WayOut.OPEN

    @property
    def waiting(self) -> int:
        """How many webhooks are held back now."""
        return sum(fault.holding for fault in self.way_out.faults)

    def turn(self, way: WayOut) -> None:
        """Decide about all webhooks from now on, and about those that are held."""
        before = tuple(self.way_out.faults)
        if way is WayOut.HELD:
            self.way_out.hold()
        elif way is WayOut.CUT:
            self.way_out.partition()
        for fault in before:
            fault.stop()

    def people(self) -> list[tuple[str, str]]:
        """Login and name of everybody who may sit at the instance's console."""
        users = sorted(self.db.store.scan("User"), key=lambda user: user.id)
        return [(user["login"], self.db.reader.friendlyname(user)) for user in users if user["status"] == "enabled"]


@dataclass
class Notice:
    """What came of something that a person did here.

    ``typed`` is what the person had typed, by form field, where it was refused: nothing of it is lost.
    """

    text: str
    is_error: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)


class Desk:
    """The instances side by side, and what the people at the console do with them."""

    def __init__(self, seats: Sequence[Seat], traffic: Traffic) -> None:
        self.seats = {seat.name: seat for seat in seats}
        self.traffic = traffic
        self.sitting: dict[str, str] = {}
        """Who acted last, by instance."""
        self.turns: Counter[str] = Counter()
        """How often each form was used up: the next one is another, and empty."""
        self._notices: dict[int, Notice] = {}
        self._noticed = 0
        self._at_work: set[asyncio.Task[None]] = set()

    @property
    def revision(self) -> str:
        """Changes with whatever can be seen here."""
        seats = (
            (
                seat.served.epoch,
                seat.db.store.revision,
                seat.clock.offset.total_seconds(),
                seat.way,
                seat.waiting,
            )
            for seat in self.seats.values()
        )
        return repr((self.traffic.journal.revision, self._noticed, *seats))

    async def look(self, work: Callable[[], Result]) -> Result:
        """What some reading of the instances gives, when it is its turn.

        Raises:
            BudgetExceededError: it costs more than a request may.
        """

        def held() -> Result:
            with budgeted(self.traffic.limits, self.traffic.processor_time):
                return work()

        return await self._any.do(held)

    @property
    def turn(self) -> asyncio.Lock:
        """Held by whoever touches the instances otherwise."""
        return self._any.turn

    @property
    def _any(self) -> Served:
        return next(iter(self.seats.values())).served

    def other(self, name: str) -> Seat | None:
        """The instance beside one, if it is a pair."""
        return next((seat for seat in self.seats.values() if seat.name != name), None)

    def lane_of(self, url: str) -> str:
        for seat in self.seats.values():
            if _origin(url) == _origin(seat.itop.root_url):
                return seat.name
        return ELSEWHERE

    def notice(self, number: int | None) -> Notice | None:
        """What was told under that number, if it is still known."""
        return None if number is None else self._notices.get(number)

    def tell(self, notice: Notice) -> int:
        """Keep something that a person is to be told; gives its number."""
        self._noticed += 1
        self._notices[self._noticed] = notice
        while len(self._notices) > KEPT_NOTICES:
            del self._notices[next(iter(self._notices))]
        return self._noticed

    async def do(self, work: Coroutine[Any, Any, Notice], form: str = "") -> int:
        """Do something that may take long; gives the number under which what came of it is told, at once or later.

        ``form`` is used up by that, unless it is refused at once. Where it is refused later, the notice has what was
        typed.
        """
        notice = Notice("Under way: it waits for an answer from outside.")
        task = asyncio.create_task(self._carry_out(work, notice))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
        await asyncio.wait({task}, timeout=PATIENCE)
        if form and not notice.typed:
            self.turns[form] += 1
        return self.tell(notice)

    async def close(self) -> None:
        """End whatever is still under way."""
        for task in tuple(self._at_work):
            task.cancel()
        await asyncio.gather(*self._at_work, return_exceptions=True)

    async def _carry_out(self, work: Coroutine[Any, Any, Notice], notice: Notice) -> None:
        try:
            outcome = await work
        except (Abandoned, BudgetExceededError) as gone:
            outcome = Notice(str(gone), is_error=True)
        notice.text, notice.is_error, notice.typed = outcome.text, outcome.is_error, outcome.typed
        self._noticed += 1


def desk_of(server: Server) -> Desk:
    """The desk on which all instances of a server stand."""
    seats = [Seat(each.itop, server.served[each.name], server.network.way_out(each.name)) for each in server.members]
    return Desk(seats, server.traffic)


def _origin(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
