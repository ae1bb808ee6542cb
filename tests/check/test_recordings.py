"""The judge against the recordings: an error for what iTop refused for its content, none for what it accepted."""

import json
import re

from fake_itop.check import check
from tests.check.recorded import exchanges

OF_DATA = re.compile(
    r"Invalid object|No item found|Several items|already linked|Object already exists|on the object .* in state"
    r"|Missing mandatory attribute\(s\) for applying|not have enough permissions|Invalid login|Must be deleted"
    r"|Login must be unique|^SIMULATING|not authorized|Portal user|Missing query argument: expecting = this->"
)
"""Refusals that depend on what is there and who asks; the last is a trigger's filter."""


def test_recall_and_precision() -> None:
    counts = {(refused, found): 0 for refused in (True, False) for found in (True, False)}
    for request, reply in exchanges():
        answer = reply.get("json")
        refused = not isinstance(answer, dict) or answer["code"] != 0
        if refused and isinstance(answer, dict) and OF_DATA.search(str(answer["message"])):
            continue
        counts[refused, not check(json.dumps(request), kind="request", designs=["transfer"]).clean] += 1
    right = counts[True, True]
    recall, precision = right / (right + counts[True, False]), right / (right + counts[False, True])
    assert (recall >= 0.95, precision >= 0.99) == (True, True), f"recall {recall:.3f}, precision {precision:.3f}"


def test_replies_of_a_real_itop_are_replies() -> None:
    for _, reply in exchanges():
        if isinstance(reply.get("json"), dict):
            assert check(json.dumps(reply["json"]), kind="reply", designs=["transfer"]).clean
