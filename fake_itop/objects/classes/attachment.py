"""Attachment: when it was made, by whom, and the organisation of what it is attached to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fake_itop.objects.classes.behaviour import Behaviour

if TYPE_CHECKING:
    from fake_itop.objects.database import Database
    from fake_itop.objects.draft import Draft
    from fake_itop.objects.session import Session


class AttachmentBehaviour(Behaviour):
    """A file beside an object (recordings ``attachment``)."""

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """It carries the moment and its maker."""
        super().before_insert(db, session, draft)
        if draft.get("creation_date") is None:
            draft.set("creation_date", db.clock.sql_now())
        if not draft.get("user_id"):
            draft.set("user_id", session.user_id)
        if not draft.get("contact_id"):
            draft.set("contact_id", session.contact_id)
