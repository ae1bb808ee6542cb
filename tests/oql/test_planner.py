"""The planner against an evaluator that knows no plans."""

from __future__ import annotations

from datetime import datetime
from random import Random

import pytest

from fake_itop.datamodel.model import Datamodel
from fake_itop.oql import Engine
from fake_itop.store import Store
from tests.oql.generated import QueryMaker, fill
from tests.oql.naive import NaiveEvaluator

QUERIES = 10_000
CHUNKS = 20
DATA_SETS = 5
"""Per chunk."""


@pytest.mark.parametrize("seed", range(CHUNKS))
def test_planner_and_naive_evaluator_agree(seed: int, model: Datamodel) -> None:
    random = Random(seed)  # noqa: S311 - the same queries on every run
    maker = QueryMaker(random)
    for _ in range(DATA_SETS):
        store = Store(model)
        fill(store, random)
        engine = Engine(store, lambda: datetime(2024, 2, 29, 12, 30, 45))  # noqa: DTZ001 - naive means UTC
        naive = NaiveEvaluator(engine.reader)
        for _ in range(QUERIES // CHUNKS // DATA_SETS):
            query = maker.query()
            found = {record.id for record in engine.select(query, order=False)}
            assert found == naive.ids(query), query
