"""What is right on one version may be wrong on another: the doctor goes by the rules of each side's own."""

import json
from pathlib import Path
from typing import Any

import pytest

from fake_itop.cli.main import run

UNTYPED = """
<class id="UserRequest" _delta="must_exist"><methods><method id="SetExternalID" _delta="redefine"><code><![CDATA[
public function SetExternalID($oResponse, $oAction)
{
	$aReply = json_decode($oResponse->GetBody(), true);
	$aTicket = reset($aReply['objects']);
	$this->Set('remote_ticketid', $aTicket['key']);
}
]]></code></method></methods></class>"""
START = '<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.2"><classes>'


def errors(capsys: pytest.CaptureFixture[str], *arguments: str) -> set[str]:
    run(["doctor", "--json", *arguments])
    said: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return {finding["code"] for finding in said if finding["severity"] == "error"}


def test_working_says_a_solution_twice_on_the_older_version(capsys: pytest.CaptureFixture[str]) -> None:
    """Its actions run by name there, so the one that is to come first comes last (recordings 3.1 ``webhook``)."""
    assert errors(capsys, "--profile", "3.1") == {"FD203"}
    assert errors(capsys, "--ours-profile", "3.1") == set()


def test_what_the_older_version_does_not_have_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert errors(capsys, "--wiring", "robust", "--partner-profile", "3.1") == {"FD001"}


def test_untyped_callbacks_are_refused_by_the_newer_version_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    design = tmp_path / "untyped.xml"
    design.write_text(f"{START}{UNTYPED}</classes></itop_design>", "utf-8")

    assert errors(capsys, "--design", str(design)) == {"FI604"}
    assert "FI604" not in errors(capsys, "--design", str(design), "--profile", "3.1")
