"""Tells on stderr of every message when it is answered, and of what is noted in between: a line each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from fake_itop.journal import Message

Tell = Callable[[Message], None]
_ARROWS = {"request": "<-", "webhook": "->"}
_LENGTH = 200


def teller(form: str, write: Callable[[str], None]) -> Tell:
    """Writes a line for each message of a journal: ``json``, the row as the control API gives it, or ``text``."""
    line = json_line if form == "json" else text_line

    def tell(message: Message) -> None:
        if message.reply is not None or not message.is_answerable:
            write(line(message.to_json()))

    return tell


def json_line(row: Mapping[str, Any]) -> str:
    """A row as JSON."""
    return json.dumps(row, default=str)


def text_line(row: Mapping[str, Any]) -> str:
    """A row for people: when, whose, what, and what came of it."""
    what = _message(row) if "url" in row else _shortened(json.dumps(row["act"], ensure_ascii=False, default=str))
    kind = _ARROWS.get(row["kind"], row["kind"])
    cause = "" if row["cause"] is None else f" (of #{row['cause']})"
    return f"{row['time']} {row['instance']} #{row['seq']}{cause} {kind} {what}{_outcome(row)}"


def _message(row: Mapping[str, Any]) -> str:
    return f"{row['method']} {row['url']}"


def _outcome(row: Mapping[str, Any]) -> str:
    reply = row["reply"]
    if row.get("stopped"):
        return f": {row['stopped']}"
    if reply is None:
        return ""
    if "status" in reply:
        return f": {reply['status']} {_shortened(reply['body'])}".rstrip()
    return f": {reply.get('failure') or json.dumps(reply, default=str)}"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LENGTH else f"{line[: _LENGTH - 1]}…"
