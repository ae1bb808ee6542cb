"""Who plays whom in the scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from fake_itop.values.names import expected


class RolesError(Exception):
    """Roles that cannot be read: one line."""


@dataclass(frozen=True)
class OurRoles:
    """Names (friendlynames) of those who play at our side, by default those of the recordings' given ``transfer``."""

    caller: str = "Carl Caller"
    agent: str = "Alice Agent"
    team: str = "Helpdesk"
    partner: str = "Partner Inc"
    """The organisation that the agent chooses."""


@dataclass(frozen=True)
class PartnerRoles:
    """Names of those who play at the partner's side."""

    organization: str = "Combodo"
    """Ours, as the partner knows it: the organisation of the tickets that we transfer."""
    caller: str = "Support Combodo"
    """Who is the caller of the tickets that we transfer."""
    agent: str = "Alice Agent"
    team: str = "Helpdesk"


@dataclass(frozen=True)
class Roles:
    """Who plays whom, on both sides."""

    ours: OurRoles = field(default_factory=OurRoles)
    partner: PartnerRoles = field(default_factory=PartnerRoles)

    @classmethod
    def of(cls, data: object) -> Self:
        """Roles as a wiring names them: ``{"ours": {"caller": NAME, ...}, "partner": {...}}``, each of them optional.

        Raises:
            RolesError: something in it is no role, or no name.
        """
        sides = _checked(data, cls, "")
        given: dict[str, Any] = {
            "ours": OurRoles(**_names(sides.get("ours", {}), OurRoles, "ours")),
            "partner": PartnerRoles(**_names(sides.get("partner", {}), PartnerRoles, "partner")),
        }
        return cls(**given)


def _names(data: object, kind: type, where: str) -> Mapping[str, str]:
    names = _checked(data, kind, f"{where}.")
    for role, name in names.items():
        if not isinstance(name, str) or not name:
            raise RolesError(f"{where}.{role} is {name!r}; it is a name, such as {_default(kind, role)!r}")
    return names


def _checked(data: object, kind: type, prefix: str) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise RolesError(f"{prefix.rstrip('.') or 'they'} must be an object, not a {type(data).__name__}")
    known = [each.name for each in fields(kind)]
    for name in data:
        if name not in known:
            raise RolesError(f"unknown {prefix}{name}; {expected(name, known)}")
    return data


def _default(kind: type, role: str) -> object:
    return next(each.default for each in fields(kind) if each.name == role)
