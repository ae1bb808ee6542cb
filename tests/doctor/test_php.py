"""The method that an action names is found where a design declares it."""

import pytest

from fake_itop.datamodel import load
from fake_itop.doctor.links import find_callback

MODEL = load(["transfer"])
TICKETS = MODEL["UserRequest"]


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        ("$this->SetExternalID", True),
        ("UserRequest::SetExternalID", True),
        ("$this->Other", False),
        ("nonsense", False),
    ],
)
def test_a_method_is_found_by_the_name_that_an_action_gives(name: str, is_found: bool) -> None:
    assert (find_callback(MODEL, TICKETS, name) is not None) is is_found
