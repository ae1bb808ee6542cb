"""Tickets of all kinds, and attachments: references, dates, priorities, children, impacts, thresholds."""

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
from fake_itop.store import Record
from fake_itop.values import messages, reasons
from fake_itop.values.reasons import Reason


class TicketBehaviour(Behaviour):
    """What all tickets share; ``reference`` is the format of ``ref`` over a number that all tickets draw from."""

    def __init__(self, reference: str) -> None:
        self._reference = reference

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """A ticket was last written to when it was made, unless it says otherwise, and takes a number as reference.

        The number is gone also when the ticket is refused afterwards (recordings ``sequence``, where the ticket after a
        refused one skips a reference; ``create``, "set ref").
        """
        super().before_insert(db, session, draft)
        if draft.get("last_update") is None:
            draft.set("last_update", db.clock.sql_now())
        if not draft.get("ref"):
            draft.set("ref", self._reference % db.store.count_up("Ticket"))
        update_impacted_items(db, draft)

    def before_update(self, db: Database, session: Session, draft: Draft) -> Saving[None]:
        """Every write that changes something counts."""
        yield from super().before_update(db, session, draft)
        draft.set("last_update", db.clock.sql_now())
        update_impacted_items(db, draft)


class ChangeBehaviour(TicketBehaviour):
    """A change; it has a creation date, and starts only when it is said to (recordings ``other_class``)."""

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

REQUEST_TYPE = "request_type"
PARENT = "parent_"
"""What the codes of keys to a parent begin with."""

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
    " AND slt.request_type = :request_type AND slt.priority = :this->priority"
)
"""What was agreed for a request: by way of its service and its organisation's contracts."""


class PrioritisedBehaviour(TicketBehaviour):
    """A ticket that is dealt with by its priority: a problem, a request, an incident."""

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """It starts when it is made, unless it says otherwise."""
        super().before_insert(db, session, draft)
        if draft.get("start_date") is None:
            draft.set("start_date", db.clock.sql_now())

    def compute(self, db: Database, session: Session, draft: Draft) -> None:
        """Priority follows impact and urgency."""
        super().compute(db, session, draft)
        priority = PRIORITIES.get(draft.get("impact"), {}).get(draft.get("urgency"))
        if priority is not None:
            draft.set("priority", priority)


class RequestBehaviour(PrioritisedBehaviour):
    """What a user waits for, a request or an incident: there are service levels, and it may have children."""

    def compute(self, db: Database, session: Session, draft: Draft) -> None:
        """The request type follows the subcategory that was chosen."""
        super().compute(db, session, draft)
        if REQUEST_TYPE in draft.cls.columns:
            self._take_request_type(db, draft)

    @staticmethod
    def _take_request_type(db: Database, draft: Draft) -> None:
        subcategory = db.store.get("ServiceSubcategory", draft.get("servicesubcategory_id"))
        if subcategory is not None and not draft.get(REQUEST_TYPE):
            draft.set(REQUEST_TYPE, subcategory[REQUEST_TYPE])

    def before_update(self, db: Database, session: Session, draft: Draft) -> Saving[None]:
        """New log entries go to the children too, even if the parent itself is refused (recordings ``sequence``)."""
        yield from super().before_update(db, session, draft)
        entries = {code: draft.get(code)[len(draft.saved[code]) :] for code in LOGS}
        if not any(entries.values()):
            return
        for record in _children(db, draft):
            if record.id != draft.id:
                child = Draft(db, record)
                for code, added in entries.items():
                    child.set(code, (*child.get(code), *added))
                yield from save(db, session, child)

    def check(self, db: Database, session: Session, draft: Draft) -> Iterable[Reason]:
        """A request is not its own parent."""
        yield from super().check(db, session, draft)
        if not draft.is_new:
            parents = {code: key for code, key in draft.cls.keys.items() if code.startswith(PARENT)}
            own = (code for code, key in parents.items() if draft.cls.is_a(key.target) and draft.get(code) == draft.id)
            yield from map(reasons.OwnParent, own)

    def goal(self, db: Database, draft: Draft, watch: str) -> int | None:
        """The tightest that the SLAs of the customer's contracts promise for the service, request type and priority."""
        if watch not in METRICS or not draft.get("service_id") or not db.store.table("SLT"):
            return None
        kind = draft.get(REQUEST_TYPE) if REQUEST_TYPE in draft.cls.columns else draft.cls.name.lower()
        arguments = {"this": draft, "metric": watch, REQUEST_TYPE: kind}
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
        elif action.verb == "SetAssignedDate":
            draft.set("assignment_date", db.clock.sql_now())

    @staticmethod
    def _resolve_children(db: Database, session: Session, draft: Draft) -> Saving[None]:
        told = messages.resolved_from(draft.cls.name, draft.id, draft.name)
        for record in _children(db, draft):
            child = Draft(db, record)
            transition = transition_for(child, "ev_autoresolve")
            if transition is None or record["status"] in OUT_OF_WORK:
                continue
            child.set("solution", child.cls.attributes["solution"].accept(told))
            yield from make_transition(db, session, child, transition)


def _children(db: Database, draft: Draft) -> list[Record]:
    """The requests and incidents that have a ticket as their parent: those of its link sets."""
    lists = (links for links in draft.cls.link_sets.values() if links.ext_key_to_me.startswith(PARENT))
    found = (db.store.find(links.linked_class, links.ext_key_to_me, draft.id) for links in lists)
    return [record for records in found for record in records]


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
