"""A wiring as the doctor reads it: played into instances past what they refuse, with the place of each object."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from fake_itop.check.json_text import Document, read
from fake_itop.check.places import Lines
from fake_itop.doctor import Integration, Place, Refused, Where
from fake_itop.findings import Finding, Pointer, json_pointer
from fake_itop.integration import wiring as kit
from fake_itop.integration.lab import Side
from fake_itop.integration.simulated import SimulatedSides
from fake_itop.integration.wiring import PlayedStep, Wiring
from fake_itop.itop.instance import Itop
from fake_itop.values.reasons import INVALID_PAYLOAD

T = TypeVar("T")


def integration(wiring: Wiring, itops: SimulatedSides) -> Integration:
    """What the doctor examines: a wiring played into clean instances.

    One that writes what the version of a side does not have is refused as a whole, as whoever sets it up refuses it.

    Raises:
        WiringError: a step cannot be played; those that are refused become part of what is examined.
    """
    reader = _Reader(itops.sides)
    for lack in kit.lacking(wiring, itops.sides.values()):
        reader.refused.append(Refused(Where.step(lack.number, f": {lack.step.title}"), str(lack)))
        break
    else:
        kit.play(wiring, reader.sides, reader.look)
    sides = [itops.itop(name) for name in reader.sides]
    return Integration(wiring.name, sides, reader.places_in(sides), reader.refused, reader.texts_in(sides))


def located(wiring: Wiring, findings: Iterable[Finding]) -> list[Finding]:
    """Findings about a wiring with their lines in its file, where it is one.

    What a step of a base brings has none, unless the file changes that step.
    """
    file = Path(wiring.name)
    if wiring.name in kit.shipped() or not file.is_file():
        return list(findings)
    document = read(file.read_text("utf-8-sig"))
    lines = Lines(document.text)
    return [_located(each, kit.place_of(wiring, document.value, each.pointer), document, lines) for each in findings]


def _located(finding: Finding, pointer: Pointer | None, document: Document, lines: Lines) -> Finding:
    if pointer is None:
        return replace(finding, pointer="")
    line, column = lines.place(document.spot(pointer)[0])
    return replace(finding, line=line, column=column, pointer=json_pointer(pointer))


@dataclass
class _Reader:
    """Notes where each object comes from, and mends payloads that are no JSON so that their actions can be read."""

    sides: Mapping[str, Side]
    refused: list[Refused] = field(default_factory=list)
    made: dict[Place, int] = field(default_factory=dict)
    """The number of the step, by side, class as written, and id."""
    texts: dict[Place, str] = field(default_factory=dict)

    def look(self, played: PlayedStep) -> None:
        if played.answer.get("code") != 0:
            where = Where.step(played.number, f": {played.step.title}")
            self.refused.append(Refused(where, str(played.answer.get("message"))))
            self._mended(played)
        else:
            self._note(played.step.to, played.answer, played.number)

    def _note(self, side: str, answer: Mapping[str, Any], number: int) -> list[Place]:
        objects = answer.get("objects") or {}
        places = [(side, str(entry["class"]), int(entry["key"])) for entry in objects.values()]
        self.made |= dict.fromkeys(places, number)
        return places

    def _mended(self, played: PlayedStep) -> None:
        fields = played.request.get("fields")
        payload = fields.get("payload") if isinstance(fields, Mapping) else None
        if str(INVALID_PAYLOAD) not in str(played.answer.get("message")) or not isinstance(payload, str):
            return
        mended = {**played.request, "fields": {**dict(fields or {}), "payload": json.dumps(read(payload).value)}}
        answer = self.sides[played.step.to](mended, played.step.login)
        if answer.get("code") == 0:
            self.texts |= dict.fromkeys(self._note(played.step.to, answer, played.number), payload)

    def places_in(self, sides: Sequence[Itop]) -> dict[Place, int]:
        """The step of the wiring that each object comes from."""
        return _by_root(self.made, sides)

    def texts_in(self, sides: Sequence[Itop]) -> dict[Place, str]:
        """Payloads as they were written, where they had to be mended."""
        return _by_root(self.texts, sides)


def _by_root(made: Mapping[Place, T], sides: Sequence[Itop]) -> dict[Place, T]:
    models = {side.name: side.model for side in sides}
    return {(side, models[side][cls].root.name, id_): what for (side, cls, id_), what in made.items()}
