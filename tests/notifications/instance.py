"""An instance for tests of notifications: it plays writes, and answers their webhooks at once."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from fake_itop.datamodel.model import Datamodel
from fake_itop.itop.callbacks import CALLBACKS
from fake_itop.notifications import Callback, LogRecord, Note, Notifier, PayloadCallback
from fake_itop.notifications.rules import NEWEST, NotificationRules
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.events import Saving
from fake_itop.objects.history import insert_row
from fake_itop.objects.lifecycle import make_transition, require_transition
from fake_itop.objects.saving import delete_record, save
from fake_itop.objects.session import Session
from fake_itop.objects.writing import write_fields
from fake_itop.profiles import DEFAULT, VersionProfile
from fake_itop.store import Record
from fake_itop.values.clock import Clock
from fake_itop.values.http import HttpReply, Outcome, OutgoingRequest

OK = HttpReply(200, (("Content-Type", "application/json"),), b'{"ok": true}')


@dataclass
class Itop:
    """One instance, its webhooks answered with ``answer`` and kept in ``sent``."""

    TICKET: ClassVar[dict[str, Any]] = {"org_id": 1, "title": "T", "description": "D"}

    db: Database
    session: Session
    callbacks: dict[str, Callback] = field(default_factory=lambda: dict(CALLBACKS))
    payload_callbacks: dict[str, PayloadCallback] = field(default_factory=dict)
    answer: Outcome = OK
    sent: list[OutgoingRequest] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    rules: NotificationRules = NEWEST

    @property
    def notifier(self) -> Notifier:
        return Notifier(
            self.db,
            callbacks=self.callbacks,
            payload_callbacks=self.payload_callbacks,
            root_url="http://itop.example/",
            tell=self.notes.append,
            rules=self.rules,
        )

    def play(self, generator: Generator[OutgoingRequest, Outcome, Any]) -> Any:
        """Answer each webhook at once."""
        try:
            request = next(generator)
            while True:
                self.sent.append(request)
                request = generator.send(self.answer)
        except StopIteration as end:
            return end.value

    def saving(self, draft: Draft) -> Saving[None]:
        return save(self.db, self.session, draft)

    def save(self, draft: Draft) -> Draft:
        self.play(self.notifier.drive(self.session, self.saving(draft)))
        return draft

    def draft(self, cls: str, **fields: Any) -> Draft:
        draft = Draft.new(self.db, self.db.model[cls])
        write_fields(self.db, self.session, draft, fields)
        return draft

    def draft_of(self, cls: str, id_: int) -> Draft:
        record = self.db.store.get(cls, id_)
        assert record is not None
        return Draft(self.db, record)

    def create(self, cls: str, **fields: Any) -> Draft:
        return self.save(self.draft(cls, **fields))

    def update(self, draft: Draft, **fields: Any) -> Draft:
        fresh = Draft(self.db, self.stored(draft))
        write_fields(self.db, self.session, fresh, fields)
        return self.save(fresh)

    def stimulate(self, draft: Draft, stimulus: str, **fields: Any) -> Draft:
        fresh = Draft(self.db, self.stored(draft))
        write_fields(self.db, self.session, fresh, fields)
        transition = require_transition(fresh, stimulus)
        self.play(self.notifier.drive(self.session, make_transition(self.db, self.session, fresh, transition)))
        return fresh

    def delete(self, draft: Draft) -> None:
        deletion = delete_record(self.db, self.session, self.stored(draft))
        self.play(self.notifier.drive(self.session, deletion))

    def stored(self, draft: Draft) -> Record:
        record = self.db.store.get(draft.cls.name, draft.id)
        assert record is not None
        return record

    def ticket(self, **fields: Any) -> Draft:
        return self.create("UserRequest", **{**self.TICKET, **fields})

    def hook(self, trigger: str = "TriggerOnObjectCreate", **fields: Any) -> Draft:
        """An action that is run by a trigger on tickets: fields of triggers go there, all others to the action."""
        mine = {key: fields.pop(key) for key in list(fields) if key in self.db.model[trigger].attributes}
        cls = fields.pop("cls", "ActionWebhook")
        given: dict[str, Any] = {
            "name": "hook",
            "status": "enabled",
            "remoteapplicationconnection_id": "SELECT RemoteApplicationConnection WHERE name = 'Sink'",
            "payload": '{"id":"$this->id$"}',
            "headers": "Content-type: application/json",
            **fields,
        }
        action = self.create(cls, **{code: value for code, value in given.items() if value is not None})
        links = [{"action_id": action.id, "order": 1}]
        self.create(trigger, **{"description": "T", "target_class": "UserRequest", "action_list": links, **mine})
        return action

    def records(self) -> list[dict[str, Any]]:
        """The webhooks' records as they stand."""
        found = self.db.store.scan("EventWebhook")
        return [{code: record[code] for code in record.cls.columns} for record in found]

    def log(self) -> list[LogRecord]:
        """The lines of the instance's log."""
        return [note for note in self.notes if isinstance(note, LogRecord)]

    def bodies(self) -> list[str]:
        return [request.body.decode() for request in self.sent]


def fresh(model: Datamodel, profile: VersionProfile = DEFAULT) -> Itop:
    """An instance with an organisation, a person, a team and a connection to a webhook sink."""
    clock = Clock.frozen(datetime.fromisoformat("2026-11-24 12:00:00"))
    db = Database.open(model, clock, profile.behaviours, profile.objects)
    insert_row(db, "UserLocal", {"login": "rest"})
    session = Session("rest", user_id=1, name="rest", is_administrator=True, tags=["REST/JSON"])
    instance = Itop(db, session, rules=profile.notifications)
    instance.create("Organization", name="Customer & Co", code="CUST")
    instance.create("Person", name="Caller", first_name="Carl", org_id=1, email="carl@customer.example")
    instance.create("Team", name="Helpdesk", org_id=1)
    type_ = instance.create("RemoteApplicationType", name="iTop")
    instance.create(
        "RemoteApplicationConnection",
        name="Sink",
        remoteapplicationtype_id=type_.id,
        environment="2-test",
        url="http://sink.example/ok",
    )
    return instance
