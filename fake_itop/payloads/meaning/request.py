"""The request from its operation to its parts, and then as a whole."""

from __future__ import annotations

from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.errors import ObjectError
from fake_itop.payloads.meaning.fields import judge_fields
from fake_itop.payloads.meaning.key import judge_key
from fake_itop.payloads.meaning.scope import Scope, takes
from fake_itop.payloads.meaning.whole import completed, judge_whole, try_whole
from fake_itop.payloads.parameters import PARAMETERS
from fake_itop.payloads.saying import instead, part_of
from fake_itop.rest.output import OutputFields
from fake_itop.values import messages
from fake_itop.values.php_types import to_str

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
        scope.note("FI201", messages.error(messages.missing_parameter("operation")), "name the operation")
        return None
    if isinstance(raw, str) and raw in known:
        return raw
    verb = to_str(raw)
    full = next((name for name in known if name.rpartition("/")[2] == verb.rpartition("/")[2].lower()), None)
    fix = f'write "{full}"' if full else instead(verb, known)
    scope.note("FI202", messages.unknown_verb(verb, scope.trial.VERSION), fix, ("operation",))
    return full


def _parameters(scope: Scope, verb: str) -> None:
    known = {parameter.name: parameter for parameter in PARAMETERS[verb]}
    for name, parameter in known.items():
        if parameter.mandatory and scope.data.get(name) is None:
            said = messages.error(messages.missing_parameter(name))
            scope.note("FI203", said, f'add "{name}": {parameter.meaning}')
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
        scope.note("FI204", messages.error(error.message), fix, ("class",))
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
            scope.notes.add("FI227", messages.error(error.message), fix, spot=spot, pointer=("output_fields",))


def _stimulus(scope: Scope, verb: str, cls: MetaClass) -> None:
    raw = scope.data.get("stimulus")
    if verb != "core/apply_stimulus" or raw is None or scope.trial.in_states(cls, to_str(raw)):
        return
    known = cls.lifecycle.stimuli if cls.lifecycle is not None else ()
    said = f"no state of {cls.name} has the stimulus {to_str(raw)!r}"
    scope.refused.add("stimulus")
    scope.note("FI225", said, instead(raw, known), ("stimulus",))
