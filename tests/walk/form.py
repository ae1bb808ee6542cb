"""The form of iTop's answers, whatever is asked: which members, codes and beginnings of messages there are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from fake_itop.datamodel.attributes import (
    AttributeBlob,
    AttributeCaseLog,
    AttributeLinkedSet,
    AttributePropertySet,
    AttributeTable,
)
from fake_itop.datamodel.model import Datamodel
from fake_itop.values.http import HttpReply
from tests.rest.odd import code_of

FINE = re.compile(
    r"Found: \d+|Nothing found|Scope: \d+; Related objects: .*"
    r"|(SIMULATING: )?Deleted: \d+( plus \(for DB integrity\) \d+)?"
)
"""What is said where all went well, and something is said."""

REFUSED = re.compile(
    r"Error: |Invalid stimulus: |Missing mandatory attribute\(s\) |SIMULATING: |The current user does not have enough "
    r"|The request page number |Invalid value: |json encoding failed with message: "
)
"""How it begins where something was refused."""

OF_PYTHON = re.compile(r"\b(None|True|False|Traceback|[A-Z][a-z]+Error)\b|<class |object at 0x|mappingproxy")
"""Words that no PHP says."""

ENTRY = ["code", "message", "class", "key", "fields"]
SHOWN: tuple[tuple[type | tuple[type, ...], type | tuple[type, ...]], ...] = (
    (AttributeLinkedSet, list),
    (AttributeCaseLog, dict),
    (AttributeBlob, (dict, type(None))),  # nothing where what was written is no file (journeys ``datamodel``)
    ((AttributePropertySet, AttributeTable), (str, list, dict, type(None))),
    (object, (str, bool, list, dict, type(None))),
)
"""What JSON has for attributes of a kind; the first that fits counts."""


def check_form(model: Datamodel, reply: HttpReply) -> Any:
    """The JSON of an answer, None of the page that is there when PHP breaks.

    Raises:
        AssertionError: it is none that iTop gives.
    """
    if code_of(reply) == 500:
        return None
    answer = json.loads(reply.body)
    code, message = answer["code"], answer["message"]
    assert set(answer) <= {"code", "message", "objects", "relations"}, list(answer)
    assert list(answer)[:2] == ["code", "message"]
    if code == 0:
        assert message is None or FINE.fullmatch(message), message
    else:
        assert REFUSED.match(message), message
    assert not OF_PYTHON.search(message or ""), message
    for name, entry in (answer.get("objects") or {}).items():
        _check_entry(model, name, entry)
    return answer


def _check_entry(model: Datamodel, name: str, entry: Mapping[str, Any]) -> None:
    assert list(entry) == ENTRY
    assert name == f"{entry['class']}::{entry['key']}"
    attributes = model[entry["class"]].attributes
    for code, value in (entry["fields"] or {}).items():
        kinds = next(kinds for attribute, kinds in SHOWN if isinstance(attributes.get(code), attribute))
        assert isinstance(value, kinds), (name, code, value)
