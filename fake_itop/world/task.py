"""A piece of work of an instance, the message that brought it, and the webhook for which it waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fake_itop.clock import Clock
from fake_itop.journal import Message
from fake_itop.values.http import HttpRequest, Outcome, OutgoingRequest
from fake_itop.world.agenda import Appointment
from fake_itop.world.curl import Address
from fake_itop.world.exchange import Exchange
from fake_itop.world.faults import Fault, Link
from fake_itop.world.instance_protocol import Instance


@dataclass(eq=False)
class Member:
    """An instance in a world; ``workers`` is how many requests it works on at once, ``None`` for any number."""

    name: str
    itop: Instance
    clock: Clock
    workers: int | None = None
    busy: int = 0
    backlog: list[Task] = field(default_factory=list)

    @property
    def is_exhausted(self) -> bool:
        """Whether no worker is free."""
        return self.workers is not None and self.busy >= self.workers


@dataclass(eq=False)
class Delivery:
    """A webhook on its way to an instance.

    ``passed`` are the faults of its link that it has met, ``behind`` those of them that will strike the reply.
    """

    task: Task
    webhook: Message
    address: Address
    receiver: Member
    request: HttpRequest
    link: Link | None
    passed: list[Fault] = field(default_factory=list)
    behind: list[Fault] = field(default_factory=list)

    def next_fault(self) -> Fault | None:
        """The next fault that it meets."""
        if self.link is None:
            return None
        fault = next((fault for fault in self.link.faults if fault not in self.passed), None)
        if fault is not None:
            self.passed.append(fault)
        return fault

    @property
    def is_awaited(self) -> bool:
        """Whether its sender still waits for what comes of it."""
        return self.task.waits and self.task.webhook is self.webhook


@dataclass(eq=False)
class Task:
    """Something that an instance does; if for a webhook, ``delivery`` is how that came, and whom the result goes to.

    ``works`` tells whether it has a worker, ``waits`` whether its own `webhook` is yet to be answered.
    """

    member: Member
    exchange: Exchange[Any]
    delivery: Delivery | None = None
    works: bool = False
    done: bool = False
    webhook: Message | None = None
    request: OutgoingRequest | None = None
    sent: datetime | None = None
    hops: int = 0
    waits: bool = False
    timeout: Appointment | None = None

    @property
    def result(self) -> Any:
        """What came of it, once it is `done`."""
        return self.exchange.result

    def asks(self, webhook: Message) -> OutgoingRequest:
        """From now on it waits for what comes of a webhook, which is this request."""
        assert isinstance(webhook.content, OutgoingRequest), "what an exchange wants sent is a request"
        self.webhook, self.request, self.hops, self.waits = webhook, webhook.content, 0, True
        return webhook.content

    def hears(self) -> None:
        """Its webhook was answered; nobody loses patience any more."""
        self.waits = False
        if self.timeout is not None:
            self.timeout.cancelled, self.timeout = True, None


@dataclass(frozen=True, slots=True)
class Resumption:
    """A task that can go on, with what came of its webhook (``None`` to begin)."""

    task: Task
    outcome: Outcome | None = None
