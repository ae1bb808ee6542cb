"""Any text is answered, and in time."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_itop.datamodel.model import Datamodel
from fake_itop.oql import Engine, OqlError
from fake_itop.oql.lexer import TOKEN_NAMES
from fake_itop.store import Store

WORDS = st.sampled_from(
    [
        *TOKEN_NAMES,
        "SELECT",
        "Person",
        "WHERE",
        "id",
        "name",
        "AS",
        "p",
        "'x'",
        '"y"',
        "1",
        "0xF",
        ":this->id",
        "`a`",
        "'",
        ";",
        "é",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(WORDS, max_size=25).map(" ".join),
    st.lists(WORDS, max_size=12).map(lambda words: "SELECT Person WHERE " + " ".join(words)),
)


@given(TEXTS)
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gives_objects_or_an_oql_error(engine: Engine, text: str) -> None:
    caught = None
    try:
        engine.select(text, {"this": None})
    except OqlError as error:
        caught = error
    if caught is not None:
        assert caught.message
        assert caught.position is None or 0 <= caught.position <= len(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT Person WHERE " + " OR ".join(f"name = 'number {number}'" for number in range(420)),
        "SELECT Person WHERE id IN (" + ",".join(map(str, range(2500))) + ")",
        "SELECT Person WHERE name LIKE '" + "%a" * 4900 + "'",
        "SELECT Person WHERE name = '" + "x" * 9900,
        "SELECT Person WHERE " + "(" * 9900,
        "SELECT Person" + " UNION SELECT Person" * 480,
        "`" * 10_000,
        "9" * 10_000,
        "é" * 5_000,
    ],
)
def test_ten_kilobytes_are_answered(text: str, model: Datamodel) -> None:
    engine = Engine(Store(model), lambda: pytest.fail("no query asks for the time"))
    engine.select("SELECT Person")  # the grammar is read once
    with suppress(OqlError):
        engine.select(text)
