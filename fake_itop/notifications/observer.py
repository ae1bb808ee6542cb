"""Who wants to know what happens inside an instance: each write, each trigger, each callback, when it happens."""

from __future__ import annotations

from typing import Protocol

from fake_itop.objects.draft import Draft
from fake_itop.objects.events import ObjectEvent
from fake_itop.objects.session import Session
from fake_itop.store import Record


class Observer(Protocol):
    """Told while an instance works; it must not change anything."""

    def happened(self, session: Session, event: ObjectEvent) -> None:
        """An object was written, or did something else that triggers may be about."""

    def fired(self, session: Session, trigger: Record, draft: Draft) -> None:
        """A trigger goes off for an object."""

    def called_back(self, session: Session, action: Record, draft: Draft, error: str) -> None:
        """A response callback ran; ``error`` is what it threw, or empty."""
