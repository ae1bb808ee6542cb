"""A journal as JSON lines: one row as one JSON object in each line, as ``GET journal`` shows it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fake_itop.journal.message import Message, MessageKind

JsonRow = Mapping[str, Any]
"""A row as it is shown: ``seq``, ``instance``, ``kind``, ``cause``, ``depth``, and what belongs to its kind."""

RIGHT = '{"seq": 1, "instance": "ours", "kind": "console", "cause": null, "depth": 0, "act": {}}'

_KINDS = frozenset(MessageKind)
_HTTP = frozenset({MessageKind.REQUEST, MessageKind.WEBHOOK})


class JournalError(Exception):
    """Text that is no journal: one line that says where, and what is wrong."""


def to_lines(rows: Iterable[Message | JsonRow]) -> str:
    """Rows as JSON lines. Of messages the secrets are masked."""
    shown = (row.to_json() if isinstance(row, Message) else row for row in rows)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in shown)


def of_lines(lines: Iterable[str], name: str = "journal") -> list[JsonRow]:
    """The rows that were saved; empty lines do not count. ``name`` is how errors call the whole.

    Raises:
        JournalError: a line is no row, or its number was there before.
    """
    rows: dict[int, JsonRow] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _row(line, f"{name}:{number}")
            if row["seq"] in rows:
                raise JournalError(f"{name}:{number}: seq {row['seq']} was there before: each row needs its own")
            rows[row["seq"]] = row
    return list(rows.values())


def _row(line: str, where: str) -> JsonRow:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise JournalError(f"{where}: no JSON: {error}; a journal has one row in each line, such as {RIGHT}") from None
    if not isinstance(row, dict):
        raise JournalError(f"{where}: no row of a journal; right would be such as {RIGHT}")
    problem = next((text for code, text in _problems(row) if code), None)
    if problem is not None:
        raise JournalError(f"{where}: {problem}; right would be such as {RIGHT}")
    return row


def _problems(row: JsonRow) -> Iterable[tuple[bool, str]]:
    """What may be wrong with a row, and whether it is."""
    kind = row.get("kind")
    for code, (holds, wanted) in _FIELDS.items():
        yield not holds(row.get(code)), f"{code} is {json.dumps(row.get(code))}, not {wanted}"
    yield _is_number(row.get("cause")) and row["cause"] >= row["seq"], "cause comes before what it causes"
    if kind in _HTTP:
        yield not isinstance(row.get("body", ""), str), "body is no text"
        yield not isinstance(row.get("url", ""), str), "url is no text"
        yield not _is_answer(row.get("reply")), 'reply is no answer: {"status": ..., "body": ...} or {"failure": ...}'
    else:
        yield not isinstance(row.get("act"), dict), f"a row of kind {kind} says in act what was done"
        yield not isinstance(row.get("reply"), dict | None), "reply is no object"
    yield (
        kind in {MessageKind.WRITE, MessageKind.CALLBACK} and not _names_an_object(row.get("act")),
        f"a {kind} names class and key",
    )
    yield (
        kind == MessageKind.WRITE and not _is_write(row.get("act")),
        "a write has event, values, before and entries as texts",
    )
    yield kind == MessageKind.CONSOLE and not _is_act(row.get("act")), "the fields of an act are an object"


def _names_an_object(act: object) -> bool:
    return isinstance(act, dict) and isinstance(act.get("class"), str) and str(act.get("key")).isdecimal()


def _is_write(act: Any) -> bool:
    values = [value for part in ("values", "before") for value in _parts(act.get(part))]
    entries = [text for log in _parts(act.get("entries")) for text in (log if isinstance(log, list) else [None])]
    return all(isinstance(text, str) for text in (act.get("event"), *values, *entries))


def _parts(value: Any) -> Iterable[Any]:
    """The values of an object, which may be missing; something that is no text if it is none."""
    if value is None:
        return ()
    return value.values() if isinstance(value, dict) else (None,)


def _is_act(act: Any) -> bool:
    return isinstance(act.get("fields", {}), dict)


def _is_answer(reply: object) -> bool:
    if reply is None:
        return True
    return isinstance(reply, dict) and isinstance(reply.get("failure", reply.get("body", "")), str)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_FIELDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "seq": (_is_number, "a number"),
    "instance": (lambda value: isinstance(value, str), "the name of an instance"),
    "kind": (lambda value: isinstance(value, str) and value in _KINDS, f"one of {', '.join(MessageKind)}"),
    "cause": (lambda value: value is None or _is_number(value), "a number or null"),
    "depth": (lambda value: value is None or _is_number(value), "a number"),
}
