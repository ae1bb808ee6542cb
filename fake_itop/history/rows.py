"""The rows of a journal, wherever it comes from: a world in memory, or JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from fake_itop.journal import Message
from fake_itop.values.http import HttpRequest, OutgoingRequest


class JournalError(Exception):
    """Text that is no journal: one line that says where and why."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a message (``body``), or an act, a write, a trigger, ... (``what``)."""

    seq: int
    instance: str
    kind: str
    cause: int | None
    depth: int
    what: Mapping[str, Any]
    body: str | bytes = ""
    stopped: str = ""

    @property
    def is_from_outside(self) -> bool:
        """Whether a person, a program or the clock began something with it."""
        return self.cause is None and self.kind in {"console", "request", "cron"}

    @property
    def asked(self) -> Mapping[str, Any]:
        """The ``json_data`` of a message; empty where there is none."""
        body = self.body if isinstance(self.body, str) else self.body.decode("utf-8", "replace")
        try:
            value = json.loads(parse_qs(body).get("json_data", ["{}"])[0])
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}


def of_message(message: Message) -> Row:
    """The row that a message in memory is."""
    content = message.content
    return Row(
        message.seq,
        message.instance,
        str(message.kind),
        message.cause,
        message.depth,
        {} if isinstance(content, HttpRequest | OutgoingRequest) else content,
        content.body if isinstance(content, HttpRequest | OutgoingRequest) else "",
        message.stopped,
    )


def of_json(row: Mapping[str, Any], where: str = "row") -> Row:
    """The row that ``GET journal``, or a line of a saved journal, shows.

    Raises:
        JournalError: it is none.
    """
    try:
        what, body = row.get("act", {}), row.get("body", "")
        seq, instance, kind = row["seq"], row["instance"], row["kind"]
        return Row(seq, instance, kind, row.get("cause"), row.get("depth", 0), what, body, row.get("stopped", ""))
    except (KeyError, AttributeError, TypeError):
        wanted = '{"seq": 1, "instance": "ours", "kind": "console", ...}'
        raise JournalError(f"{where}: no row of a journal; right would be {wanted}") from None


def of_lines(lines: Iterable[str], name: str = "journal") -> list[Row]:
    """The rows of a journal that was saved as JSON lines.

    Raises:
        JournalError: a line is no row.
    """
    return [of_json(_parsed(line, f"{name}:{n}"), f"{name}:{n}") for n, line in enumerate(lines, 1) if line.strip()]


def to_lines(messages: Iterable[Message]) -> str:
    """A journal as JSON lines, secrets masked."""
    return "".join(json.dumps(message.to_json(), ensure_ascii=False) + "\n" for message in messages)


def _parsed(line: str, where: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise JournalError(f"{where}: not JSON: {error}; a journal has one row as JSON in each line") from None
