"""Following a join from either side: by the key, by the index of the key, up or down a hierarchy.

``c.parent_id BELOW p.id``: c is p or stands below it ("organization tree structure"); ``STRICT`` leaves p out,
``NOT`` turns it round, ``ABOVE`` looks the other way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fake_itop.datamodel.model import MetaClass
from fake_itop.store import Record, Store

Follow = Callable[[Record], Iterator[Record]]


def from_key_side(store: Store, key: str, operator: str, target: MetaClass) -> Follow:
    """From the object that has the key to those of ``target`` that the join asks for."""
    if operator == "=":
        return lambda record: _pointed_at(store, record, key, target)
    inside = _lower(operator)
    strict, negated = operator.endswith("STRICT"), operator.startswith("NOT")

    def follow(record: Record) -> Iterator[Record]:
        family = _above(store, record, key) if inside else _below(store, record, key)
        yield from _chosen(store, record, family, target, strict=strict, negated=negated)

    return follow


def from_id_side(store: Store, key: str, operator: str, owner: MetaClass) -> Follow:
    """From the object whose id is compared to those of ``owner`` whose key the join asks for."""
    if operator == "=":
        return lambda record: store.find(owner.name, key, record.id)
    inside = _lower(operator)
    strict, negated = operator.endswith("STRICT"), operator.startswith("NOT")

    def follow(record: Record) -> Iterator[Record]:
        family = _below(store, record, key) if inside else _above(store, record, key)
        yield from _chosen(store, record, family, owner, strict=strict, negated=negated)

    return follow


def _lower(operator: str) -> bool:
    """Whether the side with the key is the lower one."""
    return "BELOW" in operator


def _pointed_at(store: Store, record: Record, key: str, target: MetaClass) -> Iterator[Record]:
    found = store.get(target.name, record[key] or 0)
    if found is not None:
        yield found


def _above(store: Store, record: Record, key: str) -> dict[int, Record]:
    """An object and those above it, by id."""
    found: dict[int, Record] = {}
    current: Record | None = record
    while current is not None and current.id not in found:
        found[current.id] = current
        current = store.get(record.cls.root.name, current[key] or 0)
    return found


def _below(store: Store, record: Record, key: str) -> dict[int, Record]:
    """An object and all below it, by id."""
    found = {record.id: record}
    waiting = [record]
    while waiting:
        for child in store.find(record.cls.name, key, waiting.pop().id):
            if child.id not in found:
                found[child.id] = child
                waiting.append(child)
    return found


def _chosen(
    store: Store, record: Record, family: dict[int, Record], cls: MetaClass, *, strict: bool, negated: bool
) -> Iterator[Record]:
    if strict:
        family.pop(record.id)
    if negated:
        yield from (found for found in store.scan(cls.name) if found.id not in family)
    else:
        yield from (found for found in family.values() if found.cls.is_a(cls.name))
