"""Change: when it was made, and its reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fake_itop.objects.classes.ticket import TicketBehaviour

if TYPE_CHECKING:
    from fake_itop.objects.database import Database
    from fake_itop.objects.draft import Draft
    from fake_itop.objects.session import Session


class ChangeBehaviour(TicketBehaviour):
    """A change; it has a creation date, and starts only when it is said to (recordings ``other_class``)."""

    reference = "C-%06d"

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """It is created now."""
        super().before_insert(db, session, draft)
        draft.set("creation_date", db.clock.sql_now())
