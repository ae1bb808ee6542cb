"""What may happen to the messages from one instance to another, and for how many of them.

A fault is switched on by a verb of its `Link` and off by `Fault.stop`, by leaving its ``with`` block, or because it was
for one message only (``nth``). Here is decided whom it strikes; `fake_itop.network.passage` says what that means. A
message passes the faults of a link in the order in which they were switched on, so that one may be late, come
twice, and find its reply lost.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import TracebackType
from typing import Self

from fake_itop.journal import Message, MessageKind, Traffic
from fake_itop.network.curl import Address
from fake_itop.values.http import HttpReply

ANYWHERE = "*"
"""The receiver of the link on which an instance's faults for all that it sends are switched on."""


class Links:
    """The links between instances, by sender and receiver. What happens on them stands in the journal.

    Args:
        traffic: the journal, and what is in flight.
        chance: draws whom faults strike.
        now: the time of an instance, by its name.
        receiver_at: the name of the instance at an address, empty where there is none.
        on_stop: hears of each fault that is switched off.
    """

    def __init__(
        self,
        traffic: Traffic,
        chance: random.Random,
        *,
        now: Callable[[str], datetime],
        receiver_at: Callable[[Address], str],
        on_stop: Callable[[Fault], None],
    ) -> None:
        self.traffic = traffic
        self.receiver_at = receiver_at
        self._chance = chance
        self._now = now
        self._on_stop = on_stop
        self._links: dict[tuple[str, str], Link] = {}

    def __iter__(self) -> Iterator[Link]:
        return iter(self._links.values())

    def link(self, sender: str, receiver: str) -> Link:
        """The way from one to another."""
        ends = sender, receiver
        if ends not in self._links:
            self._links[ends] = Link(sender, receiver, self._chance, self._changed)
        return self._links[ends]

    def way_out(self, sender: str) -> Link:
        """The way from an instance to anybody: a message meets the faults here before those of the link it takes."""
        return self.link(sender, ANYWHERE)

    def next_fault(self, sender: str, receiver: str, passed: Container[Fault]) -> Fault | None:
        """The first fault on the way from one to another that a message has not met yet."""
        for ends in ((sender, ANYWHERE), (sender, receiver)):
            link = self._links.get(ends)
            if link is not None:
                for fault in link.faults:
                    if fault not in passed:
                        return fault
        return None

    def note(self, fault: Fault, webhook: Message) -> None:
        """A fault strikes a message."""
        self.traffic.notes(fault.link.sender, self._now(fault.link.sender), MessageKind.FAULT, webhook, fault.to_json())

    def _changed(self, fault: Fault, is_on: bool) -> None:
        sender = fault.link.sender
        if fault.verb is Verb.PARTITION:
            what = {"fault": "partition" if is_on else "heal", "from": fault.link.receiver}
        else:
            what = {**fault.to_json(), "event": "begins" if is_on else "ends"}
        self.traffic.notes(sender, self._now(sender), MessageKind.FAULT, None, what)
        if not is_on:
            self._on_stop(fault)


class Corruption(StrEnum):
    """In which way a reply is spoilt."""

    LOGIN_PAGE = "login_page"
    TRUNCATED = "truncated"
    WARNING = "warning"
    HTTP_500 = "http_500"
    CODE_100 = "code_100"

    @classmethod
    def of(cls, name: str) -> Corruption:
        """The corruption of that name.

        Raises:
            ValueError: there is none.
        """
        if name not in set(cls):
            raise ValueError(f"no corruption {name!r}; there is: {', '.join(cls)}")
        return cls(name)

    @property
    def hinders(self) -> bool:
        """Whether the request itself is not carried out, so that only the reply comes about."""
        return self in {Corruption.LOGIN_PAGE, Corruption.HTTP_500, Corruption.CODE_100}


_HTML = (("Content-Type", "text/html; charset=UTF-8"),)
_JSON = (("Content-Type", "application/json"),)
_LOGIN_PAGE = HttpReply(200, _HTML, b"<!DOCTYPE html>\n<html><head><title>Login</title></head><body></body></html>\n")
_SERVER_ERROR = HttpReply(500, _HTML, b"")
_CODE_100 = HttpReply(200, _JSON, b'{"code":100,"message":"Error: the database cannot be reached"}')
_WARNING = b"<br />\n<b>Warning</b>:  Undefined array key in <b>/var/www/html/core/x.php</b> on line <b>1</b><br />\n"


def _truncated(reply: HttpReply) -> HttpReply:
    return HttpReply(reply.status, reply.headers, reply.body[: len(reply.body) // 2])


def _warned(reply: HttpReply) -> HttpReply:
    return HttpReply(reply.status, reply.headers, _WARNING + reply.body)


_SPOILT: dict[Corruption, Callable[[HttpReply], HttpReply]] = {
    Corruption.LOGIN_PAGE: lambda _: _LOGIN_PAGE,
    Corruption.TRUNCATED: _truncated,
    Corruption.WARNING: _warned,
    Corruption.HTTP_500: lambda _: _SERVER_ERROR,
    Corruption.CODE_100: lambda _: _CODE_100,
}

NOTHING = HttpReply(200, _JSON, b"")


def spoilt(reply: HttpReply, how: Corruption) -> HttpReply:
    """What arrives in the place of a reply."""
    return _SPOILT[how](reply)


class Verb(StrEnum):
    """What a fault does with a message."""

    HOLD = "hold"
    PARTITION = "partition"
    DELAY = "delay"
    DROP = "drop"
    DUPLICATE = "duplicate"
    REPLY_LOST = "reply_lost"
    CORRUPT = "corrupt"
    SLOW = "slow"


@dataclass(eq=False)
class Fault:
    """A fault that is switched on; a context manager that switches it off.

    ``seconds`` belongs to `Verb.DELAY` and `Verb.SLOW`, ``how`` to `Verb.CORRUPT`. ``nth`` is the only message that is
    struck, counted from 1; ``probability`` is the share of messages that are. ``struck`` counts them, ``holding`` those
    that it keeps back now.
    """

    link: Link
    verb: Verb
    nth: int | None = None
    probability: float | None = None
    seconds: float = 0.0
    how: Corruption = Corruption.TRUNCATED
    seen: int = 0
    struck: int = 0
    holding: int = 0

    def __post_init__(self) -> None:
        if self.nth is not None and (self.nth < 1 or self.probability is not None):
            raise ValueError(f"nth={self.nth}: messages are counted from 1; give nth or probability, not both")
        if self.probability is not None and not 0 <= self.probability <= 1:
            raise ValueError(f"probability={self.probability}: right would be a share from 0 to 1, such as 0.25")
        if self.seconds < 0:
            raise ValueError(f"{self.verb} by {self.seconds} seconds: nothing arrives before it is sent")

    def strikes(self) -> bool:
        """Whether the message that comes along now is struck. After the only one that can be, the fault is over."""
        self.seen += 1
        if self.nth is not None and self.seen != self.nth:
            return False
        if self.probability is not None and self.link.chance.random() >= self.probability:
            return False
        self.struck += 1
        if self.nth is not None:
            self.link.faults.remove(self)
        return True

    def to_json(self) -> dict[str, str]:
        """As the journal shows it."""
        how = {"how": str(self.how)} if self.verb is Verb.CORRUPT else {}
        return {"fault": str(self.verb), **how, "to": self.link.receiver}

    def stop(self) -> None:
        """Switch it off; what it holds goes on."""
        self.link.stop(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.stop()


@dataclass(eq=False)
class Link:
    """The way from one instance to another, and what goes wrong on it."""

    sender: str
    receiver: str
    chance: random.Random
    on_change: Callable[[Fault, bool], None]
    faults: list[Fault] = field(default_factory=list)

    def hold(self) -> Fault:
        """Keep all messages back until `release`."""
        return self._on(Fault(self, Verb.HOLD))

    def release(self) -> None:
        """Let what is held back go on, in the order in which it was sent."""
        self._off(Verb.HOLD)

    def partition(self) -> Fault:
        """Let nobody get through, until `heal`: senders are refused the connection."""
        return self._on(Fault(self, Verb.PARTITION))

    def heal(self) -> None:
        """Let everybody get through again."""
        self._off(Verb.PARTITION)

    def delay(self, seconds: float, *, nth: int | None = None, probability: float | None = None) -> Fault:
        """Let messages arrive later; their senders wait, as long as a webhook waits."""
        return self._on(Fault(self, Verb.DELAY, nth, probability, seconds))

    def drop(self, *, nth: int | None = None, probability: float | None = None) -> Fault:
        """Let messages vanish: their senders wait in vain."""
        return self._on(Fault(self, Verb.DROP, nth, probability))

    def duplicate(self, *, nth: int | None = None, probability: float | None = None) -> Fault:
        """Let messages arrive a second time, once the first was answered."""
        return self._on(Fault(self, Verb.DUPLICATE, nth, probability))

    def reply_lost(self, *, nth: int | None = None, probability: float | None = None) -> Fault:
        """Let the other side do what it is asked, and its answer vanish."""
        return self._on(Fault(self, Verb.REPLY_LOST, nth, probability))

    def corrupt(
        self, how: Corruption | str = Corruption.TRUNCATED, *, nth: int | None = None, probability: float | None = None
    ) -> Fault:
        """Spoil replies.

        Raises:
            ValueError: ``how`` is no `Corruption`.
        """
        return self._on(Fault(self, Verb.CORRUPT, nth, probability, how=Corruption.of(how)))

    def slow(self, seconds: float, *, nth: int | None = None, probability: float | None = None) -> Fault:
        """Let the other side do what it is asked at once, and answer later."""
        return self._on(Fault(self, Verb.SLOW, nth, probability, seconds))

    def stop(self, fault: Fault) -> None:
        """Switch a fault off; one that is off already stays so."""
        if fault in self.faults:
            self.faults.remove(fault)
            self.on_change(fault, False)

    def clear(self) -> None:
        """Switch all faults off."""
        for fault in tuple(self.faults):
            self.stop(fault)

    def _on(self, fault: Fault) -> Fault:
        self.faults.append(fault)
        self.on_change(fault, True)
        return fault

    def _off(self, verb: Verb) -> None:
        for fault in [fault for fault in self.faults if fault.verb is verb]:
            self.stop(fault)


@dataclass(frozen=True)
class Partition:
    """Two that cannot reach each other; a context manager that lets them again."""

    faults: tuple[Fault, ...]

    def stop(self) -> None:
        """Let them reach each other again."""
        for fault in self.faults:
            fault.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.stop()
