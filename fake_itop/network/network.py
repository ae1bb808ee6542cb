"""Messages on their way: webhooks to whoever answers at their address, replies back, past the faults of links."""

from __future__ import annotations

from fake_itop.journal import Kind, Traffic
from fake_itop.network.addresses import Addresses
from fake_itop.network.curl import (
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
from fake_itop.network.faults import NOTHING, Fault, Links, Verb, spoilt
from fake_itop.network.scheduler import Agenda, Delivery, Member, Scheduler, Task
from fake_itop.values.http import HttpReply, HttpRequest, NetworkFailure, Outcome, OutgoingRequest


class Network:
    """What is between instances: it delivers webhooks to the scheduler, and answers those who wait there."""

    def __init__(
        self, addresses: Addresses, links: Links, scheduler: Scheduler, agenda: Agenda, traffic: Traffic
    ) -> None:
        self._addresses = addresses
        self._links = links
        self._scheduler = scheduler
        self._agenda = agenda
        self._traffic = traffic
        self._held: list[tuple[Fault, Delivery]] = []
        self._late: dict[Delivery, None] = {}

    @property
    def held(self) -> list[Delivery]:
        """What is held back, and somebody waits for."""
        return [delivery for _, delivery in self._held if delivery.is_awaited]

    @property
    def late(self) -> list[Delivery]:
        """What will arrive later."""
        return list(self._late)

    def clear(self) -> None:
        """Lose all that is on its way."""
        self._held.clear()
        self._late.clear()

    # To the receiver

    def deliver(self, task: Task, request: OutgoingRequest) -> None:
        """Bring a webhook where it goes: to an instance, which then is at work, or to whoever answers at once."""
        assert task.webhook is not None, "there is a webhook to deliver"
        address = address_of(request.url)
        if not isinstance(address, Address):
            self._scheduler.answer(task, address)
            return
        who = self._addresses.at(address)
        if isinstance(who, Member):
            link = self._links.known(task.member.name, who.name)
            self._bring(Delivery(task, task.webhook, address, who, _as_received(request, address), link))
        else:
            self._scheduler.answer(task, nobody_at(address) if who is None else who(request))

    def go_on(self, fault: Fault) -> None:
        """A fault was switched off: what it held goes on, in order, unless the sender has given up."""
        freed = [delivery for holding, delivery in self._held if holding is fault]
        self._held = [(holding, delivery) for holding, delivery in self._held if holding is not fault]
        for delivery in freed:
            if delivery.is_awaited:
                self._bring(delivery)

    def follow(self, task: Task, outcome: Outcome) -> OutgoingRequest | None:
        """Where a reply sends a webhook instead, if it redirects and not too often."""
        assert task.webhook is not None, "an outcome belongs to a webhook"
        assert task.request is not None, "a webhook is a request"
        target = redirect(task.request, outcome) if isinstance(outcome, HttpReply) else None
        if target is None or task.hops >= MAX_REDIRECTS:
            return None
        task.request, task.hops, task.waits = target, task.hops + 1, True
        self._traffic.moves(task.webhook, target)
        return target

    def _bring(self, delivery: Delivery) -> None:
        """Let a message meet the faults of its link, one after the other; where one stops it, that is the end."""
        while (fault := delivery.next_fault()) is not None:
            if fault.strikes():
                self._note(fault, delivery)
                if self._stops(fault, delivery):
                    return
        self._arrive(delivery)

    def _stops(self, fault: Fault, delivery: Delivery) -> bool:
        """Whether a fault keeps a message from arriving now; otherwise it may strike the reply."""
        match fault.verb:
            case Verb.PARTITION:
                self._scheduler.answer(delivery.task, refused(delivery.address.host, delivery.address.port))
            case Verb.DROP:
                self._lose_patience(delivery.task)
            case Verb.HOLD:
                self._lose_patience(delivery.task)
                self._held.append((fault, delivery))
            case Verb.DELAY:
                self._delay(delivery, fault.seconds)
            case Verb.CORRUPT if fault.how.hinders:
                self._scheduler.answer(delivery.task, spoilt(NOTHING, fault.how))
            case _:
                delivery.behind.append(fault)
                return False
        return True

    def _delay(self, delivery: Delivery, seconds: float) -> None:
        self._lose_patience(delivery.task)
        self._late[delivery] = None
        self._agenda.after(seconds, lambda: self._bring_late(delivery))

    def _bring_late(self, delivery: Delivery) -> None:
        """It arrives even if its sender has given up: the connection stood, and the bytes were on their way."""
        if delivery in self._late:
            del self._late[delivery]
            self._bring(delivery)

    def _arrive(self, delivery: Delivery) -> None:
        task = self._scheduler.receive(delivery.receiver, delivery.request, delivery.webhook, delivery)
        if not task.works:
            self._lose_patience(delivery.task)

    # Back to the sender

    def bring_back(self, task: Task) -> None:
        """Bring what came of a webhook to whoever waits for it."""
        delivery = task.delivery
        if delivery is None:
            return
        reply: Outcome = task.result
        seconds = 0.0
        for fault in delivery.behind:
            seconds += fault.seconds
            reply = _struck(fault, reply)
        self._answer(delivery, reply, seconds)
        for fault in delivery.behind:
            if fault.verb is Verb.DUPLICATE:
                self._scheduler.receive(delivery.receiver, delivery.request, delivery.webhook, None)

    def _answer(self, delivery: Delivery, reply: Outcome, seconds: float) -> None:
        if not delivery.is_awaited:
            return
        if seconds == 0:
            self._scheduler.answer(delivery.task, reply)
            return
        self._lose_patience(delivery.task)
        self._agenda.after(seconds, lambda: self._answer(delivery, reply, 0))

    def _lose_patience(self, task: Task) -> None:
        """Let the sender of a webhook give up after its time-out, unless it is answered before."""
        assert task.request is not None, "there is a webhook to wait for"
        if task.timeout is None and task.waits:
            seconds = task.request.timeout
            task.timeout = self._agenda.after(seconds, lambda: self._scheduler.answer(task, timed_out(seconds)))

    def _note(self, fault: Fault, delivery: Delivery) -> None:
        task = delivery.task
        self._traffic.notes(task.member.name, task.member.clock.now(), Kind.FAULT, delivery.webhook, fault.to_json())


def within_limit(task: Task, outcome: Outcome | None) -> Outcome | None:
    """What curl makes of a reply that redirects once too often: a failure."""
    if isinstance(outcome, HttpReply) and task.request and task.hops and redirect(task.request, outcome):
        return too_many_redirects()
    return outcome


def _struck(fault: Fault, reply: Outcome) -> Outcome:
    if fault.verb is Verb.REPLY_LOST:
        return NetworkFailure(EMPTY_REPLY)
    if fault.verb is Verb.CORRUPT and isinstance(reply, HttpReply):
        return spoilt(reply, fault.how)
    return reply


def _as_received(request: OutgoingRequest, address: Address) -> HttpRequest:
    return HttpRequest(request.method, address.target, (("Host", address.netloc), *request.headers), request.body)
