"""A wiring is data: calls that make organisations, people, connections, actions and triggers in two instances.

A step has the form of the steps of the recordings' givens, so the given ``transfer`` itself is a wiring. Whatever a
real iTop refuses is refused here too, as the steps are played over REST.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Any

from fake_itop.datamodel import BUILT_IN
from fake_itop.transfer.lab import DEFAULT_USER, LabError, RestSide
from fake_itop.transfer.roles import Roles, RolesError

SIDES = ("ours", "partner")
_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")


class WiringError(Exception):
    """A wiring that cannot be used: one line that says where, what, and what would be right."""


@dataclass(frozen=True)
class Step:
    """One call: to which side, as whom, with which ``json_data``."""

    to: str
    login: str
    request: Mapping[str, Any]


@dataclass(frozen=True)
class Wiring:
    """Steps, and who plays whom in the scenarios; ``name`` is the file or the name that it was loaded by.

    ``design`` are the designs that it needs beyond the tutorial's: names of built-in ones, or files.
    """

    name: str
    steps: tuple[Step, ...]
    roles: Roles
    design: tuple[Path | str, ...] = ()

    def mentions(self, name: str) -> bool:
        """Whether any step holds that name."""
        return any(name in json.dumps(step.request) for step in self.steps)


def shipped() -> tuple[str, ...]:
    """The names of the wirings that come with the package."""
    files = (Path(str(entry)) for entry in _folder().iterdir())
    return tuple(sorted(file.stem for file in files if file.suffix == ".json"))


def load(name: str | Path) -> Wiring:
    """A wiring that comes with the package, by name, or one in a file.

    Raises:
        WiringError: there is none, or it is not in the form of one.
    """
    if str(name) in shipped():
        return parse(_folder().joinpath(f"{name}.json").read_bytes(), str(name))
    return parse(_read(Path(name)), str(name))


def parse(text: bytes, name: str) -> Wiring:
    """The wiring in a JSON text; ``name`` stands for it in errors.

    Raises:
        WiringError: it is no JSON, or not in the form of a wiring.
    """
    data = _json(text, name)
    if isinstance(data, list):
        data = {"steps": data}
    if not isinstance(data, dict) or not isinstance(data.get("steps"), list):
        raise WiringError(f'{name}: a wiring is a list of steps, or {{"roles": {{...}}, "steps": [...]}}')
    design = _design(data.get("design", []), name)
    try:
        roles = Roles.of(data.get("roles", {}))
    except RolesError as error:
        raise WiringError(f"{name}: roles: {error}") from None
    steps = tuple(_step(entry, f"{name}: step {n}") for n, entry in enumerate(data["steps"], 1))
    return Wiring(name, steps, roles, design)


def apply(wiring: Wiring, ours: RestSide, partner: RestSide) -> None:
    """Play a wiring's steps, in order, into two instances.

    Raises:
        WiringError: a step is refused, which is told in iTop's own words, or cannot be played; later ones are not.
    """
    sides = {"ours": ours, "partner": partner}
    values = placeholders(ours, partner)
    for number, step in enumerate(wiring.steps, 1):
        _play(step, sides[step.to], values, f"{wiring.name}: step {number} ({_title(step)})")


def placeholders(ours: RestSide, partner: RestSide) -> dict[str, str]:
    """What the placeholders of a wiring stand for, as in the recordings' README."""
    return {
        f"{name}.{what}": value
        for name, side in zip(SIDES, (ours, partner), strict=True)
        for what, value in (("url", side.rest_url), ("root", side.root_url), ("token", side.token))
    }


def _play(step: Step, side: RestSide, values: Mapping[str, str], where: str) -> None:
    try:
        answer = side(_fill(step.request, values, where), step.login)
    except LabError as error:
        raise WiringError(f"{where}: {error}") from None
    if answer.get("code") != 0:
        raise WiringError(f"{where}: refused: {answer.get('message')} (code {answer.get('code')})")


def _fill(value: Any, values: Mapping[str, str], where: str) -> Any:
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: _value(found[1], values, where), value)
    if isinstance(value, Mapping):
        return {key: _fill(inner, values, where) for key, inner in value.items()}
    return [_fill(inner, values, where) for inner in value] if isinstance(value, list) else value


def _value(name: str, values: Mapping[str, str], where: str) -> str:
    if name not in values:
        known = ", ".join(f"{{{{{each}}}}}" for each in values)
        raise WiringError(f"{where}: unknown placeholder {{{{{name}}}}}; there is {known}")
    return values[name]


def _title(step: Step) -> str:
    fields = step.request.get("fields")
    named = fields if isinstance(fields, Mapping) else {}
    label = named.get("name") or named.get("description")
    said = [step.request.get("operation"), step.request.get("class"), repr(label) if label else None]
    return f"{step.to}: {' '.join(str(part) for part in said if part)}"


def _step(entry: object, where: str) -> Step:
    if not isinstance(entry, dict):
        raise WiringError(f'{where}: not an object; right would be {{"do": "rest", "to": "ours", "request": {{...}}}}')
    if entry.get("do", "rest") != "rest":
        raise WiringError(f'{where}: "do" is {entry["do"]!r}; a wiring only has steps that "do" "rest"')
    if entry.get("to") not in SIDES:
        raise WiringError(f'{where}: "to" is {entry.get("to")!r}; right would be "ours" or "partner"')
    if not isinstance(entry.get("request"), dict):
        raise WiringError(f'{where}: "request" is {_kind(entry.get("request"))}; it is the json_data, an object')
    login = entry.get("as", DEFAULT_USER)
    if not isinstance(login, str):
        raise WiringError(f'{where}: "as" is {_kind(login)}; it is a login')
    return Step(entry["to"], login, entry["request"])


def _design(data: object, name: str) -> tuple[Path | str, ...]:
    """The designs of a wiring: built-in ones by their names, others as files beside the wiring's own."""
    if not isinstance(data, list) or not all(isinstance(each, str) for each in data):
        raise WiringError(f'{name}: "design" is {_kind(data)}; it is a list of names and files, such as ["robust"]')
    return tuple(each if each in BUILT_IN else Path(name).parent / each for each in data)


def _kind(value: object) -> str:
    return "missing" if value is None else f"a {type(value).__name__}"


def _json(text: bytes, name: str) -> Any:
    try:
        return json.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise WiringError(f"{name}: not UTF-8 at byte {error.start}; a wiring is JSON in UTF-8") from None
    except json.JSONDecodeError as error:
        raise WiringError(f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from None
    except RecursionError:
        raise WiringError(f"{name}: nested too deeply; a wiring is a list of steps") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise WiringError(f"{path}: no such wiring, nor a file that can be read ({reason}); {_offer(path)}") from None


def _offer(path: Path) -> str:
    near = get_close_matches(str(path), shipped(), n=1)
    return f"did you mean {near[0]}?" if near else f"there is {', '.join(shipped())}"


def _folder() -> Any:
    return resources.files(__package__).joinpath("wirings")
