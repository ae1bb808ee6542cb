"""What the parts of the judgement of one request share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fake_itop.check.json_text import Document
from fake_itop.check.parameters import PARAMETERS
from fake_itop.check.places import Notes
from fake_itop.check.trial import Trial
from fake_itop.findings import Pointer, Severity
from fake_itop.values.reasons import Reason

ENOUGH = 100
"""As many refused parts are told of."""
ONE_OBJECT = ("core/update", "core/apply_stimulus")
"""Operations whose key must find exactly one object."""


@dataclass
class Scope:
    """One request: ``data`` is what it says, ``document`` the text in which it stands."""

    trial: Trial
    document: Document
    notes: Notes
    data: Mapping[Any, Any]
    refused: set[str] = field(default_factory=set)
    """Parts that are left out when the whole is tried: parameters, and codes of fields."""
    doubtful: list[Reason] = field(default_factory=list)
    """Issues with single fields. Saving has the last word, since it works some of them out anew."""

    def note(
        self,
        code: str,
        message: str,
        fix: str,
        pointer: Pointer = (),
        *,
        of_key: bool = False,
        severity: Severity | None = None,
    ) -> None:
        """Make a finding where a value stands, or its name."""
        locate: Callable[[Pointer], tuple[int, int]] = self.document.key_spot if of_key else self.document.spot
        self.notes.add(code, message, fix, spot=locate(pointer), pointer=pointer, severity=severity)


def takes(verb: str, name: str) -> bool:
    """Whether an operation has a parameter."""
    return any(parameter.name == name for parameter in PARAMETERS[verb])
