"""What is told of designs that were read and can be used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fake_itop.datamodel.tree import Element, path_of


class NoteKind(StrEnum):
    """What became of the part of a design that a note speaks of."""

    UNUSED = "ignored"
    """It is of the format, and the fake does nothing that it could speak of."""
    OVERLOOKED = "overlooked"
    """The format does not know it; a real iTop reads past it."""
    LEFT_OUT = "left out"
    """It needs what is not there."""
    READ_AS = "read as"
    """It is of an older form, or written otherwise: a real iTop reads it so too."""
    IN_PHP = "behaves as"
    """A kind of attribute that an extension defines in PHP behaves as the nearest known."""
    NOT_JUDGED = "not judged"
    """Its ``_delta`` asks for what a shipped base cannot say of a real one."""


@dataclass(frozen=True)
class Note:
    """One of them: what it speaks of (``file``, ``line``, ``path`` in the tree), and ``what`` there is to say."""

    kind: NoteKind
    file: str
    line: int
    path: str
    what: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path}" + (f": {self.what}" if self.what else "")


class Notes(list[Note]):
    """Notes in the order in which they were made."""

    def add(self, kind: NoteKind, element: Element, what: str = "") -> None:
        """Note something of an element."""
        self.append(Note(kind, element.source.name, element.line, path_of(element), what))
