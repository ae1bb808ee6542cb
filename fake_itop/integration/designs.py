"""Which designs the instances of a pair are built from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fake_itop import datamodel
from fake_itop.integration.wiring import Wiring
from fake_itop.itop.callbacks import REMOTE_ID
from fake_itop.profiles import PROFILES, VersionProfile

TUTORIAL_DESIGN = "transfer"
"""The built-in delta that the wirings need."""


def designs_of_a_pair(given: Sequence[Path | str], wiring: Wiring | None = None) -> Sequence[Path | str]:
    """The given designs on top of the tutorial's and the wiring's, unless they bring those themselves.

    A wiring that has another name for the id of the other side's ticket has its designs from whoever wrote it.
    """
    if given and (_bring_the_tutorial(given) or (wiring is not None and not wiring.mentions(REMOTE_ID))):
        return given
    return (TUTORIAL_DESIGN, *(wiring.design if wiring is not None else ()), *given)


def _bring_the_tutorial(given: Sequence[Path | str]) -> bool:
    return any(_brings_the_tutorial(given, profile) for profile in PROFILES.values())


def _brings_the_tutorial(given: Sequence[Path | str], profile: VersionProfile) -> bool:
    try:
        tickets = profile.datamodel(given)["UserRequest"]
    except (datamodel.DesignError, datamodel.UnknownClassError):
        return False  # they may build on it; whatever is wrong is told when all are read
    return REMOTE_ID in tickets.attributes
