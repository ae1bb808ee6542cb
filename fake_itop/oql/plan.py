"""How a ``SELECT`` is run: where it starts, which index answers what, in which order its joins are followed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from fake_itop.datamodel.model import MetaClass
from fake_itop.oql.columns import ID
from fake_itop.oql.compiler import Compiler
from fake_itop.oql.errors import SqlError
from fake_itop.oql.lookups import Lookup, conjuncts, find_lookup, from_id_side, from_key_side, required_slots, slots_of
from fake_itop.oql.operators import Truth
from fake_itop.oql.query import KeyJoin, Selection, Term
from fake_itop.oql.sql import conjunction
from fake_itop.store import Record, Store
from fake_itop.values import messages
from fake_itop.values.budget import spend

MOST_TABLES = 61
ERROR_TOO_MANY_TABLES = 1116
_JOINS_A_ROW = 8
"""Pairs of joins that are compared, to plan them, in the time that one row takes."""

JoinedRow = list[Record | None]
Bind = Callable[[JoinedRow], Iterator[object]]


Selected = dict[Hashable, Record | None]
"""The object, or none, that the selected alias has in each row."""


@dataclass(frozen=True)
class Binding:
    """Binds a source of the row to one object after the other, then checks what can be checked by then."""

    bind: Bind
    description: str
    condition: Truth | None = None


@dataclass(frozen=True)
class Plan:
    """What gives the objects of a ``SELECT``, and in words what it does.

    An object comes once, under its id. Where several sources are selected, the first one's object comes once for each
    combination with those of the others, under the ids of all. A selected source that a row lacks counts as well.
    """

    run: Callable[[], Selected]
    description: tuple[str, ...]


def make_plan(selection: Selection, store: Store, compiler: Compiler, only: int | None = None) -> Plan:
    """The plan of a ``SELECT`` over what the store holds now; ``only`` asks for the object of that id alone.

    Raises:
        SqlError: the database refuses it.
    """
    spend("rows", len(selection.sources) ** 2 // _JOINS_A_ROW)
    if len(selection.sources) == 1:
        return _plan_single(selection, store, compiler, only)
    return _Planner(selection, store, compiler, only).plan()


def _plan_single(selection: Selection, store: Store, compiler: Compiler, only: int | None) -> Plan:
    """Without joins a row is the object itself."""
    cls = selection.sources[0].cls
    terms = conjuncts(selection.where)
    conditions = [compiler.truth(term) for term in terms]
    if only is not None:
        lookup: Lookup | None = Lookup(selection.selected[0], ID, (only,))
    else:
        lookup = _best(_lookups(selection, terms, compiler, only), store, cls)
    condition = conjunction(conditions) if conditions else None

    def run() -> Selected:
        records = store.scan(cls.name) if lookup is None else lookup.records(store, cls)
        if condition is None:
            return {record.id: record for record in records}
        if lookup is None:
            spend("rows", store.count(cls.name))
        return {record.id: record for record in records if condition(record)}

    return Plan(run, (_start_text(selection, 0, lookup, store),))


def _lookups(selection: Selection, terms: Iterable[Term], compiler: Compiler, only: int | None) -> list[Lookup]:
    found = [lookup for term in terms if (lookup := find_lookup(term, compiler)) is not None]
    return found if only is None else [Lookup(selection.selected[0], ID, (only,)), *found]


def _best(lookups: Iterable[Lookup], store: Store, cls: MetaClass) -> Lookup | None:
    """The lookup that leaves the fewest objects."""
    return min(lookups, key=lambda lookup: lookup.estimate(store, cls), default=None)


def _start_text(selection: Selection, slot: int, lookup: Lookup | None, store: Store) -> str:
    source = selection.sources[slot]
    if lookup is None:
        return f"scan {source.cls.name} AS {source.alias} ({_objects(store.count(source.cls.name))})"
    count = _objects(lookup.estimate(store, source.cls))
    return f"look up {source.cls.name} AS {source.alias} by {lookup.column.code} ({count})"


def _objects(count: int) -> str:
    return "1 object" if count == 1 else f"{count} objects"


class _Planner:
    """Plans a ``SELECT`` with joins: a row has one object, or none, per source."""

    def __init__(self, selection: Selection, store: Store, compiler: Compiler, only: int | None) -> None:
        self.selection = selection
        self.store = store
        terms = conjuncts(selection.where)
        self.conditions = [(slots_of(term), compiler.truth(term)) for term in terms]
        self.lookups = _lookups(selection, terms, compiler, only)
        self.link_to = {link.joined: link for link in selection.links}
        self.optional = self.optional_links()
        if len(self.read()) > MOST_TABLES:
            raise SqlError(ERROR_TOO_MANY_TABLES, messages.too_many_tables(MOST_TABLES))

    def optional_links(self) -> set[int]:
        """The joined sources that a row may lack; not those on the way to one that a condition needs."""
        optional = {link.joined for link in self.selection.links if link.optional}
        for term in conjuncts(self.selection.where):
            for slot in required_slots(term):
                optional -= set(self.way_to(slot))
        return optional

    def way_to(self, slot: int) -> list[int]:
        """The joined sources from the first one to this one."""
        way = []
        while slot:
            way.append(slot)
            slot = self.link_to[slot].known
        return way

    def plan(self) -> Plan:
        steps = [*self.core_steps(), *self.optional_steps()]
        conditions = [condition for slots, condition in self.conditions if not slots <= self.core]
        if conditions:
            steps.append(Binding(lambda _row: iter((None,)), "check the rest", conjunction(conditions)))
        (chosen, *others), width = self.selection.selected, len(self.selection.sources)

        def run() -> Selected:
            row: JoinedRow = [None] * width
            found: Selected = {}
            for _ in _rows(steps, row, 0):
                record = row[chosen]
                found[_key(record, [row[slot] for slot in others])] = record
            return found

        return Plan(run, tuple(step.description for step in steps))

    @property
    def core(self) -> frozenset[int]:
        """The sources that every row has."""
        slots = range(len(self.selection.sources))
        return frozenset(slot for slot in slots if self.optional.isdisjoint(self.way_to(slot)))

    def read(self) -> set[int]:
        """The sources of which something is read, and those on the way to them: iTop joins no other ("62 tables")."""
        slots = set(self.selection.selected).union(*(slots for slots, _ in self.conditions))
        return {0}.union(*(self.way_to(slot) for slot in slots))

    def needed(self) -> frozenset[int]:
        """The sources that make a difference: read or selected ones, those on the way to them, those that they need."""
        found = self.read()
        for link in self.selection.links:
            if link.known in found and link.joined not in self.optional:
                found.add(link.joined)
        return frozenset(found)

    def core_steps(self) -> list[Binding]:
        """Start at the source with the fewest objects, then go along the joins, to single objects first."""
        core = self.core
        start = min(core, key=self.estimate)
        bound, steps = {start}, [self.first_step(start)]
        while bound != core:
            link, slot = min(self.ways_on(bound, core), key=self.width)
            bound.add(slot)
            steps.append(self.link_step(link, slot, frozenset(bound)))
        return steps

    def estimate(self, slot: int) -> int:
        cls = self.selection.sources[slot].cls
        best = _best([lookup for lookup in self.lookups if lookup.slot == slot], self.store, cls)
        return self.store.count(cls.name) if best is None else best.estimate(self.store, cls)

    def ways_on(self, bound: set[int], core: frozenset[int]) -> list[tuple[KeyJoin, int]]:
        """The joins that lead from a bound source to one that is not, and that source."""
        return [
            (link, there)
            for link in self.selection.links
            for here, there in ((link.known, link.joined), (link.joined, link.known))
            if here in bound and there in core and there not in bound
        ]

    @staticmethod
    def width(way: tuple[KeyJoin, int]) -> int:
        """0 for a join that gives one object, 1 for one that may give many."""
        link, slot = way
        return 0 if link.operator == "=" and slot == link.id_slot else 1

    def first_step(self, slot: int) -> Binding:
        cls = self.selection.sources[slot].cls
        lookup = _best([lookup for lookup in self.lookups if lookup.slot == slot], self.store, cls)

        def bind(row: JoinedRow) -> Iterator[object]:
            for record in self.store.scan(cls.name) if lookup is None else lookup.records(self.store, cls):
                row[slot] = record
                yield record

        text = _start_text(self.selection, slot, lookup, self.store)
        return Binding(bind, text, self.condition(frozenset((slot,)), slot))

    def link_step(self, link: KeyJoin, slot: int, bound: frozenset[int]) -> Binding:
        """Bind ``slot``, one of the two sources of a join whose other is bound."""
        cls, alias = self.selection.sources[slot].cls, self.selection.sources[slot].alias
        to_id = slot == link.id_slot
        known = link.key_slot if to_id else link.id_slot
        follow = (from_key_side if to_id else from_id_side)(self.store, link.key, link.operator, cls)

        def bind(row: JoinedRow) -> Iterator[object]:
            record = row[known]
            if record is not None:
                for row[slot] in follow(record):
                    yield row[slot]

        key = f"{self.selection.sources[link.key_slot].alias}.{link.key} {link.operator}"
        text = f"follow {key} {self.selection.sources[link.id_slot].alias}.id to {cls.name} AS {alias}"
        return Binding(bind, text, self.condition(bound, slot))

    def condition(self, bound: frozenset[int], newest: int) -> Truth | None:
        """What can be checked as soon as ``newest`` is bound."""
        ready = [
            condition
            for slots, condition in self.conditions
            if slots <= bound and (newest in slots or (not slots and len(bound) == 1))
        ]
        return conjunction(ready) if ready else None

    def optional_steps(self) -> list[Binding]:
        """One step per group of sources that a row may lack."""
        core, needed = self.core, self.needed()
        return [
            self.optional_step(link, needed)
            for link in self.selection.links
            if link.joined in self.optional and link.known in core and link.joined in needed
        ]

    def optional_step(self, link: KeyJoin, needed: frozenset[int]) -> Binding:
        group = [
            slot for slot in range(len(self.selection.sources)) if link.joined in self.way_to(slot) and slot in needed
        ]
        inner = [self.unchecked_step(slot) for slot in group if self.optional.isdisjoint(self.way_within(link, slot))]
        outer = [
            self.optional_step(below, needed)
            for below in self.selection.links
            if below.joined in self.optional and below.joined in group and below is not link
            if self.optional.isdisjoint(self.way_within(link, below.known))
        ]
        steps = [*inner, *outer]

        def bind(row: JoinedRow) -> Iterator[object]:
            found = False
            for _ in _rows(steps, row, 0):
                found = True
                yield row
            if not found:
                for slot in group:
                    row[slot] = None
                yield row

        return Binding(bind, "if there is one, " + ", then ".join(step.description for step in steps))

    def way_within(self, link: KeyJoin, slot: int) -> set[int]:
        """The joined sources on the way from an optional group's first to ``slot``."""
        return set(self.way_to(slot)) - set(self.way_to(link.joined))

    def unchecked_step(self, slot: int) -> Binding:
        step = self.link_step(self.link_to[slot], slot, frozenset())
        return Binding(step.bind, step.description)


def _key(record: Record | None, others: Sequence[Record | None]) -> Hashable:
    return (record and record.id, *(other and other.id for other in others)) if others else record and record.id


def _rows(steps: Sequence[Binding], row: JoinedRow, index: int) -> Iterator[object]:
    if index == len(steps):
        yield row
        return
    step = steps[index]
    for _ in step.bind(row):
        spend("rows")
        if step.condition is None or step.condition(row):
            yield from _rows(steps, row, index + 1)
