"""Ticket: when it was last written to, its reference, and what it has an effect on."""

from __future__ import annotations

from collections.abc import Iterable

from fake_itop.datamodel.model import TransitionAction
from fake_itop.objects.classes.behaviour import Behaviour
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.events import Saving, ThresholdReached
from fake_itop.objects.lifecycle import make_transition, transition_for
from fake_itop.objects.relations import update_impacted_items
from fake_itop.objects.saving import save
from fake_itop.objects.session import Session
from fake_itop.values import messages, reasons
from fake_itop.values.reasons import Reason


class TicketBehaviour(Behaviour):
    """What all tickets share; ``reference`` is the format of ``ref`` over a number that all tickets draw from."""

    reference = "T-%06d"

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """A ticket was last written to when it was made, unless it says otherwise, and takes a number as reference.

        The number is gone also when the ticket is refused afterwards (recordings ``sequence``, where the ticket after a
        refused one skips a reference; ``create``, "set ref").
        """
        super().before_insert(db, session, draft)
        if draft.get("last_update") is None:
            draft.set("last_update", db.clock.sql_now())
        if not draft.get("ref"):
            draft.set("ref", self.reference % db.store.count_up("Ticket"))
        update_impacted_items(db, draft)

    def before_update(self, db: Database, session: Session, draft: Draft) -> Saving[None]:
        """Every write that changes something counts."""
        yield from super().before_update(db, session, draft)
        draft.set("last_update", db.clock.sql_now())
        update_impacted_items(db, draft)


class ChangeBehaviour(TicketBehaviour):
    """A change; it has a creation date, and starts only when it is said to (recordings ``other_class``)."""

    reference = "C-%06d"

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        super().before_insert(db, session, draft)
        if draft.get("creation_date") is None:
            draft.set("creation_date", db.clock.sql_now())


PRIORITIES = {
    "1": {"1": "1", "2": "1", "3": "2", "4": "4"},
    "2": {"1": "1", "2": "2", "3": "3", "4": "4"},
    "3": {"1": "2", "2": "3", "3": "3", "4": "4"},
}
"""Impact and urgency to priority (recordings ``create``, "priority matrix …")."""

OUT_OF_WORK = ("resolved", "closed")
LOGS = ("public_log", "private_log")
METRICS = ("tto", "ttr")
SECONDS = {"minutes": 60, "hours": 3600}
ESCALATION = 100
SERVICE_LEVELS = (
    "SELECT SLT AS slt JOIN lnkSLAToSLT AS l1 ON l1.slt_id = slt.id JOIN SLA AS sla ON l1.sla_id = sla.id"
    " JOIN lnkCustomerContractToService AS l2 ON l2.sla_id = sla.id"
    " JOIN CustomerContract AS contract ON l2.customercontract_id = contract.id"
    " WHERE slt.metric = :metric AND l2.service_id = :this->service_id AND contract.org_id = :this->org_id"
    " AND slt.request_type = :this->request_type AND slt.priority = :this->priority"
)
"""What was agreed for a request: by way of its service and its organisation's contracts."""


class UserRequestBehaviour(TicketBehaviour):
    """A user's request or incident."""

    reference = "R-%06d"

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """A request starts when it is made, unless it says otherwise."""
        super().before_insert(db, session, draft)
        if draft.get("start_date") is None:
            draft.set("start_date", db.clock.sql_now())

    def compute(self, db: Database, session: Session, draft: Draft) -> None:
        """Priority follows impact and urgency; the request type follows the subcategory that was chosen."""
        super().compute(db, session, draft)
        priority = PRIORITIES.get(draft.get("impact"), {}).get(draft.get("urgency"))
        if priority is not None:
            draft.set("priority", priority)
        self._take_request_type(db, draft)

    @staticmethod
    def _take_request_type(db: Database, draft: Draft) -> None:
        subcategory = db.store.get("ServiceSubcategory", draft.get("servicesubcategory_id"))
        if subcategory is not None and not draft.get("request_type"):
            draft.set("request_type", subcategory["request_type"])

    def before_update(self, db: Database, session: Session, draft: Draft) -> Saving[None]:
        """New log entries go to the children too, even if the parent itself is refused (recordings ``sequence``)."""
        yield from super().before_update(db, session, draft)
        entries = {code: draft.get(code)[len(draft.saved[code]) :] for code in LOGS}
        if not any(entries.values()):
            return
        for record in list(db.store.find("UserRequest", "parent_request_id", draft.id)):
            if record.id != draft.id:
                child = Draft(db, record)
                for code, added in entries.items():
                    child.set(code, (*child.get(code), *added))
                yield from save(db, session, child)

    def check(self, db: Database, session: Session, draft: Draft) -> Iterable[Reason]:
        """A request is not its own parent."""
        yield from super().check(db, session, draft)
        if not draft.is_new and draft.get("parent_request_id") == draft.id:
            yield reasons.OWN_PARENT_REQUEST

    def goal(self, db: Database, draft: Draft, watch: str) -> int | None:
        """The tightest that the SLAs of the customer's contracts promise for the service, request type and priority."""
        if watch not in METRICS or not draft.get("service_id") or not db.store.table("SLT"):
            return None
        arguments = {"this": draft, "metric": watch}
        targets = db.engine.select(SERVICE_LEVELS, arguments)
        goals = [target["value"] * SECONDS[target["unit"]] for target in targets if target["unit"] in SECONDS]
        return min(goals, default=None)

    def threshold_reached(self, db: Database, session: Session, event: ThresholdReached) -> Saving[None]:
        """A goal that is missed escalates the request, where its state knows of escalation."""
        draft = event.draft
        transition = transition_for(draft, "ev_timeout")
        if event.percentage >= ESCALATION and transition is not None:
            yield from make_transition(db, session, draft, transition)

    def act(self, db: Database, session: Session, draft: Draft, action: TransitionAction) -> Saving[None]:
        """``ResolveChildTickets`` (recordings ``lifecycle``, "resolving a parent resolves children")."""
        if action.verb == "ResolveChildTickets":
            yield from self._resolve_children(db, session, draft)

    @staticmethod
    def _resolve_children(db: Database, session: Session, draft: Draft) -> Saving[None]:
        told = messages.resolved_from(draft.cls.name, draft.id, draft.name)
        solution = draft.cls.attributes["solution"].accept(told)
        for record in list(db.store.find("UserRequest", "parent_request_id", draft.id)):
            child = Draft(db, record)
            transition = transition_for(child, "ev_autoresolve")
            if transition is None or record["status"] in OUT_OF_WORK:
                continue
            child.set("solution", solution)
            yield from make_transition(db, session, child, transition)


class AttachmentBehaviour(Behaviour):
    """A file beside an object (recordings ``attachment``)."""

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """It carries the moment and its maker."""
        super().before_insert(db, session, draft)
        if draft.get("creation_date") is None:
            draft.set("creation_date", db.clock.sql_now())
        if not draft.get("user_id"):
            draft.set("user_id", session.user_id)
        if "contact_id" in draft.cls.columns and not draft.get("contact_id"):
            draft.set("contact_id", session.contact_id)
