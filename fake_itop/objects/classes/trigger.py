"""Trigger: how the restriction to a class shows in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fake_itop.objects.classes.behaviour import Behaviour

if TYPE_CHECKING:
    from fake_itop.objects.database import Database
    from fake_itop.objects.draft import Draft
    from fake_itop.objects.session import Session


class TriggerBehaviour(Behaviour):
    """All triggers (recordings ``webhook``, "trigger reads back")."""

    def compute(self, db: Database, session: Session, draft: Draft) -> None:
        """``complement`` names the class that the trigger is about."""
        super().compute(db, session, draft)
        if "target_class" in draft.cls.attributes:
            draft.set("complement", f"class restriction: {draft.get('target_class')}")
