"""The rows of a journal as checkers read them, wherever it comes from: a world in memory, a server, JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from fake_itop import journal
from fake_itop.journal import Message
from fake_itop.values.http import HttpReply, HttpRequest, NetworkFailure, OutgoingRequest
from fake_itop.values.json_texts import asked_in, json_object

Text = str | bytes
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a message (``url``, ``body``), or an act, a write, a trigger, ... (``what``).

    ``reply`` is the body that answered a message, empty where the network failed, ``None`` where nothing has come yet.
    ``seen`` is what came of an act.
    """

    seq: int
    instance: str
    kind: str
    cause: int | None = None
    depth: int = 0
    what: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    body: Text = ""
    stopped: str = ""
    reply: Text | None = None
    seen: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_from_outside(self) -> bool:
        """Whether a person, a program or the clock began something with it."""
        return self.cause is None and self.kind in {"console", "request", "cron"}

    @property
    def is_under_way(self) -> bool:
        """Whether it is a webhook that nobody has answered yet."""
        return self.kind == "webhook" and self.reply is None and not self.stopped

    @property
    def asked(self) -> Mapping[str, Any]:
        """The ``json_data`` of a message; empty where there is none."""
        for form in (_decoded(self.body), urlsplit(self.url).query):
            if "json_data" in form:
                return asked_in(form)
        return NOTHING

    @property
    def answer(self) -> Mapping[str, Any]:
        """The JSON object that answered a message; empty where there is none."""
        return json_object(_decoded(self.reply)) if self.reply else NOTHING


def of_message(message: Message) -> Row:
    """The row that a message in memory is."""
    content, reply = message.content, message.reply
    place = (message.seq, message.instance, str(message.kind), message.cause, message.depth)
    if not isinstance(content, HttpRequest | OutgoingRequest):
        return Row(*place, content, seen=message.outcome() if reply is not None else NOTHING)
    answer = reply.body if isinstance(reply, HttpReply) else "" if isinstance(reply, NetworkFailure) else None
    return Row(*place, NOTHING, message.url, content.body, message.stopped, answer)


def of_json(row: Mapping[str, Any]) -> Row:
    """The row that ``GET journal``, or a line of a saved journal, shows."""
    reply = row.get("reply") or NOTHING
    body = reply.get("body", "" if "failure" in reply else None)
    is_act = "act" in row
    return Row(
        row["seq"],
        row["instance"],
        row["kind"],
        row.get("cause"),
        row.get("depth", 0),
        row.get("act", NOTHING),
        row.get("url", ""),
        row.get("body", ""),
        row.get("stopped", ""),
        None if is_act else body,
        reply if is_act else NOTHING,
    )


def of_lines(lines: Iterable[str], name: str = "journal") -> list[Row]:
    """The rows of a journal that was saved as JSON lines; ``name`` is how errors call it.

    Raises:
        JournalError: a line is no row.
    """
    return [of_json(row) for row in journal.of_lines(lines, name)]


def texts_in(value: object) -> Iterator[str]:
    """All texts in a JSON value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def _decoded(text: Text) -> str:
    return text if isinstance(text, str) else text.decode("utf-8", "replace")
