"""Regular expressions: the database's own, and never longer than the budget allows."""

import pytest

from fake_itop.oql.patterns import regexp
from fake_itop.values.budget import Budget, BudgetExceededError, Limits, budgeted

MEAN = ["(a|aa)+$", "(a+)+$", "(?:a*+[bc]|.)*$", "a?" * 1500 + "a" * 1500, "(?:" * 240 + "a" + ")*" * 240]
"""Patterns that go back and try again for ever, or nearly so."""


@pytest.mark.parametrize(
    ("pattern", "text", "is_found"),
    [
        ("^vpn [[:alpha:]]+$", "VPN broken", True),
        (r"\bagent", "an Agent", True),
        ("É", "é", True),
        ("a{,5}", "aaa", False),
        ("a{,5}", "a{,5}", True),
        (r"[{,5}]\x41\Q{,1}\E", ",A{,1}", True),
        ("(a{1,1000}){1,1000}", "Agent", True),
        ("", "", True),
        ("a", "\udcffa", True),
    ],
)
def test_a_pattern_means_what_it_means_to_the_database(pattern: str, text: str, is_found: bool) -> None:
    assert regexp(pattern)(text) is is_found


@pytest.mark.parametrize("pattern", ["(?R)", "^(?1)(a|b(?1))$"])
def test_where_the_engine_gives_up_nothing_is_found(pattern: str) -> None:
    assert not regexp(pattern)("aab")


@pytest.mark.parametrize("length", [60, 2_000, 64_000, 1_000_000])
@pytest.mark.parametrize("pattern", MEAN)
def test_a_search_costs_no_more_than_its_budget(pattern: str, length: int) -> None:
    with budgeted(Limits(matching=100)) as budget:
        try:
            regexp(pattern)("a" * length + "\n!")
        except BudgetExceededError:
            assert budget.spent["matching"] > 100
        else:
            assert budget.spent["matching"] <= 100


def test_an_ordinary_search_costs_nothing() -> None:
    with budgeted(Limits(matching=1)) as budget:
        regexp("printer .*fire")("the printer is on fire\n" * 20)

    assert budget.spent["matching"] == 0


def test_the_time_that_went_by_counts_at_each_text() -> None:
    moments = iter([0.0, 0.3, 0.3, 0.5])
    budget = Budget(Limits(seconds=0.4), lambda: next(moments))

    budget.look_at_the_clock()
    with pytest.raises(BudgetExceededError, match="seconds"):
        budget.look_at_the_clock()
