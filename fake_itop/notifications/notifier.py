"""Runs writes and, at each of their events, the triggers that it sets off with all their actions.

Everything happens inside the write, as on a real iTop: it goes on when a webhook was answered (or was not), its
callback has run, and its record is written. What goes wrong with an action stands in its record and never breaks the
write.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import TypeVar

from fake_itop.notifications import texts
from fake_itop.notifications.callbacks import Callback, CallbackError, Callbacks, PayloadCallback, WebResponse
from fake_itop.notifications.links import Links
from fake_itop.notifications.placeholders import Placeholders
from fake_itop.notifications.queue import Task, queue, queued, read_task
from fake_itop.notifications.records import note_outcome, note_webhook, open_record
from fake_itop.notifications.template_values import TemplateValues
from fake_itop.notifications.triggers import actions_of, triggers_for
from fake_itop.notifications.webhooks import Call, PreparationError, Webhook, prepare
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.events import ObjectEvent
from fake_itop.objects.keys import query_arguments
from fake_itop.objects.saving import save
from fake_itop.objects.session import Session
from fake_itop.store import Record
from fake_itop.values.http import NetworkFailure, Outcome, OutgoingRequest

T = TypeVar("T")
Sending = Generator[OutgoingRequest, Outcome, T]
"""Yields each request that goes out, and is sent what came of it."""

HANDLER_TAG = r"Combodo\iTop\Service\WebRequestSender:ResponseHandler"
"""The context tag in force while a response callback runs (reference C)."""


class Notifier:
    """The notifications of one instance.

    ``callbacks`` and ``payload_callbacks`` are Python callables under their PHP methods' names, ``root_url`` is how the
    instance's own addresses start, and ``log`` takes the lines of what a real iTop writes to its ``error.log``.
    """

    def __init__(
        self,
        db: Database,
        *,
        callbacks: Mapping[str, Callback],
        root_url: str,
        log: Callable[[str], None],
        payload_callbacks: Mapping[str, PayloadCallback] | None = None,
    ) -> None:
        self._db = db
        self._callbacks = Callbacks(db.model, callbacks, payload_callbacks or {})
        self._root_url = root_url
        self._log = log

    def drive(self, session: Session, saving: Generator[ObjectEvent, None, T]) -> Sending[T]:
        """Run a write, and fire the triggers of each of its events when it happens.

        Raises:
            ObjectError: the write is refused, or a trigger's filter cannot be run.
        """
        try:
            while True:
                event = next(saving)
                yield from self._fire(session, event)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return] # T, which StopIteration does not say
        finally:
            saving.close()

    def run_queue(self, session: Session) -> Sending[int]:
        """Send what asynchronous actions left behind; gives how many requests that were."""
        tasks = queued(self._db)
        for task in tasks:
            self._db.store.remove(task)
            yield from self._run_task(session, read_task(self._db, task))
        return len(tasks)

    def _run_task(self, session: Session, task: Task) -> Sending[None]:
        """Send a queued request; the object is saved by itself if the callback changed it."""
        if task.event is None or task.action is None:
            return
        yield from self._send(session, task.event, task.action, task.draft, task.request)
        if task.draft is not None and task.draft.changed():
            yield from self.drive(session, save(self._db, session, task.draft))

    def _fire(self, session: Session, event: ObjectEvent) -> Sending[None]:
        for trigger in triggers_for(self._db, session, event):
            for action in actions_of(self._db, trigger):
                if action.cls.is_a("ActionWebhook"):
                    yield from self._run_webhook(session, trigger, action, event.draft)

    def _run_webhook(self, session: Session, trigger: Record, action: Record, draft: Draft) -> Sending[None]:
        event = open_record(self._db, session, trigger, action, draft)
        call = Call(action, trigger, draft, self._placeholders(session, trigger, action, draft), event)
        webhook = Webhook()
        try:
            prepare(self._db, self._callbacks, call, webhook)
        except PreparationError as error:
            self._fail(event, action, texts.error(str(error)))
            return
        finally:
            note_webhook(self._db, event, action, webhook)
        if action["asynchronous"] == "yes":
            queue(self._db, event, action, draft, webhook.request())
            note_outcome(self._db, event, action, texts.QUEUED)
        else:
            yield from self._send(session, event, action, draft, webhook.request())

    def _send(
        self, session: Session, event: Record, action: Record, draft: Draft | None, request: OutgoingRequest
    ) -> Sending[None]:
        outcome = yield request
        if isinstance(outcome, NetworkFailure):
            self._fail(event, action, texts.errors(texts.problem_opening(request.url, outcome.text)))
            return
        response = WebResponse.of(outcome)
        try:
            self._call_back(session, action, draft, response)
        except CallbackError as error:
            self._fail(event, action, texts.errors(str(error)), response.body)
        else:
            note_outcome(self._db, event, action, texts.SENT, response.body)

    def _call_back(self, session: Session, action: Record, draft: Draft | None, response: WebResponse) -> None:
        name = action["process_response_callback"]
        if name and draft is not None:
            callback = self._callbacks.for_response(draft.cls, name)
            with session.tagged(HANDLER_TAG):
                callback(draft, response, action)

    def _fail(self, event: Record, action: Record, message: str, response: str | None = None) -> None:
        note_outcome(self._db, event, action, message, response)
        self._log(f"{action.cls.name}::{action.id} ({action['name']}): {message}")

    def _placeholders(self, session: Session, trigger: Record, action: Record, draft: Draft) -> Placeholders:
        who = query_arguments(self._db, session)
        named = {"this": draft.record, "trigger": trigger, "action": action}
        people = {name: who[name] for name in ("current_contact", "current_user")}
        objects = {name: record for name, record in (named | people).items() if record is not None}
        scalars = {
            "current_contact_id": str(session.contact_id),
            "APP_URL": self._root_url,
            "MODULES_URL": f"{self._root_url}env-production/",
        }
        links = Links(self._db.reader, self._root_url)
        return Placeholders(objects, scalars, TemplateValues(self._db, session, links))
