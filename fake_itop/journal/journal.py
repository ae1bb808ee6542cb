"""The rows of a pair's messages: bounded, numbered across its instances, forgotten and restored for each alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from fake_itop.journal.message import Message, MessageKind

DEFAULT_MAX_ROWS = 100_000
DEFAULT_MAX_BYTES = 256 * 1024 * 1024

Watcher = Callable[[Message], None]
"""Is told each message when it is written down, and again when it is answered; it must not fail, nor write."""


class Journal:
    """Messages in the order of their sequence numbers, which start at 1.

    Beyond ``max_rows`` rows, or ``max_bytes`` bytes of bodies, the oldest rows are dropped; `dropped` counts them, and
    whoever reads the journal is told.
    """

    def __init__(self, *, max_rows: int = DEFAULT_MAX_ROWS, max_bytes: int = DEFAULT_MAX_BYTES) -> None:
        self.max_rows = max_rows
        self.max_bytes = max_bytes
        self.dropped = 0
        self.revision = 0
        """Goes up with every message, reply and restore: what was read at the same revision still holds."""
        self._rows: dict[int, Message] = {}
        self._last = 0
        self._bytes = 0
        self._watchers: list[Watcher] = []

    def __len__(self) -> int:
        return len(self._rows)

    def next_seq(self) -> int:
        """The number of the next message."""
        self._last += 1
        return self._last

    def append(self, message: Message) -> None:
        """Write a message down, dropping the oldest where there is no room."""
        self.revision += 1
        self._rows[message.seq] = message
        self._bytes += message.size
        self._make_room()
        self._tell(message)

    def answered(self, message: Message, reply: object) -> None:
        """Write down what came of a message."""
        self.revision += 1
        grown = message.answer(reply)
        if self._rows.get(message.seq) is message:
            self._bytes += grown
            self._make_room()
        self._tell(message)

    @contextmanager
    def watched(self, watcher: Watcher) -> Iterator[None]:
        """Tell somebody of every message while the block runs."""
        self._watchers.append(watcher)
        try:
            yield
        finally:
            self._watchers.remove(watcher)

    def rows(self, instance: str | None = None) -> tuple[Message, ...]:
        return tuple(row for row in self._rows.values() if instance is None or row.instance == instance)

    def find(self, seq: int) -> Message | None:
        """The message of that number, unless it was dropped or never written."""
        return self._rows.get(seq)

    def latest(self, count: int) -> list[Message]:
        """The last messages of all instances, at most so many, in order."""
        return list(islice(reversed(self._rows.values()), count))[::-1]

    def forget(self, instance: str) -> None:
        """Drop all messages of one instance: its history starts anew."""
        self.restore(instance, ())

    def restore(self, instance: str, rows: Iterable[Message]) -> None:
        """Make one instance's messages those that `rows` once gave. Numbers go on after the highest that is left."""
        self.revision += 1
        others = [row for row in self._rows.values() if row.instance != instance]
        kept = sorted([*others, *rows], key=lambda row: row.seq)
        self._rows = {row.seq: row for row in kept}
        self._last = kept[-1].seq if kept else 0
        self._bytes = sum(row.size for row in kept)
        self.dropped = self.dropped if kept else 0

    def to_json(self, instance: str | None = None) -> dict[str, Any]:
        """What ``GET journal`` answers."""
        return {
            "dropped": self.dropped,
            "max_rows": self.max_rows,
            "messages": [row.to_json() for row in self.rows(instance)],
        }

    def pieces(self, instance: str | None, kinds: Container[MessageKind]) -> Iterator[str]:
        """The text of the same for some kinds of rows, in pieces of a row each: all at once may take long."""
        head = json.dumps({"dropped": self.dropped, "max_rows": self.max_rows})
        yield f'{head[:-1]}, "messages": ['
        between = ""
        for row in self.rows(instance):
            if row.kind in kinds:
                yield between + json.dumps(row.to_json(), default=str)
                between = ", "
        yield "]}\n"

    def _tell(self, message: Message) -> None:
        for watcher in self._watchers:
            watcher(message)

    def _make_room(self) -> None:
        while len(self._rows) > self.max_rows or (self._bytes > self.max_bytes and len(self._rows) > 1):
            oldest = self._rows.pop(next(iter(self._rows)))
            self._bytes -= oldest.size
            self.dropped += 1
