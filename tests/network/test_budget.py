"""What costs more than it may is cut off, answered as by the web server, and journalled with the reason."""

from typing import Any

import pytest

from fake_itop.journal import MessageKind, Traffic
from fake_itop.network import Exchange
from fake_itop.notifications import Note
from fake_itop.notifications.placeholders import Placeholders
from fake_itop.values.budget import BudgetExceededError, Limits, budgeted, spend
from fake_itop.values.html import sanitize, to_text
from tests.network.stub import NOON, arriving


def greedy(rows: int) -> Any:
    spend("rows", rows)
    return "done"
    yield


def exchange(traffic: Traffic, message: Any, rows: int) -> Exchange[Any]:
    def no_notes() -> list[Note]:
        return []

    return Exchange(traffic, lambda: NOON, message, greedy(rows), no_notes)


def test_a_request_that_costs_too_much_is_answered_as_by_a_gateway_that_waits_no_longer() -> None:
    traffic = Traffic(limits=Limits(rows=10))
    message = traffic.arrives("ours", NOON, arriving())
    work = exchange(traffic, message, 11)

    assert work.advance() is None
    assert work.result.status == 504
    assert message.to_json()["stopped"].startswith("budget exceeded: more than 10 rows")


def test_an_act_that_costs_too_much_is_refused_with_the_reason() -> None:
    traffic = Traffic(limits=Limits(rows=10))

    with pytest.raises(BudgetExceededError, match="10 rows"):
        exchange(traffic, traffic.acts("ours", NOON, MessageKind.CRON, {}), 11).advance()


def test_each_stretch_of_work_has_a_budget_of_its_own() -> None:
    traffic = Traffic(limits=Limits(rows=10))

    for _ in range(3):
        work = exchange(traffic, traffic.arrives("ours", NOON, arriving()), 10)
        assert work.advance() is None
        assert work.result == "done"


@pytest.mark.parametrize("factor", [0, -1, float("nan"), float("inf")])
def test_a_budget_is_multiplied_by_a_positive_number(factor: float) -> None:
    with pytest.raises(ValueError, match="positive number"):
        Limits().times(factor)


@pytest.mark.parametrize(
    "html", ["<" * 100_000, "<blockquote>" * 240 + "a<br>" * 5_000, "<a href='x'>x</a> " * 60_000, "&" * 100_000]
)
def test_html_is_gone_over_as_far_as_the_budget_reaches(html: str) -> None:
    with budgeted(Limits(markup=1_000)) as budget, pytest.raises(BudgetExceededError, match="markup"):
        to_text(sanitize(html))

    assert budget.spent["markup"] <= 1_100


def test_what_placeholders_put_into_a_text_is_counted_before_it_is_built() -> None:
    placeholders = Placeholders({}, {"LOG": "x" * 1_000}, None)  # type: ignore[arg-type] # no object is read

    with budgeted(Limits(text=10_000)), pytest.raises(BudgetExceededError, match="text"):
        placeholders.expand("$LOG$" * 11)
