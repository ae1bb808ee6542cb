"""Labels: the dictionaries of a datamodel, under the keys that iTop's dictionaries use.

The base design speaks English; designs on top may bring other languages (`translations_of`).

``Class:Person`` · ``Class:Person/Attribute:name`` · ``Class:Person/Attribute:status/Value:active`` ·
``Class:UserRequest/Stimulus:ev_assign`` · ``Class:lnkPersonToTeam/Name`` (a format of friendly names).
A class without an entry for an attribute takes its parent's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fake_itop.datamodel.tree import Element, child, children, identity

LANGUAGE = "EN US"

MAGIC_LABELS = {
    "friendlyname": "Full name",
    "obsolescence_flag": "Obsolete",
    "obsolescence_date": "Obsolescence date",
}


class Labels:
    """Looks up labels, and knows what iTop shows where the dictionary has none.

    A *lineage* is a class's name, then its parent's, and so on to the root.
    """

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._entries = entries

    def has(self, cls: str, code: str) -> bool:
        """Whether the dictionary names the attribute in this very class."""
        return f"Class:{cls}/Attribute:{code}" in self._entries

    def of_class(self, cls: str) -> str:
        """The label of a class: its name, where it has none."""
        return self._entries.get(f"Class:{cls}", cls)

    def naming(self, cls: str) -> str | None:
        """The format of friendly names of a class, whose design need not say one."""
        return self._entries.get(f"Class:{cls}/Name")

    def entry(self, lineage: Sequence[str], code: str) -> str | None:
        """The dictionary's label of an attribute."""
        return self._first(lineage, f"Attribute:{code}")

    def of_attribute(self, lineage: Sequence[str], code: str) -> str:
        """The label of an attribute: its code with spaces, where it has none."""
        return self.entry(lineage, code) or code.replace("_", " ")

    def of_value(self, lineage: Sequence[str], code: str, value: str) -> str:
        """The label of an enum's value: its code, where it has none."""
        return self._first(lineage, f"Attribute:{code}/Value:{value}") or value

    def of_stimulus(self, lineage: Sequence[str], code: str) -> str:
        """The label of a stimulus: its code, where it has none."""
        return self._first(lineage, f"Stimulus:{code}") or code

    def of_final_class(self, lineage: Sequence[str]) -> str:
        """The label of ``finalclass``."""
        return self.entry(lineage, "finalclass") or f"{self.of_class(lineage[-1])} sub-class"

    def _first(self, lineage: Sequence[str], rest: str) -> str | None:
        found = (self._entries.get(f"Class:{cls}/{rest}") for cls in lineage)
        return next((label for label in found if label is not None), None)

    def translated(self, lineage: Sequence[str], code: str, value: str) -> str | None:
        """The label that the dictionary itself has for an enum's value."""
        return self._first(lineage, f"Attribute:{code}/Value:{value}")


def entries_of(root: Element) -> dict[str, dict[str, str]]:
    """The entries that a design itself brings, by language."""
    found: dict[str, dict[str, str]] = {}
    for dictionary in children(root, "dictionaries/dictionary"):
        entries = found.setdefault(identity(dictionary), {})
        entries.update((identity(entry), (entry.text or "").strip()) for entry in children(dictionary, "entries/entry"))
    return found


def labelled(root: Element, base: Mapping[str, str]) -> Labels:
    """The English labels of the base dictionary and of the design in the tree."""
    own = entries_of(root).get(LANGUAGE) if child(root, "dictionaries") is not None else None
    return Labels({**base, **own} if own else base)


def translations_of(root: Element) -> dict[str, Labels]:
    """The labels of the other languages of which the tree has a dictionary."""
    if child(root, "dictionaries") is None:
        return {}
    return {language: Labels(entries) for language, entries in entries_of(root).items() if language != LANGUAGE}
