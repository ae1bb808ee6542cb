"""What the work on one message may cost before it is cut off.

A real server has such limits too (PHP's memory and time, the web server's patience). Whoever drives an instance sets a
budget around each stretch of work, and what could take long spends of it. Steps are counted, so that the same input
always ends alike; seconds count only where a driver hands in a clock, for what steps cannot measure. Outside of a
budget nothing is counted. Where a driver can turn to others meanwhile, work that takes long lets it (`breathe`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

MIB = 1024 * 1024
COUNTED = ("tokens", "rows", "markup", "matching", "text")
"""What is spent step by step."""
_BETWEEN_LOOKS = 256
"""So many times something is spent before the clock is looked at again."""


@dataclass(frozen=True)
class Limits:
    """How much of each a stretch of work may spend; a stretch ends where a webhook is waited for.

    ``tokens`` are those of queries; ``rows`` are objects, and combinations of objects, that queries look at;
    ``matching`` are steps of regular expressions; ``markup`` are elements and texts of HTML, each time that they are
    gone over; ``text`` are characters of what is built from templates; ``seconds`` are those of the processor.
    """

    tokens: int = 50_000
    rows: int = 500_000
    markup: int = 500_000
    matching: int = 20_000
    text: int = 64 * MIB
    seconds: float = 0.4

    def times(self, factor: float) -> Limits:
        """So many times these limits.

        Raises:
            ValueError: the factor is not positive.
        """
        if not 0 < factor < float("inf"):
            raise ValueError(f"a budget is multiplied by a positive number, not {factor}")
        whole = {name: round(getattr(self, name) * factor) for name in COUNTED}
        return replace(self, **whole, seconds=self.seconds * factor)


class BudgetExceededError(Exception):
    """A stretch of work would cost more than it may; the text says of what, and how the limit is raised."""

    def __init__(self, what: str, limit: float) -> None:
        super().__init__(f"budget exceeded: more than {limit} {what}; --budget multiplies what a request may spend")
        self.what = what


class Budget:
    """What is left of some limits; ``clock`` gives seconds."""

    def __init__(self, limits: Limits, clock: Callable[[], float] | None = None) -> None:
        self._limits = limits
        self._clock = clock
        self.renew()

    def renew(self) -> None:
        """Have nothing spent yet."""
        self.spent = dict.fromkeys(COUNTED, 0)
        self._started = self._clock() if self._clock is not None else 0.0
        self._times = 0

    def spend(self, what: str, amount: int = 1) -> None:
        """Count so much of ``what``, a field of `Limits`.

        Raises:
            BudgetExceededError: there is not so much left, or no time.
        """
        self.spent[what] += amount
        limit: int = getattr(self._limits, what)
        if self.spent[what] > limit:
            raise BudgetExceededError(what, limit)
        self._times += what != "tokens"  # which all cost the same
        if self._times % _BETWEEN_LOOKS == 0 or amount > _BETWEEN_LOOKS:
            self.look_at_the_clock()

    def look_at_the_clock(self) -> None:
        """Count the time that went by, which that of others is no part of.

        Raises:
            BudgetExceededError: it is more than there was.
        """
        if self._clock is None:
            return
        left = self._clock()
        if left - self._started > self._limits.seconds:
            raise BudgetExceededError("seconds", self._limits.seconds)
        breathe()
        self._started += self._clock() - left


_PAUSE: ContextVar[Callable[[], None] | None] = ContextVar("pause", default=None)


@contextmanager
def pausing(pause: Callable[[], None]) -> Iterator[None]:
    """Call ``pause`` again and again while the block works: others may have a turn in it."""
    token = _PAUSE.set(pause)
    try:
        yield
    finally:
        _PAUSE.reset(token)


def breathe() -> None:
    """Let the driver of the current work turn to others, if it can and wants to."""
    pause = _PAUSE.get()
    if pause is not None:
        pause()


_CURRENT: ContextVar[Budget | None] = ContextVar("budget", default=None)


@contextmanager
def budgeted(limits: Limits, clock: Callable[[], float] | None = None) -> Iterator[Budget]:
    """Hold the work of the block to these limits."""
    budget = Budget(limits, clock)
    token = _CURRENT.set(budget)
    try:
        yield budget
    finally:
        _CURRENT.reset(token)


def current_budget() -> Budget | None:
    """The budget of the work that is being done; ``None`` outside of any."""
    return _CURRENT.get()


def renew() -> None:
    """Begin another stretch of the current work: one of many pieces, each of which may cost as much as a request."""
    budget = current_budget()
    if budget is not None:
        budget.renew()


def spend(what: str, amount: int = 1) -> None:
    """Count work of the current budget, if there is one.

    Raises:
        BudgetExceededError: it is more than may be spent.
    """
    budget = current_budget()
    if budget is not None:
        budget.spend(what, amount)
