"""The parameters that the judge goes through are those that the operations ask for."""

import pytest

from fake_itop.check.parameters import PARAMETERS
from fake_itop.client.operations import READS
from fake_itop.rest.operations import OPERATIONS
from tests.helpers import an_itop, rest

VALUES = {"class": "Person", "key": 1, "fields": {}, "stimulus": "ev_assign", "relation": "impacts", "user": "admin"}
CASES = [(verb, parameter) for verb, parameters in PARAMETERS.items() for parameter in parameters]


@pytest.mark.parametrize(("verb", "parameter"), CASES, ids=lambda case: getattr(case, "name", case))
@pytest.mark.parametrize("without", [{}, {"null": None}], ids=["absent", "null"])
def test_an_operation_asks_for_just_what_is_mandatory(verb: str, parameter: object, without: dict[str, None]) -> None:
    name = parameter.name  # type: ignore[attr-defined]
    needed = {one.name: VALUES.get(one.name, "x") for one in PARAMETERS[verb] if one.mandatory and one.name != name}
    reply = rest(an_itop(), {"operation": verb, **needed, **dict.fromkeys([name] if without else [], None)})
    missing = str(reply["message"]).startswith(f"Error: Missing parameter '{name}'")
    assert missing == parameter.mandatory  # type: ignore[attr-defined]


def test_what_reads_is_every_operation_that_asks_for_no_comment() -> None:
    without_comment = {verb for verb in OPERATIONS if "comment" not in {one.name for one in PARAMETERS[verb]}}
    assert without_comment | {"list_operations"} == READS
