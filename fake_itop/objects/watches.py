"""Stop-watches: which run in an object's state, and for how long they have run."""

from __future__ import annotations

from dataclasses import replace

from fake_itop.datamodel.attributes import AttributeStopWatch, StopWatchValue
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.values.dates import parse_sql


def run_watches(db: Database, draft: Draft) -> None:
    """Start and stop an object's stop-watches as the state it is now in asks."""
    state = draft.cls.state_attribute
    if state is None:
        return
    now = db.clock.sql_now()
    for attribute in draft.cls.attributes.values():
        if isinstance(attribute, AttributeStopWatch):
            watch: StopWatchValue = draft.get(attribute.code)
            draft.set(
                attribute.code, started(watch, now) if draft.get(state) in attribute.states else stopped(watch, now)
            )


def started(watch: StopWatchValue, now: str) -> StopWatchValue:
    """The watch running; a running one goes on."""
    if watch.last_start is not None:
        return watch
    return replace(watch, started=watch.started or now, last_start=now, stopped=None)


def stopped(watch: StopWatchValue, now: str) -> StopWatchValue:
    """The watch at rest, with the seconds it ran added."""
    if watch.last_start is None:
        return watch
    ran = int((parse_sql(now) - parse_sql(watch.last_start)).total_seconds())
    return replace(watch, time_spent=watch.time_spent + max(ran, 0), last_start=None, stopped=now)
