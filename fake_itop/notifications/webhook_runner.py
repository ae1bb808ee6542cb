"""Runs webhook actions: prepares the request, has it sent or queued, calls the callback, and keeps the record."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

from fake_itop.notifications import texts
from fake_itop.notifications.call import Call
from fake_itop.notifications.callback_methods import CallbackError
from fake_itop.notifications.callbacks import Callbacks, WebResponse, run_response_callback
from fake_itop.notifications.json_payloads import PreparationError
from fake_itop.notifications.notes import Note
from fake_itop.notifications.observer import Observer
from fake_itop.notifications.queue import Task, queue
from fake_itop.notifications.records import failure, note_outcome, note_webhook, open_webhook_record, update
from fake_itop.notifications.rules import NotificationRules
from fake_itop.notifications.webhooks import Webhook, prepare
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.session import Session
from fake_itop.store import Record
from fake_itop.values.http import NetworkFailure, Outcome, OutgoingRequest

T = TypeVar("T")
Sending = Generator[OutgoingRequest, Outcome, T]
"""Yields each request that goes out, and is sent what came of it."""

HANDLER_TAG = r"Combodo\iTop\Service\WebRequestSender:ResponseHandler"
"""The context tag in force while a response callback runs (reference C)."""


@dataclass
class WebhookRunner:
    """The webhooks of one instance.

    ``tell`` takes what its log says of those that fail, ``save`` saves an object for a callback, triggers and all.
    """

    db: Database
    callbacks: Callbacks
    tell: Callable[[Note], None]
    save: Callable[[Session, Draft], Sending[None]]
    rules: NotificationRules
    observer: Observer | None = None

    def run(self, session: Session, call: Call) -> Sending[None]:
        """Run an action; whatever goes wrong with it stands in its record.

        Raises:
            PhpFatalError: a real iTop breaks on the action; the record stays pending.
        """
        event = open_webhook_record(self.db, session, call)
        webhook = Webhook()
        try:
            prepare(self.db, self.callbacks, call, event, webhook, expand_json=self.rules.expand_json)
        except PreparationError as error:
            self._fail(event, call.action, texts.error(str(error)), thrown=error.__cause__)
            return
        finally:
            note_webhook(self.db, event, call.action, webhook, self.rules.record_headers)
        if call.is_asynchronous:
            queue(self.db, event, call, webhook.request())
            note_outcome(self.db, event, call.action, texts.QUEUED)
        else:
            draft = self.rules.for_callback(self.db, call.draft)
            yield from self._send(session, Task(webhook.request(), event, call.action, draft))

    def run_queued(self, session: Session, task: Task) -> Sending[None]:
        """Send what was queued; nothing, if its action or its record is gone."""
        if task.event is not None and task.action is not None:
            yield from self._send(session, task)

    def _send(self, session: Session, task: Task) -> Sending[None]:
        assert task.event is not None
        assert task.action is not None
        outcome = yield task.request
        if isinstance(outcome, NetworkFailure):
            problem = texts.problem_opening(task.request.url, outcome.text)
            self._fail(task.event, task.action, texts.errors(problem))
            return
        response = WebResponse.of(outcome)
        update(self.db, task.event, {"response": response.body})  # also where PHP breaks on the callback
        try:
            yield from self._call_back(session, task.action, task.draft, response)
        except (CallbackError, ObjectError) as error:
            self._fail(task.event, task.action, texts.errors(_said(error)), error.__cause__)
        else:
            note_outcome(self.db, task.event, task.action, texts.SENT)

    def _call_back(self, session: Session, action: Record, draft: Draft | None, response: WebResponse) -> Sending[None]:
        """Run the response callback, and save in between what it wants saved."""
        name = action["process_response_callback"]
        if not name or draft is None:
            return
        try:
            callback = self.callbacks.for_response(draft.cls, name)
            with session.tagged(HANDLER_TAG):
                for other in run_response_callback(callback, draft, response, action):
                    yield from self.save(session, other)
        except (CallbackError, ObjectError) as error:
            self._report(session, action, draft, _said(error))
            raise
        self._report(session, action, draft, "")

    def _report(self, session: Session, action: Record, draft: Draft, error: str) -> None:
        if self.observer is not None:
            self.observer.called_back(session, action, draft, error)

    def _fail(
        self,
        event: Record,
        action: Record,
        message: str,
        thrown: BaseException | None = None,
    ) -> None:
        note_outcome(self.db, event, action, message)
        self.tell(failure(self.db, event, action, message, thrown))


def _said(error: CallbackError | ObjectError) -> str:
    return error.message if isinstance(error, ObjectError) else str(error)
