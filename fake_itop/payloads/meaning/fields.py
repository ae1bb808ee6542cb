"""The fields of a request, one by one: written as a request writes them, to a sample or a new object."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeEnumSet,
    AttributeExternalKey,
    AttributeLinkedSet,
    AttributeSet,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.draft import Draft
from fake_itop.objects.keys import is_query
from fake_itop.objects.writing import write_fields
from fake_itop.payloads.findings import Pointer, Severity
from fake_itop.payloads.meaning.key import note_other_class
from fake_itop.payloads.meaning.refusals import REFUSALS, note_refusal
from fake_itop.payloads.meaning.scope import ENOUGH, Scope, takes
from fake_itop.values import messages
from fake_itop.values.php_types import to_str


def judge_fields(scope: Scope, verb: str, cls: MetaClass) -> None:
    """Make all findings about the fields, each by itself."""
    raw = scope.data.get("fields")
    if raw is None or not takes(verb, "fields"):
        return
    fields = scope.trial.call(scope.data).fields()
    if not isinstance(raw, Mapping) and not fields and raw not in ([], ""):
        scope.note("FI233", "fields that are no object count as none", "write an object", ("fields",))
    draft = scope.trial.draft(cls) if verb == "core/create" else scope.trial.sample_draft(cls)
    for code, value in fields.items():
        if len(scope.refused) >= ENOUGH:
            return
        if to_str(code) not in scope.refused:
            _field(scope, draft, to_str(code), value)


def _field(scope: Scope, draft: Draft, code: str, raw: Any) -> None:
    pointer = ("fields", code)
    attribute = draft.cls.attributes.get(code)
    settled = scope.trial.settle(attribute, raw) if attribute is not None else raw
    try:
        write_fields(scope.trial.db, scope.trial.session(), draft, {code: settled})
    except REFUSALS as refusal:
        scope.refused.add(code)
        note_refusal(scope, refusal, pointer, raw, draft.cls)
        return
    if attribute is not None:
        _value(scope, draft, attribute, pointer, raw)


def _value(scope: Scope, draft: Draft, attribute: Attribute, pointer: Pointer, raw: Any) -> None:
    """What is accepted at first: perhaps refused when it is saved, dropped, or probably not meant."""
    if attribute.stored and attribute.writable and (issue := attribute.issue(draft.get(attribute.code))):
        scope.doubtful.append(messages.unexpected_value(attribute.label, attribute.code, issue))
    if isinstance(attribute, AttributeSet) and isinstance(raw, list | dict) and raw and not draft.get(attribute.code):
        said = f"a JSON array empties {attribute.code}: what is in it is dropped"
        lost = Severity.ERROR if isinstance(attribute, AttributeEnumSet) else None
        scope.note("FI226", said, 'write the codes in one text: "a, b"', pointer, severity=lost)
    if isinstance(attribute, AttributeExternalKey) and is_query(raw):
        note_other_class(scope, scope.trial.model[attribute.target], raw, pointer)
    if isinstance(attribute, AttributeLinkedSet) and isinstance(raw, list):
        _links(scope, pointer, raw)


def _links(scope: Scope, pointer: Pointer, raw: list[Any]) -> None:
    wrong = (position for position, item in enumerate(raw) if not isinstance(item, Mapping))
    for position in islice(wrong, ENOUGH):
        said = "what is no object is passed over in a link set"
        scope.note("FI234", said, "write an object of the link's attributes", (*pointer, position))
