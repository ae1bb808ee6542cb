"""A chain that goes round is told by the steps of one round."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from fake_itop.journal.cycle import find_cycle, hop_of
from tests.network.stub import post

A, B, C = (hop_of(name, post(f"http://{name}/")) for name in "abc")


@pytest.mark.parametrize(
    ("chain", "steps", "times"),
    [
        ([A, A, A], (A,), 3),
        ([A, B, A, B, A, B], (A, B), 3),
        ([C, A, B, A, B], (A, B), 2),
        ([A, B, A, B, A], (B, A), 2),
    ],
)
def test_the_shortest_round_at_the_end_is_found(chain: Any, steps: Any, times: int) -> None:
    cycle = find_cycle(chain)

    assert (cycle.steps, cycle.times) == (steps, times)


@pytest.mark.parametrize("chain", [[], [A], [A, B], [A, A, B]])
def test_an_end_that_does_not_repeat_is_no_cycle(chain: Any) -> None:
    assert find_cycle(chain) is None


def test_a_step_is_told_by_what_it_asks_for_not_by_what_it_carries() -> None:
    def update(message: Any) -> Any:
        data = {"operation": "core/update", "class": "UserRequest", "key": 1, "fields": {"public_log": message}}
        return post("http://p/rest.php?version=1.3", urlencode({"json_data": json.dumps(data)}).encode())

    assert hop_of("ours", update("one")) == hop_of("ours", update("two"))
    assert str(hop_of("ours", update("one"))) == "ours: core/update UserRequest 1 -> http://p/rest.php"


@pytest.mark.parametrize("body", [b"\xff", b"json_data=[1]", b"json_data=" + b"[" * 100_000, b"{}", b"json_data={"])
def test_a_body_that_asks_for_nothing_still_is_a_step(body: Any) -> None:
    assert hop_of("ours", post("http://p/x", body)).operation == ""
