"""From what iTop says when it refuses to findings, each at its place and with its fix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from fake_itop.check.saying import LONGEST, chars_before, instead, one_line, query_fix
from fake_itop.check.scope import Scope
from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeEnum,
    AttributeExternalKey,
    PhpFatalError,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.findings import Pointer
from fake_itop.objects.errors import DatabaseRefusedError, ObjectError
from fake_itop.objects.writing import PASSED_OVER
from fake_itop.oql import OqlError
from fake_itop.values import messages, reasons
from fake_itop.values.reasons import (
    InvalidDirection,
    OfQuery,
    ReadOnly,
    Reason,
    RefusedByDatabase,
    UnexpectedValue,
    UnknownAttribute,
    unwrapped,
)

Refusal = ObjectError | OqlError | PhpFatalError
REFUSALS = (ObjectError, OqlError, PhpFatalError)
_NAMED = "put right what the message names"
_KEY_FORMS = "write an id, an OQL query or an object of criteria"


def note_refusal(scope: Scope, refusal: Refusal, pointer: Pointer, raw: Any, cls: MetaClass) -> None:
    """A finding for what refuses the part at ``pointer``: the key, or a field of a ``cls``."""
    code = str(pointer[-1])
    if isinstance(refusal, PhpFatalError):
        fix = _KEY_FORMS if _takes_query(cls, code) else "write a text"
        scope.note("FI230", f"a real iTop breaks on this value of {code} with HTTP 500", fix, pointer)
        return
    shown = one_line(messages.error(refusal), LONGEST)
    way, reason = unwrapped(refusal.reason)
    place = _place(scope, pointer, raw, cls, way if code == "key" else way[1:])
    match reason:
        case UnknownAttribute(name) if name == code and not way:
            scope.note("FI220", shown, instead(code, _writable(cls)), pointer, of_key=True)
        case UnknownAttribute(name):
            _note_unknown(scope, name, place, said=shown)
        case OfQuery() | RefusedByDatabase() if isinstance(place.value, str):
            note_query(scope, reason, place.pointer, place.value, shown)
        case reasons.WRONG_KEY:
            scope.note("FI210", shown, _KEY_FORMS, place.pointer)
        case ReadOnly():
            scope.note("FI221", shown, f"leave {code} out: it is worked out by iTop", pointer, of_key=True)
        case _:
            scope.note("FI223", shown, _NAMED, pointer)


def _note_unknown(scope: Scope, name: str, place: _Place, *, said: str) -> None:
    pointer, raw, owner = place
    position = next((at for at, item in _items(raw) if isinstance(item, Mapping) and name in item), None)
    below = pointer if position is None else (*pointer, position)
    if isinstance(raw, Mapping) or position is not None:
        below = (*below, name)
    scope.note("FI220", said, instead(name, owner.attributes), below, of_key=below != pointer)


class _Place(NamedTuple):
    """Where a value stands, the value, and the class whose attributes it names."""

    pointer: Pointer
    value: Any
    owner: MetaClass


def _place(scope: Scope, pointer: Pointer, raw: Any, cls: MetaClass, way: Sequence[str]) -> _Place:
    """Where criteria or links hold what is wrong; ``way`` are the keys that lead to it."""
    owner = _behind(scope, cls, str(pointer[-1]))
    for code in way:
        position = next((at for at, item in _items(raw) if isinstance(item, Mapping) and code in item), None)
        if position is not None:
            pointer, raw = (*pointer, position), raw[position]
        if not isinstance(raw, Mapping) or code not in raw:
            break
        pointer, raw, owner = (*pointer, code), raw[code], _behind(scope, owner, code)
    return _Place(pointer, raw, owner)


def _items(raw: Any) -> Iterable[tuple[int, Any]]:
    return enumerate(raw) if isinstance(raw, list) else ()


def _behind(scope: Scope, cls: MetaClass, code: str) -> MetaClass:
    """The class to which an attribute leads; the same for any other."""
    if code in cls.keys:
        return scope.trial.model[cls.keys[code].target]
    return scope.trial.model[cls.link_sets[code].linked_class] if code in cls.link_sets else cls


def note_query(scope: Scope, reason: Reason, pointer: Pointer, raw: str, said: str) -> None:
    """A finding where a query in a text value is wrong."""
    spot = None
    if isinstance(reason, OfQuery) and reason.position is not None:
        spot = scope.document.inside(pointer, chars_before(raw, reason.position), reason.length)
    scope.notes.add("FI211", said, query_fix(reason, raw), spot=spot, pointer=pointer)


def note_save_issue(scope: Scope, issue: Reason, cls: MetaClass | None) -> None:
    """A finding for what stands in the way of saving: about a field that was given, or one that was not."""
    attribute = cls.attributes.get(issue.code) if cls is not None and isinstance(issue, UnexpectedValue) else None
    if attribute is None or not isinstance(issue, UnexpectedValue):
        scope.note("FI231", messages.error(issue), _NAMED, ("fields",))
    elif issue.code in scope.refused:
        return
    elif issue.code in (given := _given(scope)):
        _note_value(scope, issue, attribute, given[issue.code])
    else:
        said = f"{issue.code} is mandatory: {messages.error(issue)}"
        scope.note("FI224", said, f'add "{issue.code}" to the fields', ("fields",), of_key=True)


def _given(scope: Scope) -> Mapping[Any, Any]:
    fields = scope.data.get("fields")
    return fields if isinstance(fields, Mapping) else {}


def _note_value(scope: Scope, issue: UnexpectedValue, attribute: Attribute, raw: Any) -> None:
    said, pointer = one_line(messages.error(issue), LONGEST), ("fields", issue.code)
    if isinstance(attribute, AttributeEnum) and raw not in (None, ""):
        scope.note("FI222", said, instead(raw, attribute.values), pointer)
    elif issue.issue == reasons.NULL_NOT_ALLOWED:
        scope.note("FI224", said, "give it a value", pointer)
    else:
        scope.note("FI223", said, _NAMED, pointer)


def note_whole(scope: Scope, refusal: Refusal) -> None:
    """A finding for a refusal that is about no part alone."""
    if isinstance(refusal, DatabaseRefusedError):
        said = f"{refusal.words}: a real iTop answers with an error of its database, code {refusal.code}"
        scope.note("FI223", said, "write a date that exists, a number of 32 bits", ("fields", refusal.column))
        return
    match None if isinstance(refusal, PhpFatalError) else refusal.reason:
        case reasons.INVALID_PAGE:
            scope.note("FI235", str(refusal), "give a whole number above 0", ("page",))
        case InvalidDirection():
            scope.note("FI235", str(refusal), 'write "up" or "down"', ("direction",))
        case _:
            scope.note("FI231", one_line(messages.error(refusal)), _NAMED)


def _takes_query(cls: MetaClass, code: str) -> bool:
    return code == "key" or isinstance(cls.attributes.get(code), AttributeExternalKey)


def _writable(cls: MetaClass) -> list[str]:
    attributes = cls.attributes.items()
    return [code for code, attribute in attributes if attribute.writable and not isinstance(attribute, PASSED_OVER)]
