"""Instances that reach each other without sockets: deterministic, and thousands of messages a second.

It drives the instances' generators. Several may be under way at once: which one goes on next is drawn by a seeded
source of chance, so a run repeats. The clock stands still while anything can go on.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from fake_itop.clock import Clock
from fake_itop.defaults import seeded
from fake_itop.instance import Itop
from fake_itop.journal import Kind, Message, Traffic
from fake_itop.values.http import HttpReply, HttpRequest, Outcome, OutgoingRequest
from fake_itop.world.agenda import Agenda
from fake_itop.world.corruption import NOTHING, spoilt
from fake_itop.world.curl import (
    EMPTY_REPLY,
    MAX_REDIRECTS,
    Address,
    address_of,
    nobody_at,
    redirect,
    refused,
    timed_out,
    too_many_redirects,
)
from fake_itop.world.exchange import Exchange
from fake_itop.world.faults import Fault, Link, Verb
from fake_itop.world.instance_protocol import ConsoleAct, ConsoleAnswer, CronAnswer, Instance, Work
from fake_itop.world.looking import Looking
from fake_itop.world.task import Member, Resumption, Task
from fake_itop.values.http import NetworkFailure

Handler = Callable[[OutgoingRequest], Outcome]
"""Somebody else who answers webhooks: a sink, a service that is down, ..."""


class UnsettledError(Exception):
    """Something cannot go on: one line that says what is pending, and why."""


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
        self._chance = chance
        self._agenda = Agenda(self.clock)
        self._members: dict[str, Member] = {}
        self._origins: dict[str, Member | Handler] = {}
        self._links: dict[tuple[str, str], Link] = {}
        self._ready: list[Resumption] = []
        self._held: list[tuple[Fault, Task, Member, HttpRequest]] = []
        self._under_way: dict[Task, None] = {}
        self._at_work: Message | None = None

    # Who is there

    def add(self, name: str, itop: Instance, clock: Clock, root_url: str, *, workers: int | None = None) -> None:
        """Let an instance live at ``root_url``, such as ``http://ours/``, with a pool of ``workers``.

        Raises:
            ValueError: the name or the address is taken, or the address is none.
        """
        if name in self._members:
            raise ValueError(f"there is an instance {name!r} already: give each another name")
        member = Member(name, itop, clock, workers)
        self._dwell(root_url, member)
        self._members[name] = member

    def listen(self, url: str, handler: Handler) -> None:
        """Let somebody else answer all webhooks that go to a URL's host and port.

        Raises:
            ValueError: somebody is there already, or the URL is none.
        """
        self._dwell(url, handler)

    def look_inside(self, name: str, itop: Itop) -> None:
        """Note writes, triggers and callbacks of an instance in the journal too."""
        clock = self._member(name).clock
        itop.notifier.watch(Looking(name, self.traffic, clock.now, lambda: self._at_work))

    def link(self, sender: str, receiver: str) -> Link:
        """The way from one instance to another, on which faults can be switched on.

        Raises:
            ValueError: there is no such instance.
        """
        ends = (self._member(sender).name, self._member(receiver).name)
        if ends not in self._links:
            self._links[ends] = Link(*ends, self._chance or seeded(0), self._stopped)
        return self._links[ends]

    def partition(self, one: str, other: str) -> None:
        """Let neither of two reach the other, until `heal`."""
        for link in (self.link(one, other), self.link(other, one)):
            link.partition()
        self.traffic.notes(one, self.clock.now(), Kind.FAULT, None, {"fault": "partition", "from": other})

    def heal(self, one: str, other: str) -> None:
        """End all faults between two."""
        for link in (self.link(one, other), self.link(other, one)):
            link.clear()
        self.traffic.notes(one, self.clock.now(), Kind.FAULT, None, {"fault": "heal", "from": other})

    # What is done

    def request(self, name: str, request: HttpRequest) -> HttpReply:
        """Send a request to an instance from outside, and wait for its reply.

        Raises:
            UnsettledError: it cannot come to its end.
        """
        reply: HttpReply = self._wait_for(self.start_request(name, request))
        return reply

    def console(self, name: str, act: ConsoleAct) -> ConsoleAnswer:
        """Let a person act in an instance's web console, and wait for what they see.

        Raises:
            UnsettledError: it cannot come to its end.
        """
        answer: ConsoleAnswer = self._wait_for(self.start_console(name, act))
        return answer

    def cron(self, name: str) -> CronAnswer:
        """Let an instance run its background tasks once, and wait for the end.

        Raises:
            UnsettledError: they cannot come to their end.
        """
        answer: CronAnswer = self._wait_for(self.start_cron(name))
        return answer

    def start_request(self, name: str, request: HttpRequest) -> Task:
        """Send a request, and do not wait: `run` and `settle` let it go on."""
        return self._arrive(self._member(name), request, None, None)

    def start_console(self, name: str, act: ConsoleAct) -> Task:
        """Let a person act, and do not wait."""
        member = self._member(name)
        work = member.itop.console(act.login, act.cls, act.key, act.stimulus, act.fields)
        return self._act(member, Kind.CONSOLE, act.to_json(), work)

    def start_cron(self, name: str) -> Task:
        """Let the background tasks start, and do not wait."""
        member = self._member(name)
        return self._act(member, Kind.CRON, {}, member.itop.cron())

    def run(self) -> None:
        """Let everything go on that can, while the clock stands still."""
        while self._ready:
            self._go_on()

    def advance(self, seconds: float) -> None:
        """Let time pass, with all that happens in it.

        Raises:
            ValueError: time cannot go back.
        """
        until = self._agenda.after(seconds, lambda: None).moment
        self.run()
        while (moment := self._agenda.next_moment()) is not None and moment <= until:
            self._agenda.keep_next()
            self.run()

    def settle(self) -> None:
        """Let everything come to its end, however long it takes.

        Raises:
            UnsettledError: messages are held back, or the senders of others cannot lose patience.
        """
        self.run()
        while self._under_way or self._waits():
            if self._held or self._agenda.next_moment() is None:
                raise UnsettledError(self._pending())
            self._agenda.keep_next()
            self.run()

    def _waits(self) -> bool:
        return self._agenda.next_moment() is not None

    def _wait_for(self, task: Task) -> Any:
        self.run()
        while not task.done:
            if self._agenda.next_moment() is None or self._held:
                raise UnsettledError(self._pending())
            self._agenda.keep_next()
            self.run()
        return task.result

    def _pending(self) -> str:
        held = [
            f"message {task.webhook.seq} to {who.name}, held back: release it"
            for _, task, who, _ in self._held
            if task.webhook
        ]
        queued = [
            f"message {task.exchange.message.seq} at {task.member.name}, whose workers are all busy"
            for task in self._under_way
            if not task.works
        ]
        waiting = [
            f"{task.exchange.message.kind} {task.exchange.message.seq} of {task.member.name}"
            for task in self._under_way
            if task.works
        ]
        why = "; ".join([*held, *queued]) or "nothing that would let them go on"
        return f"pending: {', '.join(waiting) or 'nothing'}; because of: {why}"

    # Going on

    def _go_on(self) -> None:
        """Let one of those go on that can."""
        at = self._chance.randrange(len(self._ready)) if self._chance and len(self._ready) > 1 else 0
        resumption = self._ready.pop(at)
        try:
            self._resume(resumption.task, resumption.outcome)
        except BaseException:
            self._abandon_all()
            raise

    def _resume(self, task: Task, outcome: Outcome | None) -> None:
        if outcome is not None and self._moved(task, outcome):
            self._deliver(task)
            return
        self._at_work = task.exchange.message
        webhook = task.exchange.advance(_within_limit(task, outcome))
        self._at_work = None
        if webhook is None:
            self._finish(task)
            return
        assert isinstance(webhook.content, OutgoingRequest), "what an exchange wants sent is a request"
        task.webhook, task.request, task.hops, task.waits = webhook, webhook.content, 0, True
        self._deliver(task)

    def _answer(self, task: Task, outcome: Outcome) -> None:
        """A task's webhook came to this."""
        task.waits = False
        if task.timeout is not None:
            task.timeout.cancelled, task.timeout = True, None
        self._ready.append(Resumption(task, outcome))

    def _finish(self, task: Task) -> None:
        task.done, task.works = True, False
        del self._under_way[task]
        self._free_worker(task.member)
        if task.parent is not None and task.is_awaited:
            self._reply(task, task.parent)

    def _abandon_all(self) -> None:
        for task in self._under_way:
            task.exchange.abandon()
        self._under_way.clear()
        self._ready.clear()
        self._held.clear()

    # Messages on their way

    def _deliver(self, task: Task) -> None:
        """Bring a webhook where it goes: to an instance, which then is at work, or to whoever answers at once."""
        assert task.request is not None, "there is a webhook to deliver"
        address = address_of(task.request.url)
        if not isinstance(address, Address):
            self._answer(task, address)
            return
        who = self._origins.get(address.netloc)
        if isinstance(who, Member):
            self._send(task, who, _as_received(task.request, address))
        else:
            self._answer(task, nobody_at(address) if who is None else who(task.request))

    def _send(self, task: Task, receiver: Member, request: HttpRequest) -> None:
        link = self._links.get((task.member.name, receiver.name))
        fault = link.fate() if link is not None else None
        if fault is None:
            self._arrive(receiver, request, task, None)
            return
        self._note_fault(task, fault)
        self._strike(fault, task, receiver, request)

    def _strike(self, fault: Fault, task: Task, receiver: Member, request: HttpRequest) -> None:
        match fault.verb:
            case Verb.PARTITION:
                self._answer(task, refused(receiver.name, 80))
            case Verb.DROP:
                self._answer(task, self._out_of_patience(task))
            case Verb.HOLD:
                self._lose_patience(task)
                self._held.append((fault, task, receiver, request))
            case Verb.DELAY:
                self._lose_patience(task)
                webhook = task.webhook
                self._agenda.after(fault.seconds, lambda: self._arrive(receiver, request, task, None, webhook))
            case Verb.CORRUPT if fault.how.hinders:
                self._answer(task, spoilt(NOTHING, fault.how))
            case _:
                self._arrive(receiver, request, task, fault)

    def _reply(self, task: Task, parent: Task) -> None:
        """What becomes of a reply on its way back."""
        reply: Outcome = task.result
        fault = task.fault
        if fault is None:
            self._answer(parent, reply)
        elif fault.verb is Verb.REPLY_LOST:
            self._answer(parent, NetworkFailure(EMPTY_REPLY))
        elif fault.verb is Verb.CORRUPT and isinstance(reply, HttpReply):
            self._answer(parent, spoilt(reply, fault.how))
        elif fault.verb is Verb.SLOW:
            self._reply_late(parent, reply, fault.seconds)
        else:
            self._answer(parent, reply)
            self._repeat(task, parent)

    def _reply_late(self, parent: Task, reply: Outcome, seconds: float) -> None:
        self._lose_patience(parent)
        webhook = parent.webhook
        self._agenda.after(seconds, lambda: self._answer(parent, reply) if parent.waits_for(webhook) else None)

    def _repeat(self, task: Task, parent: Task) -> None:
        """The same message arrives once more; nobody waits for the answer."""
        request = task.exchange.message.content
        assert isinstance(request, HttpRequest), "what arrived was a request"
        assert parent.webhook is not None, "it was a webhook"
        self._arrive(task.member, request, None, None, cause=parent.webhook)

    def _lose_patience(self, task: Task) -> None:
        """Let the sender of a webhook give up after its time-out, unless it was answered before."""
        assert task.request is not None, "there is a webhook to wait for"
        if task.timeout is not None:
            return
        task.timeout = self._agenda.after(task.request.timeout, lambda: self._answer(task, self._out_of_patience(task)))

    @staticmethod
    def _out_of_patience(task: Task) -> Outcome:
        assert task.request is not None, "there is a webhook to wait for"
        return timed_out(task.request.timeout)

    def _stopped(self, fault: Fault) -> None:
        """A fault was switched off: what it held goes on, unless its sender has given up."""
        mine = [entry for entry in self._held if entry[0] is fault]
        self._held = [entry for entry in self._held if entry[0] is not fault]
        for _, task, receiver, request in mine:
            if task.waits:
                self._arrive(receiver, request, task, None)

    def _note_fault(self, task: Task, fault: Fault) -> None:
        how = {"how": str(fault.how)} if fault.verb is Verb.CORRUPT else {}
        what = {"fault": str(fault.verb), **how, "to": fault.link.receiver}
        self.traffic.notes(task.member.name, self.clock.now(), Kind.FAULT, task.webhook, what)

    # Workers

    def _arrive(
        self,
        member: Member,
        request: HttpRequest,
        parent: Task | None,
        fault: Fault | None,
        cause: Message | None = None,
    ) -> Task:
        answers = cause or (parent.webhook if parent is not None else None)
        message = self.traffic.arrives(member.name, member.clock.now(), request, answers)
        exchange = Exchange(self.traffic, member.clock.now, message, member.itop.handle(request))
        return self._begin(Task(member, exchange, parent, answers, fault))

    def _act(self, member: Member, kind: Kind, what: Mapping[str, Any], work: Work[Any]) -> Task:
        message = self.traffic.acts(member.name, member.clock.now(), kind, what)
        return self._begin(Task(member, Exchange(self.traffic, member.clock.now, message, work)))

    def _begin(self, task: Task) -> Task:
        self._under_way[task] = None
        if task.member.is_exhausted:
            self._queue(task)
        else:
            self._work_on(task)
        return task

    def _queue(self, task: Task) -> None:
        member = task.member
        member.backlog.append(task)
        what = {"busy": member.busy, "queued": len(member.backlog)}
        self.traffic.notes(member.name, member.clock.now(), Kind.WORKER, task.exchange.message, what)
        if task.parent is not None:
            self._lose_patience(task.parent)

    def _work_on(self, task: Task) -> None:
        task.works = True
        task.member.busy += 1
        self._ready.append(Resumption(task))

    def _free_worker(self, member: Member) -> None:
        member.busy -= 1
        if member.backlog and not member.is_exhausted:
            self._work_on(member.backlog.pop(0))  # even if who asked has given up: the work is done all the same

    # Addresses

    def _member(self, name: str) -> Member:
        try:
            return self._members[name]
        except KeyError:
            raise ValueError(f"no instance {name!r} in this world; there is: {', '.join(self._members)}") from None

    def _dwell(self, url: str, who: Member | Handler) -> None:
        address = address_of(url)
        if not isinstance(address, Address):
            raise ValueError(f"{url!r} is no address to listen at ({address.text}); right would be http://ours/")  # noqa: TRY004
        if address.netloc in self._origins:
            raise ValueError(f"somebody listens at {address.netloc} already")
        self._origins[address.netloc] = who

    def _moved(self, task: Task, outcome: Outcome) -> bool:
        """Whether a reply redirects the webhook, which then goes elsewhere."""
        assert task.webhook is not None, "an outcome belongs to a webhook"
        assert task.request is not None, "a webhook is a request"
        target = redirect(task.request, outcome) if isinstance(outcome, HttpReply) else None
        if target is None or task.hops >= MAX_REDIRECTS:
            return False
        task.request, task.hops = target, task.hops + 1
        task.waits = True
        self.traffic.moves(task.webhook, target)
        return True


def _within_limit(task: Task, outcome: Outcome | None) -> Outcome | None:
    if isinstance(outcome, HttpReply) and task.request and task.hops and redirect(task.request, outcome):
        return too_many_redirects()
    return outcome


def _as_received(request: OutgoingRequest, address: Address) -> HttpRequest:
    return HttpRequest(request.method, address.target, (("Host", address.netloc), *request.headers), request.body)
