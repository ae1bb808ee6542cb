"""The profiles that there are: a further one is added here, with what its base design and install have otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fake_itop.datamodel import STANDARD, Base
from fake_itop.profiles.profile import VersionProfile
from fake_itop.profiles.rule import Component, Version
from fake_itop.values.names import expected

OLDER = Path(__file__).parent / "itop_3_1"
"""Where what 3.1 has otherwise than the standard lies."""

BASE_3_1 = Base("3.1", (*STANDARD.designs, OLDER / "design.xml"), (*STANDARD.dictionaries, OLDER / "labels.json"))
"""iTop 3.1.2 with webhook extension 1.3.3 and token extension 2.1.7, as a delta on the standard."""


class UnknownProfileError(Exception):
    """There is no profile of that name; the text names those that there are."""


def _versions(itop: str, webhook: str, token: str) -> Mapping[Component, Version]:
    texts = {Component.ITOP: itop, Component.WEBHOOK: webhook, Component.TOKEN: token}
    return {component: Version.of(text) for component, text in texts.items()}


PROFILES: Mapping[str, VersionProfile] = {
    profile.name: profile
    for profile in (
        VersionProfile("3.2", _versions("3.2.0", "1.4.6", "2.2.1"), STANDARD),
        VersionProfile("3.1", _versions("3.1.2", "1.3.3", "2.1.7"), BASE_3_1, (OLDER / "install.json",)),
    )
}
"""By name, the newest first."""

DEFAULT = PROFILES["3.2"]


def find(name: str) -> VersionProfile:
    """The profile of that name.

    Raises:
        UnknownProfileError: there is none.
    """
    found = PROFILES.get(name)
    if found is None:
        raise UnknownProfileError(f"no version profile {name!r}; {expected(name, PROFILES)}")
    return found
