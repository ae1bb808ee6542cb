"""What an instance leaves behind beside its objects and its webhooks: lines of its log, mails, news.

Nothing of it goes anywhere by itself. Whoever drives the instance takes it along into a journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

ERROR = "Error"
"""The level at which what goes wrong is logged."""


@dataclass(frozen=True)
class LogRecord:
    """A line of what a real iTop calls ``error.log``: of which class it is, what it says, and about what.

    ``time`` is the instance's own, in SQL's form. The words are the fake's where no recording shows iTop's.
    """

    kind: ClassVar[str] = "log"

    time: str
    cls: str
    message: str
    context: Mapping[str, Any] = field(default_factory=dict)
    level: str = ERROR

    def to_json(self) -> dict[str, Any]:
        """The record as the journal shows it."""
        named = {"time": self.time, "level": self.level, "class": self.cls, "message": self.message}
        return {**named, "context": dict(self.context)}

    def __str__(self) -> str:
        about = ", ".join(f"{name}={value}" for name, value in self.context.items())
        return f"{self.time} | {self.level} | {self.cls} | {self.message} | {about}"


@dataclass(frozen=True)
class Mail:
    """A mail that a real iTop would hand to its mail server: addresses, subject, and body as HTML."""

    kind: ClassVar[str] = "mail"

    sender: str
    sender_label: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    reply_to: str
    subject: str
    body: str
    importance: str

    def to_json(self) -> dict[str, Any]:
        """The mail as the journal shows it, under the names that ``ActionEmail`` has for its parts."""
        shown = asdict(self)
        named = {"from": shown.pop("sender"), "from_label": shown.pop("sender_label")}
        return {**named, **{name: list(value) if isinstance(value, tuple) else value for name, value in shown.items()}}


@dataclass(frozen=True)
class News:
    """A message in the newsroom of the console, and the contacts who find it there."""

    kind: ClassVar[str] = "news"

    contacts: tuple[int, ...]
    title: str
    message: str
    url: str
    priority: str

    def to_json(self) -> dict[str, Any]:
        """The message as the journal shows it."""
        return {**asdict(self), "contacts": list(self.contacts)}


Note = LogRecord | Mail | News
