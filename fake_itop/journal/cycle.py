"""Which messages of a chain repeat: what a real pair of iTops never tells whoever wired a ping-pong.

A chain is told by its steps. Two messages are the same step when the same instance sends the same operation about the
same object to the same address; what they carry may grow from round to round.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fake_itop.journal.masking import mask_text
from fake_itop.values.http import OutgoingRequest
from fake_itop.values.json_texts import asked_in


@dataclass(frozen=True)
class Hop:
    """One webhook of a chain, without what changes from round to round."""

    instance: str
    method: str
    url: str
    operation: str
    class_: str
    key: str

    def to_json(self) -> dict[str, str]:
        """The step as the journal shows it."""
        return {
            "instance": self.instance,
            "method": self.method,
            "url": self.url,
            "operation": self.operation,
            "class": self.class_,
            "key": self.key,
        }

    def __str__(self) -> str:
        what = " ".join(part for part in (self.operation, self.class_, self.key) if part)
        return f"{self.instance}: {what or self.method} -> {self.url}"


@dataclass(frozen=True)
class Cycle:
    """The steps of one round, and how many times in a row the chain went through them."""

    steps: tuple[Hop, ...]
    times: int

    def to_json(self) -> dict[str, Any]:
        """The cycle as the journal shows it: its steps, and all of it in one line."""
        return {"steps": [step.to_json() for step in self.steps], "times": self.times, "text": str(self)}

    def __str__(self) -> str:
        return f"{self.times} times in a row: " + "; ".join(str(step) for step in self.steps)


def hop_of(instance: str, request: OutgoingRequest) -> Hop:
    """What a webhook asks for, of whom."""
    address = urlsplit(request.url)
    asked = asked_in(request.body.decode("utf-8", "replace"))
    where = mask_text(address._replace(query="", fragment="").geturl())
    key = asked.get("key", "")
    return Hop(
        instance,
        request.method,
        where,
        str(asked.get("operation", "")),
        str(asked.get("class", "")),
        key if isinstance(key, str) else json.dumps(key),
    )


def find_cycle(steps: Sequence[Hop]) -> Cycle | None:
    """The shortest round that the chain's end went through at least twice; ``None`` if its end does not repeat."""
    for length in range(1, len(steps) // 2 + 1):
        times = _repetitions(steps, length)
        if times > 1:
            return Cycle(tuple(steps[-length:]), times)
    return None


def _repetitions(steps: Sequence[Hop], length: int) -> int:
    last = steps[-length:]
    times = 1
    while steps[-length * (times + 1) : -length * times] == last:
        times += 1
    return times
