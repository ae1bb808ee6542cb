"""Ticket: when it started and was last written to, and its reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fake_itop.objects.classes.behaviour import Behaviour
from fake_itop.store import Record

if TYPE_CHECKING:
    from fake_itop.objects.database import Database
    from fake_itop.objects.draft import Draft
    from fake_itop.objects.session import Session


class TicketBehaviour(Behaviour):
    """What all tickets share; ``reference`` is the format of ``ref`` over the object's id."""

    reference = "T-%06d"

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """A ticket was last written to when it was made."""
        super().before_insert(db, session, draft)
        draft.set("last_update", db.clock.sql_now())

    def before_update(self, db: Database, session: Session, draft: Draft) -> None:
        """Every write that changes something counts."""
        super().before_update(db, session, draft)
        draft.set("last_update", db.clock.sql_now())

    def named(self, db: Database, record: Record) -> Record:
        """The reference is made of the id, whatever was given for it (recordings ``create``, "set ref")."""
        return super().named(db, record).with_values({"ref": self.reference % record.id})
