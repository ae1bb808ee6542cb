"""Write ``docs/configuration.md`` from the keys that the file may hold.

Run ``python tools/build/docs/configuration.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fake_itop.access.settings import settings_schema
from fake_itop.configuration.config import OPTIONS

TARGET = Path(__file__).parents[3] / "docs/configuration.md"
HEAD = Path(__file__).with_name("configuration.head.md")


def document() -> str:
    """The whole page."""
    users = settings_schema()["properties"]["users"]["items"]
    tables = {"<options>": _table(OPTIONS), "<users>": _table(_properties(users))}
    text = HEAD.read_text("utf-8")
    for place, table in tables.items():
        text = text.replace(place, table)
    return text


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = schema["properties"]
    return found


def _table(properties: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [f"| `{key}` | {_kind(schema)} | {schema.get('description', '')} |" for key, schema in properties.items()]
    return "\n".join(["| key | value | meaning |", "|---|---|---|", *rows])


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value may be, in few words."""
    if "enum" in schema:
        return " or ".join(f"`{value!r}`".replace("'", '"') for value in schema["enum"])
    match schema.get("type"):
        case "array":
            return f"list of {_kind(schema['items'])}s"
        case "object":
            return "table"
        case "boolean":
            return "`true`, `false`"
        case "string":
            return "text"
        case kind:
            return str(kind)


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
    print(f"wrote {TARGET.name}")
