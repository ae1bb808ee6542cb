"""Writes down what passes by: as a case of the recordings, and as a journal for the history checkers.

A proxy sees requests and their replies, not who caused them. What reaches one instance while another one is at work is
taken for its webhook: a real iTop sends webhooks while it handles a request. What people do in its web console passes
no proxy; webhooks of theirs are written down as calls from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from fake_itop.journal import Journal, Message, Traffic
from fake_itop.recording.steps import Step, step_of, webhook_of
from fake_itop.recording.texts import Texts
from fake_itop.values.http import HttpReply, HttpRequest, OutgoingRequest

JournalRows = Sequence[Mapping[str, Any]]


class Recorder:
    """One case as it comes about. What is complete is handed on and forgotten.

    Args:
        roots: each instance's name, and the application's address as its senders know it.
        texts: makes placeholders.
        now: the time (naive, UTC).
        keep: is given each step that is complete, and the rows of the journal since the last one.
    """

    def __init__(
        self,
        roots: Mapping[str, str],
        texts: Texts,
        now: Callable[[], datetime],
        keep: Callable[[Step, JournalRows], None],
    ) -> None:
        self.traffic = Traffic(Journal(max_rows=1), max_depth=10_000, max_chained=10_000_000)
        self._roots = roots
        self._texts = texts
        self._now = now
        self._keep = keep
        self._at_work: list[Message] = []
        self._answered: list[Message] = []
        self._sent: dict[Message, dict[int, Step]] = {}
        """Of what came from outside and is at work: the webhooks it caused, by the number of each."""

    def arrives(self, name: str, request: HttpRequest) -> Message:
        """A request reaches an instance."""
        cause = next((each for each in reversed(self._at_work) if each.instance != name), None)
        if cause is not None:
            url = self._roots[name].rstrip("/") + request.target
            sent = OutgoingRequest(request.method, url, request.headers, request.body)
            self.traffic.leaves(cause.instance, self._now(), cause, sent)
        message = self.traffic.arrives(name, self._now(), request)
        self._at_work.append(message)
        if message.parent is None:
            self._sent[message] = {}
        return message

    def answered(self, message: Message, reply: HttpReply) -> None:
        self._at_work.remove(message)
        self.traffic.answered(message, reply)
        request = message.content
        assert isinstance(request, HttpRequest), "what arrives is a request"
        self._answered.append(message)
        if message.parent is None:
            self._finish(message, step_of(message.instance, request, reply, self._texts))
        else:
            self.traffic.answered(message.parent, reply)
            self._answered.append(message.parent)
            self._collect(message, webhook_of(message.instance, request, reply, self._texts))

    def rows(self) -> JournalRows:
        """The messages in the journal's form that were answered since this was last asked."""
        rows = [message.to_json() for message in sorted(self._answered, key=lambda message: message.seq)]
        self._answered.clear()
        return rows

    def _finish(self, message: Message, step: Step) -> None:
        sent = self._sent.pop(message)
        webhooks = {"webhooks": [sent[number] for number in sorted(sent)]} if sent else {}
        self._keep({**step, **webhooks}, self.rows())

    def _collect(self, message: Message, webhook: Step) -> None:
        """A webhook belongs to the step that began it all, in the order in which they were sent."""
        origin = message
        while origin.parent is not None:
            origin = origin.parent
        if origin in self._sent:  # whoever began it may have had its answer already
            self._sent[origin][message.seq] = webhook
