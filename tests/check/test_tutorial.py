"""The tutorial's own texts: each known defect at its place, nothing else at error level; put right they are clean.

They are judged as they come, with no design named: payloads and queries as the tutorial's sender's, design snippets on
a standard datamodel.
"""

from pathlib import Path

import pytest

from fake_itop.check import check

DATA = Path(__file__).parent / "data"
COMMA = "FI101"
ERRORS = {
    "tutorial-create.json": {(COMMA, 12), (COMMA, 13)},
    "tutorial-update.json": {(COMMA, 6)},
    "tutorial-feedback.json": {(COMMA, 6)},
    "tutorial-resolution.json": {("FI202", 2), (COMMA, 6)},
    "tutorial-partner.xml": {("FI503", 3)},
    "tutorial-partner-headed.txt": {("FI503", 4)},
    "tutorial-remote.xml": set(),
    "tutorial-filter-1.oql": set(),
    "tutorial-filter-2.oql": set(),
    "tutorial-filter-3.oql": {("FI211", 1)},
    "tutorial-callback.php": {
        ("FI604", 1),
        ("FI601", 11),
        ("FI605", 11),
        ("FI602", 11),
        ("FI603", 11),
        ("FI601", 12),
        ("FI605", 15),
        ("FI602", 15),
    },
}


def errors(text: str, name: str, *designs: str) -> set[tuple[str, int]]:
    findings = check(text, path=name, designs=designs or None).findings
    return {(finding.code, finding.line) for finding in findings if finding.severity == "error"}


@pytest.mark.parametrize("name", ERRORS)
def test_each_defect_is_reported_and_nothing_else(name: str) -> None:
    assert errors((DATA / name).read_text(encoding="utf-8"), name) == ERRORS[name]


@pytest.mark.parametrize("name", [name for name in ERRORS if not name.endswith((".xml", ".txt"))])
def test_it_is_the_same_with_the_tutorials_design(name: str) -> None:
    assert errors((DATA / name).read_text(encoding="utf-8"), name, "transfer") == ERRORS[name]


@pytest.mark.parametrize("name", ["tutorial-partner.xml", "tutorial-remote.xml", "tutorial-partner-headed.txt"])
def test_a_part_of_a_design_is_known_as_such(name: str) -> None:
    report = check((DATA / name).read_text(encoding="utf-8"), path=name, designs=["transfer"])
    assert [finding.code for finding in report.findings] == ["FI505"]


@pytest.mark.parametrize("name", ERRORS)
def test_it_is_the_same_with_the_line_ends_of_windows(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8").replace("\n", "\r\n")
    assert errors(text, name) == ERRORS[name]


def test_a_standard_datamodel_has_nothing_of_the_tutorials() -> None:
    text = (DATA / "tutorial-update.json").read_text(encoding="utf-8")
    assert ("FI301", 5) in {(finding.code, finding.line) for finding in check(text, designs=[]).findings}


def test_it_is_said_that_the_tutorials_design_is_taken_for_granted() -> None:
    text = (DATA / "tutorial-update.json").read_text(encoding="utf-8")
    assert "FI001" in {finding.code for finding in check(text).findings}
    assert "FI001" not in {finding.code for finding in check(text.replace("remote_ticketid", "id")).findings}


@pytest.mark.parametrize("name", [name for name in ERRORS if name.endswith(".json")])
def test_the_corrected_payloads_are_clean(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8").replace('"apply_stimulus"', '"core/apply_stimulus"')
    for line in (
        '"description":"$this->description$"',
        '"public_log":"$this->private_log$"',
        '"$this->remote_ticketid$"',
    ):
        text = text.replace(line, f"{line},")
    assert errors(text, name) == set()


def test_the_corrected_field_is_clean() -> None:
    text = (DATA / "tutorial-partner.xml").read_text(encoding="utf-8").replace("category='partner'", "status='active'")
    assert check(text).findings == ()


def test_the_corrected_filter_is_clean() -> None:
    text = (DATA / "tutorial-filter-3.oql").read_text(encoding="utf-8").replace("STATUS", "status")
    assert check(text, kind="oql").clean


def test_the_corrected_callback_is_clean() -> None:
    text = (DATA / "tutorial-callback.php").read_text(encoding="utf-8")
    for wrong, right in (
        ("($oResponse,$oAction)", r"(\Combodo\iTop\Core\WebResponse $oResponse, \ActionWebhook $oAction)"),
        ("isset($aBody[‘objects’][0][key])", "isset(reset($aBody['objects'])['key']))"),
        ("‘Could not retrieve external ID’", "'Could not retrieve external ID'"),
        ("$aBody['objects'][0][key]", "reset($aBody['objects'])['key']"),
        ("false === $aBody", "null === $aBody"),
    ):
        text = text.replace(wrong, right)
    assert check(text, kind="php").findings == ()
