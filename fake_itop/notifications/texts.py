"""What the machinery of notifications writes into its records, word for word (recordings ``webhook``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

PENDING = "Notification pending"
SENT = "Sent"
QUEUED = "Pending"
TEST = "TEST - "
UNDEFINED = "undefined"
"""What a placeholder becomes that leads through a key which points nowhere."""
NO_RECIPIENT = "No recipient"
"""A mail that nobody would get."""
MASK = "******"
TRUNCATED = "[TRUNCATED]"
LIMIT = 65535
"""The most bytes that a record keeps of a text."""

SECRET_HEADERS = ("Authorization", "Auth-Token")
"""Headers whose values no record shows."""


def error(message: str) -> str:
    """Nothing was sent."""
    return f"Error: {message}"


def errors(message: str) -> str:
    """Sending failed, or what was to be done with the answer."""
    return f"Errors: Error while sending request to webhook: {message}"


def problem_opening(url: str, reason: str) -> str:
    """No answer came; ``reason`` is curl's."""
    return f"Problem opening URL: {url}, {reason}"


def trigger_failed(message: str, cls: str, id_: int, name: str, root_label: str) -> str:
    """An error that a trigger caused, with the trigger's name as HTML (recordings "filter with magic argument")."""
    return f'{message} (<b title="{root_label}">{cls}</b>::{id_} ({name})<br/>)'


def update_failed(message: str, cls: str, id_: int) -> str:
    """An error in the course of an update."""
    return f"{message}: id = {id_}, class = {cls}, issues = {{0=>{message}}}"


def before_and_after(raw: str, prepared: str) -> str:
    """A text of an action as it stands there and as it is sent."""
    return f"Raw:\n{raw}\n\nAfter preparation:\n{prepared}"


def masked(headers: str, secret: Sequence[str] = SECRET_HEADERS) -> str:
    """Header lines without the values of those that are secret."""
    return re.sub(rf"(?im)^({'|'.join(secret)})\s*:.*$", rf"\1: {MASK}", headers)


def truncated(text: str) -> str:
    """As much of a text as a record keeps, with a note where something is missing."""
    encoded = text.encode("utf-8", "surrogateescape")
    if len(encoded) <= LIMIT:
        return text
    return encoded[: LIMIT - len(TRUNCATED)].decode("utf-8", "ignore") + TRUNCATED
