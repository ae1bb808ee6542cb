"""Journals of real servers: recordings, told in the rows that a journal has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import conformance

RECORDINGS = Path(conformance.__path__[0]) / "recordings"

Case = Mapping[str, Any]
Row = dict[str, Any]


def cases(area: str) -> list[Case]:
    """The recorded exchanges of an area."""
    found: list[Case] = json.loads((RECORDINGS / f"{area}.json").read_text("utf-8"))
    return found


def journal(case: Case) -> list[Row]:
    """The messages that the two servers exchanged, with what caused each.

    Who caused a webhook is not recorded: it is whatever reached its sender last.
    """
    writer = _Writer([])
    for step in case["steps"]:
        writer.step(step)
    return writer.rows


class _Writer:
    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows

    def step(self, step: Mapping[str, Any]) -> None:
        if step["do"] in {"console", "cron"}:
            self._act(step)
        elif step["do"] == "rest":
            body = urlencode({"json_data": json.dumps(step["request"])})
            answer = json.dumps(step["reply"].get("json", step["reply"].get("text")))
            self._note(step["to"], "request", None, 0, body=body, reply={"status": 200, "body": answer})
        last = self.rows[-1]
        reached = {last["instance"]: last}
        for webhook in step.get("webhooks", []):
            self._webhook(webhook, reached, last)

    def _act(self, step: Mapping[str, Any]) -> None:
        act = {"login": step.get("as", "admin")}
        act |= {code: step[code] for code in ("class", "key", "stimulus", "fields") if code in step}
        self._note(step["to"], step["do"], None, 0, act=act, reply=step.get("reply"))

    def _webhook(self, webhook: Mapping[str, Any], reached: dict[str, Row], first: Row) -> None:
        receiver = webhook["to"]
        sender = {"ours": "partner", "partner": "ours"}.get(receiver, first["instance"])
        cause = reached.get(sender, first)
        message = {"body": urlencode(webhook.get("form", {})), "reply": {"status": 200, "body": webhook["reply"]}}
        sent = self._note(sender, "webhook", cause["seq"], cause["depth"] + 1, url=webhook["path"], **message)
        reached[receiver] = self._note(receiver, "request", sent["seq"], sent["depth"], url=webhook["path"], **message)

    def _note(self, instance: str, kind: str, cause: int | None, depth: int, **more: Any) -> Row:
        row = {"seq": len(self.rows) + 1, "instance": instance, "kind": kind, "cause": cause, "depth": depth, **more}
        self.rows.append(row)
        return row


def lines(case: Case) -> Iterator[str]:
    """The journal as it would be saved."""
    return (json.dumps(row) for row in journal(case))
