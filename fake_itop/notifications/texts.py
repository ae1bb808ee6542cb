"""What the machinery of notifications writes into its records, word for word (recordings ``webhook``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

PENDING = "Notification pending"
SENT = "Sent"
QUEUED = "Pending"
TEST = "TEST - "
WRONG_JSON = "Wrong JSON format for input, see error log for more information."
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


def invalid_callback(name: str) -> str:
    """A callback that is none, or has another signature than it must have."""
    return f"The callback '{name}' is not valid."


def wrong_number_of_parameters(method: str, cls: str, number: int) -> str:
    """A callback that takes another number of parameters than those of its kind."""
    return f"The callback method '{method}' of class '{cls}' must have exactly {number} parameters."


def not_callable(name: str, *, prepares: bool) -> str:
    """A callback that is none, in the words of extensions that do not look at signatures (recordings 3.1)."""
    kind = "Prepare payload" if prepares else "Process response"
    return f"{kind} callback is not callable ({name})"


def no_method(cls: str, method: str) -> str:
    """A callback that the object's class does not have."""
    return f"Method {cls}::{method}() does not exist"


def not_registered(name: str) -> str:
    """A method that a design declares in PHP, which never runs here, and that nobody gave a Python callable for."""
    return f"No Python callable is registered for the callback {name}"


def no_access_token(connection: str) -> str:
    """A connection by OAuth whose client has no token; a real iTop would ask for one, the fake sends what is there."""
    return f"The OAuth client of the connection '{connection}' has no access token"


def thrown(error: Exception) -> str:
    """What a callback throws that is no `CallbackError`: Python's word for it, as it is no text of an iTop's."""
    return f"{type(error).__name__}: {error}"


def no_text(name: str, kind: str) -> str:
    """A prepare-payload callback that gives no body."""
    return f"The callback '{name}' gave a {kind}, not the body as a text"


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
