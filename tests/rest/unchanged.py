"""Whether a refusal left anything behind, but for what recordings show to change all the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fake_itop.itop.instance import InstanceSnapshot, Itop
from fake_itop.store import Record
from fake_itop.values.http import HttpReply
from fake_itop.values.messages import Code
from tests.rest.odd import code_of


def without_references(snapshot: InstanceSnapshot) -> InstanceSnapshot:
    """All but the number of the last ticket."""
    counters = {name: count for name, count in snapshot.store.counters.items() if name != "Ticket"}
    return replace(snapshot, store=replace(snapshot.store, counters=counters))


def without_children(snapshot: InstanceSnapshot) -> InstanceSnapshot:
    """All but the logs of tickets that have a parent, when these were last written to, and the history."""
    store = snapshot.store
    tables = {name: rows for name, rows in store.tables.items() if not name.startswith("CMDBChange")}
    tickets = tables["UserRequest"].values()
    tables["UserRequest"] = {ticket.id: _unwritten(ticket) for ticket in tickets}
    next_ids = {name: id_ for name, id_ in store.next_ids.items() if not name.startswith("CMDBChange")}
    return replace(snapshot, store=replace(store, tables=tables, next_ids=next_ids))


def _unwritten(ticket: Record) -> Record:
    if not ticket["parent_request_id"]:
        return ticket
    return ticket.with_values({"public_log": (), "private_log": (), "last_update": None})


def uses_up_a_reference(body: bytes) -> bool:
    """Whether a new object was refused by the last checks, when it had its number (recordings ``sequence``)."""
    return b"id = -1" in body or b"::-1, mysql_errno" in body


def reaches_children(request: Any, body: bytes) -> bool:
    """Whether children have a log entry of a parent that the last checks refused (recordings ``sequence``)."""
    fields = request.get("fields") if isinstance(request, dict) else None
    is_log = isinstance(fields, dict) and not {"public_log", "private_log"}.isdisjoint(fields)
    is_late = b"issues = " in body or b"mysql_errno" in body
    return is_log and is_late and request.get("operation") in {"core/update", "core/apply_stimulus"}


def is_encoding_failure(body: bytes) -> bool:
    """Whether the reply alone is what failed: by then the work is done (recordings ``oql``, "… unicode name")."""
    return body.startswith(b'{"code":100,"message":"json encoding failed with message: ')


def check_that_nothing_changed(itop: Itop, start: InstanceSnapshot, request: Any, reply: HttpReply) -> None:
    """Fail if a refusal left something behind that no recording shows."""
    code, body = code_of(reply), reply.body
    is_simulation = code == Code.UNSAFE
    if code == Code.OK or is_encoding_failure(body):
        return
    before, after = start, itop.snapshot()
    if uses_up_a_reference(body) and not is_simulation:
        before, after = without_references(before), without_references(after)
    if reaches_children(request, body):
        before, after = without_children(before), without_children(after)
    assert after == before
