"""Webhooks that were sent, and the search for one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fake_itop.journal import JsonRow
from fake_itop.testing.settings import StageError
from fake_itop.values.json_texts import asked_in, json_object
from fake_itop.values.names import expected

__tracebackhide__ = True

CRITERIA = ("operation", "class_", "key", "stimulus", "fields", "url", "body", "method")


@dataclass(frozen=True)
class Sent:
    """One webhook: its row in the journal, and what it says if it is a call of iTop's REST API."""

    row: JsonRow

    @property
    def asked(self) -> Mapping[str, Any]:
        """Its ``json_data``; the body itself where that is JSON; empty where it is neither."""
        body = self.row["body"]
        return asked_in(body) or json_object(body)

    @property
    def answer(self) -> Mapping[str, Any]:
        """What the other side said, empty if that was no JSON object."""
        return json_object((self.row["reply"] or {}).get("body", ""))

    @property
    def problem(self) -> str:
        """Why it did not do what it was sent for; empty if it did, or still is under way."""
        reply = self.row["reply"]
        if self.row.get("stopped"):
            return str(self.row["stopped"])
        if reply is None or "failure" in reply:
            return str((reply or {}).get("failure", ""))
        return _refusal(reply["status"], self.answer) if "status" in reply else ""

    def __str__(self) -> str:
        asked = self.asked
        named = [str(asked[name]) for name in ("operation", "class", "key", "stimulus") if name in asked]
        what = " ".join(named) or self.row["body"][:80]
        return f"#{self.row['seq']} {self.row['method']} {self.row['url']}: {what}"

    def misses(self, wanted: Mapping[str, Any]) -> list[str]:
        """In what it differs from what is wanted, one line each; none if it is what is wanted."""
        return [line for name, value in wanted.items() for line in self._miss(name, value)]

    def _miss(self, name: str, value: Any) -> list[str]:
        if name in ("url", "body", "method"):
            text = str(self.row[name])
            fits = text == value if name == "method" else str(value) in text
            return [] if fits else [f"{name}: wanted {value!r}, was {text!r}"]
        if name == "fields":
            return _differences(value, self.asked.get("fields") or {})
        got = self.asked.get(name.rstrip("_"))
        return [] if _same(got, value) else [f"{name.rstrip('_')}: wanted {value!r}, was {got!r}"]


def check_criteria(wanted: Mapping[str, Any]) -> None:
    """Refuse criteria that there are none of.

    Raises:
        StageError: there is no such criterion.
    """
    for name in wanted:
        if name not in CRITERIA:
            raise StageError(f"webhooks are not searched by {name!r}; {expected(name, CRITERIA)}")


def nearest(sent: Sequence[Sent], wanted: Mapping[str, Any]) -> str:
    """The webhook that comes nearest to what is wanted, and in what it differs."""
    if not sent:
        return "no webhook was sent"
    best = min(sent, key=lambda each: len(each.misses(wanted)))
    lines = "".join(f"\n    {line}" for line in best.misses(wanted))
    return f"the nearest of {len(sent)} is {best}{lines}"


def told(wanted: Mapping[str, Any]) -> str:
    """What is wanted, in one line."""
    return ", ".join(f"{name.rstrip('_')}={value!r}" for name, value in wanted.items()) or "any"


def _differences(wanted: Mapping[str, Any], got: Mapping[str, Any]) -> list[str]:
    return [
        f"fields.{code}: wanted {value!r}, was {got[code]!r}" if code in got else f"fields.{code}: missing"
        for code, value in wanted.items()
        if code not in got or not _same(got[code], value)
    ]


def _same(got: object, wanted: object) -> bool:
    """Whether two values are the same for iTop, which does not tell 1 from "1"."""
    plain = str | int | float
    both_plain = isinstance(got, plain) and isinstance(wanted, plain)
    return str(got) == str(wanted) if both_plain else got == wanted


def _refusal(status: int, answer: Mapping[str, Any]) -> str:
    if answer.get("code"):
        return f"code {answer['code']}: {answer.get('message')}"
    return f"HTTP {status}" if status >= 400 else ""  # noqa: PLR2004 - HTTP's own limit
