"""The settings of an instance: a TOML file with its users."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from fake_itop.values.names import InputError


class SettingsError(InputError):
    """Settings that cannot be used: one line that says where, what, and what would be right."""


@dataclass(frozen=True)
class UserSettings:
    """A user of a fresh instance. ``contact_id`` 0 is nobody; without ``allowed_orgs`` the user sees all."""

    login: str
    profiles: tuple[str, ...]
    cls: str = "UserLocal"
    password: str = ""
    token: str = ""
    contact_id: int = 0
    allowed_orgs: tuple[int, ...] = ()


@dataclass(frozen=True)
class InstanceSettings:
    """What a fresh instance starts with beside a clean install."""

    users: tuple[UserSettings, ...]
    profile: str | None = None
    """The name of the version profile, where the settings name one."""
    edition: str | None = None
    """The edition that a profile is of whose name says none, where the settings name one."""
    url_login: bool = False
    """Whether ``url`` is among the server's ways to log in: user and password may stand in the query."""

    @classmethod
    def default(cls, profile: str | None = None, edition: str | None = None) -> InstanceSettings:
        """An administrator at the console, and a program's, a partner's and a token's account."""
        return replace(cls.of(tomllib.loads(_resource("default.toml"))), profile=profile, edition=edition)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> InstanceSettings:
        """The users in data that was held against `settings_schema`."""
        users = tuple(_user(entry) for entry in data.get("users", []))
        return cls(users, data.get("profile"), data.get("edition"), url_login=data.get("url_login", False))


def settings_schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    schema: dict[str, Any] = json.loads(_resource("settings.schema.json"))
    return schema


def _resource(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _user(entry: dict[str, Any]) -> UserSettings:
    return UserSettings(
        login=entry["login"],
        profiles=tuple(entry["profiles"]),
        cls=entry.get("class", "UserLocal"),
        password=entry.get("password", ""),
        token=entry.get("token", ""),
        contact_id=entry.get("contact_id", 0),
        allowed_orgs=tuple(entry.get("allowed_orgs", ())),
    )
