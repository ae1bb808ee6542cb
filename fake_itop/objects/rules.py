"""What versions differ in about saving and about texts: an instance is given one variant of each."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fake_itop.values.html.text import ToText, to_text

if TYPE_CHECKING:
    from fake_itop.objects.draft import Draft

ReentranceGuard = Callable[["Draft"], Hashable]
"""What counts as being saved already, so that iTop's protection against re-entrance takes another save of it back."""

TextSize = Callable[[str], int]
"""How long a text is, where an attribute limits that."""


def by_object(draft: Draft) -> Hashable:
    """Any copy of the object (docs/itop/webhooks.md; recordings 3.1 ``exchange``: the remote id is lost)."""
    return draft.cls.root.name, draft.id


def by_copy(draft: Draft) -> Hashable:
    """This copy of the object alone (recordings 3.0 ``exchange``: the remote id, set in another copy, is kept)."""
    return id(draft)


def in_bytes(text: str) -> int:
    """As UTF-8 (recordings 3.0 ``create``, "title 255 accents")."""
    return len(text.encode("utf-8", "surrogateescape"))


@dataclass(frozen=True)
class ObjectRules:
    """One variant of each rule; by default those of the newest version."""

    to_text: ToText = to_text
    """Plain text made of HTML."""
    guard: ReentranceGuard = by_object
    size_of: TextSize = len
    states_by_stimuli: bool = False
    """Whether triggers on states fire when a stimulus is applied, even one that leads back to the same state, rather
    than when the state is another than before (docs/itop/webhooks.md; 3.0 ``webhook``, "enter same state …").
    """


NEWEST = ObjectRules()
