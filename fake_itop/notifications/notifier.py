"""Runs writes and, at each of their events, the triggers that it sets off with all their actions.

Everything happens inside the write, as on a real iTop: it goes on when a webhook was answered (or was not), its
callback has run, and its record is written. What goes wrong with an action stands in its record and never breaks the
write.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Generator, Mapping
from typing import Protocol, TypeVar

from fake_itop.datamodel.attributes import Blob, PhpFatalError
from fake_itop.notifications import emails, newsroom, texts
from fake_itop.notifications.action_run import ActionRun
from fake_itop.notifications.callbacks import (
    Callback,
    CallbackError,
    Callbacks,
    PayloadCallback,
    WebResponse,
    run_response_callback,
)
from fake_itop.notifications.hyperlinks import Hyperlinks
from fake_itop.notifications.json_payloads import PreparationError
from fake_itop.notifications.notes import LogRecord, Note
from fake_itop.notifications.placeholders import FILE, Placeholders, TemplateValues
from fake_itop.notifications.queue import QueuedTask, queue, queued, read_task
from fake_itop.notifications.records import failure, note_outcome, note_webhook, open_webhook_record, update
from fake_itop.notifications.rules import NEWEST, NotificationRules
from fake_itop.notifications.triggers import Firing, TriggerRound, actions_of
from fake_itop.notifications.webhooks import Webhook, prepare
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.events import ObjectEvent
from fake_itop.objects.keys import query_arguments
from fake_itop.objects.saving import save
from fake_itop.objects.session import Session
from fake_itop.store import Record
from fake_itop.values.http import NetworkFailure, Work


class Observer(Protocol):
    """Told while an instance works; it must not change anything."""

    def happened(self, session: Session, event: ObjectEvent) -> None:
        """An object was written, or did something else that triggers may be about."""

    def fired(self, session: Session, trigger: Record, draft: Draft) -> None:
        """A trigger goes off for an object."""

    def called_back(self, session: Session, action: Record, draft: Draft, error: str) -> None:
        """A response callback ran; ``error`` is what it threw, or empty."""


T = TypeVar("T")

HANDLER_TAG = r"Combodo\iTop\Service\WebRequestSender:ResponseHandler"
"""The context tag in force while a response callback runs (docs/itop/webhooks.md)."""


class Notifier:
    """The notifications of one instance.

    ``callbacks`` and ``payload_callbacks`` are Python callables under their PHP methods' names, ``root_url`` is how the
    instance's own addresses start, ``tell`` takes the mails and news that are sent and what a real iTop writes to
    its ``error.log``, and ``rules`` are those of the version that is imitated.
    """

    def __init__(
        self,
        db: Database,
        *,
        callbacks: Mapping[str, Callback],
        root_url: str,
        tell: Callable[[Note], None],
        payload_callbacks: Mapping[str, PayloadCallback] | None = None,
        rules: NotificationRules = NEWEST,
    ) -> None:
        self._db = db
        self._rules = rules
        self._observer: Observer | None = None
        self._tell = tell
        self._root_url = root_url
        self._links = Hyperlinks(db.reader, root_url, rules.templates)
        self._callbacks = Callbacks(db.model, callbacks, payload_callbacks or {}, rules.find_method)

    def watch(self, observer: Observer) -> None:
        """Tell somebody of all that happens from now on."""
        self._observer = observer

    def drive(self, session: Session, saving: Generator[ObjectEvent, None, T]) -> Work[T]:
        """Run a write, and fire the triggers of each of its events when it happens.

        Raises:
            ObjectError: the write is refused, or a trigger's filter cannot be run.
            PhpFatalError: a real iTop breaks on one of the actions.
        """
        try:
            while True:
                event = next(saving)
                yield from self._fire(session, event)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return] # T, which StopIteration does not say
        finally:
            saving.close()

    def run_queue(self, session: Session) -> Work[int]:
        """Send what asynchronous actions left behind, kind by kind; gives how much that was.

        What another run takes while this one waits is its own.
        """
        sent = 0
        for record in queued(self._db):
            if self._db.store.get(record.cls.name, record.id) is None:
                continue
            self._db.store.remove(record)
            sent += 1
            if record.cls.name == emails.QUEUE:
                emails.send_queued_email(self._db, record, self._tell)
            elif record.cls.name == newsroom.QUEUE:
                newsroom.send_queued_news(self._db, session, record, self._tell)
            else:
                yield from self._run_queued(session, read_task(self._db, record))
        return sent

    def _save(self, session: Session, draft: Draft) -> Work[None]:
        return self.drive(session, save(self._db, session, draft))

    def _fire(self, session: Session, event: ObjectEvent) -> Work[None]:
        if self._observer is not None:
            self._observer.happened(session, event)
        for firing in TriggerRound(self._db, session, event).firings():
            if self._observer is not None:
                self._observer.fired(session, firing.trigger, event.draft)
            for action in actions_of(self._db, firing.trigger, self._rules.order_actions):
                yield from self._run(session, action, firing, event.draft)

    def _run(self, session: Session, action: Record, firing: Firing, draft: Draft) -> Work[None]:
        placeholders = self.placeholders(session, action, firing, draft)
        call = ActionRun(action, firing.trigger, draft, placeholders)
        if action.cls.is_a("ActionWebhook"):
            yield from self._webhook(session, call)
        elif action.cls.is_a("ActionEmail"):
            emails.send_email(self._db, session, call, self._tell)
        elif action.cls.is_a("ActionNewsroom"):
            newsroom.send_news(self._db, session, call, self._tell)

    def _webhook(self, session: Session, call: ActionRun) -> Work[None]:
        try:
            yield from self._run_webhook(session, call)
        except PhpFatalError as broken:
            about = {"action": call.action.id, "trigger": call.trigger.id, "object": call.draft.id}
            self._tell(LogRecord(self._db.clock.sql_now(), "PHP", str(broken), about))
            raise

    def _run_webhook(self, session: Session, call: ActionRun) -> Work[None]:
        """Run an action; whatever goes wrong with it stands in its record.

        Raises:
            PhpFatalError: a real iTop breaks on the action; the record stays pending.
        """
        event = open_webhook_record(self._db, session, call)
        webhook = Webhook()
        try:
            prepare(self._db, self._callbacks, call, event, webhook, expand_json=self._rules.expand_json)
        except PreparationError as error:
            self._fail(event, call.action, texts.error(str(error)), thrown=error.__cause__)
            return
        finally:
            note_webhook(self._db, event, call.action, webhook, self._rules.record_headers)
        if call.is_asynchronous:
            queue(self._db, event, call, webhook.request())
            note_outcome(self._db, event, call.action, texts.QUEUED)
        else:
            draft = self._rules.for_callback(self._db, call.draft)
            yield from self._send(session, QueuedTask(webhook.request(), event, call.action, draft))

    def _run_queued(self, session: Session, task: QueuedTask) -> Work[None]:
        """Send what was queued; nothing, if its action or its record is gone."""
        if task.event is not None and task.action is not None:
            yield from self._send(session, task)

    def _send(self, session: Session, task: QueuedTask) -> Work[None]:
        assert task.event is not None
        assert task.action is not None
        outcome = yield task.request
        if isinstance(outcome, NetworkFailure):
            problem = texts.problem_opening(task.request.url, outcome.text)
            self._fail(task.event, task.action, texts.errors(problem))
            return
        response = WebResponse.of(outcome)
        update(self._db, task.event, {"response": response.body})  # also where PHP breaks on the callback
        try:
            yield from self._call_back(session, task.action, task.draft, response)
        except (CallbackError, ObjectError) as error:
            self._fail(task.event, task.action, texts.errors(error.message), error.__cause__)
        else:
            note_outcome(self._db, task.event, task.action, texts.SENT)

    def _call_back(self, session: Session, action: Record, draft: Draft | None, response: WebResponse) -> Work[None]:
        """Run the response callback, and save what it wants saved in between, then the object if it changed it.

        While the object is being saved it is for the save to write the changes, or for iTop to take them back.
        """
        name = action["process_response_callback"]
        if not name or draft is None:
            return
        try:
            callback = self._callbacks.for_response(draft.cls, name)
            with session.tagged(HANDLER_TAG):
                for other in run_response_callback(callback, draft, response, action):
                    yield from self._save(session, other)
                if draft.changed() and self._db.store.get(draft.cls.name, draft.id) is not None:
                    yield from self._save(session, draft)
        except (CallbackError, ObjectError) as error:
            self._report(session, action, draft, error.message)
            raise
        self._report(session, action, draft, "")

    def _report(self, session: Session, action: Record, draft: Draft, error: str) -> None:
        if self._observer is not None:
            self._observer.called_back(session, action, draft, error)

    def _fail(
        self,
        event: Record,
        action: Record,
        message: str,
        thrown: BaseException | None = None,
    ) -> None:
        note_outcome(self._db, event, action, message)
        self._tell(failure(self._db, event, action, message, thrown))

    def placeholders(self, session: Session, action: Record, firing: Firing, draft: Draft) -> Placeholders:
        """What placeholders may name in an action's texts while a trigger fires."""
        who = query_arguments(self._db, session)
        objects = {
            "this": draft.record,
            "trigger": firing.trigger,
            "action": action,
            "mentioned": firing.mentioned,
            "attachment": firing.attachment,
            "current_contact": who["current_contact"],
            "current_user": who["current_user"],
        }
        scalars = {
            "current_contact_id": str(session.contact_id),
            "APP_URL": self._root_url,
            "MODULES_URL": f"{self._root_url}env-production/",
            **_of_file(firing.file),
        }
        hidden = self._rules.nameless
        values = TemplateValues(self._db, session, self._links, _language(action), self._rules.templates)
        known = {name: record for name, record in objects.items() if record is not None and name not in hidden}
        return Placeholders(known, scalars, values)


def _of_file(file: Blob | None) -> dict[str, str]:
    """What placeholders may say of a file that was downloaded."""
    if file is None:
        return {}
    content = file.data.decode("utf-8", "surrogateescape"), base64.b64encode(file.data).decode()
    values = zip(FILE, (file.mimetype or "", file.filename or "", str(file.downloads_count), *content), strict=True)
    return {f"file{arrow}{name}": value for name, value in values for arrow in ("->", "-&gt;")}


def _language(action: Record) -> str:
    """The language that an action speaks, empty for the application's."""
    return str(action["language"] or "") if "language" in action.cls.columns else ""
