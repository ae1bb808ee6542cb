"""The first difference between a recorded JSON value and the one that came: values, types, and the order of keys."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from conformance.placeholders import Names

UNORDERED = ("EventWebhook", "CMDBChange", "SendWebRequest", "ModuleInstallation")
"""Classes whose lists a real iTop orders by date, hence not at all within a second: compared sorted by id."""


class _Nothing:
    """Where one side has a value and the other has none."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = _Nothing()


@dataclass(frozen=True)
class Difference:
    """Where two values part: a JSON path, and what stands there on either side."""

    path: str
    expected: Any
    got: Any

    def __str__(self) -> str:
        expected, got = _apart(self.expected, self.got)
        return f"at {self.path}\n  expected {_short(expected)}\n  got      {_short(got)}"


def first_difference(expected: Any, got: Any, names: Names, path: str = "$") -> Difference | None:
    """The first place where `got` is not what was recorded, or None where they agree.

    `expected` may hold placeholders, which `names` knows. `1`, `1.0` and `true` are three different values.
    """
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        return _between_objects(_ordered(expected), _ordered(got), names, path)
    if isinstance(expected, list) and isinstance(got, list):
        return _between_lists(expected, got, names, path)
    return None if _same(expected, got, names) else Difference(path, expected, got)


def _same(expected: Any, got: Any, names: Names) -> bool:
    if isinstance(expected, str) and isinstance(got, str):
        return names.match(expected, got)
    return type(expected) is type(got) and bool(expected == got)


def _between_objects(expected: Mapping[str, Any], got: Mapping[str, Any], names: Names, path: str) -> Difference | None:
    differences = (
        first_difference(value, got.get(key, NOTHING), names, f"{path}.{key}") for key, value in expected.items()
    )
    surplus = (Difference(f"{path}.{key}", NOTHING, value) for key, value in got.items() if key not in expected)
    return _first(differences) or _first(surplus) or _in_order_of_keys(list(expected), list(got), path)


def _in_order_of_keys(expected: Sequence[str], got: Sequence[str], path: str) -> Difference | None:
    return None if expected == got else Difference(f"{path} (order of keys)", expected, got)


def _between_lists(expected: Sequence[Any], got: Sequence[Any], names: Names, path: str) -> Difference | None:
    pairs = zip_longest(expected, got, fillvalue=NOTHING)
    return _first(first_difference(one, other, names, f"{path}[{i}]") for i, (one, other) in enumerate(pairs))


def _first(differences: Iterable[Difference | None]) -> Difference | None:
    return next((difference for difference in differences if difference), None)


def _ordered(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """An object as it is to be compared: a list of objects of the unordered classes is put in the order of ids."""
    if value and all(key.startswith(UNORDERED) and "::" in key for key in value):
        return dict(sorted(value.items(), key=lambda item: _id_in(item[0])))
    return value


def _id_in(key: str) -> tuple[int, str]:
    digits = key.rpartition("::")[2]
    return (int(digits) if digits.isdigit() else 0, key)


def _short(value: Any, limit: int = 600) -> str:
    text = repr(value) if value is NOTHING else json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def _apart(expected: Any, got: Any, context: int = 60) -> tuple[Any, Any]:
    """Two long texts from shortly before the place where they part; other values as they are."""
    if not (isinstance(expected, str) and isinstance(got, str)):
        return expected, got
    common = next((i for i, (one, other) in enumerate(zip(expected, got, strict=False)) if one != other), 0)
    start = max(0, common - context)
    return ("…" * bool(start)) + expected[start:], ("…" * bool(start)) + got[start:]
