"""Every query and condition that the standard datamodel itself holds is understood."""

from __future__ import annotations

import pytest

from fake_itop.datamodel import load
from fake_itop.datamodel.attributes import AttributeExternalKey
from fake_itop.oql import Engine, parse

MODEL = load(["transfer"])
FILTERS = {
    attribute.filter
    for cls in MODEL
    for attribute in cls.attributes.values()
    if isinstance(attribute, AttributeExternalKey) and attribute.filter
}
RELATIONS = {
    query
    for classes in MODEL.relations.values()
    for neighbours in classes.values()
    for neighbour in neighbours
    for query in (neighbour.query_down, neighbour.query_up)
    if query
}


@pytest.mark.parametrize("query", sorted(FILTERS))
def test_a_filter_of_an_external_key(query: str) -> None:
    assert all(name.startswith("this->") for name in parse(query, MODEL).parameters)


@pytest.mark.parametrize("query", sorted(RELATIONS))
def test_a_query_of_a_relation(query: str, engine: Engine) -> None:
    assert engine.select(query, {"this": None}) == []


def test_obsolescence_and_uniqueness_conditions(engine: Engine) -> None:
    for cls in MODEL:
        conditions = [cls.obsolescence_expression, *(rule.filter for rule in cls.uniqueness_rules)]
        for condition in filter(None, conditions):
            engine.condition(cls, condition)
