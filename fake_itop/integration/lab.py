"""What a wiring and a scenario need of a pair, whatever drives it: REST, the console, the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fake_itop.datamodel.model import Datamodel
from fake_itop.journal import JsonRow

RestReply = Mapping[str, Any]
"""What iTop says to an operation: ``code``, ``message``, ``objects``."""

DEFAULT_USER = "rest"
"""Who calls over REST where nobody is named: the account of the recordings."""

CONSOLE_USER = "admin"
"""Who sits at the web console: the account that the installer makes."""


class LabError(Exception):
    """A pair cannot be used in this way: one line that says why."""


@dataclass(frozen=True)
class Seen:
    """What a person sees after an act in the console: the object's state then, and an error or an empty text."""

    state: str
    error: str


class Side(Protocol):
    """One of the two, as wirings and scenarios need it: in memory, or over HTTP.

    Calling it gives iTop's answer to an operation, refused or not. It raises `LabError` where there is none, or where
    nobody of that login may call.
    """

    @property
    def name(self) -> str:
        """``ours`` or ``partner``."""

    @property
    def root_url(self) -> str:
        """The application's address, with a slash at the end."""

    @property
    def rest_url(self) -> str:
        """The address of its REST endpoint."""

    @property
    def token(self) -> str:
        """The token of a user who logs in by it, empty if there is none."""

    def password_of(self, login: str) -> str:
        """The password of a user, empty if nobody of that login has one."""

    @property
    def model(self) -> Datamodel | None:
        """Its classes, where they are known before anybody asks it."""

    def __call__(self, json_data: Mapping[str, Any], login: str = DEFAULT_USER) -> RestReply:
        """The answer to an operation that a user calls."""

    def console(self, cls: str, key: int, stimulus: str, fields: Mapping[str, Any]) -> Seen:
        """Let a person set fields of an object in the web console, and apply a stimulus (``-`` for none)."""


class Lab(Protocol):
    """A pair that scenarios are played on."""

    @property
    def ours(self) -> Side:
        """Our iTop."""

    @property
    def partner(self) -> Side:
        """The partner's."""

    def reset(self) -> None:
        """Bring both back to the state at start, with an empty journal."""

    def journal(self) -> Sequence[JsonRow]:
        """All messages since, in order."""
