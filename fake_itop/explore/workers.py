"""Processes that play stories for one search: each builds the same pair, and does one piece of work after another."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, count, islice, takewhile, zip_longest
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol, TypeVar

from fake_itop.explore.laboratory import Laboratory
from fake_itop.explore.opening import Opening
from fake_itop.explore.rules import allowed
from fake_itop.explore.search import Find, Finds, look, shorten
from fake_itop.values.clock import stopwatch

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)

AHEAD = 2
"""How many pieces another process has at once, so that it need not wait for this one."""
READY = "ready"


class LostWorkerError(Exception):
    """A process that had work has ended: one line."""


class Piece(Protocol[Result_co]):
    """A piece of work; it can be sent to another process."""

    def do(self, opening: Opening) -> Result_co:
        """Do it, on a pair."""


@dataclass
class WorkerPool:
    """This process, and others at the far ends of connections, which join in when their pairs are built."""

    opening: Opening
    others: Sequence[Connection] = ()
    _pieces_at: dict[Connection, int] = field(default_factory=dict)

    def results(self, pieces: Iterator[Piece[Result]]) -> Iterator[Result]:
        """What comes of the pieces, as they are done; a piece is asked for when somebody is free to do it.

        Raises:
            LostWorkerError: a process has ended.
        """
        for member in self._pieces_at:
            self._supply(member, pieces)
        for piece in pieces:
            yield piece.do(self.opening)
            yield from self._received(self.others, pieces, patience=0)
        while busy := [member for member, number in self._pieces_at.items() if number]:
            yield from self._received(busy, pieces, patience=None)

    def _received(
        self, members: Sequence[Connection], pieces: Iterator[Piece[Result]], patience: float | None
    ) -> Iterator[Result]:
        for member in wait(members, patience):
            assert isinstance(member, Connection)
            result = _heard(member)
            if result == READY:
                self._pieces_at[member] = 0
            else:
                self._pieces_at[member] -= 1
                yield result
            self._supply(member, pieces)

    def _supply(self, member: Connection, pieces: Iterator[Piece[Any]]) -> None:
        while self._pieces_at[member] < AHEAD:
            piece = next(pieces, None)
            if piece is None:
                return
            member.send(piece)
            self._pieces_at[member] += 1


@contextmanager
def worker_pool(laboratory: Laboratory, opening: Opening, jobs: int) -> Iterator[WorkerPool]:
    """So many processes, this one among them, which has its pair already."""
    context = multiprocessing.get_context("spawn")
    processes, others = [], []
    for _ in range(jobs - 1):
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(laboratory, theirs), daemon=True)
        process.start()
        theirs.close()
        processes.append(process)
        others.append(ours)
    try:
        yield WorkerPool(opening, others)
    finally:
        for process in processes:
            process.terminate()
            process.join()
        for other in others:
            other.close()


def work(laboratory: Laboratory, connection: Connection) -> None:
    """What another process of a pool does, until it is ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts means the search, whose process ends this one
    opening = laboratory.open()
    with suppress(EOFError, OSError):  # the search has ended, and with it the other end of the connection
        connection.send(READY)
        while True:
            piece: Piece[object] = connection.recv()
            connection.send(piece.do(opening))


def _heard(member: Connection) -> Any:
    try:
        return member.recv()
    except EOFError:
        raise LostWorkerError("a process of the search has ended before its work was done") from None


FOR_SEARCHING = 0.75
"""The share of the budget after which no new story is begun: the rest is for making stories shorter."""

FOR_ALL = 0.95
"""The share of the budget after which nothing is begun any more."""

TOGETHER = 5
"""How many seeds make a piece of work."""


@dataclass(frozen=True)
class Stretch:
    """A piece of the search: some seeds."""

    faults: tuple[str, ...]
    seeds: range

    def do(self, opening: Opening) -> Finds:
        """Play them."""
        return look(opening, allowed(opening, self.faults), self.seeds)


@dataclass(frozen=True)
class Shortening:
    """A piece of the search: a story to make shorter."""

    find: Find

    def do(self, opening: Opening) -> tuple[Find, Find]:
        """The find as it was, and made shorter."""
        return self.find, shorten(opening, self.find)


@dataclass
class Exploration:
    """A search: with which faults, over how many seeds (``None``: without end), in how many seconds (likewise).

    ``start`` is when the budget began, as `stopwatch` tells it.
    """

    faults: tuple[str, ...]
    first_seed: int
    seeds: int | None
    budget: float | None
    start: float
    finds: Finds = field(default_factory=Finds)
    interrupted: bool = False

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return stopwatch() - self.start

    @property
    def done(self) -> float:
        """Roughly which share of it is done, between 0 and 1."""
        by_seeds = self.finds.exchanges / self.seeds if self.seeds else 0.0
        by_time = self.seconds / self.budget if self.budget else 0.0
        return min(max(by_seeds, by_time), 1.0)

    def search(self, worker_pool: WorkerPool, tell: Callable[[Exploration], None]) -> None:
        """Search, and tell how it gets on; whoever interrupts it keeps what was found."""
        try:
            for found in worker_pool.results(self._stretches()):
                self.finds.merge(found)
                tell(self)
            for before, after in worker_pool.results(self._shortenings()):
                self.finds.replace(before, after)
                tell(self)
        except KeyboardInterrupt:
            self.interrupted = True

    def _stretches(self) -> Iterator[Stretch]:
        pieces = (Stretch(self.faults, seeds) for seeds in _ranges(self.first_seed, self.seeds))
        # However small the budget is: who has looked at nothing must not say that all is well.
        return chain(islice(pieces, 1), takewhile(lambda _: not self._is_over(FOR_SEARCHING), pieces))

    def _shortenings(self) -> Iterator[Shortening]:
        by_rank = zip_longest(*(list(finds) for finds in self.finds.candidates.values()))
        best_first = (find for row in by_rank for find in row if find is not None)
        return (Shortening(find) for find in takewhile(lambda _: not self._is_over(FOR_ALL), best_first))

    def _is_over(self, share: float) -> bool:
        return self.budget is not None and self.seconds >= self.budget * share


def _ranges(first: int, seeds: int | None) -> Iterator[range]:
    for start in count(first, TOGETHER):
        end = start + TOGETHER if seeds is None else min(start + TOGETHER, first + seeds)
        if end <= start:
            return
        yield range(start, end)
