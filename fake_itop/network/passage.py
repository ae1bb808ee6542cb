"""One webhook on its way, from its sender to whoever answers, and back: the rules, without IO and without a clock.

A `Passage` is a generator of effects: it says what it waits for, and whoever drives it carries that out in a world or
over sockets. So the same message meets the same faults with the same outcome whoever drives.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fake_itop.journal import Message
from fake_itop.network.curl import (
    EMPTY_REPLY,
    MAX_REDIRECTS,
    Address,
    address_of,
    redirect,
    refused,
    timed_out,
    too_many_redirects,
)
from fake_itop.network.faults import NOTHING, Fault, Links, Verb, spoilt
from fake_itop.values.http import HttpReply, NetworkFailure, Outcome, OutgoingRequest


@dataclass(frozen=True)
class Sleep:
    """Wait for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Hold:
    """Wait until a fault is switched off, but no longer than so many seconds."""

    fault: Fault
    seconds: float


@dataclass(frozen=True)
class Deliver:
    """Bring a request to an address; the effect's value is what comes of it. Its sender waits ``seconds`` more."""

    request: OutgoingRequest
    address: Address
    seconds: float


@dataclass(frozen=True)
class Resolve:
    """Tell the sender what came of its webhook. Effects that follow happen behind its back."""

    outcome: Outcome


Effect = Sleep | Hold | Deliver | Resolve
Effects = Generator[Effect, Any, None]


class Passage:
    """The way of one webhook. Redirects are followed, within the one time-out that curl has for all of it.

    ``is_awaited`` tells whether the sender still waits; ``receiver`` is the instance to which the message goes now,
    empty where it is none.

    Args:
        webhook: the message, as its sender's journal has it.
        links: what may be wrong on the way.
        now: the time by which the sender waits.
        longest: the most seconds that it waits, whatever it asks for.
    """

    def __init__(
        self, webhook: Message, links: Links, now: Callable[[], datetime], longest: float | None = None
    ) -> None:
        assert isinstance(webhook.content, OutgoingRequest), "what an exchange wants sent is a request"
        timeout = webhook.content.timeout if longest is None else min(webhook.content.timeout, longest)
        self.webhook = webhook
        self.request = replace(webhook.content, timeout=timeout)
        self.receiver = ""
        self.is_awaited = True
        self._links = links
        self._now = now
        self._left = timeout

    def effects(self) -> Effects:
        """What happens, one effect after the other."""
        for number in range(MAX_REDIRECTS + 1):
            address = address_of(self.request.url)
            if not isinstance(address, Address):
                yield from self._answer(address)
                return
            behind: list[Fault] = []
            outcome = yield from self._to(address, behind)
            if outcome is not None:
                yield from self._answer(outcome)
                return
            outcome = yield from self._there_and_back(address, behind)
            target = redirect(self.request, outcome) if isinstance(outcome, HttpReply) else None
            if target is None or not self.is_awaited or number == MAX_REDIRECTS:
                yield from self._answer(outcome if target is None else too_many_redirects())
                yield from self._again(address, behind)
                return
            self.request = target
            self._links.traffic.moves(self.webhook, target)

    def give_up(self) -> Outcome:
        """The sender waits no longer: what it is told."""
        self.is_awaited = False
        return timed_out(self.request.timeout)

    def _to(self, address: Address, behind: list[Fault]) -> Generator[Effect, Any, Outcome | None]:
        """Meet the faults of the link in the order in which they were switched on.

        Gives what came of the message, if it does not arrive. Faults that strike the reply are put ``behind``.
        """
        for fault in self._faults(address):
            match fault.verb:
                case Verb.PARTITION:
                    return refused(address.host, address.port)
                case Verb.DROP:
                    if self.is_awaited:
                        yield Sleep(max(self._left, 0.0))
                    return timed_out(self.request.timeout)
                case Verb.HOLD:
                    if not (yield from self._held(fault)):
                        return timed_out(self.request.timeout)
                case Verb.DELAY:
                    yield from self._delayed(fault.seconds)
                case Verb.CORRUPT if fault.how.hinders:
                    return spoilt(NOTHING, fault.how)
                case _:
                    behind.append(fault)
        return None

    def _there_and_back(self, address: Address, behind: list[Fault]) -> Generator[Effect, Any, Outcome]:
        outcome: Outcome = yield from self._timed(Deliver(self.request, address, max(self._left, 0.0)))
        if not isinstance(outcome, HttpReply):
            return outcome
        for fault in behind:
            yield from self._late(fault.seconds)
            if not self.is_awaited:
                break
            outcome = _struck(fault, outcome)
        return outcome

    def _again(self, address: Address, behind: list[Fault]) -> Effects:
        for fault in behind:
            if fault.verb is Verb.DUPLICATE:
                yield Deliver(self.request, address, self.request.timeout)

    def _faults(self, address: Address) -> Iterator[Fault]:
        """The faults that strike the message, those too that are switched on while another keeps it."""
        self.receiver = self._links.receiver_at(address)
        passed: set[Fault] = set()
        while (fault := self._links.next_fault(self.webhook.instance, self.receiver, passed)) is not None:
            passed.add(fault)
            if fault.strikes():
                self._links.note(fault, self.webhook)
                yield fault

    def _held(self, fault: Fault) -> Generator[Effect, Any, bool]:
        """Whether it may go on: who is held has no connection yet, so nothing arrives once the sender has given up."""
        if not self.is_awaited:
            return False
        fault.holding += 1
        try:
            released: bool = yield from self._timed(Hold(fault, self._left))
        finally:
            fault.holding -= 1
        return released and self._left > 0

    def _delayed(self, seconds: float) -> Effects:
        """Arrive later, even if the sender gives up: the connection stood, and the bytes were on their way."""
        rest = yield from self._late(seconds)
        if rest > 0:
            yield Sleep(rest)

    def _late(self, seconds: float) -> Generator[Effect, Any, float]:
        """Let time pass for as long as the sender waits; gives the seconds that are left then."""
        if not self.is_awaited:
            return seconds
        if seconds >= self._left:
            left = max(self._left, 0.0)
            yield Sleep(left)
            yield Resolve(self.give_up())
            return seconds - left
        if seconds > 0:
            self._left -= seconds
            yield Sleep(seconds)
        return 0.0

    def _timed(self, effect: Effect) -> Generator[Effect, Any, Any]:
        began = self._now()
        value = yield effect
        self._left -= max((self._now() - began).total_seconds(), 0.0)
        return value

    def _answer(self, outcome: Outcome) -> Effects:
        if self.is_awaited:
            self.is_awaited = False
            yield Resolve(outcome)


def _struck(fault: Fault, reply: Outcome) -> Outcome:
    if fault.verb is Verb.REPLY_LOST:
        return NetworkFailure(EMPTY_REPLY)
    if fault.verb is Verb.CORRUPT and isinstance(reply, HttpReply):
        return spoilt(reply, fault.how)
    return reply
