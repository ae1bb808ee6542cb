"""A small world to query: organisations in a tree, people and teams, services, tickets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from fake_itop.datamodel import load
from fake_itop.datamodel.model import Datamodel
from fake_itop.oql import Engine
from fake_itop.store import Record, Store

NOW = datetime(2024, 2, 29, 12, 30, 45)  # noqa: DTZ001 - naive means UTC

Make = Callable[..., Record]
Names = Callable[..., list[str]]


@pytest.fixture(scope="session")
def model() -> Datamodel:
    return load(["transfer"])


@pytest.fixture
def store(model: Datamodel) -> Store:
    return Store(model)


@pytest.fixture
def engine(store: Store) -> Engine:
    return Engine(store, lambda: NOW)


def put(store: Store, cls: str, **values: Any) -> Record:
    """A new object with these values, and the defaults for the rest."""
    meta = store.model[cls]
    row = tuple(values.get(code, meta.attributes[code].default) for code in meta.columns)
    record = Record(meta, store.take_id(cls), row)
    store.put(record)
    return record


@pytest.fixture
def make(store: Store) -> Make:
    return lambda cls, **values: put(store, cls, **values)


@pytest.fixture
def find(engine: Engine) -> Names:
    """The friendly names of what a query finds, in order."""

    def names(query: str, **arguments: Any) -> list[str]:
        return [engine.reader.friendlyname(record) for record in engine.select(query, arguments)]

    return names


@pytest.fixture
def holds(engine: Engine, make: Make) -> Callable[..., bool]:
    """Whether a condition without attributes holds."""
    make("Organization", name="Only")

    def check(condition: str, **arguments: Any) -> bool:
        return bool(engine.select(f"SELECT Organization WHERE {condition}", arguments))

    return check
