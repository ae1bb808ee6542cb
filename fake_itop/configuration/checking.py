"""Data held against a JSON Schema, and what is told of the first thing that is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fake_itop.values.names import expected


def first_mistake(data: Any, schema: Mapping[str, Any]) -> tuple[list[str | int], str] | None:
    """Where something is wrong and what, or nothing."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - slow to import, and only needed here
    from jsonschema.exceptions import best_match  # noqa: PLC0415 - likewise

    error = best_match(Draft202012Validator(schema).iter_errors(data))
    if error is None:
        return None
    path: list[str | int] = list(error.absolute_path)
    if error.validator == "additionalProperties":
        unknown = next(name for name in error.instance if name not in error.schema.get("properties", {}))
        return [*path, unknown], f"unknown key; {expected(unknown, error.schema['properties'])}"
    return path, str(error.message)


def shown(path: Sequence[str | int]) -> str:
    """A path as people write it: ``users[0].login``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".") or "top level"
