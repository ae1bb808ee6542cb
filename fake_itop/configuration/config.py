"""``fake-itop.toml``: everything that a command's options say, and the users, in one file.

A key is named as the option, with underscores. What stands on the command line wins over the environment
(``FAKE_ITOP_…``), that over the file, and the file over the defaults.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

from fake_itop.access.settings import InstanceSettings, settings_schema
from fake_itop.configuration.checking import first_mistake, line_of, shown
from fake_itop.datamodel import BUILT_IN
from fake_itop.profiles import DEFAULT, UnknownProfileError, VersionProfile, find
from fake_itop.values.names import InputError

PATHS = ("design", "objects", "data", "ready_file")
"""Keys whose values are paths, from the folder of the file."""

_TEXTS = {"type": "array", "items": {"type": "string"}}

OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "design": {
        **_TEXTS,
        "description": "itop_design deltas on top of the base design, in order: files, or names of those that ship.",
    },
    "datamodel": {
        "type": "object",
        "additionalProperties": False,
        "required": ["file"],
        "properties": {"file": {"type": "string", "description": "A compiled one, datamodel-production.xml."}},
        "description": "The classes of the instances, if not those of a standard iTop.",
    },
    "objects": {**_TEXTS, "description": "Files of seeds: objects that are made at start, in order."},
    "data": {"type": "string", "description": "File in which the state is kept across runs."},
    "wiring": {"type": "string", "description": "How the instances of a pair are wired: a name, or a file."},
    "no_wiring": {"type": "boolean", "description": "No wiring: nothing but clean installs."},
    "clock": {"type": "string", "description": "real, frozen, or a moment as 2026-01-31T12:00:00 (UTC)."},
    "seed": {"type": "integer", "description": "Seed of ids in generated texts."},
    "host": {"type": "string", "description": "Address to listen at."},
    "port": {"type": "integer", "minimum": 0, "maximum": 65535, "description": "Port of serve; 0 takes a free one."},
    "ports": {
        "type": "object",
        "additionalProperties": {"type": "integer", "minimum": 0, "maximum": 65535},
        "description": "Ports of pair by the names of the instances; 0 takes a free one.",
    },
    "base_path": {"type": "string", "description": "Path under which the application lives, such as /itop."},
    "allow_remote": {"type": "boolean", "description": "Needed with a host that other machines can reach."},
    "allow_webhook_host": {**_TEXTS, "description": "Hosts that webhooks may go to beside this machine."},
    "control_host": {**_TEXTS, "description": "Host names under which the control API answers too."},
    "max_webhook_depth": {"type": "integer", "minimum": 1, "description": "Webhooks that may cause each other."},
    "webhook_timeout": {"type": "number", "exclusiveMinimum": 0, "description": "Seconds a webhook may take in all."},
    "journal_max": {"type": "integer", "minimum": 1, "description": "Messages that the journal keeps."},
    "log_format": {"enum": ["text", "json"], "description": "Tell on stderr of every message, in this form."},
    "ready_file": {"type": "string", "description": "File that holds what the READY line says."},
    "profile": {"type": "string", "description": "iTop version that the instances imitate, such as 3.2."},
    "edition": {"type": "string", "description": "Edition of it: simple, or itil."},
    "ours_profile": {"type": "string", "description": "The same for ours alone."},
    "partner_profile": {"type": "string", "description": "The same for the partner's alone."},
    "verbose": {"type": "boolean", "description": "Name the parts of a design that the fake has no use for."},
    "quiet": {"type": "boolean", "description": "No banner."},
}
"""The options that the file may hold, with the JSON Schema of each."""


class ConfigError(InputError):
    """A file that cannot be used: one line that says where, what, and what would be right."""


@dataclass(frozen=True)
class Config:
    """What a file says: the users (the standard ones where it names none), and values of options by their names."""

    users: InstanceSettings
    options: Mapping[str, Any]


def config_schema() -> dict[str, Any]:
    """The JSON Schema of the file, for editors."""
    settings = settings_schema()
    return {
        **settings,
        "title": "Configuration of fake-itop",
        "description": "Users of fresh instances, and what would else be said by options.",
        "properties": {**OPTIONS, **settings["properties"]},
    }


def example() -> str:
    """A commented file to begin with; all that it says is the default."""
    return resources.files(__package__).joinpath("example.toml").read_text("utf-8")


def read_config(path: Path) -> Config:
    """The configuration in a file.

    Raises:
        ConfigError: it cannot be read, or says something that it may not.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}; it is a TOML file in UTF-8") from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"{path}: nested too deeply") from None
    mistake = first_mistake(data, config_schema())
    if mistake is not None:
        where, what = mistake
        raise ConfigError(f"{path}:{line_of(text, where)}: {shown(where)}: {what}")
    standard = InstanceSettings.default(data.get("profile"), data.get("edition"))
    standard = replace(standard, url_login=data.get("url_login", False))
    users = InstanceSettings.of(data) if "users" in data else standard
    return Config(users, {name: _placed(name, data[name], path.parent) for name in OPTIONS if name in data})


def users_of(path: Path | None) -> InstanceSettings:
    """The users that a file names, or the standard ones without a file.

    Raises:
        ConfigError: the file cannot be read, or says something that it may not.
    """
    return InstanceSettings.default() if path is None else read_config(path).users


def chosen_profile(name: str | None, settings: InstanceSettings, path: Path | None) -> VersionProfile:
    """The profile of that name, or without one that of the settings, which come from the file.

    Raises:
        ConfigError: the settings name a profile that there is not.
    """
    try:
        return find(name or settings.profile or DEFAULT.name, settings.edition)
    except UnknownProfileError as error:
        raise ConfigError(f"{path}: profile: {error}") from None


def _placed(name: str, value: Any, folder: Path) -> Any:
    """Paths are meant from where the file is; a wiring, and a design that ships, only where there is such a file."""
    if name == "wiring" and (folder / value).is_file():
        return str(folder / value)
    if name == "datamodel":
        return str(folder / value["file"])
    if name not in PATHS:
        return value
    if not isinstance(value, list):
        return str(folder / value)
    ships = BUILT_IN if name == "design" else ()
    return [each if each in ships and not (folder / each).exists() else str(folder / each) for each in value]
