"""``core/get_related``: what objects have an effect on, or are affected by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from fake_itop.access.rights import Right
from fake_itop.objects.keys import find_all
from fake_itop.objects.relations import walk
from fake_itop.rest.call import Call, Reply, at_once
from fake_itop.rest.failures import query_as_key
from fake_itop.rest.output import ID_AND_NAME, Showing
from fake_itop.store import Record
from fake_itop.values import messages
from fake_itop.values.messages import Code
from fake_itop.values.php_types import to_int, to_str

DEFAULT_DEPTH = 20
TURNED = {"depends on": "impacts"}
"""Old names of relations that are another's other direction: its arrows, turned round. With a direction given they are
unknown names like any other (reference, A4: "without direction")."""


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
    with query_as_key(key):
        starts = find_all(call.db, call.session, meta, key)
    call.need(Right.READ, meta, "reading")
    call.need(Right.BULK_READ, meta, "exporting")
    if direction not in ("up", "down"):
        message = messages.invalid_direction(direction)
        return {"code": Code.INTERNAL_ERROR, "message": message, "objects": None, "relations": []}
    graph = walk(call.db, call.session, starts, relation, down=direction == "down", depth=depth)
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


def _name(record: Record) -> str:
    return f"{record.cls.name}::{record.id}"
