"""The traffic of a pair: who caused which message, how deep a chain may go, and what stands in the journal.

Cause and depth travel out of band. A message from outside has depth 0; a webhook is one deeper than what caused it; a
request that is such a webhook arriving has its depth.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import urlsplit

from fake_itop.journal.cycle import Hop, find_cycle, hop_of
from fake_itop.journal.journal import Journal
from fake_itop.journal.message import Act, Message, MessageKind
from fake_itop.values.budget import Limits
from fake_itop.values.http import HttpRequest, NetworkFailure, OutgoingRequest

Key = tuple[str, str, bytes]


def key_of_outgoing(request: OutgoingRequest) -> Key:
    """By what an outgoing request will be known where it arrives."""
    address = urlsplit(request.url)
    path = address.path or "/"
    return request.method, f"{path}?{address.query}" if address.query else path, request.body


def key_of_incoming(request: HttpRequest) -> Key:
    """By what an incoming request may be known."""
    return request.method, request.target, request.body


class InFlight:
    """The messages that were sent and have not yet arrived anywhere, oldest first among equal ones."""

    def __init__(self) -> None:
        self._new: dict[Message, OutgoingRequest] = {}
        self._waiting: dict[Key, deque[Message]] = {}
        self._keys: dict[Message, Key] = {}

    def __len__(self) -> int:
        return len(self._new) + len(self._keys)

    def add(self, message: Message, request: OutgoingRequest) -> None:
        """Note that a message leaves. ``request`` is what travels: the message's own, or where it was redirected."""
        self.remove(message)
        self._new[message] = request

    def take(self, request: HttpRequest) -> Message | None:
        """The message that arrives as this request, if any; it is then no longer waited for."""
        self._label_new()
        messages = self._waiting.get(key_of_incoming(request)) if self._waiting else None
        if messages is None:
            return None
        message = messages[0]
        self.remove(message)
        return message

    def remove(self, message: Message) -> None:
        """Note that a message was answered, wherever it arrived, or failed."""
        key = self._keys.pop(message, None) if self._new.pop(message, None) is None else None
        if key is None:
            return
        messages = self._waiting[key]
        messages.remove(message)
        if not messages:
            del self._waiting[key]

    def _label_new(self) -> None:
        """Work out by what each will be known: only where somebody has to look, which in a world nobody has."""
        for message, request in self._new.items():
            key = self._keys[message] = key_of_outgoing(request)
            self._waiting.setdefault(key, deque()).append(message)
        self._new.clear()


DEFAULT_MAX_DEPTH = 20
DEFAULT_MAX_CHAINED = 1_000
"""Webhooks that the webhooks of one cause lead to, in all: a chain may be wide rather than deep."""

STOPPED_TEXT = "Operation timed out after 120001 milliseconds with 0 bytes received"
"""What the sender of a webhook beyond the limit is told: how a ping-pong ended (docs/explanation/ping-pong.md)."""


class Traffic:
    """What the instances of a pair share: one journal, the messages in flight, and what a message may lead to.

    Args:
        journal: where messages are written down.
        max_depth: how many webhooks may cause each other in a chain.
        max_chained: how many webhooks one cause may lead to, those that it sends itself not counted.
        limits: what each stretch of work on a message may cost.
        processor_time: the seconds in those limits; without it they do not count.
    """

    def __init__(
        self,
        journal: Journal | None = None,
        *,
        max_depth: int = DEFAULT_MAX_DEPTH,
        max_chained: int = DEFAULT_MAX_CHAINED,
        limits: Limits | None = None,
        processor_time: Callable[[], float] | None = None,
    ) -> None:
        self.journal = Journal() if journal is None else journal  # an empty one is falsy
        self.in_flight = InFlight()
        self.max_depth = max_depth
        self.max_chained = max_chained
        self.limits = limits or Limits()
        self.processor_time = processor_time
        self._secrets: set[str] = set()

    def keeps_secret(self, codes: Iterable[str]) -> None:
        """Let no message, whoever sends it, show the values of these attributes of one instance."""
        self._secrets.update(codes)

    def arrives(self, instance: str, time: datetime, request: HttpRequest) -> Message:
        """A request reaches an instance: it is what an instance of the pair sent, or it comes from outside."""
        return self.delivered(instance, time, request, self.in_flight.take(request))

    def delivered(self, instance: str, time: datetime, request: HttpRequest, parent: Message | None) -> Message:
        """Likewise, where the driver knows that it is ``parent``, or (``None``) that it comes from outside."""
        depth = 0 if parent is None else parent.depth
        return self._write(instance, time, MessageKind.REQUEST, request, parent=parent, depth=depth)

    def acts(self, instance: str, time: datetime, kind: MessageKind, what: Act) -> Message:
        """Somebody, or the clock, acts on an instance directly."""
        return self._write(instance, time, kind, what)

    def notes(self, instance: str, time: datetime, kind: MessageKind, cause: Message | None, what: Act) -> None:
        """Something that is no message: a line of an instance's log, a mail, a write, a fault of the network."""
        depth = 0 if cause is None else cause.depth
        self._write(instance, time, kind, what, parent=cause, depth=depth)

    def leaves(self, instance: str, time: datetime, parent: Message, request: OutgoingRequest) -> Message:
        """An instance wants a webhook sent. It is in flight from now on, unless it is `Message.stopped`."""
        depth = parent.depth + 1
        message = self._write(instance, time, MessageKind.WEBHOOK, request, parent=parent, depth=depth)
        origin = _origin(message)
        origin.chained += depth > 1
        if depth > self.max_depth:
            self._stop(message, f"depth limit: the chain would be {depth} webhooks deep, {self.max_depth} are allowed")
        elif origin.chained > self.max_chained:
            self._stop(
                message, f"chain limit: {origin.seq} led to {origin.chained} webhooks, {self.max_chained} are allowed"
            )
        else:
            self.in_flight.add(message, request)
        return message

    def moves(self, message: Message, request: OutgoingRequest) -> None:
        """A message was redirected: it is in flight again, as this request."""
        self.in_flight.add(message, request)

    def refused(self, message: Message, reason: str, outcome: NetworkFailure) -> None:
        """A message may not leave this machine, for this reason."""
        message.stopped = reason
        self.answered(message, outcome)

    def answered(self, message: Message, reply: object) -> None:
        """A message got its reply, the failure that stands for it, or what came of an act."""
        self.in_flight.remove(message)
        self.journal.answered(message, reply)

    def abandoned(self, message: Message) -> None:
        """The state in which a message was handled is no more: nothing that it causes may touch the new one."""
        message.abandoned = True
        self.in_flight.remove(message)

    def _write(
        self,
        instance: str,
        time: datetime,
        kind: MessageKind,
        content: HttpRequest | OutgoingRequest | Act,
        *,
        parent: Message | None = None,
        depth: int = 0,
    ) -> Message:
        message = Message(self.journal.next_seq(), time, instance, kind, content, parent, depth, secrets=self._secrets)
        self.journal.append(message)
        return message

    def _stop(self, message: Message, reason: str) -> None:
        message.stopped = reason
        message.cycle = find_cycle(_steps_to(message))
        self.answered(message, NetworkFailure(STOPPED_TEXT))


def _origin(message: Message) -> Message:
    """What a chain began with."""
    while message.parent is not None:
        message = message.parent
    return message


def _steps_to(message: Message) -> list[Hop]:
    steps = []
    link: Message | None = message
    while link is not None:
        if isinstance(link.content, OutgoingRequest):
            steps.append(hop_of(link.instance, link.content))
        link = link.parent
    return steps[::-1]
