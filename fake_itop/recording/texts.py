"""What differs from run to run becomes a placeholder, as the recordings' README names them; secrets become a mask."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fake_itop.journal import mask_text

WINDOW = timedelta(days=2)
"""How far from the moment of recording a date may be to count as one that depends on it."""

_DATE = re.compile(r"\b\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?\b")
_GENERATED_ID = re.compile(r"\b(ibo-[a-z-]{1,100}-)[0-9a-f][\w.]*")


@dataclass(frozen=True)
class Texts:
    """Turns texts of this run into those of a recording.

    Args:
        addresses: placeholders, such as ``ours.root``, and the texts that they stand for.
        now: the moment (naive, UTC).
    """

    addresses: Sequence[tuple[str, str]]
    now: Callable[[], datetime]

    def recorded(self, value: Any) -> Any:
        """A JSON value with placeholders in its texts, keys too, at any depth."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(key): self.recorded(inner) for key, inner in value.items()}
        return [self.recorded(inner) for inner in value] if isinstance(value, list) else value

    def text(self, text: str) -> str:
        """A text with placeholders."""
        for name, address in sorted(self.addresses, key=lambda pair: -len(pair[1])):
            for spelling in (address, address.replace("/", "\\/")):
                text = text.replace(spelling, f"{{{{{name}}}}}")
        text = _GENERATED_ID.sub(r"\1<id>", text)
        return mask_text(_DATE.sub(self._dated, text))

    def _dated(self, found: re.Match[str]) -> str:
        try:
            moment = datetime.fromisoformat(found[0])
        except ValueError:
            return found[0]
        if abs(moment - self.now()) > WINDOW:
            return found[0]
        return "<now>" if " " in found[0] else "<today>"
