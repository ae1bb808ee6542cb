"""Instances that reach each other without sockets: deterministic, and thousands of messages a second.

It drives the instances' generators. Several may be under way at once: which one goes on next is drawn by a seeded
source of chance, so a run repeats. The clock stands still while anything can go on.
"""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from fake_itop.itop.instance import CronReply, Itop
from fake_itop.itop.person import ConsoleAct, ConsoleReply
from fake_itop.journal import Message, MessageKind, Traffic
from fake_itop.network.addresses import Addresses, Handler
from fake_itop.network.faults import Link, Partition
from fake_itop.network.looking import Looking, UnsettledError
from fake_itop.network.network import WorldNetwork
from fake_itop.network.scheduler import Member, Resumption, Scheduler, Task, TimerQueue
from fake_itop.values.clock import Clock, seeded
from fake_itop.values.http import HttpReply, HttpRequest


class World:
    """Named instances, each at the address of its root URL, and whoever else answers in this world.

    All that happens stands in `traffic`'s journal. Addresses that nobody has fail as they do for a real iTop.

    Args:
        traffic: the journal, and the limit of a chain's depth.
        clock: the world's time, by which messages are late and senders lose patience; instances may share it.
        chance: draws who goes on next, and whom faults strike; without one, all go on in turn.
    """

    def __init__(
        self, traffic: Traffic | None = None, *, clock: Clock | None = None, chance: random.Random | None = None
    ) -> None:
        self.traffic = traffic or Traffic()
        self.clock = clock or Clock.frozen(datetime(2026, 1, 1))  # noqa: DTZ001 - naive UTC throughout
        self._timers = TimerQueue(self.clock)
        self._addresses = Addresses()
        self._scheduler = Scheduler(self.traffic, chance)
        self._network = WorldNetwork(self._addresses, self._scheduler, self._timers, self.traffic, chance or seeded(0))
        self._at_work: Message | None = None

    # Who is there

    def add(self, itop: Itop, *, workers: int | None = None) -> None:
        """Let an instance live at its root URL, such as ``http://ours/``, with a pool of ``workers``.

        Raises:
            ValueError: the name or the address is taken, the address is none, or nobody would work.
        """
        if workers is not None and workers < 1:
            raise ValueError(f"workers={workers}: an instance needs at least one; None is any number")
        self._addresses.add(Member(itop, workers))
        self.traffic.keeps_secret(itop.secret_codes)

    def listen(self, url: str, handler: Handler) -> None:
        """Let somebody else answer all webhooks that go to a URL's host and port.

        Raises:
            ValueError: somebody is there already, or the URL is none.
        """
        self._addresses.listen(url, handler)

    def look_inside(self, name: str, itop: Itop) -> None:
        """Note writes, triggers and callbacks of an instance in the journal too.

        Raises:
            ValueError: there is no such instance.
        """
        clock = self._addresses.member(name).clock
        itop.notifier.watch(Looking(name, self.traffic, clock.now, lambda: self._at_work))

    def link(self, sender: str, receiver: str) -> Link:
        """The way from one instance to another, on which faults can be switched on.

        Raises:
            ValueError: there is no such instance, or the two are one.
        """
        if sender == receiver:
            raise ValueError(f"{sender!r} to itself: a link leads from one instance to another")
        return self._network.links.link(self._addresses.member(sender).name, self._addresses.member(receiver).name)

    def way_out(self, sender: str) -> Link:
        """The way from an instance to anybody: a message meets the faults here before those of the link it takes.

        Raises:
            ValueError: there is no such instance.
        """
        return self._network.links.way_out(self._addresses.member(sender).name)

    def partition(self, one: str, other: str) -> Partition:
        """Let neither of two reach the other, until `heal`, or until the ``with`` block is left.

        Raises:
            ValueError: there is no such instance.
        """
        return Partition(tuple(link.partition() for link in (self.link(one, other), self.link(other, one))))

    def heal(self, one: str, other: str) -> None:
        """End all faults between two.

        Raises:
            ValueError: there is no such instance.
        """
        for link in (self.link(one, other), self.link(other, one)):
            link.clear()

    # What is done

    def request(self, name: str, request: HttpRequest) -> HttpReply:
        """Send a request to an instance from outside, and wait for its reply.

        Raises:
            UnsettledError: it cannot come to its end.
        """
        reply: HttpReply = self.wait_for(self.start_request(name, request))
        return reply

    def console(self, name: str, act: ConsoleAct) -> ConsoleReply:
        """Let a person act in an instance's web console, and wait for what they see.

        Raises:
            UnsettledError: it cannot come to its end.
        """
        answer: ConsoleReply = self.wait_for(self.start_console(name, act))
        return answer

    def cron(self, name: str) -> CronReply:
        """Let an instance run its background tasks once, and wait for the end.

        Raises:
            UnsettledError: they cannot come to their end.
        """
        answer: CronReply = self.wait_for(self.start_cron(name))
        return answer

    def start_request(self, name: str, request: HttpRequest) -> Task:
        """Send a request, and do not wait: `run` and `settle` let it go on."""
        return self._scheduler.receive(self._addresses.member(name), request, None)

    def start_console(self, name: str, act: ConsoleAct) -> Task:
        """Let a person act, and do not wait."""
        member = self._addresses.member(name)
        return self._scheduler.act(member, MessageKind.CONSOLE, act.to_json(), member.itop.console(act))

    def start_cron(self, name: str) -> Task:
        """Let the background tasks start, and do not wait."""
        member = self._addresses.member(name)
        return self._scheduler.act(member, MessageKind.CRON, {}, member.itop.cron())

    # How it goes on

    def run(self) -> None:
        """Let everything go on that can, while the clock stands still."""
        while True:
            while (resumption := self._scheduler.draw()) is not None:
                self._resume(resumption)
            if not self._timers.is_due:
                return
            self._timers.run_next()

    def advance(self, seconds: float) -> None:
        """Let time pass, with all that happens in it.

        Raises:
            ValueError: time cannot go back.
        """
        if seconds < 0:
            raise ValueError(f"time cannot go back: advance by {seconds} seconds")
        until = self._timers.after(seconds, lambda: None).moment
        self.run()
        while (moment := self._timers.next_moment()) is not None and moment <= until:
            self._timers.run_next()
            self.run()

    def settle(self) -> None:
        """Let everything come to its end, however long it takes.

        Raises:
            UnsettledError: messages are held back, or nothing will ever happen that lets the rest go on.
        """
        self.run()
        while self._scheduler.under_way or self._timers.next_moment() is not None:
            self._let_time_pass()

    def wait_for(self, task: Task) -> Any:
        """Let time pass until something comes to its end; what came of it.

        Raises:
            UnsettledError: it cannot.
        """
        self.run()
        while not task.done:
            self._let_time_pass()
        return task.result

    def _let_time_pass(self) -> None:
        """Go on to the next thing that happens by itself."""
        if self._network.held or self._timers.next_moment() is None:
            raise UnsettledError.of(self._scheduler.under_way, self._network.held, self._network.late)
        self._timers.run_next()
        self.run()

    def _resume(self, resumption: Resumption) -> None:
        try:
            self._go_on(resumption)
        except BaseException:
            self._at_work = None
            self._scheduler.abandon_all()
            self._network.clear()
            raise

    def _go_on(self, resumption: Resumption) -> None:
        task, outcome = resumption.task, resumption.outcome
        self._at_work = task.exchange.message
        webhook = task.exchange.advance(outcome, self._waited(task))
        self._at_work = None
        if webhook is not None:
            task.sent = self.clock.now()
            self._network.send(task, webhook)
        else:
            self._scheduler.finish(task)
            self._network.bring_back(task)

    def _waited(self, task: Task) -> float:
        return 0.0 if task.sent is None else (self.clock.now() - task.sent).total_seconds()
