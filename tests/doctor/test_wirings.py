"""What the doctor says of the wirings that ship: all that can be known of the tutorial, and nothing false of others."""

from pathlib import Path

import pytest

from fake_itop.doctor import Severity
from fake_itop.integration import wiring as kit
from tests.doctor.patients import TUTORIAL_DESIGN, changed, codes, design_file, findings_of

TUTORIAL = {
    "FD101": "the ping-pong that exhausts the workers",
    "FD102": "entries that come back",
    "FD103": "tickets that were never transferred push to id 0",
    "FD201": "the stale entry that is pushed again",
    "FD202": "the initial log with its headers",
    "FD402": "the stimulus that is refused after a take-back or a reopen",
}


AS_RECORDED = ("tutorial", "incident-urgency")
"""Integrations that are shipped as people have them, with their mistakes."""


def test_of_incidents_that_are_handed_over_it_is_said_that_they_are_twice_and_that_a_resolution_may_be_refused() -> (
    None
):
    found = findings_of("incident-urgency")

    assert codes(found) == {"FD402"}
    assert {"FD501", "FD502", "FD704"} == codes(found, Severity.WARNING)


def test_the_tutorial_has_each_of_its_mistakes_and_no_other_error() -> None:
    found = findings_of("tutorial")

    assert codes(found) == set(TUTORIAL)
    assert "FD502" in codes(found, Severity.WARNING), "a second ticket after a lost reply"
    assert "FD801" in codes(found, Severity.INFO), "what is lost while the partner is down"


@pytest.mark.parametrize("name", [name for name in kit.shipped() if name not in AS_RECORDED])
def test_the_other_wirings_have_no_error(name: str) -> None:
    loaded = kit.load(name)
    designs = ["transfer", *getattr(loaded, "design", ())]

    assert codes(findings_of(loaded, designs)) == set()


PUBLISHED = {"transfer": "create", "push": "update", "feedback": "feedback", "resolve": "resolution"}
DATA = Path(__file__).parents[1] / "check" / "data"


def test_the_tutorial_to_the_letter_is_read_past_its_errors(tmp_path: Path) -> None:
    changes = [
        {"of": name, "set": {"payload": (DATA / f"tutorial-{file}.json").read_text("utf-8")}}
        for name, file in PUBLISHED.items()
    ]
    code = (DATA / "tutorial-callback.php").read_text("utf-8")
    method = f'<method id="SetExternalID" _delta="redefine"><code><![CDATA[{code}]]></code></method>'
    design = design_file(tmp_path, f'<class id="UserRequest" _delta="must_exist"><methods>{method}</methods></class>')

    found = codes(findings_of(changed(*changes, base="tutorial"), [*TUTORIAL_DESIGN, design]))

    assert found == {*TUTORIAL, "FD001", "FI101", "FI202", "FI601", "FI602", "FI603", "FI604", "FI605"}


def test_a_place_names_step_side_object_and_attribute() -> None:
    places = [finding.where for finding in findings_of("tutorial") if finding.code == "FD201"]

    assert places == ["step 19: ours: TriggerOnObjectUpdate 'Public and private log updated': target_attcodes"]
