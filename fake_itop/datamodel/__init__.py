"""The datamodel: `load` reads designs, everything above works with the `Datamodel` that comes out."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from fake_itop.datamodel.assemble import assemble
from fake_itop.datamodel.compiled import core_classes, is_compiled, names_in, whole_design
from fake_itop.datamodel.deltas import merge
from fake_itop.datamodel.model import Datamodel, MetaClass, UnknownClassError
from fake_itop.datamodel.notes import Note, NoteKind, Notes
from fake_itop.datamodel.reader import Design, parse
from fake_itop.datamodel.sifting import sift
from fake_itop.datamodel.tree import DesignError, Element, fault, identity, text
from fake_itop.datamodel.upgrade import upgrade
from fake_itop.values.json_texts import patched

BASE = Path(__file__).parent / "base"
"""Where the base design of the newest version and its dictionary lie."""


FORMATS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "3.0", "3.1", "3.2")
"""The versions of the format, the oldest first: what a design says of itself in ``version``."""


@dataclass(frozen=True)
class Base:
    """A standard iTop, or one whose compiled datamodel is at hand.

    ``designs`` are files, each a delta on those before it. ``dictionaries`` are files of labels, each a JSON merge
    patch of those before it. ``compiled`` takes the place of all classes but the core's; then ``labels_of`` are bases
    whose dictionaries tell the labels of classes that this one does not have.
    """

    name: str
    designs: tuple[Path, ...]
    dictionaries: tuple[Path, ...]
    format: str = FORMATS[-1]
    """The newest version of the format that it reads."""
    compiled: Path | Design | None = None
    labels_of: tuple[Base, ...] = ()

    def on(self, compiled: Path | Design, labels_of: tuple[Base, ...] = ()) -> Base:
        """The iTop of a compiled datamodel of this version."""
        name = compiled.name if isinstance(compiled, Design) else str(compiled)
        return replace(self, name=f"{self.name}@{name}", compiled=compiled, labels_of=labels_of)

    def read(self) -> Base:
        """The same, with the content of its file.

        Raises:
            DesignError: the file cannot be read.
        """
        return replace(self, compiled=Design.of(self.compiled)) if isinstance(self.compiled, Path) else self

    def tree(self, notes: Notes | None = None) -> Element:
        """The merged design, to be changed by whoever asks for it.

        Raises:
            DesignError: a design does not fit those before it.
        """
        shipped = self._shipped()
        if self.compiled is None:
            return shipped
        compiled = self.compiled if isinstance(self.compiled, Design) else Design.of(self.compiled)
        core = core_classes(self.name.partition("@")[0].partition("-")[0])
        return whole_design(shipped, read(compiled, Notes() if notes is None else notes), core)

    def _shipped(self) -> Element:
        first, *deltas = (parse(Design.of(path, shipped=True)) for path in self.designs)
        for delta in deltas:
            merge(first, delta)
        return first

    def labels(self) -> dict[str, str]:
        entries: dict[str, Any] = {}
        for path in self.dictionaries:
            entries = patched(entries, json.loads(path.read_text(encoding="utf-8")))
        if self.compiled is None:
            return entries
        known: set[str] = set()
        for base in (replace(self, compiled=None, labels_of=()), *self.labels_of):
            classes, names = _told_by(base)
            told = {**names, **base.labels()}
            entries |= {key: said for key, said in told.items() if _class_of(key) not in known}
            known |= classes.keys()
        return entries

    def parents(self) -> dict[str, str]:
        """The parents of the classes of this standard iTop and its like."""
        bases = (*self.labels_of, replace(self, compiled=None, labels_of=()))
        return {name: parent for base in bases for name, parent in _told_by(base)[0].items()}


@cache
def _told_by(base: Base) -> tuple[dict[str, str], dict[str, str]]:
    """The parents of a shipped base's classes, and the formats of friendly names as entries of a dictionary."""
    root = base.tree()
    return {identity(cls): text(cls, "parent") for cls in root.iterfind("classes/class")}, dict(names_in(root))


def _class_of(key: str) -> str:
    """The class that a dictionary's entry speaks of."""
    return key.removeprefix("Class:").partition("/")[0]


STANDARD = Base("3.2", (BASE / "itop-3.2.xml",), (BASE / "itop-3.2.en.json",))
"""iTop 3.2.0, of which the others are deltas."""


_TRANSFER = Path(__file__).parents[1] / "integration"
BUILT_IN = {"transfer": _TRANSFER / "design.xml", "robust": _TRANSFER / "robust.xml"}
"""Deltas that ship with the package, by name."""


def load(designs: Sequence[Path | str | Design] = (), *, base: Base = STANDARD) -> Datamodel:
    """The datamodel of a standard iTop, or of a compiled one, with further designs on top.

    Args:
        designs: deltas in the order in which they apply: files, names of built-in ones, or read ones.
        base: the iTop below them.

    Raises:
        DesignError: a design cannot be read, is not of the format, or does not fit what it is applied to.
    """
    given = (design if isinstance(design, Design) else _read(design) for design in designs)
    return _load(tuple(given), base.read())


@lru_cache(maxsize=8)
def _load(designs: tuple[Design, ...], base: Base) -> Datamodel:
    """A datamodel is never changed, so the two sides of a pair share one."""
    notes = Notes()
    root = base.tree(notes)
    for design in designs:
        delta = read(design, notes)
        _require_format(delta, base)
        if is_compiled(delta):
            message = "is a compiled datamodel, the whole design of an iTop: give it as --datamodel"
            raise DesignError(message, file=design.name, line=delta.line)
        merge(root, delta, notes)
    try:
        parents = base.parents() if base.compiled is not None else None
        return replace(assemble(root, base.labels(), notes, parents=parents), base=base.name)
    except RecursionError:
        raise DesignError("classes, states or fields build on each other too deeply", file=designs[-1].name) from None


def read(design: Design, notes: Notes) -> Element:
    """The tree of a design as the newest version of the format has it, and what the fake has a use for.

    Raises:
        DesignError: it cannot be parsed.
    """
    root = parse(design)
    upgrade(root, notes)
    sift(root, notes)
    return root


_FORMAT = re.compile(r"(\d+)\.(\d+)")


def _require_format(root: Element, base: Base) -> None:
    """Let a design through unless it says that it is of a newer format than its iTop reads."""
    said = _FORMAT.fullmatch(root.get("version") or "")
    readable = _FORMAT.fullmatch(base.format)
    if said is None or readable is None or (int(said[1]), int(said[2])) <= (int(readable[1]), int(readable[2])):
        return
    right = f"choose --profile {said[0]}" if said[0] in FORMATS else f"known are {', '.join(FORMATS)}"
    what = f'found version="{said[0]}", and iTop {base.name} reads up to {base.format}'
    raise fault(root, f"{what}; {right}, or write it for {base.format}")


def _read(design: Path | str) -> Design:
    return Design.of(BUILT_IN.get(str(design)) or Path(design))


__all__ = [
    "BASE",
    "BUILT_IN",
    "STANDARD",
    "Base",
    "Datamodel",
    "Design",
    "DesignError",
    "MetaClass",
    "Note",
    "NoteKind",
    "UnknownClassError",
    "load",
]
