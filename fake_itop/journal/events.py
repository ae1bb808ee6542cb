"""A journal as a story in lanes: what people do, webhooks there and answers back, and what happens inside each lane."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from fake_itop.client.operations import READS
from fake_itop.journal.lines import JsonRow
from fake_itop.journal.message import MessageKind
from fake_itop.values.budget import breathe
from fake_itop.values.json_texts import asked_in, json_object

BY_ITSELF = frozenset({"last_update", "start_date", "assignment_date", "friendlyname"})
"""Attributes that iTop sets itself whenever something else changes: they tell nothing."""

LENGTH = 60
NO_ANSWER = "no answer yet"
NOTHING: Mapping[str, Any] = {}


class Sort(StrEnum):
    ACT = "act"
    CALL = "call"
    ANSWER = "answer"
    FAILURE = "failure"
    NOTE = "note"


@dataclass(frozen=True)
class Event:
    """Something that happened: in one lane where ``to`` is its own, else from one to the other.

    ``failed`` events are refusals, failures of the network, faults, and webhooks that were stopped. ``seq``, ``cause``
    and ``depth`` are those of the row in the journal that tells it.
    """

    sort: Sort
    lane: str
    to: str
    text: str
    failed: bool = False
    seq: int = 0
    cause: int | None = None
    depth: int = 0

    @property
    def is_inside(self) -> bool:
        """Whether it stays in its lane."""
        return self.lane == self.to and self.sort in {Sort.ACT, Sort.NOTE}


def is_from_outside(row: JsonRow) -> bool:
    """Whether a message is a call that nobody in the journal caused."""
    return bool(row["kind"] == "request" and row.get("cause") is None)


def is_read(row: JsonRow) -> bool:
    """Whether a message is a call from outside that only looks."""
    return is_from_outside(row) and asked(row).get("operation") in READS


@dataclass(frozen=True)
class Telling:
    """How a journal is told.

    ``lane_of`` gives the lane to which a webhook goes; without it, the journal says where it arrived. What
    ``is_hidden`` is shown only where it causes something. ``kinds`` are the kinds of rows that are told. ``outside`` is
    the lane of whoever calls from outside; where that is empty, their calls are told in the lane of whom they call.
    """

    lane_of: Callable[[JsonRow], str] | None = None
    is_hidden: Callable[[JsonRow], bool] = is_read
    kinds: frozenset[str] = frozenset(MessageKind)
    outside: str = ""


WHOLE = Telling()


def events(rows: Sequence[JsonRow], telling: Telling = WHOLE) -> list[Event]:
    """The events of a journal, each answer after all that happened before it was given.

    A row whose cause is not among the rows is told as one that nothing caused.
    """
    return list(_Walk(rows, telling).events())


def lanes(happened: Sequence[Event]) -> list[str]:
    """The lanes of some events, in the order in which they appear."""
    return list(dict.fromkeys(name for event in happened for name in (event.lane, event.to)))


def cycles(rows: Sequence[JsonRow]) -> list[str]:
    """Which messages repeated where the depth limit stopped a chain, and why it was stopped."""
    return [f"{row['stopped']}; {_cycle(row)}" for row in rows if row.get("stopped")]


def _cycle(row: JsonRow) -> str:
    return str(row["cycle"]["text"]) if "cycle" in row else "its end does not repeat"


class _Walk:
    """Depth first from cause to effect, without recursion: a chain may be as deep as its limit allows."""

    def __init__(self, rows: Sequence[JsonRow], telling: Telling) -> None:
        self._telling = telling
        self._lane_of = telling.lane_of or self._receiver
        self._effects: dict[int | None, list[JsonRow]] = defaultdict(list)
        known = {row["seq"] for row in rows}
        for row in rows:
            cause = row.get("cause")
            self._effects[cause if cause in known else None].append(row)
        self._instances = list(dict.fromkeys(row["instance"] for row in rows))

    def events(self) -> Iterator[Event]:
        stack: list[JsonRow | Event] = list(reversed(self._effects[None]))
        while stack:
            each = stack.pop()
            if isinstance(each, Event):
                yield each
                continue
            caused = self._effects.get(each["seq"], [])
            begin, end = self._events_of(each) if caused or not self._telling.is_hidden(each) else (None, None)
            if begin is not None:
                yield begin
            if end is not None:
                stack.append(end)
            stack.extend(reversed(caused))

    def _events_of(self, row: JsonRow) -> tuple[Event | None, Event | None]:
        """What is shown before the effects of a row, and what after them."""
        if row["kind"] not in self._telling.kinds:
            return None, None
        if row["kind"] == "webhook":
            return _sent(row, row["instance"], self._lane_of(row))
        if row["kind"] == "request":
            return self._request(row)
        sort = Sort.ACT if row["kind"] in {"console", "cron"} else Sort.NOTE
        text, failed = _TELLERS[row["kind"]](row.get("act", NOTHING))
        return _event(row, sort, row["instance"], row["instance"], text, failed=failed), None

    def _request(self, row: JsonRow) -> tuple[Event | None, Event | None]:
        """A call from outside, or a message that arrives once more; the first time is told by its sending."""
        here = row["instance"]
        if row.get("cause") is None:
            if self._telling.outside:
                return _sent(row, self._telling.outside, here)
            return _event(row, Sort.ACT, here, here, f"REST: {_asked(row)}"), None
        first = next(each for each in self._arrivals(row["cause"]) or [row])
        if first is row:
            return None, None
        return _event(row, Sort.NOTE, here, here, f"the same message once more: {_asked(row)}", failed=True), None

    def _arrivals(self, seq: int) -> list[JsonRow]:
        return [row for row in self._effects.get(seq, []) if row["kind"] == "request"]

    def _receiver(self, row: JsonRow) -> str:
        """Where a webhook arrived; where it did not, the other of two, else the host of its address."""
        arrivals = self._arrivals(row["seq"])
        if arrivals:
            return str(arrivals[0]["instance"])
        if len(self._instances) <= len(("ours", "partner")):
            there = next((name for name in self._instances if name != row["instance"]), "")
            return there or ("partner" if row["instance"] == "ours" else "ours")
        return urlsplit(row.get("url", "")).netloc or "elsewhere"


def _sent(row: JsonRow, here: str, there: str) -> tuple[Event, Event | None]:
    """What goes from one lane to another, and its answer."""
    if row.get("stopped"):
        return _event(row, Sort.FAILURE, here, there, f"not sent: {row['stopped']}", failed=True), None
    call = _event(row, Sort.CALL, here, there, _asked(row))
    reply = row.get("reply") or {"failure": NO_ANSWER}
    if "failure" in reply:
        return call, _event(row, Sort.FAILURE, there, here, reply["failure"], failed=True)
    text, failed = said(reply)
    return call, _event(row, Sort.ANSWER, there, here, text, failed=failed)


def _event(row: JsonRow, sort: Sort, lane: str, to: str, text: str, *, failed: bool = False) -> Event:
    return Event(sort, lane, to, _printable(text), failed, row["seq"], row.get("cause"), row.get("depth") or 0)


def _printable(text: str) -> str:
    """A text in one line, without what would move a terminal's cursor or break an XML file."""
    return "".join(letter if letter.isprintable() else "�" for letter in " ".join(text.split()))


# What happens in a lane: the text, and whether something went wrong

Told = tuple[str, bool]


def _console(act: Mapping[str, Any]) -> Told:
    stimulus = "" if act.get("stimulus", "-") == "-" else f" {act['stimulus']}"
    who = act.get("login", "somebody")
    if act.get("key") is None:
        return f"{who} makes a {act.get('class', '')}: {_short(_values(act.get('fields')))}", False
    return f"{who} on {_object_name(act)}:{stimulus} {_short(_values(act.get('fields')))}".rstrip(), False


def _cron(_act: Mapping[str, Any]) -> Told:
    return "background tasks", False


def _write(act: Mapping[str, Any]) -> Told:
    values, before = act.get("values", NOTHING), act.get("before", NOTHING)
    told = {code: value for code, value in values.items() if code not in BY_ITSELF}
    changes = [f"{code} {before[code] or '-'} > {value}" for code, value in told.items() if code in before]
    news = [f"{code}={value}" for code, value in told.items() if code not in before]
    added = [(code, text) for code, texts in act.get("entries", NOTHING).items() for text in texts]
    logs = [f"{code} + “{text}”" for code, text in added]
    return f"{act.get('event')} {_object_name(act)} {_short('; '.join([*logs, *changes, *news]))}".rstrip(), False


def _trigger(act: Mapping[str, Any]) -> Told:
    return f"trigger “{act.get('name', '')}” for {_object_name(act)}", False


def _callback(act: Mapping[str, Any]) -> Told:
    error = act.get("error", "")
    text = f"callback of “{act.get('action', '')}” on {_object_name(act)}"
    return (f"{text}: {error}", True) if error else (text, False)


def _fault(act: Mapping[str, Any]) -> Told:
    how = f" ({act['how']})" if "how" in act else ""
    where = f" to {act['to']}" if "to" in act else f" from {act.get('from', '')}"
    return f"fault: {act.get('fault', '')}{how}{where} {act.get('event', '')}".rstrip(), act.get("fault") != "heal"


def _worker(act: Mapping[str, Any]) -> Told:
    return f"no worker left: {act.get('busy')} busy, {act.get('queued')} waiting", True


def _log(act: Mapping[str, Any]) -> Told:
    return f"log: {act.get('message', '')}", True


def _mail(act: Mapping[str, Any]) -> Told:
    return f"mail to {_listed(act.get('to'))}: {act.get('subject', '')}", False


def _news(act: Mapping[str, Any]) -> Told:
    return f"news for {_listed(act.get('contacts'))}: {act.get('title', '')}", False


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


_TELLERS: Mapping[str, Callable[[Mapping[str, Any]], Told]] = {
    "console": _console,
    "cron": _cron,
    "write": _write,
    "trigger": _trigger,
    "callback": _callback,
    "fault": _fault,
    "worker": _worker,
    "log": _log,
    "mail": _mail,
    "news": _news,
}


def _object_name(act: Mapping[str, Any]) -> str:
    return f"{act.get('class', '')}::{act.get('key', '')}"


# Messages


def _asked(row: JsonRow) -> str:
    data = asked(row)
    key = f"::{data['key']}" if isinstance(data.get("key"), str | int) else ""
    stimulus = f" {data['stimulus']}" if "stimulus" in data else ""
    what = f"{data.get('operation', 'a request')} {data.get('class', '')}{key}{stimulus}"
    return f"{what} {_short(_values(data.get('fields')))}".rstrip()


def said(reply: Mapping[str, Any]) -> tuple[str, bool]:
    """What an answer says, and whether it is a refusal."""
    answer = json_object(reply.get("body", ""))
    if "code" not in answer:
        return f"HTTP {reply.get('status')}", True
    if answer["code"] != 0:
        return f"code {answer['code']}: {answer.get('message')}", True
    objects = answer.get("objects")
    named = objects.items() if isinstance(objects, dict) else ()
    return "; ".join(f"{_message(entry)} {name}".lstrip() for name, entry in named) or "code 0", False


def _message(entry: object) -> str:
    return str(entry.get("message", "")) if isinstance(entry, dict) else ""


def _values(fields: object) -> str:
    shown = fields if isinstance(fields, dict) else {}
    return ", ".join(f"{code}={value if isinstance(value, str | int) else '…'}" for code, value in shown.items())


def _short(text: str) -> str:
    return text if len(text) <= LENGTH else f"{text[: LENGTH - 1]}…"


class KeptRow(dict[str, Any]):
    """A row that is gone over again and again: what it asks is read once, as that takes its time in a long body."""

    @cached_property
    def asked(self) -> dict[str, Any]:
        breathe()
        return asked_in(self.get("body", ""))


def asked(row: JsonRow) -> dict[str, Any]:
    """The ``json_data`` of a message; empty where there is none."""
    return row.asked if isinstance(row, KeptRow) else asked_in(row.get("body", ""))
