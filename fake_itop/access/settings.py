"""The settings of an instance: a TOML file with its users."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from fake_itop.values.names import expected


class SettingsError(Exception):
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

    @classmethod
    def default(cls) -> InstanceSettings:
        """An administrator at the console, and a program's, a partner's and a token's account."""
        return cls.of(tomllib.loads(_resource("default.toml")))

    @classmethod
    def read(cls, path: Path) -> InstanceSettings:
        """The settings in a file.

        Raises:
            SettingsError: the file cannot be read, or says something it may not.
        """
        try:
            return cls.parse(path.read_text("utf-8"), str(path))
        except OSError as error:
            message = f"{path}: cannot be read: {error.strerror or error}"
            raise SettingsError(message) from None
        except UnicodeDecodeError as error:
            message = f"{path}: not UTF-8 at byte {error.start}; settings are a TOML file in UTF-8"
            raise SettingsError(message) from None

    @classmethod
    def parse(cls, text: str, where: str = "settings") -> InstanceSettings:
        """The settings in a TOML text; ``where`` names it in errors.

        Raises:
            SettingsError: it is no TOML, or says something it may not.
        """
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            message = f"{where}: not TOML: {error}"
            raise SettingsError(message) from None
        _validate(data, where)
        return cls.of(data)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> InstanceSettings:
        """The users in data that was held against `settings_schema`."""
        return cls(tuple(_user(entry) for entry in data.get("users", [])), data.get("profile"))


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


def _validate(data: dict[str, Any], where: str) -> None:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - slow to import, and only needed here

    for error in Draft202012Validator(settings_schema()).iter_errors(data):
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path).lstrip(
            "."
        )
        message = f"{where}: {place or 'top level'}: {_hint(error.message, error.validator, error.schema)}"
        raise SettingsError(message)


def _hint(message: str, validator: object, schema: Any) -> str:
    """An unknown key gets the nearest right one."""
    if validator != "additionalProperties":
        return message
    unknown = message.partition("'")[2].partition("'")[0]
    return f"unknown key '{unknown}', {expected(unknown, schema['properties'])}"
