"""PHP's ``print_r``, which iTop puts into the message when a reply cannot be written as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fake_itop.values.php_types import to_str

INDENT = " " * 4


def print_r(value: Any, class_name: str = "", depth: int = 0) -> str:
    """A value as ``print_r`` shows it; a mapping is an object of ``class_name`` where one is given, else an array."""
    if not isinstance(value, dict | list):
        return to_str(value)
    pairs: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
    outer = INDENT * (2 * depth)
    head = f"{class_name} Object" if class_name else "Array"
    lines = [f"{outer}{INDENT}[{key}] => {print_r(item, depth=depth + 1)}\n" for key, item in pairs]
    end = "\n" if depth else ""
    return f"{head}\n{outer}(\n{''.join(lines)}{outer})\n{end}"
