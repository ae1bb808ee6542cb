"""The datamodel: `load` reads designs, everything above works with the `Datamodel` that comes out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from fake_itop.datamodel.assemble import assemble
from fake_itop.datamodel.deltas import merge
from fake_itop.datamodel.errors import DesignError, expected
from fake_itop.datamodel.model import Datamodel, MetaClass, UnknownClassError
from fake_itop.datamodel.reader import Design, check, parse

BASE = Path(__file__).parent / "base"
"""Where the base designs and their dictionaries lie."""
_TRANSFER = Path(__file__).parents[1] / "transfer"
BUILT_IN = {"transfer": _TRANSFER / "design.xml", "robust": _TRANSFER / "robust.xml"}
"""Deltas that ship with the package, by name."""


def load(designs: Sequence[Path | str | Design] = (), *, version: str = "3.2") -> Datamodel:
    """The datamodel of a standard iTop with further designs on top.

    Args:
        designs: deltas in the order in which they apply: files, names of built-in ones, or read ones.
        version: the iTop whose base design is taken.

    Raises:
        DesignError: a design cannot be read, is not of the format, or does not fit what it is applied to.
    """
    return _load(tuple(design if isinstance(design, Design) else _read(design) for design in designs), version)


@lru_cache(maxsize=8)
def _load(designs: tuple[Design, ...], version: str) -> Datamodel:
    """A datamodel is never changed, so the two sides of a pair share one."""
    root = parse(_base(version))
    ignored: list[str] = []
    for design in designs:
        delta = parse(design)
        ignored += check(delta)
        merge(root, delta)
    try:
        return assemble(root, _dictionary(version), tuple(ignored))
    except RecursionError:
        raise DesignError(f"{designs[-1].name}: classes, states or fields build on each other too deeply") from None


def _read(design: Path | str) -> Design:
    return Design.of(BUILT_IN.get(str(design)) or Path(design))


def _base(version: str) -> Design:
    known = {path.stem.removeprefix("itop-"): path for path in BASE.glob("itop-*.xml")}
    if version not in known:
        raise DesignError(f"no base design of version {version}, {expected(version, known)}")
    return Design(known[version].name, known[version].read_bytes())


def _dictionary(version: str) -> dict[str, str]:
    entries: dict[str, str] = json.loads((BASE / f"itop-{version}.en.json").read_text(encoding="utf-8"))
    return entries


__all__ = ["BUILT_IN", "Datamodel", "Design", "DesignError", "MetaClass", "UnknownClassError", "load"]
