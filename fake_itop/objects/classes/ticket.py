"""Ticket: when it was last written to, its reference, and what it has an effect on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fake_itop.objects.classes.behaviour import Behaviour
from fake_itop.objects.impact import update_impacted_items

if TYPE_CHECKING:
    from fake_itop.objects.database import Database
    from fake_itop.objects.draft import Draft
    from fake_itop.objects.events import Saving
    from fake_itop.objects.session import Session


class TicketBehaviour(Behaviour):
    """What all tickets share; ``reference`` is the format of ``ref`` over a number that all tickets draw from."""

    reference = "T-%06d"

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """A ticket was last written to when it was made, and takes a number unless it is given a reference.

        The number is gone also when the ticket is refused afterwards (recordings ``sequence``, where the ticket after a
        refused one skips a reference; ``create``, "set ref").
        """
        super().before_insert(db, session, draft)
        draft.set("last_update", db.clock.sql_now())
        if not draft.get("ref"):
            draft.set("ref", self.reference % db.store.count_up("Ticket"))
        update_impacted_items(db, draft)

    def before_update(self, db: Database, session: Session, draft: Draft) -> Saving[None]:
        """Every write that changes something counts."""
        yield from super().before_update(db, session, draft)
        draft.set("last_update", db.clock.sql_now())
        update_impacted_items(db, draft)
