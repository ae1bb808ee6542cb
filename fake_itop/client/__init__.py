"""A small REST client, sync and async; it works on a real iTop as on a fake.

Every operation returns iTop's `Answer`, or raises `ItopError` where the answer's code is not 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fake_itop.client.answers import Answer, ItopError, ItopObject, NotItopError
from fake_itop.client.control import ControlClient, ControlError
from fake_itop.client.operations import COMMENT, Fields, Key, Operations
from fake_itop.client.sync import Client, ReadOnlyClient, ReadOnlyError
from fake_itop.client.wire import DEFAULT_TIMEOUT, BasicLogin, FormLogin, Login, Reply, TokenLogin

if TYPE_CHECKING:
    from fake_itop.client.asynchronous import AsyncClient

__all__ = [
    "COMMENT",
    "DEFAULT_TIMEOUT",
    "Answer",
    "AsyncClient",
    "BasicLogin",
    "Client",
    "ControlClient",
    "ControlError",
    "Fields",
    "FormLogin",
    "ItopError",
    "ItopObject",
    "Key",
    "Login",
    "NotItopError",
    "Operations",
    "ReadOnlyClient",
    "ReadOnlyError",
    "Reply",
    "TokenLogin",
]


def __getattr__(name: str) -> object:
    """The asynchronous client, imported when it is asked for: aiohttp takes a fifth of a second."""
    if name != "AsyncClient":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from fake_itop.client.asynchronous import AsyncClient  # noqa: PLC0415

    return AsyncClient
