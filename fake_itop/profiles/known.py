"""The profiles that there are: a further one is added here, with what its base design and install have otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from fake_itop.datamodel import STANDARD, Base
from fake_itop.profiles.profile import VersionProfile
from fake_itop.profiles.rule import Component, Version
from fake_itop.values.names import InputError, expected


def folder_of(name: str) -> Path:
    """Where what an older profile has otherwise than the next newer one lies."""
    return Path(__file__).parent / f"itop_{name.replace('.', '_')}"


class UnknownProfileError(InputError):
    """There is no profile of that name; the text names those that there are."""


def _versions(itop: str, webhook: str, token: str) -> Mapping[Component, Version]:
    texts = {Component.ITOP: itop, Component.WEBHOOK: webhook, Component.TOKEN: token}
    return {component: Version.of(text) for component, text in texts.items()}


def _older(newer: VersionProfile, name: str, versions: Mapping[Component, Version]) -> VersionProfile:
    """A profile as the deltas on a newer one that lie in its folder."""
    folder, base = folder_of(name), newer.base
    own = Base(name, (*base.designs, folder / "design.xml"), (*base.dictionaries, folder / "labels.json"), name)
    return VersionProfile(name, versions, own, (*newer.install, folder / "install.json"))


DEFAULT = VersionProfile("3.2", _versions("3.2.0", "1.4.6", "2.2.1"), STANDARD)
_ITOP_3_1 = _older(DEFAULT, "3.1", _versions("3.1.2", "1.3.3", "2.1.7"))
_ITOP_3_0 = _older(_ITOP_3_1, "3.0", _versions("3.0.4", "1.2.1", "2.1.3"))

PROFILES: Mapping[str, VersionProfile] = {profile.name: profile for profile in (DEFAULT, _ITOP_3_1, _ITOP_3_0)}
"""By name, the newest first."""


EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "3.2": ("1.4.6", "1.4.4", "1.4.2", "1.4.1"),
    "3.1": ("1.4.6", "1.4.4", "1.4.2", "1.4.1", "1.3.3"),
    "3.0": ("1.3.3", "1.2.1"),
}
"""The versions of the webhook extension that each profile can be composed with, the newest first.

They are those from which on a rule is otherwise, and those that ran on real servers of that iTop. Its classes stay
those of the profile: how an extension's rules differ is known version by version, its designs are not.
"""

PLUS = "+"
"""Stands before the version of the webhook extension in the name of a composed profile, as ``3.1+1.4.6``."""


@cache
def find(name: str) -> VersionProfile:
    """The profile of that name, which may be composed: ``3.1+1.4.6`` is 3.1 with another webhook extension.

    Raises:
        UnknownProfileError: there is none, or it is not known with that extension.
    """
    itop, plus, extension = name.partition(PLUS)
    found = PROFILES.get(itop)
    if found is None:
        raise UnknownProfileError(f"no version profile {itop!r}; {expected(itop, PROFILES)}")
    if not plus or extension == str(found.versions[Component.WEBHOOK]):
        return found
    if extension not in EXTENSIONS[itop]:
        known = ", ".join(EXTENSIONS[itop])
        raise UnknownProfileError(
            f"profile {itop} is not known with webhook extension {extension!r}; known are {known}"
        )
    return replace(found, name=name, versions={**found.versions, Component.WEBHOOK: Version.of(extension)})
