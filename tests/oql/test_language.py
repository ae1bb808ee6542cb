"""The language: which texts mean what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_itop.datamodel.model import Datamodel
from fake_itop.oql import OqlError, parse
from fake_itop.oql.functions import FUNCTIONS
from fake_itop.oql.lexer import FUNCTIONS as WORDS

Holds = Callable[..., bool]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("id = 1 + 1", True),  # (id = 1) + 1
        ("id + 1 = 2", True),
        ("2 = 1 + 1", True),  # (2 = 1) + 1, which is 1
        ("1 < id < 3", True),  # (1 < id) < 3
        ("id << 1 = 2", True),
        ("id = 1 OR id = 2 AND id = 3", True),
        ("id = 2 * 2 + 1", True),
        ("1 = 2 = 0", True),
    ],
)
def test_comparison_and_addition_share_a_level_and_go_from_the_left(
    condition: str, *, expected: bool, holds: Holds
) -> None:
    assert holds(condition) is expected


@pytest.mark.parametrize(
    "condition",
    [
        "0x1F = 31",
        "'It\\'s' = \"It's\"",
        "'a\\\\b' = \"a\\\\b\"",
        "-1 < 0",
        "99999999999999999999 > id",
        "((((id = 1))))",
        "id & 1",
        "7 ^ 2 = 1",
        "ISNULL(NULL)",
        "`Organization`.`id` = 1",
        "id\tIN\n(1,'2')",
    ],
)
def test_a_condition_that_holds(condition: str, holds: Holds) -> None:
    assert holds(condition)


def test_a_keyword_ends_at_a_word_boundary(model: Datamodel) -> None:
    for query in ("SELECT Person AS INX", "SELECT Person AS ORDER", "SELECT Person AS SELECTED"):
        assert parse(query, model).cls.name == "Person"


def test_aliases_may_be_named_like_classes(model: Datamodel) -> None:
    assert parse("SELECT UserRequest AS Person", model).cls.name == "UserRequest"


def test_a_query_gives_the_class_of_its_first_selected_alias(model: Datamodel) -> None:
    query = "SELECT o, p FROM Person AS p JOIN Organization AS o ON p.org_id = o.id"
    assert parse(query, model).cls.name == "Organization"


def test_a_union_gives_the_nearest_common_class(model: Datamodel) -> None:
    assert parse("SELECT Person UNION SELECT Team", model).cls.name == "Contact"
    assert parse("SELECT UserRequest UNION SELECT Change", model).cls.name == "Ticket"


def test_parameters_are_known_in_the_order_of_the_text(model: Datamodel) -> None:
    query = "SELECT Person WHERE id = :b AND org_id IN (SELECT Organization WHERE name = :a) AND id = :this->x"
    assert parse(query, model).parameters == ("b", "a", "this->x")


def test_the_functions_of_the_language_are_the_words_of_the_lexer() -> None:
    assert set(FUNCTIONS) == set(WORDS)


def test_a_long_chain_is_no_deep_nesting(model: Datamodel) -> None:
    parse("SELECT Person WHERE " + " AND ".join(f"id != {number}" for number in range(900)), model)
    parse("SELECT Person WHERE " + "(" * 4000 + "id" + ")" * 4000, model)


@pytest.mark.parametrize(
    "text", ["1" + "+1" * 5000, "FLOOR(" * 3000 + "1" + ")" * 3000, "id IN (SELECT Person WHERE " * 300]
)
def test_nesting_has_a_limit_that_answers_cleanly(text: str, model: Datamodel) -> None:
    with pytest.raises(OqlError):
        parse(f"SELECT Person WHERE {text}", model)
