"""JSON merge patches (RFC 7386): what one JSON object has otherwise than another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


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
