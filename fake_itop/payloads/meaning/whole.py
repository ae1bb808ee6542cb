"""The request as a whole, with stand-ins for what is missing and without what was refused already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.errors import SaveRefusedError
from fake_itop.payloads.meaning.refusals import REFUSALS, note_save_issue, note_whole, said_by
from fake_itop.payloads.meaning.scope import ENOUGH, ONE_OBJECT, Scope
from fake_itop.payloads.parameters import PARAMETERS
from fake_itop.store import Record
from fake_itop.values.php_types import to_str

_OF_DATA = re.compile(
    r"is already linked to|^Object already exists: |^Login must be unique|Invalid object|^No item found"
)
"""Refusals that depend on the objects that are there (`messages.already_linked` and its kin)."""


def judge_whole(scope: Scope, verb: str, cls: MetaClass, target: MetaClass) -> None:
    """Make all findings that only the whole request shows; ``target`` is the class of the object that it is about."""
    if len(scope.refused) >= ENOUGH:
        return
    data = completed(scope, verb, scope.trial.samples.id_of(cls))
    if "key" in data:
        data["key"] = scope.trial.settle_own_key(cls, data["key"])
    if verb in ("core/create", *ONE_OBJECT):
        data["fields"] = _accepted_fields(scope, target, data)
    if verb == "core/delete":
        data["simulate"] = True
    if verb != "core/apply_stimulus":
        try_whole(scope, data, target)
    elif "stimulus" not in scope.refused and scope.data.get("stimulus") is not None:
        _try_states(scope, data, target)


def completed(scope: Scope, verb: str, sample: int = 0) -> dict[str, Any]:
    """The request without what was refused, and with stand-ins for what is missing."""
    data = {name: value for name, value in scope.data.items() if value is not None and name not in scope.refused}
    data["operation"] = verb
    for parameter in PARAMETERS[verb]:
        if parameter.mandatory and data.get(parameter.name) is None:
            data[parameter.name] = _stand_in(parameter.name, sample)
    return data


def _stand_in(name: str, sample: int) -> Any:
    """A value for a parameter that is missing, so that the rest can be tried."""
    return {"key": sample, "fields": {}, "comment": "-", "relation": "impacts"}.get(name, "")


def _accepted_fields(scope: Scope, target: MetaClass, data: Mapping[Any, Any]) -> dict[Any, Any]:
    fields = scope.trial.call(data).fields()
    accepted = {code: raw for code, raw in fields.items() if to_str(code) not in scope.refused}
    return scope.trial.settle_fields(target, accepted, own=scope.data.get("key"))


def _try_states(scope: Scope, data: Mapping[Any, Any], target: MetaClass) -> None:
    """A stimulus is fine if any state takes it."""
    states = scope.trial.in_states(target, to_str(data["stimulus"]))
    for record in states[1:]:
        try:
            scope.trial.run(data, record)
        except REFUSALS:
            continue
        return
    try_whole(scope, data, target, states[:1])


def try_whole(
    scope: Scope, data: Mapping[Any, Any], target: MetaClass | None = None, present: tuple[Record, ...] = ()
) -> None:
    """Run the operation with these objects in the database; what refuses it becomes findings."""
    try:
        scope.trial.run(data, *present)
    except SaveRefusedError as refusal:
        own = scope.trial.own_issues(target) if target is not None and data["operation"] != "core/create" else ()
        for issue in refusal.issues:
            if issue not in own and not _OF_DATA.search(issue):
                note_save_issue(scope, issue, target)
    except REFUSALS as refusal:
        if not _OF_DATA.search(said_by(refusal)):
            note_whole(scope, refusal)
        for issue in scope.doubtful:
            note_save_issue(scope, issue, target)
