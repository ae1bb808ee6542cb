"""Stop-watches: which run in an object's state, for how long they have run, and how they stand against their goal.

A goal is a number of seconds that the object's class works out (from an SLA, say). A watch has thresholds at some
percentages of it: while it runs each has a deadline, and once it was missed it says by how many seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from fake_itop.datamodel.attributes import AttributeStopWatch, StopWatchValue, Threshold
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.events import Saving, ThresholdReached
from fake_itop.objects.session import Session
from fake_itop.store import Record
from fake_itop.values.dates import format_sql, parse_sql


@lru_cache(maxsize=4096)
def watches_of(meta: MetaClass) -> tuple[AttributeStopWatch, ...]:
    return tuple(meta.of_kind(AttributeStopWatch).values())


def run_watches(db: Database, draft: Draft) -> None:
    """Start and stop an object's stop-watches as its state asks, and set them against their goals."""
    state = draft.cls.state_attribute
    if state is None:
        return
    now = db.clock.sql_now()
    for attribute in watches_of(draft.cls):
        watch: StopWatchValue = draft.get(attribute.code)
        moved = started(watch, now) if draft.get(state) in attribute.states else stopped(watch, now)
        goal = db.behaviour_of(draft.cls).goal(db, draft, attribute.code) if attribute.thresholds else None
        draft.set(attribute.code, with_goal(moved, attribute.thresholds, goal, now))


def started(watch: StopWatchValue, now: str) -> StopWatchValue:
    """The watch running; a running one goes on."""
    if watch.last_start is not None:
        return watch
    return replace(watch, started=watch.started or now, last_start=now, stopped=None)


def stopped(watch: StopWatchValue, now: str) -> StopWatchValue:
    """The watch at rest, with the seconds it ran added."""
    if watch.last_start is None:
        return watch
    return replace(watch, time_spent=elapsed(watch, now), last_start=None, stopped=now)


def elapsed(watch: StopWatchValue, now: str) -> int:
    """The seconds that a watch has run until now."""
    if watch.last_start is None:
        return watch.time_spent
    return watch.time_spent + max(int((parse_sql(now) - parse_sql(watch.last_start)).total_seconds()), 0)


def with_goal(watch: StopWatchValue, percentages: tuple[int, ...], goal: int | None, now: str) -> StopWatchValue:
    """The watch set against a goal in seconds; without one it has no deadlines, and what it missed stays missed."""
    if not percentages or (goal is None and not watch.thresholds):
        return watch
    spent = elapsed(watch, now)
    old: Mapping[int, Threshold] = watch.thresholds
    new = {each: _threshold(watch, old.get(each, Threshold()), goal, each, spent, now) for each in percentages}
    return replace(watch, thresholds=new)


def _threshold(  # noqa: PLR0917 - what it is made of
    watch: StopWatchValue, old: Threshold, goal: int | None, percentage: int, spent: int, now: str
) -> Threshold:
    if goal is None:
        return replace(old, deadline=None)
    limit = goal * percentage // 100
    if watch.last_start is not None:
        left = timedelta(seconds=limit - spent)
        return replace(old, deadline=format_sql(parse_sql(now) + left))
    missed = spent > limit
    return Threshold(None, passed=missed, triggered=old.triggered, overrun=spent - limit if missed else None)


def reach_thresholds(db: Database, session: Session) -> Saving[None]:
    """Let every running watch whose deadline has passed say so (a background task)."""
    now = db.clock.sql_now()
    for meta in db.model:
        if watches_of(meta):
            for record in list(db.store.table(meta.name).values()):
                yield from _reach(db, session, record, now)


def _reach(db: Database, session: Session, record: Record, now: str) -> Saving[None]:
    for attribute in watches_of(record.cls):
        for percentage in _due(record[attribute.code], now):
            draft = Draft(db, db.store.get(record.cls.name, record.id) or record)
            draft.set(attribute.code, _triggered(draft.get(attribute.code), percentage))
            db.store.put(draft.record)
            draft.written(draft.record)
            event = ThresholdReached(draft, attribute.code, percentage)
            yield event
            yield from db.behaviour_of(record.cls).threshold_reached(db, session, event)


def _due(watch: StopWatchValue, now: str) -> Iterator[int]:
    for percentage, threshold in watch.thresholds.items():
        if threshold.deadline is not None and threshold.deadline < now and not threshold.triggered:
            yield percentage


def _triggered(watch: StopWatchValue, percentage: int) -> StopWatchValue:
    reached = replace(watch.thresholds[percentage], passed=True, triggered=True)
    return replace(watch, thresholds={**watch.thresholds, percentage: reached})
