"""Who works on what, and who goes on next: a pool of workers for each instance, and chance where several can go on."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fake_itop.itop.instance import Itop
from fake_itop.journal import Message, MessageKind, Traffic
from fake_itop.network.exchange import Exchange
from fake_itop.values.clock import Clock
from fake_itop.values.http import HttpRequest, Outcome, Work


@dataclass(order=True)
class Timer:
    """What is called at a moment; of several at one moment the one that was made first comes first."""

    moment: datetime
    number: int
    callback: Callable[[], object] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)


class TimerQueue:
    """Timers in the order of their moments; the clock moves on as they run."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[Timer] = []
        self._made = 0

    def now(self) -> datetime:
        """The moment by which all is done."""
        return self._clock.now()

    def after(self, seconds: float, callback: Callable[[], object]) -> Timer:
        """Have something done some seconds from now."""
        self._made += 1
        timer = Timer(self._clock.now() + timedelta(seconds=seconds), self._made, callback)
        heapq.heappush(self._heap, timer)
        return timer

    def next_moment(self) -> datetime | None:
        """When the next thing is to be done, if anything is."""
        while self._heap and self._heap[0].cancelled:
            heapq.heappop(self._heap)
        return self._heap[0].moment if self._heap else None

    @property
    def is_due(self) -> bool:
        """Whether the next thing is to be done by now: somebody may have moved the clock past it."""
        moment = self.next_moment()
        return moment is not None and moment <= self._clock.now()

    def run_next(self) -> None:
        """Move the clock on to the next timer, and call it."""
        assert self.next_moment() is not None, "there is nothing to be done"
        timer = heapq.heappop(self._heap)
        ahead = (timer.moment - self._clock.now()).total_seconds()
        self._clock.advance(max(ahead, 0.0))
        timer.callback()


class Scheduler:
    """The tasks that are under way. Each begins when a worker is free, and goes on when its webhook was answered.

    Without ``chance`` those that can go on do so in turn.
    """

    def __init__(self, traffic: Traffic, chance: random.Random | None) -> None:
        self.under_way: dict[Task, None] = {}
        self._traffic = traffic
        self._chance = chance
        self._ready: list[Resumption] = []

    def receive(self, member: Member, request: HttpRequest, cause: Message | None) -> Task:
        """A request reaches an instance: from outside, or as a webhook (``cause``)."""
        message = self._traffic.delivered(member.name, member.clock.now(), request, cause)
        exchange = Exchange(
            self._traffic, member.clock.now, message, member.itop.handle(request), member.itop.take_notes
        )
        return self._begin(Task(member, exchange))

    def act(self, member: Member, kind: MessageKind, what: Mapping[str, Any], work: Work[Any]) -> Task:
        """Somebody, or the clock, acts on an instance directly."""
        message = self._traffic.acts(member.name, member.clock.now(), kind, what)
        return self._begin(
            Task(member, Exchange(self._traffic, member.clock.now, message, work, member.itop.take_notes))
        )

    def draw(self) -> Resumption | None:
        """Who goes on now; nobody, if all wait."""
        if not self._ready:
            return None
        at = self._chance.randrange(len(self._ready)) if self._chance and len(self._ready) > 1 else 0
        return self._ready.pop(at)

    def answer(self, task: Task, outcome: Outcome) -> None:
        """A task's webhook came to this, unless the task is no more."""
        if task in self.under_way:
            self._ready.append(Resumption(task, outcome))

    def finish(self, task: Task) -> None:
        """A task is done: its worker takes the next, even one whose sender has given up."""
        task.done, task.works = True, False
        del self.under_way[task]
        member = task.member
        member.busy -= 1
        if member.backlog and not member.is_exhausted:
            self._work_on(member.backlog.pop(0))

    def abandon_all(self) -> None:
        """End everything where it stands."""
        for task in self.under_way:
            task.exchange.abandon()
            task.member.busy = 0
            task.member.backlog.clear()
        self.under_way.clear()
        self._ready.clear()

    def _begin(self, task: Task) -> Task:
        self.under_way[task] = None
        if task.member.is_exhausted:
            self._queue(task)
        else:
            self._work_on(task)
        return task

    def _queue(self, task: Task) -> None:
        member = task.member
        member.backlog.append(task)
        what = {"busy": member.busy, "queued": len(member.backlog)}
        self._traffic.notes(member.name, member.clock.now(), MessageKind.WORKER, task.exchange.message, what)

    def _work_on(self, task: Task) -> None:
        task.works = True
        task.member.busy += 1
        self._ready.append(Resumption(task))


@dataclass(eq=False)
class Member:
    """An instance in a world; ``workers`` is how many requests it works on at once, ``None`` for any number."""

    itop: Itop
    workers: int | None = None
    busy: int = 0
    backlog: list[Task] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.itop.name

    @property
    def clock(self) -> Clock:
        return self.itop.clock

    @property
    def is_exhausted(self) -> bool:
        """Whether no worker is free."""
        return self.workers is not None and self.busy >= self.workers


@dataclass(eq=False)
class Task:
    """Something that an instance does; ``works`` tells whether it has a worker, ``sent`` when its last webhook left."""

    member: Member
    exchange: Exchange[Any]
    works: bool = False
    done: bool = False
    sent: datetime | None = None

    @property
    def result(self) -> Any:
        """What came of it, once it is `done`."""
        return self.exchange.result


@dataclass(frozen=True, slots=True)
class Resumption:
    """A task that can go on, with what came of its webhook (``None`` to begin)."""

    task: Task
    outcome: Outcome | None = None
