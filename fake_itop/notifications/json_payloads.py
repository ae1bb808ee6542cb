"""How a payload that is JSON takes in the values of its placeholders: the two ways that versions have.

Either it is read as JSON first, so that each value becomes part of a text in it and is written as JSON again, or the
values go into the JSON text as it stands, which then has to be JSON still (docs/itop/webhooks.md).
"""

from __future__ import annotations

from collections.abc import Callable

from fake_itop.notifications.placeholders import Placeholders
from fake_itop.values import reasons
from fake_itop.values.php_json import PhpJsonError, decode, encode
from fake_itop.values.reasons import Reason

ExpandJson = Callable[[Placeholders, str], str]
"""A payload with its placeholders expanded.

Raises:
    PreparationError: it is no JSON.
"""


class PreparationError(Exception):
    """Why an action sends nothing: the words of its reason stand in its record."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def expand_values(placeholders: Placeholders, payload: str) -> str:
    """A payload read as JSON, its texts expanded, and written again: data cannot break it."""
    try:
        value = decode(payload)
        if value is None:
            raise PreparationError(reasons.WRONG_JSON)
        return encode(placeholders.expand_json(value))
    except PhpJsonError:
        raise PreparationError(reasons.WRONG_JSON) from None


def expand_text(placeholders: Placeholders, payload: str) -> str:
    """A payload with the values in its text: sent just so if it is JSON then, so a quote or a line end breaks it.

    A placeholder may stand for a number, without quotes (recordings 3.1 ``webhook``, "payload unquoted placeholder").
    """
    expanded = placeholders.expand(payload)
    try:
        value = decode(expanded)
    except PhpJsonError:
        value = None
    if value is None:
        raise PreparationError(reasons.WRONG_JSON)
    return expanded
