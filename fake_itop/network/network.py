"""Drives passages in a world: messages go to instances and whoever else answers, and time passes by timers."""

from __future__ import annotations

import random
from dataclasses import dataclass

from fake_itop.journal import Message, Traffic
from fake_itop.network.addresses import Addresses
from fake_itop.network.curl import Address, nobody_at
from fake_itop.network.faults import Fault, Links
from fake_itop.network.passage import Deliver, Effects, Hold, Passage, Resolve, Sleep
from fake_itop.network.scheduler import Member, Scheduler, Task, Timer, TimerQueue
from fake_itop.values.http import HttpRequest, Outcome, OutgoingRequest


@dataclass(eq=False)
class Transit:
    """A passage on its way, and the task that it was sent by."""

    task: Task
    passage: Passage
    effects: Effects


class WorldNetwork:
    """What is between instances: it delivers webhooks to the scheduler, and answers those who wait there."""

    def __init__(
        self, addresses: Addresses, scheduler: Scheduler, timers: TimerQueue, traffic: Traffic, chance: random.Random
    ) -> None:
        self._addresses = addresses
        self._scheduler = scheduler
        self._timers = timers
        self._held: dict[Transit, tuple[Fault, Timer]] = {}
        self._sleeping: dict[Transit, None] = {}
        self._delivered: dict[Task, Transit] = {}
        self.links = Links(
            traffic,
            chance,
            now=lambda name: addresses.member(name).clock.now(),
            receiver_at=addresses.name_at,
            on_stop=self._release,
        )

    @property
    def held(self) -> list[Passage]:
        """What is held back."""
        return [transit.passage for transit in self._held]

    @property
    def late(self) -> list[Passage]:
        """What goes on later."""
        return [transit.passage for transit in self._sleeping]

    def clear(self) -> None:
        """Lose all that is on its way."""
        self._held.clear()
        self._sleeping.clear()
        self._delivered.clear()

    def send(self, task: Task, webhook: Message) -> None:
        """Let a webhook of a task begin its way."""
        passage = Passage(webhook, self.links, self._timers.now)
        self._go_on(Transit(task, passage, passage.effects()), None)

    def bring_back(self, task: Task) -> None:
        """Bring what came of a webhook to its passage."""
        transit = self._delivered.pop(task, None)
        if transit is not None:
            self._go_on(transit, task.result)

    def _go_on(self, transit: Transit, value: object) -> None:
        """Carry out effects until one takes time."""
        while True:
            try:
                effect = transit.effects.send(value)
            except StopIteration:
                return
            value = None
            match effect:
                case Sleep():
                    self._sleeping[transit] = None
                    self._timers.after(effect.seconds, lambda: self._wake(transit))
                    return
                case Hold():
                    ending = self._timers.after(effect.seconds, lambda: self._end_hold(transit))
                    self._held[transit] = effect.fault, ending
                    return
                case Resolve():
                    self._scheduler.answer(transit.task, effect.outcome)
                case Deliver():
                    value = self._deliver(transit, effect)
                    if value is None:
                        return

    def _deliver(self, transit: Transit, effect: Deliver) -> Outcome | None:
        """What whoever answers at once says; ``None`` where an instance is at work on it from now on."""
        who = self._addresses.at(effect.address)
        if who is None:
            return nobody_at(effect.address)
        if not isinstance(who, Member):
            return who(effect.request)
        task = self._scheduler.receive(who, _as_received(effect.request, effect.address), transit.passage.webhook)
        self._delivered[task] = transit
        if not task.works and transit.passage.is_awaited:
            self._timers.after(effect.seconds, lambda: self._give_up(transit))
        return None

    def _wake(self, transit: Transit) -> None:
        if transit in self._sleeping:
            del self._sleeping[transit]
            self._go_on(transit, None)

    def _release(self, fault: Fault) -> None:
        """A fault was switched off: what it held goes on, in order."""
        for transit in [each for each, (holding, _) in self._held.items() if holding is fault]:
            _, ending = self._held.pop(transit)
            ending.cancelled = True
            self._go_on(transit, True)

    def _end_hold(self, transit: Transit) -> None:
        if transit in self._held:
            del self._held[transit]
            self._go_on(transit, False)

    def _give_up(self, transit: Transit) -> None:
        """Whoever waits for a free worker on the other side gives up; the message stays in the queue there."""
        if transit.passage.is_awaited:
            self._scheduler.answer(transit.task, transit.passage.give_up())


def _as_received(request: OutgoingRequest, address: Address) -> HttpRequest:
    return HttpRequest(request.method, address.target, (("Host", address.netloc), *request.headers), request.body)
