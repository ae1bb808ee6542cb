"""What has to hold before an object is saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fake_itop.datamodel.attributes import Attribute, AttributeExternalKey, AttributeHierarchicalKey
from fake_itop.datamodel.model import UniquenessRule
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import DatabaseRefusedError, SaveRefusedError
from fake_itop.objects.replicas import locked_attributes
from fake_itop.objects.session import Session
from fake_itop.store import Record
from fake_itop.values import messages
from fake_itop.values.collation import fold

LINK_RULE = "no_duplicate"
"""The rule of link classes over their two keys."""


def check(db: Database, session: Session, draft: Draft, beside: Sequence[Draft] = ()) -> None:
    """Let an object through to the database, or say all that is wrong with it.

    ``beside`` are others that were let through and are written before it in the same request.

    Raises:
        SaveRefusedError: values that may not be, a rule of its class, or a duplicate.
        DatabaseRefusedError: a date that no calendar has, or a number too large for its column.
    """
    changed = [(draft.cls.attributes[code], draft.get(code)) for code in draft.changed()]
    locked = [messages.mastered(draft.cls.attributes[code].label, code) for code in _locked(db, session, draft)]
    own_rules = db.behaviour_of(draft.cls).check(db, session, draft)
    issues = [*locked, *_value_issues(db, draft, changed), *own_rules, *_duplicates(db, draft, beside)]
    if issues:
        raise SaveRefusedError(issues, draft.cls.name, draft.id)
    for attribute, value in changed:
        refusal = attribute.database_refusal(value)
        if refusal is not None:
            raise DatabaseRefusedError(refusal, attribute.code, f"{draft.cls.name}::{draft.id}")


def _locked(db: Database, session: Session, draft: Draft) -> list[str]:
    """Codes of changed attributes that a source of data synchronisation keeps for itself."""
    if draft.is_new:
        return []
    locked = locked_attributes(db, session, draft.saved)
    return [code for code in draft.changed() if code in locked] if locked else []


def _value_issues(db: Database, draft: Draft, changed: Iterable[tuple[Attribute, Any]]) -> Iterable[str]:
    for attribute, value in changed:
        if not attribute.writable:
            continue
        issue = attribute.issue(value) or _loop(db, draft, attribute)
        if issue is not None:
            yield messages.unexpected_value(attribute.label, attribute.code, issue)


def _loop(db: Database, draft: Draft, attribute: Attribute) -> str | None:
    """An object below itself (recordings ``update``, "organization loop")."""
    if not isinstance(attribute, AttributeHierarchicalKey) or draft.is_new:
        return None
    above = draft.get(attribute.code)
    while above:
        if above == draft.id:
            return messages.value_not_allowed(draft.get(attribute.code))
        record = db.store.get(draft.cls.name, above)
        above = record[attribute.code] if record is not None else 0
    return None


def _duplicates(db: Database, draft: Draft, beside: Sequence[Draft]) -> Iterable[str]:
    for rule in draft.cls.uniqueness_rules:
        if rule.is_blocking and not rule.disabled and _has_twin(db, draft, rule, beside):
            yield _duplicate_text(db, draft, rule)


def _has_twin(db: Database, draft: Draft, rule: UniquenessRule, beside: Sequence[Draft]) -> bool:
    if rule.filter and not db.engine.condition(draft.cls, rule.filter)(draft.record):
        return False
    owner = [cls for cls in draft.cls.ancestors if rule in cls.uniqueness_rules][-1]
    first = rule.attributes[0]
    stored = (record for record in db.store.find(owner.name, first, draft.get(first)) if record.id != draft.id)
    new = (other.record for other in beside if other.cls.is_a(owner.name))
    return any(_agree(db, draft, record, rule.attributes) for record in (*stored, *new))


def _agree(db: Database, draft: Draft, record: Record, codes: Iterable[str]) -> bool:
    return all(_folded(db.reader.read(record, code)) == _folded(draft.read(code)) for code in codes)


def _folded(value: object) -> object:
    return fold(value) if isinstance(value, str) else value


def _duplicate_text(db: Database, draft: Draft, rule: UniquenessRule) -> str:
    keys = [draft.cls.attributes[code] for code in rule.attributes]
    if rule.name == LINK_RULE and all(isinstance(key, AttributeExternalKey) for key in keys):
        first, second = keys
        name = {key.code: db.reader.read(draft.record, f"{key.code}_friendlyname") for key in keys}
        return messages.already_linked(first.label, name[first.code], second.label, name[second.code])
    return messages.not_unique(draft.cls.label, rule.name)
