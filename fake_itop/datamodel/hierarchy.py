"""Which class is whose child, and what is taken over from parents."""

from __future__ import annotations

from functools import cache

from fake_itop.datamodel.tree import Element, child, children, fault, identity, text
from fake_itop.values.names import expected

ROOTS = ("cmdbAbstractObject", "DBObject", "CMDBObject")
"""Parents that are PHP classes: a class below one has no parent in the datamodel."""

DEEPEST = 100
"""How many classes may stand above each other: a standard iTop has six."""


class Hierarchy:
    """The classes of a design, parents before their children.

    Raises:
        DesignError: a parent does not exist, or is a descendant.
    """

    def __init__(self, root: Element) -> None:
        found = {identity(cls): cls for cls in children(root, "classes/class")}
        self.parents = {name: _parent(cls, found) for name, cls in found.items()}
        self.children: dict[str, list[str]] = {name: [] for name in found}
        for name, parent in self.parents.items():
            if parent:
                self.children[parent].append(name)
        self.elements = {name: found[name] for name in self._parents_first(found)}
        self.lineage = cache(self._lineage)
        self.obsolescence = cache(self._obsolescence)

    def has_final_class(self, cls: str) -> bool:
        """Whether objects of the class show their own class."""
        return bool(self.parents[cls] or self.children[cls])

    def _lineage(self, cls: str) -> tuple[str, ...]:
        """The class, its parent, and so on up to the root."""
        parent = self.parents[cls]
        return (cls, *self.lineage(parent)) if parent else (cls,)

    def _obsolescence(self, cls: str) -> str | None:
        """The class's condition of being obsolete, its parent's where it has none of its own."""
        own, parent = child(self.elements[cls], "properties/obsolescence/condition"), self.parents[cls]
        if own is not None:
            return (own.text or "").strip() or None
        return self.obsolescence(parent) if parent else None

    def _parents_first(self, found: dict[str, Element]) -> list[str]:
        order: dict[str, None] = {}
        for name in found:
            for above in reversed(self._climb(name, found)):
                order.setdefault(above)
        return list(order)

    def _climb(self, name: str, found: dict[str, Element]) -> list[str]:
        above, parent = [name], self.parents[name]
        while parent:
            above.append(parent)
            if parent == name or len(above) > DEEPEST:
                message = f"{name} is its own ancestor or more than {DEEPEST} deep, expected a parent above it"
                raise fault(found[name], message, at="parent")
            parent = self.parents[parent]
        return above


def _parent(cls: Element, found: dict[str, Element]) -> str | None:
    parent = text(cls, "parent")
    if parent in found:
        return parent
    if parent in ROOTS:
        return None
    if not parent:
        raise fault(cls, "has no parent, expected one; is a class meant that exists under another name?")
    raise fault(cls, f"unknown parent {parent}, {expected(parent, found)}", at="parent")
