"""Processes that play stories for one search: each builds the same pair, and does one piece of work after another."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol, TypeVar

from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.laboratory import Laboratory
from fake_itop.explore import Opening

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)

AHEAD = 2
"""How many pieces another process has at once, so that it need not wait for this one."""
READY = "ready"


class Piece(Protocol[Result_co]):
    """A piece of work; it can be sent to another process."""

    def do(self, opening: Opening) -> Result_co:
        """Do it, on a pair."""


@dataclass
class Crew:
    """This process, and others at the far ends of connections, which join in when their pairs are built."""

    opening: Opening
    others: Sequence[Connection] = ()
    _pieces_at: dict[Connection, int] = field(default_factory=dict)

    def results(self, pieces: Iterator[Piece[Result]]) -> Iterator[Result]:
        """What comes of the pieces, as they are done; a piece is asked for when somebody is free to do it.

        Raises:
            CliError: a process has ended.
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
def crew(laboratory: Laboratory, opening: Opening, jobs: int) -> Iterator[Crew]:
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
        yield Crew(opening, others)
    finally:
        for process in processes:
            process.terminate()
            process.join()
        for other in others:
            other.close()


def work(laboratory: Laboratory, connection: Connection) -> None:
    """What another process of a crew does, until it is ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts means the search, whose process ends this one
    opening = laboratory.open()
    connection.send(READY)
    while True:
        piece: Piece[object] = connection.recv()
        connection.send(piece.do(opening))


def _heard(member: Connection) -> Any:
    try:
        return member.recv()
    except EOFError:
        raise CliError("a process of the search has ended before its work was done", ExitCode.INTERNAL) from None
