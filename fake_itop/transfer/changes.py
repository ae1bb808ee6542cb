"""A wiring that is told as another one with some changes: ``{"base": NAME|FILE, "changes": [...], "steps": [...]}``.

A change names the step that it is about by the object that the step makes, so it reads as a sentence: ``{"of": "push",
"replace": {"payload": {"head(private_log)": "private_log"}}}``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from fake_itop.values.names import expected

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
