"""The operations of the REST API, by the verb on the wire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from fake_itop.access.login import check_password
from fake_itop.access.rights import Right
from fake_itop.datamodel.attributes import Attribute, AttributeExternalField, PhpFatalError
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.database import ObjectName
from fake_itop.objects.deletion import DeletionPlan, carry_out, name_of, plan_deletion
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.keys import fetched
from fake_itop.objects.lifecycle import make_transition, missing_attributes, require_transition
from fake_itop.objects.relations import walk
from fake_itop.objects.replicas import REPLICA, deletions_refused
from fake_itop.objects.saving import save
from fake_itop.objects.writing import write_fields
from fake_itop.rest.call import Answering, Call, Operation, Reply, at_once, result
from fake_itop.rest.output import ID_AND_NAME, OutputFields, Showing
from fake_itop.store import Record
from fake_itop.values import messages, reasons
from fake_itop.values.messages import Code, DeleteCode
from fake_itop.values.php_types import loose_empty, to_int, to_str
from fake_itop.values.reasons import Reason


@at_once
def check_credentials(call: Call) -> Reply:
    """A plain yes or no; the code is 0 either way."""
    user, password = to_str(call.mandatory("user")), to_str(call.mandatory("password"))
    authorized = check_password(call.db, user, password)
    return {"code": 0, "message": None, "authorized": authorized}


@at_once
def get(call: Call) -> Reply:
    """Find, and show a page of what was found."""
    meta = call.meta_class()
    key = call.mandatory("key")
    output = call.output_fields(meta)
    limit, page = to_int(call.optional("limit", 0)), to_int(call.optional("page", 1))
    found = call.find(meta, key)
    searched, rows = found.cls, found.rows
    call.need(Right.READ, searched, "reading")
    call.need(Right.BULK_READ, searched, "exporting")
    if page < 1:
        raise ObjectError(reasons.INVALID_PAGE, code=Code.INVALID_PAGE, plain=True)
    _columns_exist(searched, output)
    shown = rows[(page - 1) * limit : page * limit] if limit > 0 else rows
    loaded = frozenset(output.codes) if output.is_list else None
    showing = Showing(call.session, extended=output.extended, loaded=loaded)
    objects = dict(call.presenter.entry(record, output.of(record.cls), showing) for record in fetched(shown))
    return result(messages.found(len(rows)), objects)


def _columns_exist(searched: MetaClass, output: OutputFields) -> None:
    """A query of another class fails where that class lacks what is to be shown (recordings ``get``)."""
    if output.extended or searched.is_a(output.cls.name):
        return
    for code in output.codes:
        if code != "id" and code not in searched.attributes:
            raise ObjectError(reasons.UnknownAttributeOf(code, searched.name))


def create(call: Call) -> Answering:
    """Make it, save it, show it as it is in memory."""
    call.comment()
    meta = call.meta_class()
    fields = call.fields()
    output = call.output_fields(meta)
    call.need(Right.MODIFY, meta, "creating")
    call.need(Right.BULK_MODIFY, meta, "creating")
    if meta.abstract:
        raise PhpFatalError(meta.name)
    draft = Draft.new(call.db, meta)
    write_fields(call.db, call.session, draft, fields)
    yield from call.notifier.drive(call.session, save(call.db, call.session, draft))
    again = call.presenter.rules.reads_new_again
    links = {} if again else draft.links_in_memory
    showing = Showing(call.session, extended=output.extended, is_new=not again, links=links)
    key, entry = call.presenter.entry(draft.record, output.of(meta), showing, message=messages.CREATED)
    if "friendlyname" in entry["fields"] and not again:
        entry["fields"]["friendlyname"] = name_when_new(call, draft)
    return result(None, {key: entry})


def name_when_new(call: Call, draft: Draft) -> str:
    """A new object's name as it shows at once: names of others that it is made of are not there yet.

    Recordings ``create``, "lnkPersonToTeam …": the link's name starts with a blank place for the person's.
    """
    naming = draft.cls.naming
    if not any(_is_name(draft.cls.attributes[code]) for code in naming.attributes):
        return draft.name
    shown = call.presenter.fields(draft.record, naming.attributes, Showing(call.session))
    return naming.fill(["" if _is_name(draft.cls.attributes[code]) else str(shown[code]) for code in naming.attributes])


def _is_name(part: Attribute) -> bool:
    return isinstance(part, AttributeExternalField) and part.field == "friendlyname"


def update(call: Call) -> Answering:
    """Find exactly one object, write to it, save it, show it as it is in memory."""
    asked = call.writing()
    found = call.find(asked.meta, asked.key)
    call.need(Right.MODIFY, found.cls, "modifying")
    draft = Draft(call.db, found.one)
    write_fields(call.db, call.session, draft, asked.fields)
    yield from call.notifier.drive(call.session, save(call.db, call.session, draft))
    return call.updated(draft, asked.output)


def apply_stimulus(call: Call) -> Answering:
    """Find exactly one object, write to it, apply the stimulus, save it, show it as it is in memory."""
    asked = call.writing()
    stimulus = to_str(call.mandatory("stimulus"))
    found = call.find(asked.meta, asked.key)
    call.need(Right.MODIFY, found.cls, "modifying")
    call.need(Right.BULK_MODIFY, found.cls, "massively modifying")
    draft = Draft(call.db, found.one)
    write_fields(call.db, call.session, draft, asked.fields)
    transition = require_transition(draft, stimulus)
    missing = missing_attributes(draft, transition)
    if missing:
        raise ObjectError(reasons.MissingForStimulus(tuple(missing)), plain=True)
    yield from call.notifier.drive(call.session, make_transition(call.db, call.session, draft, transition))
    return call.updated(draft, asked.output)


def delete(call: Call) -> Answering:
    """Plan, and unless it is a simulation carry the plan out."""
    call.comment()
    meta = call.meta_class()
    key = call.mandatory("key")
    simulate = not loose_empty(call.optional("simulate", default=False))
    found = call.find(meta, key)
    call.need(Right.DELETE, meta, "deleting")
    plan = plan_deletion(call.db, found.records)
    refused = deletions_refused(call.db, call.session, [*plan.asked.values(), *plan.deleted.values()])
    objects = dict(_shown(call, plan, refused))
    issues = _issues(call, plan, refused)
    if issues and simulate:
        return _simulated_refusal(call, plan, objects)
    if issues:
        target = plan.asked[next(name for name in plan.asked if name in issues)]
        raise ObjectError(reasons.CannotDelete(target.cls.name, target.id, tuple(issues[name_of(target)])))
    if not simulate:
        yield from call.notifier.drive(call.session, carry_out(call.db, call.session, plan))
    more = len(plan.deleted) + len(plan.reset)
    return result(messages.deleted(len(found.records), more, simulated=simulate), objects)


def _issues(call: Call, plan: DeletionPlan, refused: Mapping[ObjectName, Reason]) -> dict[ObjectName, list[Reason]]:
    """What keeps each of the objects that were to be deleted from it, by the object."""
    issues: dict[ObjectName, list[Reason]] = {}
    for name, asked in [*((name, name) for name in plan.asked), *plan.found.items()]:
        issue = refused.get(name) or _issue(call, plan, name)
        if issue is not None:
            issues.setdefault(asked, []).append(issue)
    return issues


def _issue(call: Call, plan: DeletionPlan, name: ObjectName) -> Reason | None:
    if name in plan.manual:
        return reasons.DeleteManually(*name)
    return reasons.NOT_ALLOWED_TO_DELETE if _is_kept(call, plan, name) else None


def _is_kept(call: Call, plan: DeletionPlan, name: ObjectName) -> bool:
    """Whether what would go along is not the user's to delete; a replica goes without being asked for."""
    along = plan.deleted.get(name)
    return along is not None and along.cls.name != REPLICA and not call.rights.may(Right.DELETE, along.cls)


def _simulated_refusal(call: Call, plan: DeletionPlan, objects: Reply) -> Reply:
    """The plan that cannot be carried out; of several objects it is said in other words (journeys ``datamodel``)."""
    if any(_is_kept(call, plan, name) for name in plan.deleted):
        return result(messages.SIMULATED_NOT_ALLOWED, objects, code=Code.UNAUTHORIZED)
    if len(plan.asked) > 1:
        return result(messages.DELETE_EXPLICITLY, objects, code=Code.UNSAFE)
    return result(messages.SIMULATED_ISSUES, objects, code=Code.INTERNAL_ERROR)


def _shown(call: Call, plan: DeletionPlan, refused: Mapping[ObjectName, Reason]) -> Iterator[tuple[str, Reply]]:
    """Each object of the plan with what becomes of it."""

    def entry(record: Record, code: DeleteCode, message: str) -> tuple[str, Reply]:
        return call.presenter.entry(record, ID_AND_NAME, Showing(call.session), code=code, message=message)

    for name in [*plan.asked, *plan.found]:
        if name in plan.manual:
            yield entry(plan.manual[name], DeleteCode.REQUEST_EXPLICITLY, messages.request_explicitly(*name))
        else:
            said = str(refused.get(name, ""))
            if not said and _is_kept(call, plan, name):
                said = messages.cannot_be_deleted(reasons.NOT_ALLOWED_TO_DELETE)
            record = plan.asked.get(name) or plan.deleted[name]
            yield entry(record, DeleteCode.ISSUE if said else DeleteCode.OK, said)
    for record, keys in plan.reset.values():
        yield entry(record, DeleteCode.AUTO_UPDATE, messages.reset_keys(key.label for key in keys))


DEFAULT_DEPTH = 20
TURNED = {"depends on": "impacts"}
"""Old names of relations that are another's other direction: its arrows, turned round. With a direction given they are
unknown names like any other (docs/itop/rest.md)."""


@at_once
def get_related(call: Call) -> Reply:
    """Find the objects to start from, and walk."""
    meta = call.meta_class()
    key = call.mandatory("key")
    relation = to_str(call.mandatory("relation"))
    depth = to_int(call.optional("depth", DEFAULT_DEPTH))
    direction = to_str(call.optional("direction", "down"))
    is_turned = relation in TURNED and call.optional("direction") is None
    if is_turned:
        relation, direction = TURNED[relation], "up"
    starts = call.find(meta, key).records
    if direction not in ("up", "down"):
        raise ObjectError(reasons.InvalidDirection(direction), plain=True, beside={"relations": []})
    if not starts:
        return {"code": 0, "message": messages.NOTHING_FOUND, "objects": None, "relations": []}
    graph = walk(call.db, call.session, starts, relation, down=direction == "down", depth=depth)
    unreadable = [cls for cls in _classes(graph.objects.values()) if not call.rights.may(Right.BULK_READ, cls)]
    if unreadable:
        return {"code": Code.UNAUTHORIZED, "message": messages.no_export(cls.name for cls in unreadable)}
    arrows = [(target, source) for source, target in graph.arrows] if is_turned else graph.arrows
    return _reply(call, len(starts), graph.objects.values(), arrows)


def _reply(
    call: Call, started_from: int, records: Collection[Record], arrows: Iterable[tuple[Record, Record]]
) -> Reply:
    counts = Counter(record.cls.name for record in records)
    objects = dict(call.presenter.entry(record, ID_AND_NAME, Showing(call.session)) for record in records)
    relations: dict[str, list[dict[str, str]]] = {}
    for source, target in arrows:
        relations.setdefault(_name(source), []).append({"key": _name(target)})
    message = messages.scope(started_from, counts.items())
    return {"code": 0, "message": message, "objects": objects or None, "relations": relations}


def _classes(records: Iterable[Record]) -> list[MetaClass]:
    return list({record.cls.name: record.cls for record in records}.values())


def _name(record: Record) -> str:
    return f"{record.cls.name}::{record.id}"


class Described(NamedTuple):
    """An operation with the description that ``list_operations`` gives of it."""

    run: Operation
    description: str


OPERATIONS: dict[str, Described] = {
    "core/create": Described(create, "Create an object"),
    "core/update": Described(update, "Update an object"),
    "core/apply_stimulus": Described(apply_stimulus, "Apply a stimulus to change the state of an object"),
    "core/get": Described(get, "Search for objects"),
    "core/delete": Described(delete, "Delete objects"),
    "core/get_related": Described(get_related, "Get related objects through the specified relation"),
    "core/check_credentials": Described(check_credentials, "Check user credentials"),
}
"""In the order of ``list_operations``, which is the endpoint's own."""

__all__ = ["OPERATIONS", "Described"]
