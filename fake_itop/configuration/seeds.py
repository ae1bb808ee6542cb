"""Seeds: objects that are made at start, in TOML or JSON, with names by which they refer to each other.

::

    [[objects]]
    name = "acme"
    class = "Organization"
    fields = {name = "ACME"}

    [[objects]]
    class = "Person"
    fields = {first_name = "Ann", name = "Smith", org_id = "@acme"}
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fake_itop.configuration.checking import first_mistake, line_of, shown
from fake_itop.values.names import expected

Execute = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Gives an instance's answer to an operation."""

REFERENCE = "@"
"""Begins a text that stands for the id of an object of that name; twice for a text that begins with it."""

SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Seeds of fake-itop: objects that are made at start",
    "type": "object",
    "additionalProperties": False,
    "required": ["objects"],
    "properties": {
        "objects": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["class", "fields"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "description": "By which later objects refer to it."},
                    "class": {"type": "string", "minLength": 1},
                    "fields": {"type": "object", "description": "As core/create takes them; @name is an object's id."},
                    "in": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "Names of the instances that it is made in; all of them without this.",
                    },
                },
            },
        }
    },
}


class SeedError(Exception):
    """Seeds that cannot be used: one line that says where, what, and what would be right."""


@dataclass(frozen=True)
class Seed:
    """One object; ``where`` names its place in errors."""

    where: str
    cls: str
    fields: Mapping[str, Any]
    name: str = ""
    instances: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Seeds:
    """Objects, in the order in which they are made."""

    objects: tuple[Seed, ...]

    def plant(self, instance: str, call: Execute) -> int:
        """Make those that belong into an instance, over REST, with all that this causes; how many were made.

        Raises:
            SeedError: iTop refuses one, or it refers to one that is not there. Those before it are there then.
        """
        ids: dict[str, int] = {}
        mine = [seed for seed in self.objects if seed.instances is None or instance in seed.instances]
        for seed in mine:
            made = _create(seed, _resolved(seed.fields, ids, seed.where), call)
            if seed.name:
                ids[seed.name] = made
        return len(mine)


def read_seeds(path: Path) -> Seeds:
    """The seeds in a file: JSON if it is named so, TOML otherwise.

    Raises:
        SeedError: it cannot be read, or is not in the form of seeds.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise SeedError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise SeedError(f"{path}: not UTF-8 at byte {error.start}") from None
    data = _parsed(path, text)
    mistake = first_mistake(data, SCHEMA)
    if mistake is not None:
        where, what = mistake
        raise SeedError(f"{_place(path, text, where)}: {shown(where)}: {what}")
    return Seeds(tuple(_seed(path, text, number, entry) for number, entry in enumerate(data["objects"])))


def _parsed(path: Path, text: str) -> Any:
    try:
        return json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SeedError(f"{path}: not TOML: {error}") from None
    except json.JSONDecodeError as error:
        raise SeedError(f"{path}:{error.lineno}: not JSON: {error.msg}") from None
    except RecursionError:
        raise SeedError(f"{path}: nested too deeply") from None


def _place(path: Path, text: str, where: list[str | int]) -> str:
    return str(path) if path.suffix == ".json" else f"{path}:{line_of(text, where)}"


def _seed(path: Path, text: str, number: int, entry: Mapping[str, Any]) -> Seed:
    name = entry.get("name", "")
    title = f"object {number + 1} ({entry['class']}{f' {name!r}' if name else ''})"
    instances = tuple(entry["in"]) if "in" in entry else None
    return Seed(f"{_place(path, text, ['objects', number])}: {title}", entry["class"], entry["fields"], name, instances)


def _resolved(value: Any, ids: Mapping[str, int], where: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _resolved(inner, ids, where) for key, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(inner, ids, where) for inner in value]
    if not isinstance(value, str) or not value.startswith(REFERENCE):
        return value
    name = value.removeprefix(REFERENCE)
    return name if name.startswith(REFERENCE) else _id(name, ids, where)


def _id(name: str, ids: Mapping[str, int], where: str) -> int:
    if name not in ids:
        raise SeedError(f"{where}: refers to @{name}, but no object before it has that name; {expected(name, ids)}")
    return ids[name]


def _create(seed: Seed, fields: Any, call: Execute) -> int:
    asked = {"operation": "core/create", "comment": "seed", "class": seed.cls, "fields": fields, "output_fields": "id"}
    answer = call(asked)
    if answer.get("code") != 0:
        raise SeedError(f"{seed.where}: refused: {answer.get('message')} (code {answer.get('code')})")
    (entry,) = answer["objects"].values()
    return int(entry["key"])
