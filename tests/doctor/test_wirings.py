"""What the doctor says of the wirings that ship: all that can be known of the tutorial, and nothing false of others."""

import pytest

from fake_itop.doctor import Severity
from fake_itop.transfer import wiring as kit
from tests.doctor.patients import codes, findings_of

TUTORIAL = {
    "FD101": "the ping-pong that exhausts the workers",
    "FD102": "entries that come back",
    "FD103": "tickets that were never transferred push to id 0",
    "FD201": "the stale entry that is pushed again",
    "FD202": "the initial log with its headers",
    "FD402": "the stimulus that is refused after a take-back or a reopen",
}


def test_the_tutorial_has_each_of_its_mistakes_and_no_other_error() -> None:
    found = findings_of("tutorial")

    assert codes(found) == set(TUTORIAL)
    assert "FD502" in codes(found, Severity.WARNING), "a second ticket after a lost reply"
    assert "FD801" in codes(found, Severity.INFO), "what is lost while the partner is down"


PAIRS = [name for name in kit.shipped() if kit.load(name).instances == kit.SIDES]
"""The doctor looks at two, ours and the partner's."""


@pytest.mark.parametrize("name", [name for name in PAIRS if name != "tutorial"])
def test_the_other_wirings_have_no_error(name: str) -> None:
    loaded = kit.load(name)
    designs = ["transfer", *getattr(loaded, "design", ())]

    assert codes(findings_of(loaded, designs)) == set()


def test_a_place_names_step_side_object_and_attribute() -> None:
    places = [finding.where for finding in findings_of("tutorial") if finding.code == "FD201"]

    assert places == [
        "tutorial: step 19: ours: TriggerOnObjectUpdate 'Public and private log updated': target_attcodes"
    ]
