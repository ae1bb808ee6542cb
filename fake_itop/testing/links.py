"""The way from one instance of a test to another: what goes wrong on it is switched on and off here."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from fake_itop.testing.group import Runs
from fake_itop.world import Corruption, Fault, Link

__tracebackhide__ = True


class FaultOfTest:
    """A fault that is switched on; a context manager that switches it off. ``struck`` counts the messages it struck."""

    def __init__(self, host: Runs, fault: Fault) -> None:
        self._host = host
        self._fault = fault

    @property
    def struck(self) -> int:
        """How many messages it struck."""
        return self._fault.struck

    def stop(self) -> None:
        """Switch it off; what it holds goes on."""
        self._host.do(self._fault.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.stop()


class LinkOfTest:
    """The verbs of `fake_itop.world.Link`, said from the thread of a test. ``nth`` is the one message that is struck,
    from 1, ``probability`` the share of them; without either all are.
    """

    def __init__(self, host: Runs, link: Link) -> None:
        self._host = host
        self._link = link

    def hold(self) -> FaultOfTest:
        """Keep all messages back until `release`."""
        return self._on(self._link.hold)

    def release(self) -> None:
        """Let what is held back go on."""
        self._host.do(self._link.release)

    def partition(self) -> FaultOfTest:
        """Let nobody get through, until `heal`: senders are refused the connection."""
        return self._on(self._link.partition)

    def heal(self) -> None:
        """Let everybody get through again."""
        self._host.do(self._link.heal)

    def delay(self, seconds: float, *, nth: int | None = None, probability: float | None = None) -> FaultOfTest:
        """Let messages arrive later."""
        return self._on(lambda: self._link.delay(seconds, nth=nth, probability=probability))

    def drop(self, *, nth: int | None = None, probability: float | None = None) -> FaultOfTest:
        """Let messages vanish: their senders learn that their time is up."""
        return self._on(lambda: self._link.drop(nth=nth, probability=probability))

    def duplicate(self, *, nth: int | None = None, probability: float | None = None) -> FaultOfTest:
        """Let messages arrive a second time, once the first was answered."""
        return self._on(lambda: self._link.duplicate(nth=nth, probability=probability))

    def reply_lost(self, *, nth: int | None = None, probability: float | None = None) -> FaultOfTest:
        """Let the other side do what it is asked, and its answer vanish."""
        return self._on(lambda: self._link.reply_lost(nth=nth, probability=probability))

    def corrupt(
        self, how: Corruption | str = Corruption.TRUNCATED, *, nth: int | None = None, probability: float | None = None
    ) -> FaultOfTest:
        """Spoil replies.

        Raises:
            ValueError: ``how`` is no `Corruption`.
        """
        return self._on(lambda: self._link.corrupt(how, nth=nth, probability=probability))

    def slow(self, seconds: float, *, nth: int | None = None, probability: float | None = None) -> FaultOfTest:
        """Let the other side do what it is asked at once, and answer later."""
        return self._on(lambda: self._link.slow(seconds, nth=nth, probability=probability))

    def _on(self, switch: Callable[[], Fault]) -> FaultOfTest:
        return FaultOfTest(self._host, self._host.do(switch))
