"""An instance that does what a test tells it to: the smallest thing that drivers can drive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import cast

from fake_itop.itop.instance import CronReply, InstanceSnapshot, Itop
from fake_itop.itop.person import ConsoleAct, ConsoleCreation, ConsoleReply, CreationReply
from fake_itop.notifications import Note
from fake_itop.objects.session import CONSOLE
from fake_itop.values.clock import Clock
from fake_itop.values.http import HttpReply, HttpRequest, NetworkFailure, Outcome, OutgoingRequest, Work

NOON = datetime(2026, 11, 24, 12)  # noqa: DTZ001 - naive UTC throughout
OK = HttpReply(200, (("Content-Type", "application/json"),), b'{"code":0}')

Hooks = Callable[[bytes], Iterable[OutgoingRequest]]


class StubItop(Itop):
    """Writes down each body that reaches it, sends the webhooks that ``hooks`` gives for it, and what came of them."""

    def __init__(self, hooks: Hooks = lambda _: ()) -> None:
        self.at("ours", clock())
        self.hooks = hooks
        self.reply = OK
        self.written: list[bytes] = []
        self.outcomes: list[str] = []
        self.notes: list[Note] = []
        """What it will say that it logged and mailed, with its next step."""

    def at(self, name: str, time: Clock, root_url: str = "") -> StubItop:
        """Itself, with this name, time and address."""
        self.name, self.clock, self.root_url = name, time, root_url or f"http://{name}/"
        return self

    @property
    def secret_codes(self) -> frozenset[str]:
        return frozenset()

    def handle(self, request: HttpRequest) -> Work[HttpReply]:
        yield from self._save(request.body)
        return self.reply

    def console(self, act: ConsoleAct) -> Work[ConsoleReply]:
        elsewhere = "" if act.context == CONSOLE else act.context
        said = f"{act.login} {act.cls} {act.key} {act.stimulus} {dict(act.fields)}{elsewhere}{act.download}"
        yield from self._save(said.encode())
        return ConsoleReply("assigned", "")

    def console_create(self, act: ConsoleCreation) -> Work[CreationReply]:
        yield from self._save(f"{act.login} makes {act.cls} {dict(act.fields)}".encode())
        return CreationReply(1, "")

    def cron(self) -> Work[CronReply]:
        yield from self._save(b"cron")
        return CronReply(len(self.outcomes))

    def take_notes(self) -> list[Note]:
        taken, self.notes = self.notes, []
        return taken

    def snapshot(self) -> InstanceSnapshot:
        return cast("InstanceSnapshot", tuple(self.written))

    def restore(self, snapshot: InstanceSnapshot) -> None:
        self.written = list(cast("tuple[bytes, ...]", snapshot))

    def _save(self, body: bytes) -> Work[None]:
        self.written.append(body)
        for request in self.hooks(body):
            outcome = yield request
            self.outcomes.append(_told(outcome))
            self.written.append(b"after " + body)


def _told(outcome: Outcome) -> str:
    return outcome.text if isinstance(outcome, NetworkFailure) else f"{outcome.status} {outcome.body.decode()}"


def clock() -> Clock:
    """A clock that stands still."""
    return Clock.frozen(NOON)


def post(url: str, body: bytes = b"x=1", *, seconds: float = 120.0) -> OutgoingRequest:
    """A webhook."""
    headers = (("User-Agent", "spider"), ("Content-Type", "application/x-www-form-urlencoded"))
    return OutgoingRequest("POST", url, headers, body, timeout=seconds)


def arriving(body: bytes = b"x=1", target: str = "/rest.php") -> HttpRequest:
    """A request as it reaches an instance."""
    return HttpRequest("POST", target, (("Host", "ours"),), body)
