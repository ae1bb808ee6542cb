"""From what iTop says when it refuses to findings, each at its place and with its fix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fake_itop.check.findings import Pointer
from fake_itop.check.saying import LONGEST, chars_before, instead, one_line, query_fix
from fake_itop.check.scope import Scope
from fake_itop.check.trial import Trial
from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeEnum,
    AttributeExternalKey,
    AttributeLinkedSet,
    PhpFatalError,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.errors import DatabaseRefusedError, ObjectError
from fake_itop.objects.keys import is_query
from fake_itop.objects.writing import PASSED_OVER
from fake_itop.oql import OqlError
from fake_itop.values import messages

Refusal = ObjectError | OqlError | PhpFatalError
REFUSALS = (ObjectError, OqlError, PhpFatalError)
_NAMED = "put right what the message names"
_KEY_FORMS = "write an id, an OQL query or an object of criteria"
_UNKNOWN = re.compile(r"(?P<way>(?:\w+: )*)(?P<name>\w+): Unknown attribute")
"""The way to the unknown name: keys that have it among their criteria, link sets that have it in an object."""
_ABOUT = re.compile(r"\((\w+)\) : ")
"""Which attribute an issue of a save is about (`messages.unexpected_value`)."""


def said_by(refusal: Refusal) -> str:
    """The message of a refusal."""
    return refusal.message if isinstance(refusal, ObjectError | OqlError) else str(refusal)


def note_refusal(scope: Scope, refusal: Refusal, pointer: Pointer, raw: Any, cls: MetaClass) -> None:
    """A finding for what refuses the part at ``pointer``: the key, or a field of a ``cls``."""
    code, said = str(pointer[-1]), said_by(refusal)
    shown = one_line(messages.error(said), LONGEST)
    if isinstance(refusal, PhpFatalError):
        fix = _KEY_FORMS if _takes_query(cls, code) else "write a text"
        scope.note("FI230", f"a real iTop breaks on this value of {code} with HTTP 500", fix, pointer)
    elif _takes_query(cls, code) and (query := _broken_query(scope.trial, raw)):
        note_query(scope, query, pointer, raw, shown)
    elif unknown := _UNKNOWN.fullmatch(said):
        way = unknown["way"].split(": ")[:-1]
        if code == unknown["name"] and not way:
            scope.note("FI220", shown, instead(code, _writable(cls)), pointer, of_key=True)
        else:
            place = _place(scope, pointer, raw, cls, way if code == "key" else way[1:])
            _note_unknown(scope, unknown["name"], place, said=shown)
    elif said.endswith(messages.WRONG_KEY):
        scope.note("FI210", shown, _KEY_FORMS, pointer)
    elif code in cls.attributes and said.endswith(messages.read_only(cls.name, code)):
        scope.note("FI221", shown, f"leave {code} out: it is worked out by iTop", pointer, of_key=True)
    else:
        scope.note("FI223", shown, _NAMED, pointer)


def _note_unknown(scope: Scope, name: str, place: _Place, *, said: str) -> None:
    pointer, raw, owner = place
    position = next((at for at, item in _items(raw) if isinstance(item, Mapping) and name in item), None)
    below = pointer if position is None else (*pointer, position)
    if isinstance(raw, Mapping) or position is not None:
        below = (*below, name)
    scope.note("FI220", said, instead(name, owner.attributes), below, of_key=below != pointer)


_Place = tuple[Pointer, Any, MetaClass]
"""Where a value stands, the value, and the class whose attributes it names."""


def _place(scope: Scope, pointer: Pointer, raw: Any, cls: MetaClass, way: Sequence[str]) -> _Place:
    """Where criteria or links name an unknown attribute; ``way`` are the keys that lead to it."""
    owner = _behind(scope, cls, str(pointer[-1]))
    for code in way:
        position = next((at for at, item in _items(raw) if isinstance(item, Mapping) and code in item), None)
        if position is not None:
            pointer, raw = (*pointer, position), raw[position]
        if not isinstance(raw, Mapping) or code not in raw:
            break
        pointer, raw, owner = (*pointer, code), raw[code], _behind(scope, owner, code)
    return pointer, raw, owner


def _items(raw: Any) -> Iterable[tuple[int, Any]]:
    return enumerate(raw) if isinstance(raw, list) else ()


def _behind(scope: Scope, cls: MetaClass, code: str) -> MetaClass:
    """The class to which an attribute leads; the same for any other."""
    attribute = cls.attributes.get(code)
    if isinstance(attribute, AttributeExternalKey):
        return scope.trial.model[attribute.target]
    return scope.trial.model[attribute.linked_class] if isinstance(attribute, AttributeLinkedSet) else cls


def note_query(scope: Scope, error: OqlError, pointer: Pointer, raw: str, said: str) -> None:
    """A finding where a query in a text value is wrong."""
    spot = None
    if error.position is not None:
        start = chars_before(raw, error.position)
        spot = scope.document.inside(pointer, start, error.length)
    scope.notes.add("FI211", said, query_fix(error, raw), spot=spot, pointer=pointer)


def note_issue(scope: Scope, issue: str, pointer: Pointer, attribute: Attribute, raw: Any) -> None:
    """A finding for an issue with the value of an attribute."""
    said = one_line(messages.error(issue), LONGEST)
    if isinstance(attribute, AttributeEnum) and raw not in (None, ""):
        scope.note("FI222", said, instead(raw, attribute.values), pointer)
    elif messages.NULL_NOT_ALLOWED in issue:
        scope.note("FI224", said, "give it a value", pointer)
    else:
        scope.note("FI223", said, _NAMED, pointer)


def note_save_issue(scope: Scope, issue: str, cls: MetaClass | None) -> None:
    """A finding for what stands in the way of saving: about a field that was given, or one that was not."""
    about = _ABOUT.search(issue)
    code = about[1] if about is not None else ""
    if code in scope.refused:
        return
    fields = scope.data.get("fields")
    given = fields if isinstance(fields, Mapping) else {}
    attribute = cls.attributes.get(code) if cls is not None else None
    if attribute is None:
        scope.note("FI231", messages.error(issue), _NAMED, ("fields",))
    elif code in given:
        note_issue(scope, issue, ("fields", code), attribute, given[code])
    else:
        said = f"{code} is mandatory: {messages.error(issue)}"
        scope.note("FI224", said, f'add "{code}" to the fields', ("fields",), of_key=True)


def note_whole(scope: Scope, refusal: Refusal) -> None:
    """A finding for a refusal that is about no part alone."""
    said = said_by(refusal)
    if isinstance(refusal, DatabaseRefusedError):
        said = f"{refusal.reason}: a real iTop answers with an error of its database, code {refusal.code}"
        scope.note("FI223", said, "write a date that exists, a number of 32 bits", ("fields", refusal.column))
    elif said == messages.INVALID_PAGE:
        scope.note("FI235", said, "give a whole number above 0", ("page",))
    elif said == messages.invalid_direction(str(scope.data.get("direction"))):
        scope.note("FI235", said, 'write "up" or "down"', ("direction",))
    else:
        scope.note("FI231", one_line(messages.error(said)), _NAMED)


def _takes_query(cls: MetaClass, code: str) -> bool:
    return code == "key" or isinstance(cls.attributes.get(code), AttributeExternalKey)


def _broken_query(trial: Trial, raw: Any) -> OqlError | None:
    if not is_query(raw):
        return None
    try:
        trial.run_query(raw)
    except OqlError as error:
        return error
    return None


def _writable(cls: MetaClass) -> list[str]:
    attributes = cls.attributes.items()
    return [code for code, attribute in attributes if attribute.writable and not isinstance(attribute, PASSED_OVER)]
