"""Processes that play stories for one search: each builds the same pair, and takes one piece of work at a time."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol, TypeVar

from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.laboratory import Laboratory
from fake_itop.explore import Opening

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)


class Piece(Protocol[Result_co]):
    """A piece of work; it can be sent to another process."""

    def do(self, opening: Opening) -> Result_co:
        """Do it, on a pair."""


class Crew(Protocol):
    """Whoever does pieces of work."""

    def results(self, pieces: Iterator[Piece[Result]]) -> Iterator[Result]:
        """What comes of the pieces, in any order; a piece is asked for when somebody is free to do it."""


@dataclass(frozen=True)
class Alone:
    """This process."""

    opening: Opening

    def results(self, pieces: Iterator[Piece[Result]]) -> Iterator[Result]:
        """What comes of the pieces, in order."""
        return (piece.do(self.opening) for piece in pieces)


@dataclass(frozen=True)
class Processes:
    """Other processes, each at the far end of a connection."""

    members: list[Connection]

    def results(self, pieces: Iterator[Piece[Result]]) -> Iterator[Result]:
        """What comes of the pieces, as they are done.

        Raises:
            CliError: a process has ended.
        """
        busy = {member for member in self.members if _sent(member, pieces)}
        while busy:
            for member in busy.intersection(wait(busy)):
                yield _received(member)
                if not _sent(member, pieces):
                    busy.remove(member)


@contextmanager
def crew(laboratory: Laboratory, opening: Opening, jobs: int) -> Iterator[Crew]:
    """So many processes; for one, this very process, which has its pair already."""
    if jobs == 1:
        yield Alone(opening)
        return
    context = multiprocessing.get_context("spawn")
    processes, members = [], []
    for _ in range(jobs):
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(laboratory, theirs), daemon=True)
        process.start()
        theirs.close()
        processes.append(process)
        members.append(ours)
    try:
        yield Processes(members)
    finally:
        for member in members:
            member.close()
        for process in processes:
            process.terminate()
            process.join()


def work(laboratory: Laboratory, connection: Connection) -> None:
    """What a process of the crew does, until nobody is left to work for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts means the search: its process ends this one
    opening = laboratory.open()
    while True:
        try:
            piece: Piece[object] = connection.recv()
            connection.send(piece.do(opening))
        except EOFError:
            return


def _sent(member: Connection, pieces: Iterator[Piece[Any]]) -> bool:
    """Give somebody the next piece, if there is one."""
    for piece in pieces:
        member.send(piece)
        return True
    return False


def _received(member: Connection) -> Any:
    try:
        return member.recv()
    except EOFError:
        raise CliError("a process of the search has ended before its work was done", ExitCode.INTERNAL) from None
