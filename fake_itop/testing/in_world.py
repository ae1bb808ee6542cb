"""Instances in a world: no sockets, time that passes only when told to, and a network that obeys.

Everything happens on the thread of the test, and in the same way in every run with the same seed.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from fake_itop.history import NAMES, History, Violation, check, of_message
from fake_itop.integration.roles import Roles
from fake_itop.itop.instance import CronReply, InstanceSnapshot
from fake_itop.itop.person import ConsoleReply
from fake_itop.journal import Traffic
from fake_itop.network import ConsoleAct, Link, Partition, Task, World
from fake_itop.network import UnsettledError as WorldUnsettledError
from fake_itop.notifications.queue import queued
from fake_itop.testing.building import build_itop, models_of, wire
from fake_itop.testing.group import PAIR, Group, Runs
from fake_itop.testing.instance import Itops
from fake_itop.testing.settings import ItopSettings, StageError, UnsettledError
from fake_itop.testing.under_way import current
from fake_itop.testing.webhooks import Sent, nearest, told
from fake_itop.values.clock import ANY_MOMENT, Clock, seeded
from fake_itop.values.http import HttpReply, HttpRequest
from fake_itop.values.names import expected

__tracebackhide__ = True

Result = TypeVar("Result")


class AtOnce:
    """Does work on the thread that asks for it: in a world nothing waits for anything."""

    def submit(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Let work be done."""
        future: Future[Result] = Future()
        future.set_result(self.run(work))
        return future

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Let work be done."""
        try:
            work.send(None)
        except StopIteration as end:
            result: Result = end.value
            return result
        raise AssertionError("nothing waits in a world")

    def do(self, work: Callable[[], Result]) -> Result:
        """Let work be done."""
        return work()


@dataclass(eq=False)
class WorldGroup(Group):
    """Instances in a world, which is a new one for each test."""

    start: dict[str, InstanceSnapshot]
    world: World

    async def handle(self, name: str, request: HttpRequest) -> HttpReply:
        """Let an instance answer a request from outside."""
        reply: HttpReply = self._wait_for(self.world.start_request(name, request))
        return reply

    async def console(self, name: str, act: ConsoleAct) -> ConsoleReply:
        """Let a person act in an instance's web console."""
        answer: ConsoleReply = self._wait_for(self.world.start_console(name, act))
        return answer

    async def cron(self, name: str) -> CronReply:
        """Let an instance run its background tasks once."""
        answer: CronReply = self._wait_for(self.world.start_cron(name))
        return answer

    def _wait_for(self, task: Task) -> Any:
        while True:
            try:
                return self.world.wait_for(task)
            except WorldUnsettledError as error:
                if (act := current()) is None:
                    raise UnsettledError(f"{error}, or begin the act by start(...)") from None
                act.pause(str(error), lambda: task.done)

    def link(self, sender: str, receiver: str) -> Link:
        """The way from one instance to another."""
        return self.world.link(sender, receiver)

    def begin(self, seed: int) -> None:
        """Make a new world, with the instances as they are at start, and chance that repeats."""
        self.in_use = True
        self.traffic = Traffic(max_depth=self.settings.max_depth)
        clock = self.itops[self.names[0]].clock
        self.world = World(self.traffic, clock=clock, chance=seeded(seed))
        for name, itop in self.itops.items():
            itop.restore(self.start[name])
            itop.random.seed(f"{seed}/{name}")
            self.world.add(itop, workers=self.settings.workers)
            self.world.look_inside(name, itop)

    def release(self) -> None:
        """Let another test have it."""
        self.in_use = False

    async def patient(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do something: the world itself says where it cannot go on."""
        return await work

    def holds(self, host: Runs, tell: Callable[[str], None]) -> AbstractContextManager[None]:  # noqa: ARG002
        """Nothing need be told: here an act pauses by itself."""
        return nullcontext()

    async def settle(self, seconds: float) -> None:  # noqa: ARG002 - time passes only in the world
        """Let everything come to its end, running the background tasks while webhooks are queued."""
        try:
            self.world.settle()
            while waiting := [name for name, itop in self.itops.items() if queued(itop.db)]:
                for name in waiting:
                    self.world.cron(name)
                self.world.settle()
        except WorldUnsettledError as error:
            raise UnsettledError(str(error)) from None

    async def webhook(self, name: str, wanted: Mapping[str, Any], seconds: float) -> Sent:
        """Let everything come to its end, and find a webhook that fits."""
        await self.settle(seconds)
        answered = self.answered(name)
        fitting = [sent for sent in answered if not sent.misses(wanted)]
        if not fitting:
            raise UnsettledError(f"{name} sent no webhook with {told(wanted)}: {nearest(answered, wanted)}")
        return fitting[0]


class ItopWorld(Itops):
    """Instances in a world of their own: its time, its network with faults, and what its history must hold."""

    def __init__(self, host: Runs, group: WorldGroup) -> None:
        super().__init__(host, group)
        self._in_world = group

    @property
    def world(self) -> World:
        """The world itself, for whatever has no shorter way here."""
        return self._in_world.world

    @property
    def clock(self) -> Clock:
        """The world's time; `advance` lets it pass with all that happens in it."""
        return self.world.clock

    def partition(self) -> Partition:
        """Let neither of the pair reach the other, until `heal`, or until the ``with`` block is left."""
        return self.world.partition(*PAIR)

    def heal(self) -> None:
        """End all faults between the pair."""
        self.world.heal(*PAIR)

    def advance(self, seconds: float) -> None:
        """Let time pass, with all that happens in it."""
        self.world.advance(seconds)

    def history(self) -> History:
        """What happened, as the checkers read it."""
        return History(of_message(message) for message in self._group.traffic.journal.rows())

    def violations(self, *checkers: str) -> list[Violation]:
        """What the checkers of these names, or all, find in the history.

        Raises:
            StageError: there is no checker of such a name.
        """
        for name in checkers:
            if name not in NAMES:
                raise StageError(f"no checker {name!r}; {expected(name, NAMES)}")
        return [found for found in check(self.history()) if not checkers or found.checker in checkers]

    def assert_holds(self, *checkers: str) -> None:
        """That nothing happened which the checkers of these names, or all, find fault with.

        Raises:
            AssertionError: they do.
        """
        found = self.violations(*checkers)
        shown = [f"\n{each.checker}: {each.what} (messages {each.evidence})" for each in found]
        assert not found, "".join(shown)


def build_world(names: Sequence[str], settings: ItopSettings) -> WorldGroup:
    """Instances for worlds; a pair is wired as the settings say. They share one clock, which stands still.

    Raises:
        StageError: a design or the wiring cannot be used.
    """
    models = models_of(names, settings)
    clock = Clock.frozen(settings.start or ANY_MOMENT)
    itops = {name: build_itop(name, settings, models[name], f"http://{name}.test/", clock) for name in names}
    roles: Roles = wire(itops, settings)
    start = {name: itop.snapshot() for name, itop in itops.items()}
    return WorldGroup(tuple(names), settings, itops, Traffic(), roles, start, World())
