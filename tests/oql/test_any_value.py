"""Whatever the values, a query is answered or refused by the database: no function or operator breaks."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from random import Random

import pytest

from fake_itop.datamodel.model import Datamodel
from fake_itop.oql import Engine, OqlError
from fake_itop.oql.functions import FUNCTIONS
from fake_itop.oql.lexer import UNITS
from fake_itop.store import Store
from tests.oql.generated import put

LITERALS = (
    *("0", "1", "-1", "64", "9223372036854775807", "-9223372036854775807", "99999999999999999999", "0xFFFF", "NULL"),
    *("''", "'abc'", "'1e400'", "'-1e400'", "'nan'", "'.5'", "'1e-400'", "'%'", "'\\\\'", "'('", "'a{99999}'", "'😀'"),
    *("'9999-12-31 23:59:59'", "'0001-01-01'", "'0000-00-00'", "'2024-02-30'", "'20240229'", "'%Y%'", "'10.0.0.256'"),
    *("name", "id", "parent_id", "status", "friendlyname", ":text", ":number", ":flag"),
)
OPERATORS = (
    "=",
    "!=",
    "<",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "&",
    "|",
    "^",
    "<<",
    ">>",
    "AND",
    "OR",
    "LIKE",
    "NOT LIKE",
    "REGEXP",
)
ARGUMENTS = {"text": "x", "number": 2**70, "flag": True}


class ExpressionMaker:
    """Makes expressions out of every function and operator."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def expression(self, depth: int) -> str:
        kind = self.random.randrange(4) if depth else 0
        if kind == 0:
            return self.random.choice(LITERALS)
        if kind == 1:
            items = ", ".join(self.expression(depth - 1) for _ in range(self.random.choice((1, 2))))
            return f"{self.expression(0)} {self.random.choice(('IN', 'NOT IN'))} ({items})"
        if kind == 2:
            return f"({self.expression(depth - 1)} {self.random.choice(OPERATORS)} {self.expression(depth - 1)})"
        return self.call(depth)

    def call(self, depth: int) -> str:
        function = self.random.choice(list(FUNCTIONS.values()))
        count = self.random.randint(function.fewest, function.most or function.fewest + 1)
        arguments = [self.expression(depth - 1) for _ in range(count)]
        if function.interval:
            arguments[-1] = f"INTERVAL {arguments[-1]} {self.random.choice(UNITS)}"
        return f"{function.name}({', '.join(arguments)})"


@pytest.mark.parametrize("seed", range(4))
def test_no_value_breaks_a_query(seed: int, model: Datamodel) -> None:
    maker = ExpressionMaker(Random(seed))  # noqa: S311 - the same expressions on every run
    store = Store(model)
    put(store, "Organization", name="Änn 1", status=None)
    put(store, "Organization", name="", parent_id=1)
    engine = Engine(store, lambda: datetime(2024, 2, 29, 12, 30, 45))  # noqa: DTZ001 - naive means UTC
    for _ in range(1500):
        with suppress(OqlError):
            engine.select(f"SELECT Organization WHERE {maker.expression(3)}", ARGUMENTS)
