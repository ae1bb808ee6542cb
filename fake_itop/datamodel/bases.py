"""Base designs: what a standard iTop of some version brings before any delta of a user's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fake_itop.datamodel.deltas import merge
from fake_itop.datamodel.reader import Design, parse
from fake_itop.datamodel.tree import Element
from fake_itop.values.merge_patch import patched

BASE = Path(__file__).parent / "base"
"""Where the base design of the newest version and its dictionary lie."""


@dataclass(frozen=True)
class Base:
    """A standard iTop.

    ``designs`` are files, each a delta on those before it. ``dictionaries`` are files of labels, each a JSON merge
    patch of those before it.
    """

    name: str
    designs: tuple[Path, ...]
    dictionaries: tuple[Path, ...]

    def tree(self) -> Element:
        """The merged design, to be changed by whoever asks for it.

        Raises:
            DesignError: a design does not fit those before it.
        """
        first, *deltas = (parse(Design(path.name, path.read_bytes())) for path in self.designs)
        for delta in deltas:
            merge(first, delta)
        return first

    def labels(self) -> dict[str, str]:
        """The dictionary."""
        entries: dict[str, Any] = {}
        for path in self.dictionaries:
            entries = patched(entries, json.loads(path.read_text(encoding="utf-8")))
        return entries


STANDARD = Base("3.2", (BASE / "itop-3.2.xml",), (BASE / "itop-3.2.en.json",))
"""iTop 3.2.0, of which the others are deltas."""
