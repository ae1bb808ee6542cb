"""Who works on what, and who goes on next: a pool of workers for each instance, and chance where several can go on."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from fake_itop.journal import Kind, Message, Traffic
from fake_itop.values.http import HttpRequest, Outcome
from fake_itop.world.exchange import Exchange
from fake_itop.world.instance_protocol import Work
from fake_itop.world.task import Delivery, Member, Resumption, Task


class Scheduler:
    """The tasks that are under way. Each begins when a worker is free, and goes on when its webhook was answered.

    Without ``chance`` those that can go on do so in turn.
    """

    def __init__(self, traffic: Traffic, chance: random.Random | None) -> None:
        self.under_way: dict[Task, None] = {}
        self._traffic = traffic
        self._chance = chance
        self._ready: list[Resumption] = []

    def receive(self, member: Member, request: HttpRequest, cause: Message | None, delivery: Delivery | None) -> Task:
        """A request reaches an instance: from outside, or as a webhook (``cause``), awaited where it was delivered."""
        message = self._traffic.delivered(member.name, member.clock.now(), request, cause)
        exchange = Exchange(
            self._traffic, member.clock.now, message, member.itop.handle(request), member.itop.take_notes
        )
        return self._begin(Task(member, exchange, delivery))

    def act(self, member: Member, kind: Kind, what: Mapping[str, Any], work: Work[Any]) -> Task:
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
            task.hears()
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
            task.hears()
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
        self._traffic.notes(member.name, member.clock.now(), Kind.WORKER, task.exchange.message, what)

    def _work_on(self, task: Task) -> None:
        task.works = True
        task.member.busy += 1
        self._ready.append(Resumption(task))
