"""JSON objects in texts that may hold anything: messages that somebody else wrote."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs


def json_object(text: str) -> dict[str, Any]:
    """The JSON object that a text is; an empty one where it is anything else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def asked_in(form: str) -> dict[str, Any]:
    """The operation in a form, its ``json_data``; an empty object where there is none."""
    return json_object(parse_qs(form).get("json_data", [""])[0])
