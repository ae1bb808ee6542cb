"""What went over the wire, as events of two lanes: acts at the console, webhooks there, their answers back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs

from fake_itop.transfer.lab import Row
from fake_itop.transfer.stage import COMMENT

READS = frozenset({"core/get", "core/check_credentials", "list_operations"})
"""Operations that look, and change nothing."""

ACTS = frozenset({"console", "cron"})
"""What a person, or the clock, does directly."""

NOTES = frozenset({"log", "mail", "news"})
"""What is noted of an instance meanwhile; whatever else a journal has is told by nobody here."""

LENGTH = 60

NO_ANSWER = "no answer yet"


class Sort(StrEnum):
    """What sort of event."""

    ACT = "act"
    CALL = "call"
    ANSWER = "answer"
    FAILURE = "failure"
    NOTE = "note"


@dataclass(frozen=True)
class Event:
    """Something that happened: in one lane where ``to`` is its own, else from one to the other.

    ``failed`` events are refusals, failures of the network, and webhooks that were stopped. ``seq`` is the message's
    number in the journal.
    """

    sort: Sort
    lane: str
    to: str
    text: str
    failed: bool = False
    seq: int = 0


def opposite(row: Row) -> str:
    """The other one of the pair."""
    return "partner" if row["instance"] == "ours" else "ours"


def is_read(row: Row) -> bool:
    """Whether a message is a call from outside that only looks."""
    return _is_from_outside(row) and _json_data(row["body"]).get("operation") in READS


def is_stagehand(row: Row) -> bool:
    """Whether a message is a call from outside that only looks, or sets the stage."""
    return is_read(row) or (_is_from_outside(row) and _json_data(row["body"]).get("comment") == COMMENT)


@dataclass(frozen=True)
class Telling:
    """How a journal is told.

    ``whither`` gives the lane to which a webhook goes; what ``is_hidden`` is shown only where it causes something;
    ``with_notes`` tells of logs, mails and news too.
    """

    whither: Callable[[Row], str] = opposite
    is_hidden: Callable[[Row], bool] = is_stagehand
    with_notes: bool = False


def events(rows: Sequence[Row], telling: Telling = Telling()) -> list[Event]:
    """The events of a journal, each answer after all that happened before it was given.

    A message whose cause is not among the rows counts as one from outside.
    """
    known = {row["seq"] for row in rows}
    effects: dict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        effects[row["cause"] if row["cause"] in known else None].append(row)
    return list(_walk(effects, telling))


def cycles(rows: Sequence[Row]) -> list[str]:
    """Which messages repeated where the depth limit stopped a chain, and why it was stopped."""
    return [f"{row['stopped']}; {_cycle(row)}" for row in rows if row.get("stopped")]


def _cycle(row: Row) -> str:
    return str(row["cycle"]["text"]) if "cycle" in row else "its end does not repeat"


def _walk(effects: Mapping[int | None, list[Row]], telling: Telling) -> Iterator[Event]:
    """Depth first, without recursion: a chain may be as deep as its limit allows."""
    stack: list[Row | Event] = list(reversed(effects[None]))
    while stack:
        each = stack.pop()
        if isinstance(each, Event):
            yield each
            continue
        caused = effects.get(each["seq"], [])
        begin, end = _events_of(each, telling) if caused or not telling.is_hidden(each) else (None, None)
        if begin is not None:
            yield begin
        if end is not None:
            stack.append(end)
        stack.extend(reversed(caused))


def _is_from_outside(row: Row) -> bool:
    return row["kind"] == "request" and row["cause"] is None


def _events_of(row: Row, telling: Telling) -> tuple[Event | None, Event | None]:
    """What is shown before the effects of a message, and what after them."""
    if row["kind"] == "webhook":
        return _webhook(row, telling.whither(row))
    if row["kind"] == "request":
        return (_in_lane(row, f"REST: {_asked(row['body'])}"), None) if row["cause"] is None else (None, None)
    if row["kind"] in ACTS:
        return _in_lane(row, _act(row)), None
    return (_noted(row), None) if telling.with_notes and row["kind"] in NOTES else (None, None)


def _webhook(row: Row, there: str) -> tuple[Event, Event | None]:
    here, seq = row["instance"], row["seq"]
    if row.get("stopped"):
        return Event(Sort.FAILURE, here, there, f"not sent: {row['stopped']}", failed=True, seq=seq), None
    call = Event(Sort.CALL, here, there, _asked(row["body"]), seq=seq)
    reply = row["reply"] or {"failure": NO_ANSWER}
    if "failure" in reply:
        return call, Event(Sort.FAILURE, there, here, reply["failure"], failed=True, seq=seq)
    text, failed = said(reply)
    return call, Event(Sort.ANSWER, there, here, text, failed, seq)


def _in_lane(row: Row, text: str) -> Event:
    return Event(Sort.ACT, row["instance"], row["instance"], text, seq=row["seq"])


def _noted(row: Row) -> Event:
    note = row["act"]
    text = note.get("subject") or note.get("title") or note.get("message") or ""
    return Event(Sort.NOTE, row["instance"], row["instance"], f"{row['kind']}: {_short(str(text))}", seq=row["seq"])


def _act(row: Row) -> str:
    act = row["act"]
    if row["kind"] != "console":
        return "background tasks"
    if act["key"] is None:
        return f"{act['login']} makes a {act['class']}: {_short(_values(act['fields']))}"
    stimulus = "" if act["stimulus"] == "-" else f" {act['stimulus']}"
    return f"{act['login']} on {act['class']}::{act['key']}:{stimulus} {_short(_values(act['fields']))}".rstrip()


def _asked(body: str) -> str:
    asked = _json_data(body)
    key = f"::{asked['key']}" if isinstance(asked.get("key"), str | int) else ""
    stimulus = f" {asked['stimulus']}" if "stimulus" in asked else ""
    what = f"{asked.get('operation', 'a request')} {asked.get('class', '')}{key}{stimulus}"
    return f"{what} {_short(_values(asked.get('fields')))}".rstrip()


def said(reply: Mapping[str, Any]) -> tuple[str, bool]:
    """What an answer says, and whether it is a refusal."""
    answer = _object(reply["body"])
    if "code" not in answer:
        return f"HTTP {reply['status']}", True
    if answer["code"] != 0:
        return f"code {answer['code']}: {answer.get('message')}", True
    objects = answer.get("objects") or {}
    return "; ".join(f"{entry['message']} {name}" for name, entry in objects.items()) or "code 0", False


def _values(fields: object) -> str:
    shown = fields if isinstance(fields, dict) else {}
    return ", ".join(f"{code}={value if isinstance(value, str | int) else '…'}" for code, value in shown.items())


def _short(text: str) -> str:
    return text if len(text) <= LENGTH else f"{text[: LENGTH - 1]}…"


def _json_data(body: str) -> dict[str, Any]:
    return _object(parse_qs(body).get("json_data", ["{}"])[0])


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
