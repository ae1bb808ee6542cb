"""JSON objects in texts that may hold anything: messages that somebody else wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

_OPERATION = "json_data="


def json_object(text: str) -> dict[str, Any]:
    """The JSON object that a text is; an empty one where it is anything else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def asked_in(form: str) -> dict[str, Any]:
    """The operation in a form, its ``json_data``; an empty object where there is none."""
    given = next((piece for piece in form.split("&") if piece.startswith(_OPERATION)), "")
    return json_object(unquote_plus(given.removeprefix(_OPERATION)))


def patched(base: Any, patch: Any) -> Any:
    """``base`` as a patch changes it; what the patch calls null is taken away."""
    if not isinstance(patch, Mapping):
        return patch
    whole = dict(base) if isinstance(base, Mapping) else {}
    changed = {name: patched(whole.get(name), value) for name, value in patch.items() if value is not None}
    return {name: value for name, value in (whole | changed).items() if name not in patch or name in changed}


def difference(base: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The patch that makes ``wanted`` of ``base``; neither may hold a null."""
    patch: dict[str, Any] = {name: None for name in base if name not in wanted}
    for name, value in wanted.items():
        known = base.get(name)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            inner = difference(known, value)
            if inner:
                patch[name] = inner
        elif known != value:
            patch[name] = value
    return patch
