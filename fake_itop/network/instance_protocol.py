"""What a driver needs of an instance; `fake_itop.itop.instance.Itop` is one."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from fake_itop.notifications import Note
from fake_itop.objects.session import CONSOLE
from fake_itop.values.http import HttpReply, HttpRequest, Outcome, OutgoingRequest

Result = TypeVar("Result")

Work = Generator[OutgoingRequest, Outcome, Result]
"""Something an instance does: it yields each webhook, is sent what came of it, and returns its result."""


@dataclass(frozen=True)
class ConsoleAct:
    """What a person does in the web console, on one object: sets fields, applies a stimulus (``-`` for none), saves.

    ``context`` is the tag of the place, if it is another than the console; ``download`` the attribute whose file the
    person downloads then.
    """

    login: str
    cls: str
    key: int | str
    stimulus: str = "-"
    fields: Mapping[str, Any] = field(default_factory=dict)
    context: str = CONSOLE
    download: str = ""

    def work_of(self, itop: Instance) -> Work[ConsoleAnswer]:
        """An instance's work on it."""
        where = {"context": self.context, "download": self.download}
        return itop.console(self.login, self.cls, self.key, self.stimulus, self.fields, **where)

    def to_json(self) -> dict[str, Any]:
        """The act as the journal shows it."""
        names = {"login": self.login, "class": self.cls, "key": self.key, "stimulus": self.stimulus}
        elsewhere = {} if self.context == CONSOLE else {"context": self.context}
        downloading = {"download": self.download} if self.download else {}
        return {**names, "fields": dict(self.fields), **elsewhere, **downloading}


@dataclass(frozen=True)
class ConsoleCreation:
    """A new object that a person makes in the web console."""

    login: str
    cls: str
    fields: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The act as the journal shows it: one on an object that has no key yet."""
        return {"login": self.login, "class": self.cls, "key": None, "stimulus": "-", "fields": dict(self.fields)}


class ConsoleAnswer(Protocol):
    """What a person sees after an act in the console."""

    @property
    def state(self) -> str:
        """The object's state afterwards, empty where it has none."""

    @property
    def error(self) -> str:
        """Why nothing happened, empty if all went well."""


class CreationAnswer(Protocol):
    """What a person sees after making an object in the console."""

    @property
    def key(self) -> int:
        """The new object's id, 0 where there is none."""

    @property
    def error(self) -> str:
        """Why it was refused, empty if all went well."""


class CronAnswer(Protocol):
    """What one run of the background tasks did."""

    @property
    def sent(self) -> int:
        """How many queued webhooks were sent."""


class Instance(Protocol):
    """One instance, driven by values."""

    @property
    def secret_codes(self) -> frozenset[str]:
        """The attributes whose values no journal shows."""

    def handle(self, request: HttpRequest) -> Work[HttpReply]:
        """Answer a request."""

    def console(
        self,
        login: str,
        cls: str,
        key: int | str,
        stimulus: str,
        fields: Mapping[str, Any],
        *,
        context: str,
        download: str,
    ) -> Work[ConsoleAnswer]:
        """Let a person act in the web console."""

    def console_create(self, login: str, cls: str, fields: Mapping[str, Any]) -> Work[CreationAnswer]:
        """Let a person make an object in the web console."""

    def cron(self) -> Work[CronAnswer]:
        """Run the background tasks once."""

    def take_notes(self) -> Sequence[Note]:
        """What it logged, mailed and published since it was last asked."""

    def snapshot(self) -> Any:
        """The whole state, to come back to."""

    def restore(self, snapshot: Any) -> None:
        """Come back to a state."""
