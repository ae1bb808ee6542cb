"""The profiles that there are: a further version or edition is added here, with what it has otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from fake_itop.datamodel import STANDARD, Base
from fake_itop.datamodel.reader import MAX_SIZE
from fake_itop.profiles.profile import AT, SIMPLE, VersionProfile
from fake_itop.profiles.rule import Component, Version
from fake_itop.values.names import InputError, expected

DASH = "-"
"""Stands before the edition in the name of a profile, as ``3.2-itil``; ``3.2-simple`` is ``3.2``."""


def folder_of(name: str) -> Path:
    """Where what a profile has otherwise than the one that it builds on lies."""
    return Path(__file__).parent / f"itop_{name.replace('.', '_').replace(DASH, '_')}"


class UnknownProfileError(InputError):
    """There is no profile of that name, or not of that edition; the text names those that there are."""


def _versions(itop: str, webhook: str, token: str) -> Mapping[Component, Version]:
    texts = {Component.ITOP: itop, Component.WEBHOOK: webhook, Component.TOKEN: token}
    return {component: Version.of(text) for component, text in texts.items()}


def _on(other: VersionProfile, name: str, versions: Mapping[Component, Version], edition: str) -> VersionProfile:
    """A profile as the deltas on another one that lie in its folder."""
    version = name.partition(DASH)[0]
    folder, base = folder_of(name), other.base
    own = Base(name, (*base.designs, folder / "design.xml"), (*base.dictionaries, folder / "labels.json"), version)
    return VersionProfile(name, versions, own, (*other.install, folder / "install.json"), edition=edition)


DEFAULT = VersionProfile("3.2", _versions("3.2.0", "1.4.6", "2.2.1"), STANDARD)
_ITOP_3_1 = _on(DEFAULT, "3.1", _versions("3.1.2", "1.3.3", "2.1.7"), SIMPLE)
_ITOP_3_0 = _on(_ITOP_3_1, "3.0", _versions("3.0.4", "1.2.1", "2.1.3"), SIMPLE)

PROFILES: Mapping[str, VersionProfile] = {profile.name: profile for profile in (DEFAULT, _ITOP_3_1, _ITOP_3_0)}
"""The versions of the simple edition by name, the newest first."""

EDITIONS: Mapping[str, Mapping[str, VersionProfile]] = {
    SIMPLE: PROFILES,
    "itil": {"3.2": _on(DEFAULT, "3.2-itil", DEFAULT.versions, "itil")},
}
"""By edition the versions of which it is known what they are like. An edition is a delta on the simple one."""


def newest_of(profile: VersionProfile) -> VersionProfile:
    """The newest version of a profile's edition, as it is without being composed."""
    return next(iter(EDITIONS[profile.edition].values()))


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


def of_edition(name: str, edition: str) -> str:
    """The name of a profile with its edition, which ``edition`` is where the name says nothing."""
    version, at, compiled = name.partition(AT)
    itop, plus, extension = version.partition(PLUS)
    return name if DASH in itop else f"{itop}{DASH}{edition}{plus}{extension}{at}{compiled}"


ITIL_MODULE = b'<module id="itop-incident-mgmt-itil"'
"""By what a compiled datamodel tells that it is of the ITIL edition."""


def find(name: str, edition: str | None = None) -> VersionProfile:
    """The profile of that name.

    Args:
        name: a version, which may be composed: ``3.1+1.4.6`` is 3.1 with another webhook extension, ``3.2-itil`` is
            3.2 of the ITIL edition, ``3.2-itil+1.4.4`` both; ``3.2@my.xml`` is 3.2 with the classes of a compiled
            datamodel, of the edition that this tells.
        edition: what it is of where its name says nothing.

    Raises:
        UnknownProfileError: there is none, or it is not known of that edition or with that extension.
    """
    version, at, compiled = name.partition(AT)
    if not at:
        return _find(version, edition or SIMPLE)
    path = Path(compiled)
    itop = version.partition(PLUS)[0]
    found = _find(version, edition or ("itil" if itop in EDITIONS["itil"] and _is_itil(path) else SIMPLE))
    others = (known[itop.partition(DASH)[0]] for known in EDITIONS.values() if itop.partition(DASH)[0] in known)
    return found.with_datamodel(path, tuple(other.base for other in others if other.base != found.base))


def _is_itil(compiled: Path) -> bool:
    """Whether a file says that it is of the ITIL edition; whether it can be used is seen where it is read."""
    try:
        with compiled.open("rb") as file:
            return ITIL_MODULE in file.read(MAX_SIZE)
    except OSError:
        return False


@cache
def _find(name: str, edition: str) -> VersionProfile:
    itop, plus, extension = of_edition(name, edition).partition(PLUS)
    version, _, of = itop.partition(DASH)
    if version not in PROFILES:
        raise UnknownProfileError(f"no version profile {version!r}; {expected(version, PROFILES)}")
    if of not in EDITIONS:
        raise UnknownProfileError(f"no edition {of!r}; {expected(of, EDITIONS)}")
    found = EDITIONS[of].get(version)
    if found is None:
        known = ", ".join(EDITIONS[of])
        raise UnknownProfileError(f"iTop {version} is not known of the edition {of!r}; known of it is {known}")
    if not plus or extension == str(found.versions[Component.WEBHOOK]):
        return found
    if extension not in EXTENSIONS[version]:
        known = ", ".join(EXTENSIONS[version])
        raise UnknownProfileError(
            f"profile {found.name} is not known with webhook extension {extension!r}; known are {known}"
        )
    composed = f"{found.name}{PLUS}{extension}"
    return replace(found, name=composed, versions={**found.versions, Component.WEBHOOK: Version.of(extension)})
