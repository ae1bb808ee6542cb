"""Whoever calls from outside is told in the lane of whom they call, or has a lane of their own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from fake_itop.journal import Telling, events

CREATED = {"status": 200, "headers": {}, "body": '{"code": 0, "objects": {"UserRequest::1": {"message": "created"}}}'}
REFUSED = {"status": 200, "headers": {}, "body": '{"code": 100, "message": "no"}'}


def call(reply: Any) -> dict[str, Any]:
    body = urlencode({"json_data": '{"operation": "core/create", "class": "UserRequest"}'})
    return {"seq": 1, "instance": "itop", "kind": "request", "cause": None, "body": body, "reply": reply, "url": "/"}


def test_without_a_lane_a_call_stands_in_the_instances() -> None:
    (event,) = events([call(CREATED)])

    assert (event.lane, event.to, event.text) == ("itop", "itop", "REST: core/create UserRequest")


@pytest.mark.parametrize(
    ("reply", "sort", "text", "failed"),
    [
        (CREATED, "answer", "created UserRequest::1", False),
        (REFUSED, "answer", "code 100: no", True),
        (None, "failure", "no answer yet", True),
    ],
)
def test_with_a_lane_it_goes_from_there_and_its_answer_back(reply: Any, sort: str, text: str, failed: bool) -> None:
    asked, answered = events([call(reply)], Telling(outside="elsewhere"))

    assert (asked.sort, asked.lane, asked.to, asked.text) == ("call", "elsewhere", "itop", "core/create UserRequest")
    assert (answered.sort, answered.lane, answered.to) == (sort, "itop", "elsewhere")
    assert (answered.text, answered.failed) == (text, failed)
