"""A piece of work of an instance, and the webhook for which it waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fake_itop.clock import Clock
from fake_itop.journal import Message
from fake_itop.values.http import Outcome, OutgoingRequest
from fake_itop.world.agenda import Appointment
from fake_itop.world.exchange import Exchange
from fake_itop.world.faults import Fault
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
class Task:
    """Something that an instance does, on behalf of the task (``parent``) whose webhook it answers, if any.

    ``answers`` is the parent's webhook, and ``fault`` is what will become of the reply. ``works`` tells whether the task
    has a worker, ``waits`` whether its own `webhook` is yet to be answered.
    """

    member: Member
    exchange: Exchange[Any]
    parent: Task | None = None
    answers: Message | None = None
    fault: Fault | None = None
    works: bool = False
    done: bool = False
    webhook: Message | None = None
    request: OutgoingRequest | None = None
    hops: int = 0
    waits: bool = False
    timeout: Appointment | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether somebody still waits for what comes of it."""
        return self.parent is not None and self.parent.waits_for(self.answers)

    def waits_for(self, webhook: Message | None) -> bool:
        """Whether a webhook is what it waits for."""
        return self.waits and self.webhook is webhook

    @property
    def result(self) -> Any:
        """What came of it, once it is `done`."""
        return self.exchange.result


@dataclass(frozen=True)
class Resumption:
    """A task that can go on, with what came of its webhook (``None`` to begin)."""

    task: Task
    outcome: Outcome | None = None
