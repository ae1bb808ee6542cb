"""An execution: objects are brought in line with the rows of a source.

First what is no longer delivered is dealt with, then objects of changed rows are written, then new rows find or make
their object. Each write is a save like any other: with history, triggers and webhooks; and each row may cost as much as
a request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from fake_itop.datamodel.attributes import (
    AttributeExternalKey,
    AttributeLinkedSetIndirect,
    PhpFatalError,
    ValueRefusedError,
)
from fake_itop.notifications.notifier import T
from fake_itop.objects.database import Database
from fake_itop.objects.deletion import carry_out, plan_deletion
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.events import Saving
from fake_itop.objects.history import insert_row
from fake_itop.objects.replicas import LOG, REPLICA
from fake_itop.objects.saving import save
from fake_itop.objects.session import Session
from fake_itop.objects.writing import write
from fake_itop.oql import OqlError
from fake_itop.store import Record
from fake_itop.synchro import texts
from fake_itop.synchro.matching import Matcher
from fake_itop.synchro.rows import ImportedRow, ImportedRows
from fake_itop.synchro.source import Source
from fake_itop.values import messages, reasons
from fake_itop.values.budget import renew
from fake_itop.values.dates import format_sql
from fake_itop.values.http import Work
from fake_itop.values.reasons import DeleteManually

LAST_ERROR_SIZE = 255
Counts = Counter[str]


class Drive(Protocol):
    """Runs a write and does what its events call for, as `fake_itop.notifications.Notifier.drive` does."""

    def __call__(self, session: Session, saving: Saving[T], /) -> Work[T]:
        """Run it."""


def without_events(session: Session, saving: Saving[T], /) -> Work[T]:  # noqa: ARG001 - a `Drive`
    """Runs a write of a simulation, which sets nothing off."""
    yield from ()
    try:
        while True:
            next(saving)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return] # T, which StopIteration does not say


@dataclass(frozen=True)
class Statistics:
    """What an execution did, by the attributes of ``SynchroLog``; ``refusal`` says why it did nothing."""

    counts: Mapping[str, int] = field(default_factory=dict)
    refusal: str = ""


@dataclass(frozen=True)
class _Written:
    """What came of saving an object: warnings and whether it was changed, or why it was refused."""

    warnings: Sequence[str] = ()
    is_changed: bool = False
    error: str = ""


class Execution:
    """One execution of a source.

    Args:
        drive: runs its writes.
        session: who executes it.
        delivered: the ids of the replicas whose rows an import has just brought, if it is part of one.
    """

    def __init__(
        self, db: Database, source: Source, session: Session, drive: Drive, delivered: Collection[int] | None = None
    ) -> None:
        self._db = db
        self._source = source
        self._session = session
        self._drive = drive
        self._delivered = delivered
        self._rows = ImportedRows(db.store, source)
        self._matcher = Matcher(db, source)
        self._counts: Counts = Counter()

    def run(self) -> Work[Statistics]:
        """Do it, and keep a log of it.

        Raises:
            PhpFatalError: a real iTop breaks on a webhook's callback; the log tells of an error.
        """
        total = len(self._db.store.data(self._source.table))
        self._counts["stats_nb_replica_total"] = total
        if not (self._session.is_administrator or self._source.record["user_id"] == self._session.user_id):
            return Statistics(self._counts, texts.NOT_THE_SOURCES_USER)
        log = self._begin_log()
        error = "interrupted"
        try:
            yield from self._run()
            error = ""
        except PhpFatalError as broken:
            error = messages.breaks_on(str(broken))
            raise
        finally:
            self._end_log(log, error)
        return Statistics(self._counts)

    def _begin_log(self) -> int:
        return insert_row(self._db, LOG, {"sync_source_id": self._source.id, "start_date": self._db.clock.sql_now()}).id

    def _end_log(self, log: int, error: str) -> None:
        """Write down what came of it, unless the source was deleted meanwhile and its logs with it."""
        record = self._db.store.get(LOG, log)
        if record is not None:
            state = {"status": "error" if error else "completed", "last_error": error}
            counts = {code: count for code, count in self._counts.items() if code in record.cls.columns}
            self._db.store.put(record.with_values({"end_date": self._db.clock.sql_now(), **state, **counts}))

    def _run(self) -> Work[None]:
        yield from self._deal_with_missing()
        for id_, row in self._rows.all().items():
            replica = self._replica(id_)
            target = self._object_of(replica)
            renew()
            if replica is not None and replica["status"] == "modified" and target is not None:
                yield from self._update(replica, row, target)
        for id_, row in self._rows.all().items():
            replica = self._replica(id_)
            renew()
            if replica is not None and replica["status"] != "obsolete" and self._object_of(replica) is None:
                yield from self._reconcile(replica, row)

    # What is no longer delivered

    def _deal_with_missing(self) -> Work[None]:
        """Apply the delete policy; where it is to ignore, all rows count as seen ("delete_policy ignore, a row gone").

        Rows are missing that no import brought within the interval of full loads; without an interval, those that the
        import did not bring of which the execution is part ("delete_policy delete, a row gone").
        """
        policy = self._source.record["delete_policy"]
        missing = [id_ for id_ in self._rows.all() if policy != "ignore" and self._is_missing(id_)]
        self._counts["stats_nb_replica_seen"] = self._counts["stats_nb_replica_total"] - len(missing)
        for id_ in missing:
            replica = self._replica(id_)
            renew()
            if replica is None:
                continue
            if policy == "delete":
                yield from self._delete(replica)
            elif replica["status"] != "obsolete":
                yield from self._make_obsolete(replica)
        if policy == "update_then_delete":
            for id_ in self._rows.all():
                replica = self._replica(id_)
                if replica is not None and replica["status"] == "obsolete" and self._is_due(replica):
                    yield from self._delete(replica)

    def _is_missing(self, id_: int) -> bool:
        interval = self._source.record["full_load_periodicity"]
        if not interval:
            return self._delivered is not None and id_ not in self._delivered
        replica = self._replica(id_)
        return replica is not None and replica["status_last_seen"] < self._ago(interval)

    def _is_due(self, replica: Record) -> bool:
        retention = self._source.record["delete_policy_retention"]
        return not retention or replica["status_last_seen"] < self._ago(retention)

    def _ago(self, seconds: int) -> str:
        return format_sql(self._db.clock.now() - timedelta(seconds=seconds))

    def _delete(self, replica: Record) -> Work[None]:
        """Delete the object, and with it the replica; a replica without an object goes alone."""
        target = self._object_of(replica)
        if target is None:
            self._counts["stats_nb_replica_disappeared_no_action"] += 1
            self._db.store.remove(replica)
            self._db.behaviour_of(replica.cls).deleted(self._db, self._session, replica)
            return
        plan = plan_deletion(self._db, [target])
        if plan.manual:
            issues = (str(DeleteManually(*name)) for name in plan.manual)
            self._fail(replica, "stats_nb_obj_deleted_errors", texts.not_deleted(", ".join(issues)))
            return
        self._counts["stats_nb_obj_deleted"] += 1
        yield from self._drive(self._session, carry_out(self._db, self._session, plan))

    def _make_obsolete(self, replica: Record) -> Work[None]:
        """Write the source's update rules to the object: ``attribute:value``, several of them by semicolons."""
        target = self._object_of(replica)

        def fill(draft: Draft) -> list[str]:
            rules = self._source.record["delete_policy_update"] or ""
            for rule in filter(None, map(str.strip, rules.split(";"))):
                code, _, value = rule.partition(":")
                attribute = draft.cls.attributes.get(code.strip())
                if attribute is None:
                    raise ValueRefusedError(reasons.UnknownAttribute(code.strip()))
                write(self._db, self._session, draft, attribute, value.strip())
            return []

        if target is not None:
            written = yield from self._write(Draft(self._db, target), fill)
            if written.error:
                self._fail(replica, "stats_nb_obj_obsoleted_errors", texts.not_updated(written.error))
                return
        self._counts["stats_nb_obj_obsoleted"] += 1
        self._note(replica.id, status="obsolete")

    # Rows that have their object

    def _update(self, replica: Record, row: ImportedRow, target: Record) -> Work[None]:
        written = yield from self._write(Draft(self._db, target), lambda draft: self._fill(draft, row))
        if written.error:
            self._fail(replica, "stats_nb_obj_updated_errors", texts.not_updated(written.error))
            return
        self._count("obj_updated" if written.is_changed else "obj_unchanged", written.warnings)
        self._synchronized(replica, target, written.warnings)

    # Rows that have none yet

    def _reconcile(self, replica: Record, row: ImportedRow) -> Work[None]:
        settings = self._source.record
        try:
            found, criteria = self._matcher.own(row)
        except (ValueRefusedError, ObjectError) as error:
            self._fail(replica, "stats_nb_replica_reconciled_errors", str(error))
            return
        if not found:
            action, refusal = settings["action_on_zero"], texts.NO_MATCH
        elif len(found) == 1:
            action, refusal = settings["action_on_one"], texts.UNEXPECTED_MATCH
        else:
            action, refusal = settings["action_on_multiple"], texts.several_matches(len(found), criteria)
        if action == "error":
            self._fail(replica, "stats_nb_replica_reconciled_errors", refusal)
        elif action == "create":
            yield from self._create(replica, row)
        else:
            yield from self._adopt(replica, row, found[0])

    def _create(self, replica: Record, row: ImportedRow) -> Work[None]:
        meta = self._source.meta
        draft = Draft.new(self._db, meta)
        if meta.abstract:
            written = _Written(error=texts.not_instantiable(meta.name))
        else:
            written = yield from self._write(draft, lambda draft: self._fill(draft, row))
        if written.error:
            self._fail(replica, "stats_nb_obj_created_errors", texts.not_created(written.error))
            return
        self._count("obj_created", written.warnings)
        self._note(replica.id, status_dest_creator=True, info_creation_date=self._db.clock.sql_now())
        self._synchronized(replica, draft.saved, written.warnings)

    def _adopt(self, replica: Record, row: ImportedRow, target: Record) -> Work[None]:
        written = yield from self._write(Draft(self._db, target), lambda draft: self._fill(draft, row))
        if written.error:
            self._fail(replica, "stats_nb_replica_reconciled_errors", texts.not_updated(written.error))
            return
        self._count("obj_new_updated" if written.is_changed else "obj_new_unchanged", written.warnings)
        self._synchronized(replica, target, written.warnings)

    # What they share

    def _write(self, draft: Draft, fill: Callable[[Draft], list[str]]) -> Work[_Written]:
        """Fill an object and save it."""
        try:
            warnings = fill(draft)
            before = self._db.store.revision
            yield from self._drive(self._session, save(self._db, self._session, draft))
        except ValueRefusedError as refused:
            return _Written(error=refused.message)
        except (ObjectError, OqlError) as error:
            return _Written(error=error.message)
        return _Written(warnings, is_changed=self._db.store.revision != before)

    def _fill(self, draft: Draft, row: ImportedRow) -> list[str]:
        """Set what the row has cells for and the source updates; gives a warning for each reference in vain."""
        warnings = []
        for each in self._source.attributes.values():
            text = row.cells.get(each.code)
            if text is None or not each.updates or (each.only_if_empty and self._has(draft, each.code)):
                continue
            match each.attribute:
                case AttributeExternalKey() as key:
                    target = self._matcher.target(key, each.by, text)
                    if target is None:
                        warnings.append(texts.no_target(each.code, text))
                    else:
                        draft.set(each.code, target)
                case AttributeLinkedSetIndirect() as links:
                    draft.links[each.code] = self._matcher.links(each, links, text)
                case attribute:
                    write(self._db, self._session, draft, attribute, text)
        return warnings

    def _has(self, draft: Draft, code: str) -> bool:
        """Whether an object that was there before has a value, or a link."""
        if draft.is_new:
            return False
        if code in draft.cls.link_sets:
            links = draft.cls.link_sets[code]
            return bool(self._db.store.count_found(links.linked_class, links.ext_key_to_me, draft.id))
        return not draft.cls.attributes[code].is_null(draft.get(code))

    def _replica(self, id_: int) -> Record | None:
        return self._db.store.get(REPLICA, id_)

    def _object_of(self, replica: Record | None) -> Record | None:
        if replica is None or replica["dest_class"] not in self._db.model:
            return None
        return self._db.store.get(replica["dest_class"], replica["dest_id"])

    def _count(self, what: str, warnings: Sequence[str]) -> None:
        self._counts[f"stats_nb_{what}"] += 1
        if warnings:
            self._counts[f"stats_nb_{what}_warnings"] += 1

    def _fail(self, replica: Record, counter: str, error: str) -> None:
        self._counts[counter] += 1
        self._note(replica.id, status_last_error=error[:LAST_ERROR_SIZE])

    def _synchronized(self, replica: Record, target: Record, warnings: Sequence[str]) -> None:
        warning = "\n".join(warnings)[:LAST_ERROR_SIZE]
        now = self._db.clock.sql_now()
        dest = {"dest_class": target.cls.name, "dest_id": target.id, "info_last_modified": now}
        self._note(replica.id, status="synchronized", status_last_error="", status_last_warning=warning, **dest)

    def _note(self, replica_id: int, **values: Any) -> None:
        """Write to a replica, unless a callback had it deleted meanwhile."""
        current = self._replica(replica_id)
        if current is not None:
            self._db.store.put(current.with_values(values))
