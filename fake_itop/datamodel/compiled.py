"""A compiled datamodel: the one file (``datamodel-production.xml``) into which an iTop merges all its modules.

It is the whole design but for the classes that iTop defines in PHP (`core_classes`), and the administrators' profile:
these come from a shipped base.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from fake_itop.datamodel.deltas import merge
from fake_itop.datamodel.notes import Notes
from fake_itop.datamodel.resolve import ROOTS
from fake_itop.datamodel.tree import DesignError, Element, identity

CORE_CLASSES = Path(__file__).parent / "base" / "core-classes.json"
"""The classes that no compiled design holds, by version of iTop (facts)."""


@cache
def core_classes(version: str) -> frozenset[str]:
    """The classes that an iTop of a version, such as ``3.1``, defines in PHP."""
    return frozenset(json.loads(CORE_CLASSES.read_text(encoding="utf-8"))[version])


def is_compiled(root: Element) -> bool:
    """Whether a design is a compiled one: it lists the modules that it is made of, and the PHP classes at its roots."""
    return root.find("loaded_modules") is not None or any(
        cls.get("id") in ROOTS and cls.find("parent") is None for cls in root.iterfind("classes/class")
    )


def whole_design(shipped: Element, compiled: Element, core: Collection[str]) -> Element:
    """The tree of a compiled design, sifted, with the core classes of a shipped base.

    Raises:
        DesignError: it is no compiled design.
    """
    if not is_compiled(compiled):
        message = "is no compiled datamodel, which has loaded_modules; a delta is given with --design"
        raise DesignError(message, file=compiled.source.name, line=compiled.line)
    order = {identity(cls): rank for rank, cls in enumerate(shipped.iterfind("classes/class"))}
    brought = {cls.get("id") for cls in compiled.iterfind("classes/class")}
    for classes in shipped.iterfind("classes"):
        kept = (cls for cls in classes if identity(cls) not in brought)
        classes.keep([cls for cls in kept if identity(cls) in core or _owner_of_tags(identity(cls)) in brought])
    _keep_profiles(shipped, {found.get("id") for found in compiled.iterfind("user_rights/profiles/profile")})
    _forget_deltas(compiled)
    merge(shipped, compiled, Notes())
    for classes in shipped.iterfind("classes"):  # a refused query names all classes in the order of the server
        classes.keep(sorted(classes, key=lambda cls: order.get(identity(cls), len(order))))
    return shipped


def _owner_of_tags(cls: str) -> str:
    """The class whose tags a class is made for by rule; the name of any other class."""
    return cls.removeprefix("TagSetFieldDataFor_").partition("__")[0]


def _keep_profiles(shipped: Element, brought: Collection[str | None]) -> None:
    """Keep the profiles that no compiled design holds, and the groups that they speak of."""
    for profiles in shipped.iterfind("user_rights/profiles"):
        profiles.keep([found for found in profiles if found.get("id") not in brought])
    named = {group.get("id") for group in shipped.iterfind("user_rights/profiles/profile/groups/group")}
    for groups in shipped.iterfind("user_rights/groups"):
        groups.keep([found for found in groups if found.get("id") in named])


def _forget_deltas(compiled: Element) -> None:
    """What its elements asked of the modules before them is done."""
    for element in compiled.iter():
        element.attrib.pop("_delta", None)


def names_in(root: Element) -> Iterator[tuple[str, str]]:
    """The formats of friendly names in a tree as entries of a dictionary, to which a compiled design leaves most."""
    for cls in root.iterfind("classes/class"):
        found = cls.find("properties/naming/format")
        if found is not None:
            yield f"Class:{identity(cls)}/Name", found.text.strip()
