"""What went over the wire, as text: one line for each act, message and answer, indented by what caused it."""

from __future__ import annotations

from collections.abc import Sequence

from fake_itop.journal import JsonRow
from fake_itop.testing.webhooks import Sent

WIDTH = 160


def trace(rows: Sequence[JsonRow], *, last: int) -> str:
    """The last messages of a journal; secrets are masked in it already."""
    shown = rows[-last:]
    left_out = [f"... {len(rows) - last} earlier messages"] if len(rows) > last else []
    return "\n".join([*left_out, *(line for row in shown for line in _lines(row))]) or "nothing went over the wire"


def _lines(row: JsonRow) -> list[str]:
    """A row, and what came of it."""
    indent = "  " * row["depth"]
    first = f"#{row['seq']:<3} {row['time'][11:19]} {row['instance']:<8}{indent} {_what(row)}"
    return [_cut(first), *(_cut(f"{'':>22}{indent}   = {line}") for line in _came(row))]


def _what(row: JsonRow) -> str:
    if row["kind"] == "webhook":
        return f"sends {_asked(row)} to {row['url']}"
    if row["kind"] == "request":
        return f"receives {_asked(row)}"
    act = row["act"]
    return " ".join([row["kind"], *(f"{name}={value!r}" for name, value in act.items() if value not in ("-", {}))])


def _asked(row: JsonRow) -> str:
    asked = Sent(row).asked
    named = [str(asked[name]) for name in ("operation", "class", "key", "stimulus") if name in asked]
    fields = asked.get("fields")
    shown = ", ".join(f"{code}={value!r}" for code, value in fields.items()) if isinstance(fields, dict) else ""
    page = row["url"].partition("?")[0] if row["kind"] == "request" else ""
    return " ".join([*(named or filter(None, [row["method"], page, repr(row["body"][:80])])), shown]).rstrip()


def _came(row: JsonRow) -> list[str]:
    """What came of a message; a webhook that is answered by an instance shows it there."""
    sent = Sent(row)
    if row["reply"] is None:
        return ["no answer yet"]
    if "body" in row["reply"]:
        return [sent.problem or _objects(sent) or f"HTTP {row['reply']['status']}"]
    if sent.problem:
        return [sent.problem]
    return [", ".join(f"{name}={value!r}" for name, value in row["reply"].items() if value != "")]


def _objects(sent: Sent) -> str:
    objects = sent.answer.get("objects") or {}
    return ", ".join(f"{entry.get('message') or 'found'} {name}" for name, entry in objects.items())


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"
