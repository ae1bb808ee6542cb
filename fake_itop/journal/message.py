"""One message, as the journal keeps it and as it shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from fake_itop.journal.cycle import Cycle
from fake_itop.journal.masking import mask_headers, mask_json, mask_text
from fake_itop.values.http import Headers, HttpReply, HttpRequest, NetworkFailure, OutgoingRequest


class MessageKind(StrEnum):
    """What sort of message: two that travel over HTTP, two by which somebody acts on an instance directly.

    The rest are no messages but what is noted between them: a line of an instance's log, a mail, news in its newsroom;
    and, in a world that looks inside its instances, writes, triggers, callbacks, faults and workers.
    """

    REQUEST = "request"
    WEBHOOK = "webhook"
    CONSOLE = "console"
    CRON = "cron"
    WRITE = "write"
    TRIGGER = "trigger"
    CALLBACK = "callback"
    FAULT = "fault"
    WORKER = "worker"
    LOG = "log"
    MAIL = "mail"
    NEWS = "news"


ANSWERED = frozenset({MessageKind.REQUEST, MessageKind.WEBHOOK, MessageKind.CONSOLE, MessageKind.CRON})

Act = Mapping[str, Any]
"""What a person did in the console, that the background tasks ran, or what is noted meanwhile: no message of HTTP."""


@dataclass(slots=True, eq=False)
class Message:
    """A request that came in, a webhook that went out, or an act, with the reply once there is one.

    ``time`` is the instance's own clock. ``parent`` is the message that caused this one; ``depth`` counts the webhooks
    of the chain so far. ``reply`` is an `Outcome`, or the dataclass that came of an act. ``stopped`` says why a webhook
    was not sent, or why the work on a message was cut off; empty if it was not. ``chained`` counts the webhooks that
    its own webhooks led to. An ``abandoned`` message belonged to a state that is no more, and so does all that it
    causes. ``secrets`` are the attributes whose values it does not show.
    """

    seq: int
    time: datetime
    instance: str
    kind: MessageKind
    content: HttpRequest | OutgoingRequest | Act
    parent: Message | None
    depth: int
    reply: object = None
    stopped: str = ""
    cycle: Cycle | None = None
    abandoned: bool = False
    chained: int = 0
    secrets: Collection[str] = ()
    size: int = field(init=False)
    """Roughly how many bytes of others' data it holds: counted once, as the journal asks at every message."""

    def __post_init__(self) -> None:
        self.size = _size(self.content) + _size(self.reply)

    def answer(self, reply: object) -> int:
        """Take what came of it, and tell by how many bytes it grew."""
        self.reply = reply
        grown = _size(reply)
        self.size += grown
        return grown

    @property
    def cause(self) -> int | None:
        """The sequence number of the message that caused this one."""
        return None if self.parent is None else self.parent.seq

    @property
    def url(self) -> str:
        """Where it goes: a webhook's URL, a request's target, nothing for an act."""
        if isinstance(self.content, OutgoingRequest):
            return self.content.url
        return self.content.target if isinstance(self.content, HttpRequest) else ""

    @property
    def is_answerable(self) -> bool:
        """Whether something will come of it; not of what is only noted."""
        return self.kind in ANSWERED

    @property
    def is_orphan(self) -> bool:
        """Whether it, or any message that led to it, was abandoned."""
        message: Message | None = self
        while message is not None:
            if message.abandoned:
                return True
            message = message.parent
        return False

    def outcome(self) -> dict[str, Any]:
        """What came of an act, by name; empty for a message of HTTP, or as long as nothing has."""
        return {} if isinstance(self.content, HttpRequest | OutgoingRequest) else _outcome_json(self.reply) or {}

    def to_json(self) -> dict[str, Any]:
        """The row of ``GET journal``, its secrets masked."""
        row: dict[str, Any] = {
            "seq": self.seq,
            "time": self.time.isoformat(" ", "microseconds"),
            "instance": self.instance,
            "kind": str(self.kind),
            "cause": self.cause,
            "depth": self.depth,
            **_content_json(self.content, self.secrets),
            "reply": _reply_json(self.reply, self.secrets),
        }
        if self.stopped:
            row["stopped"] = self.stopped
        if self.cycle is not None:
            row["cycle"] = self.cycle.to_json()
        return row


def _size(content: object) -> int:
    match content:
        case HttpRequest(target=target) | OutgoingRequest(url=target):
            return len(content.body) + len(target) + _headers_size(content.headers)
        case HttpReply():
            return len(content.body) + _headers_size(content.headers)
        case str() | bytes():
            return len(content)
        case dict():
            return sum(len(name) + _size(inner) for name, inner in content.items())
        case list() | tuple():
            return sum(map(_size, content))
        case _:
            return 0


def _headers_size(headers: Headers) -> int:
    return sum([len(name) + len(value) for name, value in headers])


def _content_json(content: HttpRequest | OutgoingRequest | Act, secrets: Collection[str]) -> dict[str, Any]:
    if isinstance(content, HttpRequest | OutgoingRequest):
        url = content.url if isinstance(content, OutgoingRequest) else content.target
        return {
            "method": content.method,
            "url": mask_text(url, secrets),
            "headers": mask_headers(content.headers),
            "body": _text(content.body, secrets),
        }
    return {"act": mask_json(content, secrets)}


def _reply_json(reply: object, secrets: Collection[str]) -> dict[str, Any] | None:
    if isinstance(reply, HttpReply):
        return {"status": reply.status, "headers": mask_headers(reply.headers), "body": _text(reply.body, secrets)}
    if isinstance(reply, NetworkFailure):
        return {"failure": mask_text(reply.text, secrets)}
    return mask_json(_outcome_json(reply), secrets)  # type: ignore[no-any-return] # as it is, an object or nothing


def _outcome_json(outcome: object) -> dict[str, Any] | None:
    return asdict(outcome) if is_dataclass(outcome) and not isinstance(outcome, type) else None


def _text(body: bytes, secrets: Collection[str]) -> str:
    return mask_text(body.decode("utf-8", "backslashreplace"), secrets)
