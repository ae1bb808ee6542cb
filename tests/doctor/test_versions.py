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
START = '<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0"><classes>'


def errors(capsys: pytest.CaptureFixture[str], *arguments: str) -> set[str]:
    run(["doctor", "--json", *arguments])
    said: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return {finding["code"] for finding in said if finding["severity"] == "error"}


def test_working_says_a_solution_twice_breaks_on_quotes_and_loses_the_id_on_the_older_version(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its actions run by name there, so the one that is to come first comes last (recordings 3.1 ``webhook``)."""
    assert errors(capsys, "--profile", "3.1") == {"FD203", "FD507", "FI701"}
    assert errors(capsys, "--ours-profile", "3.1") == {"FD507", "FI701"}
    assert errors(capsys, "--profile", "3.0") == {"FD203"}


def test_any_version_keeps_the_id_on_each(capsys: pytest.CaptureFixture[str]) -> None:
    """The partner tells it by a webhook of its own; what breaks on quotes breaks all the same."""
    assert errors(capsys, "--wiring", "any-version", "--profile", "3.1") == {"FI701"}
    assert errors(capsys, "--wiring", "any-version", "--profile", "3.1+1.4.6") == set()
    assert errors(capsys, "--wiring", "any-version", "--profile", "3.0") == set()


def test_what_the_older_version_does_not_have_is_refused_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    run(["doctor", "--wiring", "robust", "--partner-profile", "3.1"])
    said, *others = capsys.readouterr().out.splitlines()

    assert "FD001" in said
    assert "partner has no attribute 'asynchronous' of ActioniTopWebhook, which there is since profile 3.2" in said
    assert "robust: wiring, 1 error" in others


def test_untyped_callbacks_are_refused_by_the_newer_version_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    design = tmp_path / "untyped.xml"
    design.write_text(f"{START}{UNTYPED}</classes></itop_design>", "utf-8")

    assert errors(capsys, "--design", str(design)) == {"FI604"}
    assert "FI604" not in errors(capsys, "--design", str(design), "--profile", "3.1")
