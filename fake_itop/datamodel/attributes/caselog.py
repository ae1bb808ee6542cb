"""Case logs: entries that are added and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fake_itop.datamodel.attributes.base import Attribute


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry: when (``YYYY-MM-DD HH:MM:SS``), by whom (the name shown, and the user's id, 0 for none), and what.

    ``text`` is the message as it is kept: HTML where ``format`` is ``html``.
    """

    date: str
    user_login: str
    user_id: int
    text: str
    format: Literal["html", "text"] = "html"


@dataclass(frozen=True, kw_only=True)
class AttributeCaseLog(Attribute):
    """A case log: a ``tuple`` of `LogEntry`, oldest first."""

    default: tuple[LogEntry, ...] = ()
