"""Instances that share a journal and reach each other, on real sockets or in a world, as a test has them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from fake_itop.integration.roles import Roles
from fake_itop.itop.instance import CronReply, Itop
from fake_itop.itop.person import ConsoleReply
from fake_itop.journal import JsonRow, Traffic
from fake_itop.network import ConsoleAct, Fault, Link
from fake_itop.testing.settings import ItopSettings
from fake_itop.testing.webhooks import Sent
from fake_itop.values.clock import Clock
from fake_itop.values.http import HttpReply, HttpRequest

PAIR = ("ours", "partner")

Result = TypeVar("Result")


class Runs(Protocol):
    """Does work where instances live: on a thread of their own, or at once."""

    def submit(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Let work be done."""

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Let work be done, and wait for it."""

    def do(self, work: Callable[[], Result]) -> Result:
        """Let something short be done, between whatever else goes on there."""


@dataclass(eq=False)
class Group(ABC):
    """Some instances by name; ``in_use`` while a test has them."""

    names: tuple[str, ...]
    settings: ItopSettings
    itops: dict[str, Itop]
    traffic: Traffic
    roles: Roles
    in_use: bool = field(default=False, init=False)

    def fits(self, names: Sequence[str], settings: ItopSettings) -> bool:
        """Whether it can be had for a test that wants these."""
        return not self.in_use and self.names == tuple(names) and self.settings == settings

    @abstractmethod
    async def handle(self, name: str, request: HttpRequest) -> HttpReply:
        """Let an instance answer a request from outside."""

    @abstractmethod
    async def console(self, name: str, act: ConsoleAct) -> ConsoleReply:
        """Let a person act in an instance's web console."""

    @abstractmethod
    async def cron(self, name: str) -> CronReply:
        """Let an instance run its background tasks once."""

    def crashes(self) -> list[tuple[str, Exception]]:
        """Errors of our own that ended something before its time, with the names of their instances."""
        return []

    @abstractmethod
    def link(self, sender: str, receiver: str) -> Link:
        """The way from one instance to another."""

    @abstractmethod
    def begin(self, seed: int) -> None:
        """Go back to the state at start, with chance that repeats."""

    @abstractmethod
    def release(self) -> None:
        """End whatever is under way, and let another test have them."""

    @abstractmethod
    async def patient(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do something.

        Raises:
            UnsettledError: it waits for a message that is held back: it says which.
        """

    @abstractmethod
    def holds(self, host: Runs, tell: Callable[[str], None]) -> AbstractContextManager[None]:
        """Tell of the first message that is held back while the block runs, where it does not end the act by itself."""

    @abstractmethod
    async def settle(self, seconds: float) -> None:
        """Wait until nothing is under way in any instance, running the background tasks while webhooks are queued.

        Raises:
            UnsettledError: something still is, after so many seconds.
        """

    @abstractmethod
    async def webhook(self, name: str, wanted: Mapping[str, Any], seconds: float) -> Sent:
        """Wait until an instance has sent a webhook that fits, and had its answer; gives the first.

        Raises:
            UnsettledError: it has not, after so many seconds; the nearest one is shown.
        """

    def idle_faults(self) -> list[Fault]:
        """Faults that are switched on and struck nothing."""
        links = [self.link(one, other) for one in self.names for other in self.names if one != other]
        return [fault for link in links for fault in link.faults if not fault.struck]

    def clock(self, name: str) -> Clock:
        """The time of an instance."""
        return self.itops[name].clock

    def rows(self, name: str | None = None) -> list[JsonRow]:
        """The messages of an instance, or of all, in order; secrets are masked."""
        rows: list[JsonRow] = self.traffic.journal.to_json(name)["messages"]
        return rows

    def answered(self, name: str) -> list[Sent]:
        """The webhooks that an instance has sent and knows the outcome of."""
        return [Sent(row) for row in self.rows(name) if row["kind"] == "webhook" and row["reply"] is not None]
