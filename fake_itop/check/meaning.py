"""What a real iTop would answer to a request, as far as that depends on the request and not on its data.

There are no rules here: each part of the request is given to the code that answers requests, in a trial, and what that
refuses becomes a finding at its place. In the end the whole request is tried, with what was refused left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from fake_itop.check.parameters import PARAMETERS
from fake_itop.check.refusals import REFUSALS, note_refusal, note_save_issue, note_whole
from fake_itop.check.saying import instead, part_of
from fake_itop.check.scope import ENOUGH, ONE_OBJECT, Scope, takes
from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeEnumSet,
    AttributeExternalKey,
    AttributeLinkedSet,
    AttributeSet,
    PhpFatalError,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.findings import Pointer, Severity
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError, SaveRefusedError
from fake_itop.objects.keys import is_query
from fake_itop.objects.writing import write_fields
from fake_itop.rest.output import OutputFields
from fake_itop.store import Record
from fake_itop.values import messages, reasons
from fake_itop.values.php_types import is_numeric, to_int, to_str
from fake_itop.values.reasons import OfData, unwrapped

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
        said = messages.error(refusal)
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
        if to_str(code) not in scope.refused or to_str(code) not in draft.cls.attributes:
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
        if scope.data.get("operation") == "core/update" and code == draft.cls.state_attribute:
            said = f"{code} changes, and nothing that a transition does: its dates, mandatory fields and actions"
            scope.note("FI236", said, "apply a stimulus: core/apply_stimulus", pointer, of_key=True)


def _value(scope: Scope, draft: Draft, attribute: Attribute, pointer: Pointer, raw: Any) -> None:
    """What is accepted at first: perhaps refused when it is saved, dropped, or probably not meant."""
    size_of = draft.db.rules.size_of
    if attribute.stored and attribute.writable and (issue := attribute.issue(draft.get(attribute.code), size_of)):
        scope.doubtful.append(reasons.UnexpectedValue(attribute.label, attribute.code, issue))
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
            if issue not in own and not isinstance(issue, OfData):
                note_save_issue(scope, issue, target)
    except REFUSALS as refusal:
        if isinstance(refusal, PhpFatalError) or not isinstance(unwrapped(refusal.reason)[1], OfData):
            note_whole(scope, refusal)
        for issue in scope.doubtful:
            note_save_issue(scope, issue, target)


EDITORS = "$schema"
"""A member by which an editor finds the schema of a file; iTop passes it over."""


def judge_meaning(scope: Scope) -> None:
    """Make all findings about a request."""
    verb = _operation(scope)
    if verb is None or verb == "list_operations":
        return
    _parameters(scope, verb)
    cls = _class(scope, verb)
    if cls is not None:
        judge_key(scope, verb, cls)
        if takes(verb, "output_fields"):
            _output_fields(scope, cls)
        target = scope.trial.meant(cls, scope.data.get("key")) if verb != "core/create" else cls
        judge_fields(scope, verb, target)
        _stimulus(scope, verb, target)
        judge_whole(scope, verb, cls, target)
    elif not takes(verb, "class"):
        try_whole(scope, completed(scope, verb))


def _operation(scope: Scope) -> str | None:
    """The operation that is named, or was meant."""
    raw = scope.data.get("operation")
    known = list(PARAMETERS)
    if raw is None:
        scope.note("FI201", messages.error(reasons.MissingParameter("operation")), "name the operation")
        return None
    if isinstance(raw, str) and raw in known:
        return raw
    verb = to_str(raw)
    full = next((name for name in known if name.rpartition("/")[2] == verb.rpartition("/")[2].lower()), None)
    fix = f'write "{full}"' if full else instead(verb, known)
    scope.note("FI202", messages.error(reasons.UnknownVerb(verb, scope.trial.VERSION)), fix, ("operation",))
    return full


def _parameters(scope: Scope, verb: str) -> None:
    known = {parameter.name: parameter for parameter in PARAMETERS[verb]}
    for name, parameter in known.items():
        if parameter.mandatory and scope.data.get(name) is None:
            said = messages.error(reasons.MissingParameter(name))
            fix = f'add "{name}": {parameter.meaning}'
            scope.notes.add("FI203", said, fix, spot=scope.document.spot(()), pointer=(name,))
    for name in scope.data:
        if name not in known and name not in ("operation", EDITORS):
            said = f"{verb} has no parameter {name!r}: it is passed over"
            scope.note("FI206", said, instead(name, known), (name,), of_key=True)


def _class(scope: Scope, verb: str) -> MetaClass | None:
    if scope.data.get("class") is None or not takes(verb, "class"):
        return None
    try:
        cls = scope.trial.call(scope.data).meta_class()
    except ObjectError as error:
        fix = instead(scope.data["class"], scope.trial.model.classes)
        scope.note("FI204", messages.error(error), fix, ("class",))
        return None
    if verb == "core/create" and cls.abstract:
        below = [other.name for other in scope.trial.samples.concrete(cls)]
        said = f"{cls.name} is abstract: a real iTop breaks with HTTP 500"
        scope.note("FI207", said, instead(cls.name, below), ("class",))
        return None
    return cls


def _output_fields(scope: Scope, cls: MetaClass) -> None:
    raw = scope.data.get("output_fields")
    if raw is None:
        return
    for part in to_str(raw).split(",") if to_str(raw) not in ("*", "*+") else ():
        try:
            OutputFields.parse(cls, part)
        except ObjectError as error:
            scope.refused.add("output_fields")
            spot = part_of(scope.document, ("output_fields",), part.strip(), raw) if part.strip() else None
            fix = instead(part.strip(), ["id", *cls.attributes])
            scope.notes.add("FI227", messages.error(error), fix, spot=spot, pointer=("output_fields",))


def _stimulus(scope: Scope, verb: str, cls: MetaClass) -> None:
    raw = scope.data.get("stimulus")
    if verb != "core/apply_stimulus" or raw is None or scope.trial.in_states(cls, to_str(raw)):
        return
    known = cls.lifecycle.stimuli if cls.lifecycle is not None else ()
    said = f"no state of {cls.name} has the stimulus {to_str(raw)!r}"
    scope.refused.add("stimulus")
    scope.note("FI225", said, instead(raw, known), ("stimulus",))


__all__ = ["Scope", "judge_meaning"]
