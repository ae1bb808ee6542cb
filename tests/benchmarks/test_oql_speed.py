"""How long queries take over 1,000, 10,000 and 100,000 tickets, and their texts: ``pytest tests/benchmarks -s``."""

from __future__ import annotations

from contextlib import suppress
from time import perf_counter
from typing import Any

import pytest

from fake_itop.datamodel import load
from fake_itop.oql import Engine, OqlError, parse
from fake_itop.store import Record, Store
from fake_itop.values.clock import Clock

SIZES = (1_000, 10_000, 100_000)
PEOPLE_PER_TICKET = 1 / 10
REPETITIONS = 5

AIMS = {
    "equality": ("SELECT UserRequest WHERE ref = 'R-000500'", 0.1),
    "like": ("SELECT UserRequest WHERE title LIKE '%printer%'", 150),
    "two joins": (
        (
            "SELECT UserRequest AS u JOIN Person AS p ON u.caller_id = p.id JOIN Organization AS o ON p.org_id = o.id"
            " WHERE p.name = 'P-50' AND o.name = 'Org 0'"
        ),
        5,
    ),
    "not in": ("SELECT UserRequest WHERE id NOT IN (SELECT UserRequest WHERE status = 'new')", 250),
}
"""Queries with the most milliseconds that they may take over 100,000 tickets."""


def put(store: Store, cls: str, **values: Any) -> int:
    meta = store.model[cls]
    row = tuple(values.get(code, meta.attributes[code].default) for code in meta.columns)
    record = Record(meta, store.take_id(cls), row)
    store.put(record)
    return record.id


def filled(tickets: int) -> Engine:
    store = Store(load(["transfer"]))
    organizations = [put(store, "Organization", name=f"Org {number}") for number in range(10)]
    people = [
        put(store, "Person", name=f"P-{number}", first_name="A", org_id=organizations[number % 10])
        for number in range(int(tickets * PEOPLE_PER_TICKET))
    ]
    for number in range(tickets):
        put(
            store,
            "UserRequest",
            ref=f"R-{number:06}",
            title=f"Ticket {number} about {'the printer' if number % 10 == 0 else 'something else'}",
            org_id=organizations[number % 10],
            caller_id=people[number % len(people)],
            status=("new", "assigned", "resolved", "closed")[number % 4],
        )
    return Engine(store, Clock.system().now)


@pytest.fixture(scope="module")
def engines() -> dict[int, Engine]:
    return {size: filled(size) for size in SIZES}


def milliseconds(engine: Engine, query: str) -> float:
    """The best of a few runs, indexes built and the text parsed before."""
    engine.select(query)
    best = float("inf")
    for _ in range(REPETITIONS):
        started = perf_counter()
        engine.select(query)
        best = min(best, perf_counter() - started)
    return best * 1000


@pytest.mark.parametrize("name", AIMS)
def test_a_query_keeps_to_its_time(name: str, engines: dict[int, Engine]) -> None:
    query, most = AIMS[name]
    times = {size: milliseconds(engine, query) for size, engine in engines.items()}
    print(f"\n{name:10}", *(f"{size:>7,}: {time:8.3f} ms" for size, time in times.items()), f"(at most {most} ms)")


@pytest.mark.parametrize("name", ["equality", "two joins"])
def test_what_an_index_answers_takes_about_as_long_among_many(name: str, engines: dict[int, Engine]) -> None:
    query, _ = AIMS[name]
    few, many = milliseconds(engines[SIZES[0]], query), milliseconds(engines[SIZES[-1]], query)
    print(f"\n{name:10} {SIZES[-1]:,} tickets take {many / few:.1f} times as long as {SIZES[0]:,}")


TEXT_SIZE = 10_000
"""Characters of a long query."""


def padded(start: str, piece: str, end: str = "") -> str:
    return start + piece * ((TEXT_SIZE - len(start) - len(end)) // len(piece)) + end


TEXTS = {
    "short": AIMS["two joins"][0],
    "10 kB of conditions": padded("SELECT UserRequest WHERE id = 1", " AND title != 'nothing of the kind'"),
    "10 kB of numbers": padded("SELECT UserRequest WHERE id IN (1", ", 123456", ")"),
    "10 kB of text": padded("SELECT UserRequest WHERE title = '", "printer ", "'"),
    "10 kB of unions": padded("SELECT Person", " UNION SELECT Person WHERE name = 'x'"),
    "10 kB of nothing": padded("SELECT UserRequest WHERE ", "((((", ""),
}
"""Queries by what they are made of; the last is none."""


@pytest.mark.parametrize("name", TEXTS)
def test_how_long_a_text_takes_to_be_read(name: str) -> None:
    model, times = load(["transfer"]), []
    for _ in range(REPETITIONS):
        parse.cache_clear()
        started = perf_counter()
        with suppress(OqlError):
            parse(TEXTS[name], model)
        times.append((perf_counter() - started) * 1000)
    print(f"\n{name:20} {len(TEXTS[name]):>6,} characters: {min(times):8.2f} ms")
