"""``core/delete``: objects, with what hangs on them, or a look at what that would be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fake_itop.access.rights import Right
from fake_itop.objects.deletion import DeletionPlan, Name, carry_out, name_of, plan_deletion
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.keys import find_all
from fake_itop.objects.replicas import deletions_refused
from fake_itop.rest.call import Answering, Call, Reply, result
from fake_itop.rest.failures import query_as_key
from fake_itop.rest.output import ID_AND_NAME, Showing
from fake_itop.store import Record
from fake_itop.values import messages
from fake_itop.values.messages import Code, DeleteCode
from fake_itop.values.php_types import loose_empty


def delete(call: Call) -> Answering:
    """Plan, and unless it is a simulation carry the plan out.

    No recording simulates what others stand in the way of: its codes are those of the reference (A3, 12 and 4).
    """
    call.comment()
    meta = call.meta_class()
    key = call.mandatory("key")
    simulate = not loose_empty(call.optional("simulate", default=False))
    call.need(Right.DELETE, meta, "deleting")
    with query_as_key(key):
        records = find_all(call.db, call.session, meta, key)
    plan = plan_deletion(call.db, records)
    refused = deletions_refused(call.db, call.session, [*plan.asked.values(), *plan.deleted.values()])
    objects = dict(_shown(call, plan, refused))
    if (plan.manual or refused) and not simulate:
        _refuse(plan, refused.values())
    if not simulate:
        yield from call.notifier.drive(call.session, carry_out(call.db, call.session, plan))
    more = len(plan.deleted) + len(plan.reset)
    code = Code.UNSAFE if plan.manual or refused else Code.OK
    return result(messages.deleted(len(records), more, simulated=simulate), objects, code=code)


def _refuse(plan: DeletionPlan, refused: Iterable[str]) -> None:
    target = next(iter(plan.asked.values()))
    issues = [*refused, *(messages.delete_manually(f"{cls}::{id_}") for cls, id_ in plan.manual)]
    raise ObjectError(messages.cannot_delete(target.cls.name, target.id, issues))


def _shown(call: Call, plan: DeletionPlan, refused: Mapping[Name, str]) -> Iterator[tuple[str, Reply]]:
    """Each object of the plan with what becomes of it."""

    def entry(record: Record, code: DeleteCode, message: str) -> tuple[str, Reply]:
        return call.presenter.entry(record, ID_AND_NAME, Showing(call.session), code=code, message=message)

    for record in [*plan.asked.values(), *plan.deleted.values()]:
        issue = refused.get(name_of(record))
        yield entry(record, DeleteCode.ISSUE if issue else DeleteCode.OK, issue or "")
    for record in plan.manual.values():
        yield entry(record, DeleteCode.REQUEST_EXPLICITLY, messages.DELETE_MANUALLY)
    for record, keys in plan.reset.values():
        yield entry(record, DeleteCode.AUTO_UPDATE, messages.reset_keys(key.label for key in keys))
