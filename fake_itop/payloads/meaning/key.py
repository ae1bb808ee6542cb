"""The key of an operation: whether it can find what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.keys import is_query
from fake_itop.payloads.findings import Pointer, Severity
from fake_itop.payloads.meaning.refusals import REFUSALS, note_refusal, said_by
from fake_itop.payloads.meaning.scope import ONE_OBJECT, Scope, takes
from fake_itop.values import messages
from fake_itop.values.php_types import is_numeric, to_int

_POINTER = ("key",)


def judge_key(scope: Scope, verb: str, cls: MetaClass) -> None:
    """Make all findings about the key."""
    raw = scope.data.get("key")
    if raw is None or not takes(verb, "key") or "key" in scope.refused:
        return
    if is_numeric(raw):
        if to_int(raw) <= 0:
            _no_object(scope, verb, cls, raw)
    elif scope.trial.settle_own_key(cls, raw) != raw:
        note_other_class(scope, cls, raw, _POINTER)
    else:
        _refused(scope, cls, raw)


def _no_object(scope: Scope, verb: str, cls: MetaClass, raw: Any) -> None:
    """An id that no object has: refused where one is needed, and elsewhere nothing is found."""
    fix = "give the id of an object"
    if verb not in ONE_OBJECT:
        scope.note("FI213", f"no {cls.name} has the id {raw}: nothing is found", fix, _POINTER)
        return
    try:
        scope.trial.run({"operation": "core/update", "comment": "-", "class": cls.name, "key": raw, "fields": {}})
    except REFUSALS as refusal:
        scope.refused.add("key")
        said = messages.error(said_by(refusal))
        scope.note("FI213", said, fix, _POINTER, severity=Severity.ERROR)


def _refused(scope: Scope, cls: MetaClass, raw: Any) -> None:
    """Say why a key can find nothing."""
    try:
        scope.trial.run({"operation": "core/get", "class": cls.name, "key": raw, "output_fields": "id"})
    except REFUSALS as refusal:
        scope.refused.add("key")
        owner = scope.trial.criteria_class(cls, raw) if isinstance(raw, Mapping) else cls
        note_refusal(scope, refusal, _POINTER, raw, owner)


def note_other_class(scope: Scope, cls: MetaClass, raw: Any, pointer: Pointer) -> None:
    """Make a finding of a query that finds objects of another class than the one asked for."""
    if not is_query(raw):
        return
    found = scope.trial.db.engine.parse(raw).cls
    if not found.is_a(cls.name):
        said = f"the query finds objects of class {found.name}, not of {cls.name}"
        scope.note("FI212", said, f"select {cls.name}, or a class below it", pointer)
