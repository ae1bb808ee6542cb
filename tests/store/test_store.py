"""The database: rows that are replaced, indexes that keep up, sequences, snapshots."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_itop.datamodel import load
from fake_itop.store import Record, Store

MODEL = load(["transfer"])


def put(store: Store, cls: str, id_: int | None = None, **values: Any) -> Record:
    meta = MODEL[cls]
    row = tuple(values.get(code, meta.attributes[code].default) for code in meta.columns)
    record = Record(meta, store.take_id(cls) if id_ is None else id_, row)
    store.put(record)
    return record


@pytest.fixture
def store() -> Store:
    return Store(MODEL)


def ids(store: Store, cls: str, code: str, value: Any) -> list[int]:
    return [record.id for record in store.find(cls, code, value)]


# Sequences


def test_classes_of_one_hierarchy_share_a_sequence(store: Store) -> None:
    assert [put(store, cls).id for cls in ("Person", "Team", "Person")] == [1, 2, 3]


def test_other_hierarchies_have_sequences_of_their_own(store: Store) -> None:
    assert [put(store, cls).id for cls in ("Person", "Organization")] == [1, 1]


def test_an_id_is_not_given_out_again(store: Store) -> None:
    store.remove(put(store, "Person"))

    assert put(store, "Person").id == 2


def test_looking_at_the_next_id_does_not_use_it_up(store: Store) -> None:
    assert (store.peek_next_id("Person"), store.peek_next_id("Team"), store.take_id("Person")) == (1, 1, 1)


def test_a_sequence_goes_on_where_it_is_told_but_never_back(store: Store) -> None:
    store.reserve_ids("Person", 10)
    store.reserve_ids("Team", 5)

    assert store.take_id("Contact") == 10


def test_counters_count_for_themselves(store: Store) -> None:
    assert [store.count_up("a"), store.count_up("a"), store.count_up("b")] == [1, 2, 1]


# Reading


def test_an_object_is_found_under_its_class_and_those_above(store: Store) -> None:
    person = put(store, "Person")

    assert store.get("Person", 1) is person
    assert store.get("Contact", 1) is person
    assert store.get("Team", 1) is None
    assert store.get("Person", 2) is None


def test_a_scan_takes_the_classes_below_along(store: Store) -> None:
    put(store, "Team"), put(store, "Person"), put(store, "Team")

    assert sorted(record.id for record in store.scan("Contact")) == [1, 2, 3]
    assert (store.count("Contact"), store.count("Team"), store.count("Person")) == (3, 2, 1)


# Indexes


def test_texts_are_found_as_the_collation_compares_them(store: Store) -> None:
    put(store, "Organization", name="Société ")

    assert ids(store, "Organization", "name", "SOCIETE") == [1]
    assert ids(store, "Organization", "name", "societ") == []


def test_an_index_follows_every_change(store: Store) -> None:
    person = put(store, "Person", name="Before")
    assert ids(store, "Contact", "name", "before") == [1]

    store.put(person.with_values({"name": "After"}))
    assert (ids(store, "Contact", "name", "Before"), ids(store, "Contact", "name", "After")) == ([], [1])

    store.remove(person)
    assert ids(store, "Contact", "name", "After") == []


def test_an_index_knows_what_was_put_after_it_was_made(store: Store) -> None:
    assert ids(store, "Person", "org_id", 7) == []

    put(store, "Person", org_id=7)

    assert ids(store, "Person", "org_id", 7) == [1]
    assert store.count_found("Contact", "org_id", 7) == 1


codes = st.sampled_from(["a", "A", "b"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(1, 4), codes),
        st.tuples(st.just("remove"), st.integers(1, 4), codes),
        st.tuples(st.just("find"), st.integers(1, 4), codes),
    ),
    max_size=30,
)


@given(steps)
def test_an_index_finds_what_a_scan_finds(steps: list[tuple[str, int, str]]) -> None:
    store = Store(MODEL)
    for step, id_, name in steps:
        if step == "put":
            put(store, "Brand", id_, name=name)
        elif step == "remove" and (record := store.get("Brand", id_)) is not None:
            store.remove(record)
        scanned = [record.id for record in store.scan("Brand") if record["name"].lower() == name.lower()]
        assert sorted(ids(store, "Brand", "name", name)) == sorted(scanned)


# Snapshots


def test_a_snapshot_does_not_follow_what_happens_later(store: Store) -> None:
    person = put(store, "Person", name="Before")
    snapshot = store.snapshot()

    store.put(person.with_values({"name": "After"}))
    put(store, "Person")

    assert snapshot.tables["Person"][1]["name"] == "Before"
    assert len(snapshot.tables["Person"]) == 1


def test_restoring_brings_back_rows_sequences_counters_and_indexes(store: Store) -> None:
    person = put(store, "Person", name="Before")
    store.count_up("x")
    ids(store, "Person", "name", "Before")
    snapshot = store.snapshot()
    store.remove(person)
    put(store, "Person", name="Other")
    store.count_up("x")

    store.restore(snapshot)

    assert ids(store, "Person", "name", "Before") == [1]
    assert ids(store, "Person", "name", "Other") == []
    assert (store.take_id("Person"), store.count_up("x")) == (2, 2)
    assert store.get("Contact", 1) is not None


def test_a_snapshot_can_be_restored_more_than_once(store: Store) -> None:
    snapshot = store.snapshot()
    for _ in range(2):
        put(store, "Person")
        store.restore(snapshot)

    assert store.count("Person") == 0
    assert store.snapshot() == snapshot


def test_the_revision_moves_with_every_write_and_with_nothing_else(store: Store) -> None:
    seen = [store.revision]
    for write in (
        lambda: put(store, "Person"),
        lambda: store.restore(store.snapshot()),
        lambda: store.remove(next(store.scan("Person"))),
    ):
        write()
        seen.append(store.revision)
        store.get("Person", 1), list(store.scan("Contact")), ids(store, "Person", "name", "x")
        assert store.revision == seen[-1]

    assert seen == sorted(set(seen))


# Records


def test_a_record_is_replaced_and_not_changed(store: Store) -> None:
    before = put(store, "Person", name="A")
    after = before.with_values({"name": "B"})

    assert (before["name"], after["name"], after.id, after.cls) == ("A", "B", before.id, before.cls)
