"""The tutorial's own texts: each known defect at its place, nothing else at error level; put right they are clean."""

from pathlib import Path

import pytest

from fake_itop.payloads import check

DATA = Path(__file__).parent / "data"
COMMA = "FI101"
ERRORS = {
    "tutorial-create.json": {(COMMA, 12), (COMMA, 13)},
    "tutorial-update.json": {(COMMA, 6)},
    "tutorial-feedback.json": {(COMMA, 6)},
    "tutorial-resolution.json": {("FI202", 2), (COMMA, 6)},
    "tutorial-partner.xml": set(),
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
    findings = check(text, path=name, designs=designs).findings
    return {(finding.code, finding.line) for finding in findings if finding.severity == "error"}


@pytest.mark.parametrize("name", ERRORS)
def test_each_defect_is_reported_and_nothing_else(name: str) -> None:
    assert errors((DATA / name).read_text(encoding="utf-8"), name, "transfer") == ERRORS[name]


def test_the_filter_on_a_missing_attribute_is_reported_without_the_design() -> None:
    name = "tutorial-partner.xml"
    assert errors((DATA / name).read_text(encoding="utf-8"), name) == {("FI503", 3)}


@pytest.mark.parametrize("name", [name for name in ERRORS if name.endswith(".json")])
def test_the_corrected_payloads_are_clean(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8").replace('"apply_stimulus"', '"core/apply_stimulus"')
    for line in (
        '"description":"$this->description$"',
        '"public_log":"$this->private_log$"',
        '"$this->remote_ticketid$"',
    ):
        text = text.replace(line, f"{line},")
    assert errors(text, name, "transfer") == set()


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
