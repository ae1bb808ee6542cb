"""One thing that an instance does, from its first webhook to its result: what every driver does alike.

A driver asks for the next webhook, sends it in its own way, and hands in what came of it. The exchange keeps the
journal, holds the chain to its depth, and knows whether the state it works on still is the instance's. A driver may
carry out what touches the instance elsewhere than what touches the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Generic

from fake_itop.journal import Message, MessageKind, Traffic
from fake_itop.network.curl import TimedOut
from fake_itop.notifications import Note
from fake_itop.values.budget import BudgetExceededError, budgeted
from fake_itop.values.http import HttpReply, HttpRequest, NetworkFailure, Outcome, OutgoingRequest, Result, Work

GATEWAY_TIMEOUT = 60.0
"""Seconds after which the web server in front of a real iTop answers in its place, while iTop works on."""


class Abandoned(Exception):  # noqa: N818 - no error: somebody asked for another state
    """The instance went back to another state while this was going on."""

    def __init__(self) -> None:
        super().__init__("abandoned: the instance was reset or restored meanwhile")


class Exchange(Generic[Result]):
    """An instance's work on one message, and the message in the journal.

    ``take_notes`` gives what the instance left behind meanwhile, which stands in the journal too.
    """

    def __init__(
        self,
        traffic: Traffic,
        now: Callable[[], datetime],
        message: Message,
        work: Work[Result],
        take_notes: Callable[[], Sequence[Note]],
    ) -> None:
        self.message = message
        self.result: Result
        self._traffic = traffic
        self._now = now
        self._work = work
        self._take_notes = take_notes
        self._waiting_for: Message | None = None
        self._waited = 0.0
        self._wanted: OutgoingRequest
        self._ended: Exception | None = None
        self._notes: Sequence[Note] = ()

    def advance(self, outcome: Outcome | None = None, waited: float = 0.0) -> Message | None:
        """The next webhook to send, after what came of the last one; ``None`` at the end, when `result` is there.

        ``waited`` is how many seconds that took; for a `TimedOut`, which knows it, this need not be told.

        Raises:
            Abandoned: `abandon` was called meanwhile.
            BudgetExceededError: an act costs more than it may; a request is answered as its web server would.
        """
        for piece in self.pieces(outcome, waited):
            piece()
        return self.webhook

    def pieces(self, outcome: Outcome | None = None, waited: float = 0.0) -> Iterator[Callable[[], None]]:
        """What `advance` does, piece by piece: each touches nothing but the instance, what is between nothing of it.

        Raises:
            Abandoned: as `advance`.
            BudgetExceededError: likewise.
        """
        if outcome is not None and not self.message.abandoned:
            self._note(outcome, waited)
        while True:
            yield partial(self._step, outcome)
            try:
                webhook = self._leaves()
            except StopIteration as end:
                self._finish(end.value)
                return
            except BudgetExceededError as cut:
                self._cut_off(cut)
                return
            if not webhook.stopped:
                self._waiting_for = webhook
                return
            outcome = _failure_of(webhook)

    @property
    def webhook(self) -> Message | None:
        """The webhook that is waited for."""
        return self._waiting_for

    def abandon(self) -> None:
        """End the work where it stands: it can do nothing any more."""
        for message in (self.message, self._waiting_for):
            if message is not None:
                self._traffic.abandoned(message)
        self._work.close()

    def _step(self, outcome: Outcome | None) -> None:
        """Work on to the next webhook, or to the end, which is raised later, when the journal can be written."""
        self._ended = None
        if self.message.abandoned:
            return
        try:
            with budgeted(self._traffic.limits, self._traffic.processor_time):
                self._wanted = next(self._work) if outcome is None else self._work.send(outcome)
        except Exception as ended:  # noqa: BLE001 - raised anew by _leaves
            self._ended = ended
        finally:
            self._notes = self._take_notes()

    def _leaves(self) -> Message:
        """The next webhook; what the instance noted on the way to it, or to its end, goes into the journal first."""
        if self.message.abandoned:
            raise Abandoned
        instance, now = self.message.instance, self._now()
        for note in self._notes:
            self._traffic.notes(instance, now, MessageKind(note.kind), self.message, note.to_json())
        if self._ended is not None:
            raise self._ended
        return self._traffic.leaves(instance, now, self.message, self._wanted)

    def _note(self, outcome: Outcome, waited: float) -> None:
        assert self._waiting_for is not None, "an outcome needs a webhook that it came of"
        self._traffic.answered(self._waiting_for, outcome)
        self._waiting_for = None
        self._waited += outcome.seconds if isinstance(outcome, TimedOut) else waited

    def _finish(self, result: Result) -> None:
        if isinstance(result, HttpReply) and self._waited >= GATEWAY_TIMEOUT:
            result = gateway_timed_out()  # type: ignore[assignment] # Result is HttpReply here, which mypy cannot see
        self.result = result
        self._traffic.answered(self.message, result)

    def _cut_off(self, cut: BudgetExceededError) -> None:
        self.message.stopped = str(cut)
        if not isinstance(self.message.content, HttpRequest):
            self._traffic.abandoned(self.message)
            raise cut
        self._finish(gateway_timed_out())  # type: ignore[arg-type] # Result is HttpReply here, which mypy cannot see


def _failure_of(webhook: Message) -> Outcome:
    assert isinstance(webhook.reply, NetworkFailure), "a webhook that was stopped has its failure"
    return webhook.reply


def nginx_page(status: int, reason: str) -> HttpReply:
    """A page of the web server that stands in front of a real iTop (recordings ``webhook``, "method head")."""
    text = (
        f"<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n"
        f"<center><h1>{status} {reason}</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
    )
    return HttpReply(status, (("Content-Type", "text/html"),), text.encode())


def gateway_timed_out() -> HttpReply:
    """What a caller gets while iTop still waits for a webhook, or is busy for longer than anybody waits."""
    return nginx_page(504, "Gateway Time-out")
