"""The moments at which a class's code comes in, with nothing to say at any of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from fake_itop.values.reasons import Reason

if TYPE_CHECKING:
    from fake_itop.datamodel.model import TransitionAction
    from fake_itop.objects.database import Database
    from fake_itop.objects.draft import Draft
    from fake_itop.objects.events import Saving, ThresholdReached
    from fake_itop.objects.session import Session
    from fake_itop.store import Record


class Behaviour:
    """A class's code. Subclasses override the moments that they care about."""

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """A new object is about to be checked and written."""

    def before_update(self, db: Database, session: Session, draft: Draft) -> Saving[None]:  # noqa: ARG002
        """A changed object is about to be checked and written; others may be written with it."""
        yield from ()

    def inserted(self, db: Database, session: Session, draft: Draft) -> Saving[None]:  # noqa: ARG002
        """A new object was written; others may be made with it."""
        yield from ()

    def updated(self, db: Database, session: Session, draft: Draft, previous: Mapping[str, Any]) -> Saving[None]:  # noqa: ARG002
        """A changed object was written, with these values before; others may be written with it."""
        yield from ()

    def deleted(self, db: Database, session: Session, record: Record) -> None:
        """An object was deleted: what no key points from goes with it."""

    def compute(self, db: Database, session: Session, draft: Draft) -> None:
        """Work out values that depend on others, before any write."""

    def check_first(self, db: Database, session: Session, draft: Draft) -> Iterable[Reason]:  # noqa: ARG002
        """What is wrong with the object and is said before what is wrong with its values."""
        return ()

    def check(self, db: Database, session: Session, draft: Draft) -> Iterable[Reason]:  # noqa: ARG002
        """What is wrong with the object beyond the values of single attributes."""
        return ()

    def goal(self, db: Database, draft: Draft, watch: str) -> int | None:  # noqa: ARG002
        """How many seconds a stop-watch may run; ``None`` where nothing was agreed."""
        return None

    def threshold_reached(self, db: Database, session: Session, event: ThresholdReached) -> Saving[None]:  # noqa: ARG002
        """A stop-watch has run for some per cent of its goal."""
        yield from ()

    def act(self, db: Database, session: Session, draft: Draft, action: TransitionAction) -> Saving[None]:  # noqa: ARG002
        """Run an action of a transition that is the class's own; it may write other objects."""
        yield from ()
