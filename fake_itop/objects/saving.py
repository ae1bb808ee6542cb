"""Writing objects to the database.

A write is a generator: it gives each event at the moment when a real iTop fires triggers for it, with the database as
it then is. Whoever drives it may change the same draft before going on (a webhook's callback does), and the draft is
then written again, at most `MAX_ROUNDS` times (docs/itop/webhooks.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeClass,
    AttributeHierarchicalKey,
    AttributeLinkedSet,
    NotText,
)
from fake_itop.datamodel.model import UniquenessRule
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft, LinkDraft
from fake_itop.objects.errors import DatabaseRefusedError, ObjectError, SaveRefusedError
from fake_itop.objects.events import (
    EntriesAdded,
    ObjectCreated,
    ObjectDeleted,
    ObjectEvent,
    ObjectUpdated,
    Saving,
    StateEntered,
    StateLeft,
)
from fake_itop.objects.history import record_creation, record_deletion, record_update
from fake_itop.objects.linksets import split
from fake_itop.objects.replicas import locked_attributes
from fake_itop.objects.session import Session
from fake_itop.objects.watches import run_watches
from fake_itop.store import Record
from fake_itop.values import reasons
from fake_itop.values.budget import spend
from fake_itop.values.collation import fold
from fake_itop.values.messages import Code
from fake_itop.values.reasons import Reason

_Unique = tuple[str, tuple[object, ...]]
"""A class with a rule that no two of its objects agree in some values, and the values of one."""

LINK_RULE = "no_duplicate"
"""The rule of link classes over their two keys."""


def check(db: Database, session: Session, draft: Draft, beside: AbstractSet[_Unique] = frozenset()) -> None:
    """Let an object through to the database, or say all that is wrong with it.

    ``beside`` is what others may not have that were let through and are written before it in the same request.

    Raises:
        SaveRefusedError: values that may not be, a rule of its class, or a duplicate.
        DatabaseRefusedError: a date that no calendar has, or a number too large for its column.
        ObjectError: a plain text that is none.
    """
    changed = [(draft.cls.attributes[code], draft.get(code)) for code in draft.changed()]
    locked = [reasons.Mastered(draft.cls.attributes[code].label, code) for code in _locked(db, session, draft)]
    behaviour = db.behaviour_of(draft.cls)
    values = [*behaviour.check_first(db, session, draft), *_value_issues(db, draft, changed)]
    issues = [*locked, *values, *behaviour.check(db, session, draft), *_duplicates(db, draft, beside)]
    if issues:
        raise SaveRefusedError(issues, draft.cls.name, draft.id)
    for attribute, value in changed:
        refusal = attribute.database_refusal(value)
        if refusal is not None:
            reason = reasons.RefusedByDatabase(f"{draft.cls.name}::{draft.id}", refusal.number, refusal.text)
            told = _write_failed(draft, reason, refusal.number)
            raise DatabaseRefusedError(*told, column=attribute.code, words=refusal.text)
        if isinstance(value, NotText):
            owner = next(cls for cls in reversed(draft.cls.ancestors) if attribute.code in cls.attributes)
            told = _write_failed(draft, reasons.NoText(value.kind, value, owner.name, attribute.code))
            raise ObjectError(told[0], code=told[1])


def _write_failed(draft: Draft, reason: Reason, code: int = Code.INTERNAL_ERROR) -> tuple[Reason, int]:
    """How a write that breaks is told, and its code: of an object that there was, the object too (journeys)."""
    if draft.is_new:
        return reason, code
    return reasons.UpdateFailed(reason, draft.cls.name, draft.id), Code.INTERNAL_ERROR


def _locked(db: Database, session: Session, draft: Draft) -> list[str]:
    """Codes of changed attributes that a source of data synchronisation keeps for itself."""
    if draft.is_new:
        return []
    locked = locked_attributes(db, session, draft.saved)
    return [code for code in draft.changed() if code in locked] if locked else []


def _value_issues(db: Database, draft: Draft, changed: Iterable[tuple[Attribute, Any]]) -> Iterable[Reason]:
    for attribute, value in changed:
        if not attribute.writable:
            continue
        issue = attribute.issue(value, db.rules.size_of)
        issue = issue or _unknown_class(db, attribute, value) or _loop(db, draft, attribute)
        if issue is not None:
            yield reasons.UnexpectedValue(attribute.label, attribute.code, issue)


def _unknown_class(db: Database, attribute: Attribute, value: Any) -> Reason | None:
    """A class that there is not (recordings ``webhook``, "unknown target class")."""
    if not isinstance(attribute, AttributeClass) or not value or value in db.model:
        return None
    return reasons.ValueNotAllowed(value)


def _loop(db: Database, draft: Draft, attribute: Attribute) -> Reason | None:
    """An object below itself (recordings ``update``, "organization loop")."""
    if not isinstance(attribute, AttributeHierarchicalKey) or draft.is_new:
        return None
    above = draft.get(attribute.code)
    while above:
        if above == draft.id:
            return reasons.ValueNotAllowed(draft.get(attribute.code))
        record = db.store.get(draft.cls.name, above)
        above = record[attribute.code] if record is not None else 0
    return None


def _duplicates(db: Database, draft: Draft, beside: AbstractSet[_Unique]) -> Iterable[Reason]:
    for rule in draft.cls.uniqueness_rules:
        if rule.is_blocking and not rule.disabled and _has_twin(db, draft, rule, beside):
            yield _duplicate(db, draft, rule)


def _has_twin(db: Database, draft: Draft, rule: UniquenessRule, beside: AbstractSet[_Unique]) -> bool:
    if rule.filter and not db.engine.condition(draft.cls, rule.filter)(draft.record):
        return False
    owner, values = unique = _unique(draft, rule)
    if unique in beside:
        return True
    stored = db.store.find(owner, rule.attributes[0], draft.get(rule.attributes[0]))
    return any(_values(db, record, rule.attributes) == values for record in stored if record.id != draft.id)


def _unique(draft: Draft, rule: UniquenessRule) -> _Unique:
    """What no other object of the rule's class may have."""
    owner = [cls for cls in draft.cls.ancestors if rule in cls.uniqueness_rules][-1]
    return owner.name, tuple(_folded(draft.read(code)) for code in rule.attributes)


def _values(db: Database, record: Record, codes: Iterable[str]) -> tuple[object, ...]:
    spend("rows")
    return tuple(_folded(db.reader.read(record, code)) for code in codes)


def _folded(value: object) -> object:
    return fold(value) if isinstance(value, str) else value


def _duplicate(db: Database, draft: Draft, rule: UniquenessRule) -> Reason:
    keys = [draft.cls.attributes[code] for code in rule.attributes]
    if rule.name == LINK_RULE and all(key.code in draft.cls.keys for key in keys):
        first, second = keys
        name = {key.code: db.reader.read(draft.record, f"{key.code}_friendlyname") for key in keys}
        return reasons.AlreadyLinked(first.label, name[first.code], second.label, name[second.code])
    return reasons.NotUnique(draft.cls.label, rule.name)


MAX_ROUNDS = 10


def save(db: Database, session: Session, draft: Draft) -> Saving[None]:
    """Write a draft, new or not.

    Who saves an object while it is being saved, as a callback may, does nothing: iTop's protection against re-entrance
    takes it back without a word. If it is the very same copy, its changes are written afterwards; whether another copy
    is protected from, too, is the version's to say.

    Raises:
        ObjectError: something about the object may not be; nothing is written then.
    """
    if draft.is_new:
        yield from _create(db, session, draft)
    if db.rules.guard(draft) not in session.saving:
        with _marked(db, session, draft):
            yield from _update(db, session, draft)


@contextmanager
def _marked(db: Database, session: Session, draft: Draft) -> Iterator[None]:
    """The object counts as being saved meanwhile."""
    identity = db.rules.guard(draft)
    session.saving.add(identity)
    try:
        yield
    finally:
        session.saving.discard(identity)


def _create(db: Database, session: Session, draft: Draft) -> Saving[None]:
    _prepare(db, session, draft)
    links = _prepare_links(db, session, draft)
    yield from _insert(db, session, draft, links)


def _prepare(db: Database, session: Session, draft: Draft, beside: AbstractSet[_Unique] = frozenset()) -> None:
    draft.begin()
    behaviour = db.behaviour_of(draft.cls)
    behaviour.before_insert(db, session, draft)
    behaviour.compute(db, session, draft)
    run_watches(db, draft)
    check(db, session, draft, beside)


def _insert(db: Database, session: Session, draft: Draft, links: Iterable[LinkChange] = ()) -> Saving[None]:
    record = Record(draft.cls, db.store.take_id(draft.cls.name), draft.record.values)
    db.store.put(_kept(record))
    draft.written(record)
    record_creation(db, session, record)
    with _marked(db, session, draft):
        yield from db.behaviour_of(draft.cls).inserted(db, session, draft)
        yield from _write_links(db, session, draft, links)
        # Entering its first state is no event (recordings ``webhook``, "enter new on create").
        yield ObjectCreated(draft)
        yield from _entries_added(draft, dict.fromkeys(draft.cls.logs))


def _update(db: Database, session: Session, draft: Draft) -> Saving[None]:
    for _ in range(MAX_ROUNDS):
        if not draft.changed() and not _changed_links(db, draft):
            return
        yield from _update_once(db, session, draft)


def _update_once(db: Database, session: Session, draft: Draft) -> Saving[None]:
    behaviour = db.behaviour_of(draft.cls)
    yield from behaviour.before_update(db, session, draft)
    behaviour.compute(db, session, draft)
    run_watches(db, draft)
    check(db, session, draft)
    previous = draft.changed()
    changed_links = _changed_links(db, draft)
    links = _prepare_links(db, session, draft)
    _write_changes(db, draft, previous)
    record_update(db, session, draft.record, previous)
    yield from behaviour.updated(db, session, draft, previous)
    link_events = list(_write_links(db, session, draft, links))
    yield ObjectUpdated(draft, {**previous, **dict.fromkeys(changed_links)})
    yield from link_events
    if not db.rules.states_by_stimuli:
        yield from _state_events(draft, previous)
    yield from _entries_added(draft, previous)


def _state_events(draft: Draft, previous: Mapping[str, Any]) -> Iterator[ObjectEvent]:
    state = draft.cls.state_attribute
    if state is not None and draft.cls.lifecycle is not None and state in previous:
        yield StateLeft(draft, previous[state])
        yield StateEntered(draft, draft.get(state))


def _entries_added(draft: Draft, previous: Mapping[str, Any]) -> Iterator[ObjectEvent]:
    """The entries that were not there before: mentions come after all else (docs/itop/webhooks.md)."""
    logs = (code for code in draft.cls.logs if code in previous)
    entries = tuple(entry for code in logs for entry in draft.get(code)[len(previous[code] or ()) :])
    if entries:
        yield EntriesAdded(draft, entries)


def _write_changes(db: Database, draft: Draft, previous: Mapping[str, Any]) -> None:
    """Write only what changed here: what others wrote to the object meanwhile stays."""
    stored = db.store.get(draft.cls.name, draft.id)
    if stored is not None:
        changes = {code: draft.cls.attributes[code].keep(draft.get(code)) for code in previous}
        db.store.put(stored.with_values(changes))
    draft.written(draft.record)


def _kept(record: Record) -> Record:
    columns = record.cls.columns
    kept = (record.cls.attributes[code].keep(record.values[at]) for code, at in columns.items())
    return Record(record.cls, record.id, tuple(kept))


# Link sets


def _changed_links(db: Database, draft: Draft) -> list[str]:
    """Codes of the link sets whose content differs from what lies in the database."""
    if not draft.links:
        return []
    parts = {code: split(db, draft.record, draft.cls.link_sets[code], links) for code, links in draft.links.items()}
    return [code for code, part in parts.items() if part.added or part.removed]


@dataclass(frozen=True)
class LinkChange:
    """What is to happen to a link set: links to be made, which were found good, to be deleted, and to be forgotten."""

    attribute: AttributeLinkedSet
    made: list[Draft]
    removed: list[Record]
    forgotten: list[Record]


def _prepare_links(db: Database, session: Session, draft: Draft) -> list[LinkChange]:
    """Check all new links before anything is written: a refusal of one leaves nothing behind.

    Each is checked against those before it, too, as if these were written already.
    """
    pending, draft.links = draft.links, {}
    changes: list[LinkChange] = []
    ready: set[_Unique] = set()
    for code, links in pending.items():
        attribute = draft.cls.link_sets[code]
        added, removed, forgotten = split(db, draft.record, attribute, links)
        made = [_link_draft(db, draft, attribute, link) for link in added]
        for link_draft in made:
            _prepare(db, session, link_draft, ready)
            ready.update(_unique(link_draft, rule) for rule in link_draft.cls.uniqueness_rules)
        if made or removed or forgotten:
            changes.append(LinkChange(attribute, made, removed, forgotten))
    return changes


def _write_links(db: Database, session: Session, draft: Draft, changes: Iterable[LinkChange]) -> Saving[None]:
    for change in changes:
        attribute = change.attribute
        for record in change.removed:
            yield from delete_record(db, session, record)
        present = db.store.find(attribute.linked_class, attribute.ext_key_to_me, draft.id)
        kept = [record.id for record in present if record not in change.forgotten]
        for link_draft in change.made:
            link_draft.set(attribute.ext_key_to_me, draft.id)
            yield from _insert(db, session, link_draft)
        draft.links_in_memory[attribute.code] = [*kept, *(link_draft.id for link_draft in change.made)]


def _link_draft(db: Database, owner: Draft, attribute: AttributeLinkedSet, link: LinkDraft) -> Draft:
    made = Draft.new(db, link.cls)
    for code, value in link.values.items():
        made.set(code, value)
    made.set(attribute.ext_key_to_me, owner.id)
    return made


# Deleting


def delete_record(db: Database, session: Session, record: Record) -> Saving[None]:
    """Delete one object, with nothing said about those that point to it."""
    current = db.store.get(record.cls.name, record.id)
    if current is None:
        return
    yield ObjectDeleted(Draft(db, current))
    record_deletion(db, session, current)
    db.store.remove(current)
    db.behaviour_of(current.cls).deleted(db, session, current)
