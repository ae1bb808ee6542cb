"""A wiring as the doctor reads it: played into instances past what they refuse, with the place of each object."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fake_itop.check.json_text import read
from fake_itop.doctor import Integration, Place, Refused, Side
from fake_itop.integration import wiring as kit
from fake_itop.integration.lab import RestSide
from fake_itop.integration.simulated import SimulatedSides
from fake_itop.integration.wiring import Played, Wiring
from fake_itop.values.reasons import INVALID_PAYLOAD


def integration(wiring: Wiring, itops: SimulatedSides, designs: Sequence[Path | str]) -> Integration:
    """What the doctor examines: a wiring played into clean instances, whose datamodel is made of these designs.

    Raises:
        WiringError: a step cannot be played; those that are refused become part of what is examined.
    """
    reader = _Reader(wiring.name, itops.sides)
    kit.play(wiring, reader.sides, reader.look)
    sides = [Side(name, itops.itop(name), tuple(designs)) for name in reader.sides]
    return Integration(wiring.name, sides, reader.places_in(sides), reader.refused, reader.texts_in(sides))


@dataclass
class _Reader:
    """Notes where each object comes from, and mends payloads that are no JSON so that their actions can be read."""

    name: str
    sides: Mapping[str, RestSide]
    refused: list[Refused] = field(default_factory=list)
    made: dict[Place, str] = field(default_factory=dict)
    """By side, class as written, and id."""
    texts: dict[Place, str] = field(default_factory=dict)

    def look(self, played: Played) -> None:
        where = f"{self.name}: step {played.number}"
        if played.answer.get("code") != 0:
            self.refused.append(Refused(f"{where}: {played.step.title}", str(played.answer.get("message"))))
            self._mended(played, where)
        else:
            self._note(played.step.to, played.answer, where)

    def _note(self, side: str, answer: Mapping[str, Any], where: str) -> list[Place]:
        objects = answer.get("objects") or {}
        places = [(side, str(entry["class"]), int(entry["key"])) for entry in objects.values()]
        self.made |= dict.fromkeys(places, where)
        return places

    def _mended(self, played: Played, where: str) -> None:
        fields = played.request.get("fields")
        payload = fields.get("payload") if isinstance(fields, Mapping) else None
        if str(INVALID_PAYLOAD) not in str(played.answer.get("message")) or not isinstance(payload, str):
            return
        mended = {**played.request, "fields": {**dict(fields or {}), "payload": json.dumps(read(payload).value)}}
        answer = self.sides[played.step.to](mended, played.step.login)
        if answer.get("code") == 0:
            self.texts |= dict.fromkeys(self._note(played.step.to, answer, where), payload)

    def places_in(self, sides: Sequence[Side]) -> dict[Place, str]:
        """Where in the wiring each object comes from."""
        return _by_root(self.made, sides)

    def texts_in(self, sides: Sequence[Side]) -> dict[Place, str]:
        """Payloads as they were written, where they had to be mended."""
        return _by_root(self.texts, sides)


def _by_root(made: Mapping[Place, str], sides: Sequence[Side]) -> dict[Place, str]:
    models = {side.name: side.model for side in sides}
    return {(side, models[side][cls].root.name, id_): text for (side, cls, id_), text in made.items()}
