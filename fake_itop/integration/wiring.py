"""A wiring is data: calls that make organisations, people, connections, actions and triggers in some instances.

These are ours and the partner's, unless the wiring names others. A step has the form of the steps of the recordings'
givens, so the given ``transfer`` itself is a wiring. Whatever a real iTop refuses is refused here too, as the steps are
played over REST. A wiring may also be told as another one with changes (`fake_itop.integration.wiring`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

from fake_itop.access.settings import InstanceSettings
from fake_itop.datamodel import BUILT_IN
from fake_itop.datamodel.model import Datamodel
from fake_itop.findings import Pointer
from fake_itop.integration.lab import DEFAULT_USER, LabError, RestReply, Side
from fake_itop.integration.roles import Roles, RolesError
from fake_itop.profiles import EDITIONS
from fake_itop.values.names import InputError, expected

VERBS = ("set", "remove", "replace", "drop")
KEYS = ("of", "to", "class", "why", *VERBS)


class ChangeError(Exception):
    """A change that cannot be made: one line that says why, and what would be right."""


def changed(steps: Sequence[Any], changes: object) -> list[Any]:
    """Steps with changes made to them, one after another.

    Raises:
        ChangeError: one of them is malformed, or is about no step, or about several.
    """
    if not isinstance(changes, list):
        raise ChangeError('"changes" must be a list of changes, as [{"of": "push", "set": {"status": "disabled"}}]')
    made = deepcopy(list(steps))
    for number, change in enumerate(changes, 1):
        try:
            _make(made, change)
        except ChangeError as error:
            raise ChangeError(f"change {number}: {error}") from None
    return made


def name_of(step: object) -> str:
    """The name by which people know what a step makes: its name or description, empty if it has none."""
    request = step.get("request") if isinstance(step, Mapping) else None
    fields = request.get("fields") if isinstance(request, Mapping) else None
    named = fields if isinstance(fields, Mapping) else {}
    return str(named.get("name") or named.get("description") or "")


def _make(steps: list[Any], change: object) -> None:
    if not isinstance(change, dict):
        raise ChangeError(f'not an object; right would be {{"of": NAME, {" or ".join(VERBS)}: ...}}')
    unknown = next((key for key in change if key not in KEYS), None)
    if unknown is not None:
        raise ChangeError(f"unknown key {unknown!r}; {expected(unknown, KEYS)}")
    position = _position(steps, change)
    if change.get("drop"):
        del steps[position]
        return
    fields = steps[position]["request"]["fields"]
    fields.update(_object(change, "set"))
    for code in change.get("remove", []):
        fields.pop(code, None)
    for code, pairs in _object(change, "replace").items():
        fields[code] = _replaced(fields.get(code), pairs, code)


def _position(steps: Sequence[Any], change: Mapping[str, Any]) -> int:
    found = [position for position, step in enumerate(steps) if _is_meant(step, change)]
    if len(found) == 1:
        return found[0]
    name = str(change.get("of"))
    if found:
        raise ChangeError(f'{len(found)} steps make {name!r}; say "to" or "class" too')
    raise ChangeError(f"no step makes {name!r}; {expected(name, filter(None, map(name_of, steps)))}")


def _is_meant(step: object, change: Mapping[str, Any]) -> bool:
    if not isinstance(step, Mapping) or not name_of(step):
        return False
    same_side = change.get("to") in (None, step.get("to"))
    same_class = change.get("class") in (None, step["request"].get("class"))
    return same_side and same_class and name_of(step) == change.get("of")


def _object(change: Mapping[str, Any], verb: str) -> Mapping[str, Any]:
    value = change.get(verb, {})
    if not isinstance(value, dict):
        raise ChangeError(f'"{verb}" must be an object, by attribute')
    return value


def _replaced(text: object, pairs: object, code: str) -> str:
    if not isinstance(text, str) or not isinstance(pairs, dict):
        raise ChangeError(f'"replace" of {code} needs a text there, and {{OLD: NEW}}')
    for old, new in pairs.items():
        if old not in text:
            raise ChangeError(f"{code} does not hold {old!r}")
        text = text.replace(old, str(new))
    return text


SIDES = ("ours", "partner")
"""The instances of a wiring that names none."""
PARTS = ("base", "changes", "design", "edition", "instances", "roles", "steps", "why")
"""What a wiring may say."""
STEP_PARTS = ("as", "do", "reply", "request", "to", "unless", "why")
"""What a step may say; ``reply`` is what a recorded one was answered."""
DEEPEST_BASE = 10
"""So many wirings may each be a change of the next."""
MADE_UP_PASSWORD = "Made-up-passw0rd!"  # noqa: S105 - what a fake's users have is no secret
"""The password of users whom the settings do not know: a wiring that needs them makes them itself."""
_PASSWORD = "password."  # noqa: S105 - a prefix
DEFAULT = "working"
"""The wiring of a pair of which nothing else is said."""
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")


class WiringError(InputError):
    """A wiring that cannot be used: one line that says where, what, and what would be right."""


@dataclass(frozen=True)
class SetupStep:
    """One call: to which side, as whom, with which ``json_data``.

    ``unless`` is a query, or empty: where it finds something the step is left out.
    """

    to: str
    login: str
    request: Mapping[str, Any]
    unless: str = ""

    @property
    def title(self) -> str:
        """The step in a few words."""
        label = name_of({"request": self.request})
        said = [self.request.get("operation"), self.request.get("class"), repr(label) if label else None]
        return f"{self.to}: {' '.join(str(part) for part in said if part)}"


@dataclass(frozen=True)
class PlayedStep:
    """A step that was played: its number from 1, what was sent, and what iTop answered."""

    number: int
    step: SetupStep
    request: Mapping[str, Any]
    answer: RestReply


@dataclass(frozen=True)
class Wiring:
    """Steps, and who plays whom in the scenarios; ``name`` is the file or the name that it was loaded by.

    ``design`` are the designs that it needs beyond the tutorial's: names of built-in ones, or files; ``instances`` the
    names of those that it wires. ``edition`` is of which edition they have to be, empty where any will do.
    """

    name: str
    steps: tuple[SetupStep, ...]
    roles: Roles
    design: tuple[Path | str, ...] = ()
    instances: tuple[str, ...] = SIDES
    edition: str = ""

    def settings(self, given: InstanceSettings) -> InstanceSettings:
        """Settings with the edition that it needs, where they name none."""
        return replace(given, edition=given.edition or self.edition or None)

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
    return parse(_text(name), str(name))


def parse(text: bytes, name: str) -> Wiring:
    """The wiring in a JSON text; ``name`` stands for it in errors, and a base is looked for beside it.

    Raises:
        WiringError: it is no JSON, or not in the form of a wiring.
    """
    data = _whole(_json(text, name), name)
    try:
        roles = Roles.of(data.get("roles", {}))
    except RolesError as error:
        raise WiringError(f"{name}: roles: {error}") from None
    instances = _instances(data.get("instances", list(SIDES)), name)
    steps = tuple(_step(entry, instances, f"{name}: step {n}") for n, entry in enumerate(data["steps"], 1))
    edition = data.get("edition", "")
    if edition and edition not in EDITIONS:
        raise WiringError(f"{name}: no edition {edition!r}; {expected(edition, EDITIONS)}")
    return Wiring(name, steps, roles, data["design"], instances, edition)


def place_of(wiring: Wiring, data: Any, pointer: str) -> Pointer | None:
    """Where a place among all of a wiring's steps stands in its own file, whose content is ``data``.

    A step that comes from a base stands where it is changed; ``None`` if it is not.
    """
    _, first, *rest = pointer.split("/") if pointer else ("", "")
    if first != "steps":
        return None
    number, below = int(rest[0]), tuple(rest[1:])
    own = data if isinstance(data, list) else data.get("steps", [])
    inherited = len(wiring.steps) - len(own)
    if number >= inherited:
        place: Pointer = (number - inherited, *below)
        return place if isinstance(data, list) else ("steps", *place)
    step = {"to": wiring.steps[number].to, "request": wiring.steps[number].request}
    changes = enumerate(data.get("changes", []))
    at = next((at for at, change in changes if _is_meant(step, change)), None)
    return None if at is None else ("changes", at, "set", *below[2:])


def apply(wiring: Wiring, *sides: Side) -> None:
    """Play a wiring's steps, in order, into its instances.

    Raises:
        WiringError: an instance is missing, or lacks a class or an attribute that a step is about: then nothing is
            played; or a step is refused, which is told in iTop's own words, or cannot be played: later ones are not.
    """
    for lack in lacking(wiring, sides):
        raise WiringError(f"{wiring.name}: step {lack.number} ({lack.step.title}): {lack}; nothing was set up")
    play(wiring, {side.name: side for side in sides}, _insist(wiring.name))


def play(wiring: Wiring, sides: Mapping[str, Side], look: Callable[[PlayedStep], None]) -> None:
    """Play a wiring's steps, in order; ``look`` is shown each with iTop's answer, be it a refusal.

    Raises:
        WiringError: an instance is missing; or a step cannot be played: nobody of that name may call, or it has an
            unknown placeholder.
    """
    if not sides.keys() >= set(wiring.instances):
        wired, here = ", ".join(wiring.instances), ", ".join(sides)
        raise WiringError(f"{wiring.name}: it wires {wired}, and here there is {here}")
    values = Values(sides)
    for number, step in enumerate(wiring.steps, 1):
        try:
            played = _play(number, step, sides[step.to], values)
        except LabError as error:
            raise WiringError(f"{wiring.name}: step {number} ({step.title}): {error}") from None
        if played is not None:
            look(played)


@dataclass(frozen=True)
class Lack:
    """Something that a step writes and that its side does not have, since it imitates an older version."""

    number: int
    step: SetupStep
    what: str
    since: str
    """The oldest profile that has it."""

    def __str__(self) -> str:
        return f"{self.step.to} has no {self.what}, which there is since profile {self.since}"


def lacking(wiring: Wiring, sides: Iterable[Side]) -> Iterator[Lack]:
    """What a wiring writes and the versions of some sides do not have, in the order of its steps."""
    models = {side.name: side.model for side in sides if side.model is not None}
    for number, step in enumerate(wiring.steps, 1):
        cls, fields = step.request.get("class"), step.request.get("fields", {})
        if step.to not in models or not isinstance(cls, str) or not isinstance(fields, Mapping):
            continue
        found = _lacking(models[step.to], cls, fields)
        since = _since(*found) if found is not None else ""
        if found is not None and since:
            yield Lack(number, step, f"attribute '{found[1][0]}' of {cls}" if found[1] else f"class {cls}", since)


def _lacking(model: Datamodel, cls: str, codes: Iterable[str]) -> tuple[str, tuple[str, ...]] | None:
    """The class, if a model does not have it, or the first of its attributes that it does not have."""
    if cls not in model:
        return cls, ()
    unknown = next((code for code in codes if code not in model[cls].attributes), None)
    return None if unknown is None else (cls, (unknown,))


def _since(cls: str, codes: tuple[str, ...]) -> str:
    """The oldest profile that has these of its own, of the edition where they are first; empty where none has."""
    known = (each for profiles in EDITIONS.values() for each in reversed([*profiles.values()]))
    return next((each.name for each in known if _lacking(each.datamodel(), cls, codes) is None), "")


def _insist(name: str) -> Callable[[PlayedStep], None]:
    def look(played: PlayedStep) -> None:
        if played.answer.get("code") != 0:
            said = f"{played.answer.get('message')} (code {played.answer.get('code')})"
            raise WiringError(f"{name}: step {played.number} ({played.step.title}): refused: {said}")

    return look


@dataclass(frozen=True)
class Values:
    """What the placeholders of a wiring stand for: ``{{partner.url}}``, ``root``, ``token``, ``password.LOGIN``."""

    sides: Mapping[str, Side]

    def fill(self, value: Any) -> Any:
        """A JSON value with all placeholders in its texts replaced.

        Raises:
            LabError: there is no such placeholder.
        """
        if isinstance(value, str):
            return _PLACEHOLDER.sub(lambda found: self._value(found[1]), value)
        if isinstance(value, Mapping):
            return {key: self.fill(inner) for key, inner in value.items()}
        return [self.fill(inner) for inner in value] if isinstance(value, list) else value

    def _value(self, name: str) -> str:
        side, _, what = name.partition(".")
        known = self._known(self.sides[side]) if side in self.sides else {}
        if what.startswith(_PASSWORD) and known:
            return self.sides[side].password_of(what.removeprefix(_PASSWORD)) or MADE_UP_PASSWORD
        if what not in known:
            all_known = [f"{{{{{each}.{what}}}}}" for each in self.sides for what in self._known(self.sides[each])]
            raise LabError(f"unknown placeholder {{{{{name}}}}}; there is {', '.join(all_known)}")
        return known[what]

    @staticmethod
    def _known(side: Side) -> dict[str, str]:
        return {"url": side.rest_url, "root": side.root_url, "token": side.token}


def _play(number: int, step: SetupStep, side: Side, values: Values) -> PlayedStep | None:
    if step.unless and _finds(side, step):
        return None
    request = values.fill(step.request)
    return PlayedStep(number, step, request, side(request, step.login))


def _finds(side: Side, step: SetupStep) -> bool:
    cls = step.unless.split()[1] if len(step.unless.split()) > 1 else ""
    asked = {"operation": "core/get", "class": cls, "key": step.unless, "output_fields": "id"}
    return bool(side(asked, step.login).get("objects"))


def _instances(names: object, name: str) -> tuple[str, ...]:
    """The names of a wiring's instances."""
    if not isinstance(names, list) or not names:
        raise WiringError(f'{name}: "instances" is {_kind(names)}; it is a list of names, such as ["ours", "partner"]')
    for each in names:
        if not isinstance(each, str) or not _NAME.fullmatch(each):
            raise WiringError(f'{name}: "instances" holds {each!r}; a name is of a-z, 0-9, _ and -, a letter first')
    if len(set(names)) < len(names):
        raise WiringError(f'{name}: "instances" holds a name twice; each needs one of its own')
    return tuple(names)


def _step(entry: object, instances: Sequence[str], where: str) -> SetupStep:
    if not isinstance(entry, dict):
        raise WiringError(f'{where}: not an object; right would be {{"do": "rest", "to": "ours", "request": {{...}}}}')
    unknown = next((key for key in entry if key not in STEP_PARTS), None)
    if unknown is not None:
        raise WiringError(f"{where}: unknown key {unknown!r}; {expected(unknown, STEP_PARTS)}")
    if entry.get("do", "rest") != "rest":
        raise WiringError(f'{where}: "do" is {entry["do"]!r}; a wiring only has steps that "do" "rest"')
    if entry.get("to") not in instances:
        right = " or ".join(f'"{each}"' for each in instances)
        raise WiringError(f'{where}: "to" is {entry.get("to")!r}; right would be {right}')
    if not isinstance(entry.get("request"), dict):
        raise WiringError(f'{where}: "request" is {_kind(entry.get("request"))}; it is the json_data, an object')
    login = entry.get("as", DEFAULT_USER)
    if not isinstance(login, str):
        raise WiringError(f'{where}: "as" is {_kind(login)}; it is a login')
    unless = entry.get("unless", "")
    if not isinstance(unless, str):
        raise WiringError(f'{where}: "unless" is {_kind(unless)}; it is a query, as "SELECT Organization WHERE id = 1"')
    return SetupStep(entry["to"], login, entry["request"], unless)


def _whole(data: Any, name: str, depth: int = 0) -> dict[str, Any]:
    """The data of a wiring with those of its base under them."""
    if isinstance(data, list):
        data = {"steps": data}
    if not isinstance(data, dict) or not isinstance(data.get("steps", [] if "base" in data else None), list):
        raise WiringError(f'{name}: a wiring is a list of steps, or {{"roles": {{...}}, "steps": [...]}}')
    unknown = next((key for key in data if key not in PARTS), None)
    if unknown is not None:
        raise WiringError(f"{name}: unknown key {unknown!r}; {expected(unknown, PARTS)}")
    design = _design(data.get("design", []), name)
    if "base" not in data:
        return {**data, "design": design}
    base = _base(data["base"], name, depth)
    try:
        steps = changed(base["steps"], data.get("changes", []))
    except ChangeError as error:
        raise WiringError(f"{name}: {error}") from None
    roles, added = data.get("roles", base.get("roles", {})), data.get("steps", [])
    instances = data.get("instances", base.get("instances", list(SIDES)))
    return {
        "roles": roles,
        "design": (*base["design"], *design),
        "steps": [*steps, *added],
        "instances": instances,
        "edition": data.get("edition", base.get("edition", "")),
    }


def _base(name: Any, of: str, depth: int) -> dict[str, Any]:
    if not isinstance(name, str) or depth >= DEEPEST_BASE:
        said = "is a wiring's name or file" if not isinstance(name, str) else "leads to another base, and so on"
        raise WiringError(f'{of}: "base" {said}; there is {", ".join(shipped())}')
    file: str | Path = name if name in shipped() else Path(of).parent / name
    return _whole(_json(_text(file), str(file)), str(file), depth + 1)


def _design(data: object, name: str) -> tuple[Path | str, ...]:
    """The designs of a wiring: built-in ones by their names, others as files beside the wiring's own."""
    if not isinstance(data, list) or not all(isinstance(each, str) for each in data):
        raise WiringError(f'{name}: "design" is {_kind(data)}; it is a list of names and files, such as ["robust"]')
    return tuple(each if each in BUILT_IN else Path(name).parent / each for each in data)


def _kind(value: object) -> str:
    return "missing" if value is None else f"a {type(value).__name__}"


def _json(text: bytes, name: str) -> Any:
    try:
        given = json.loads(text.decode("utf-8-sig"))
        if b"\\ud" in text.lower():
            json.dumps(given, ensure_ascii=False).encode()  # fails on half of a surrogate pair
    except UnicodeEncodeError:
        raise WiringError(f"{name}: half of a surrogate pair (\\ud800 to \\udfff) is no character") from None
    except UnicodeDecodeError as error:
        raise WiringError(f"{name}: not UTF-8 at byte {error.start}; a wiring is JSON in UTF-8") from None
    except json.JSONDecodeError as error:
        raise WiringError(f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from None
    except RecursionError:
        raise WiringError(f"{name}: nested too deeply; a wiring is a list of steps") from None
    except ValueError:
        raise WiringError(f"{name}: a number has more digits than anybody reads") from None
    return given


def _text(name: str | Path) -> bytes:
    if str(name) in shipped():
        content: bytes = _folder().joinpath(f"{name}.json").read_bytes()
        return content
    return _read(Path(name))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise WiringError(
            f"{path}: no such wiring, nor a file that can be read ({reason}); {expected(path, shipped())}"
        ) from None


def _folder() -> Any:
    return resources.files(__package__).joinpath("wirings")
