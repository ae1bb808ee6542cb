"""What does not fit a version is told in one line: what it is, what is known, and what would be right."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fake_itop.check.trial import Trial
from fake_itop.cli.main import cli
from fake_itop.cli.options import pair_profile_options, profile_option
from fake_itop.datamodel import DesignError
from fake_itop.datamodel.attributes.caselog import LogEntry
from fake_itop.notifications.json_payloads import PreparationError
from fake_itop.notifications.placeholders import VERBS
from fake_itop.profiles import find


def design(folder: Path, version: str) -> Path:
    file = folder / "mine.xml"
    file.write_text(f'<itop_design version="{version}"><classes/></itop_design>')
    return file


@pytest.mark.parametrize(
    ("profile", "version", "said"),
    [
        ("3.1", "3.2", 'found version="3.2", and iTop 3.1 reads up to 3.1; choose --profile 3.2, or write it for 3.1'),
        ("3.2", "4.0", 'found version="4.0", and iTop 3.2 reads up to 3.2; known are 1.0, 1.1, 1.2'),
    ],
)
def test_a_design_of_a_newer_format_is_refused(tmp_path: Path, profile: str, version: str, said: str) -> None:
    with pytest.raises(DesignError) as refused:
        find(profile).datamodel([design(tmp_path, version)])

    assert said in str(refused.value)
    assert "mine.xml:1: " in str(refused.value)


@pytest.mark.parametrize("version", ["1.7", "3.0", "3.1"])
def test_a_design_of_an_older_format_is_read(tmp_path: Path, version: str) -> None:
    assert "UserRequest" in find("3.1").datamodel([design(tmp_path, version)])


@pytest.mark.parametrize(
    ("options", "profiles"),
    [
        (("--profile", "3.1", "--webhook-extension", "1.4.6"), ("3.1+1.4.6", None, None)),
        (("--webhook-extension", "1.4.4", "--ours-profile", "3.1"), ("3.2+1.4.4", "3.1+1.4.4", None)),
        (
            ("--webhook-extension", "1.4.4", "--ours-profile", "3.1", "--partner-profile", "3.1"),
            (None, "3.1+1.4.4", "3.1+1.4.4"),
        ),
        (("--profile", "3.1", "--ours-webhook-extension", "1.4.1"), ("3.1", "3.1+1.4.1", None)),
        (("--partner-webhook-extension", "1.3.3", "--partner-profile", "3.0"), (None, None, "3.0+1.3.3")),
        (
            ("--webhook-extension", "1.4.6", "--ours-webhook-extension", "1.4.1", "--profile", "3.1"),
            ("3.1+1.4.6", "3.1+1.4.1", None),
        ),
    ],
)
def test_a_webhook_extension_is_put_into_the_profiles(
    options: tuple[str, ...], profiles: tuple[str | None, ...]
) -> None:
    @click.command()
    @pair_profile_options
    @profile_option
    def command(**given: str | None) -> None:
        assert tuple(given[name] for name in ("profile", "ours_profile", "partner_profile")) == profiles

    assert CliRunner().invoke(command, options, catch_exceptions=False).exit_code == 0


def test_an_extension_that_is_not_known_with_a_side_is_refused() -> None:
    result = CliRunner().invoke(cli, ["doctor", "--ours-profile", "3.0", "--ours-webhook-extension", "1.4.6"])

    assert "profile 3.0 is not known with webhook extension '1.4.6'; known are 1.3.3, 1.2.1" in result.output


NASTY = 'say "no" \\ and\nagain'


@pytest.mark.parametrize("verb", ["", *VERBS])
@pytest.mark.parametrize("code", ["title", "description", "private_log"])
def test_no_placeholder_carries_a_quote_or_a_line_end_over_extension_1_3(verb: str, code: str) -> None:
    """So no wiring can (recordings 3.1 ``transfer``: `Wrong JSON format for input`)."""
    profile = find("3.1")
    trial = Trial(profile.datamodel(), profile)
    html = f"<p>{NASTY}</p>"
    log = (LogEntry("2026-01-31 12:00:00", "Somebody", 1, html),)
    record = trial.samples.filled(trial.model["UserRequest"])
    record = record.with_values({"title": NASTY, "description": html, "private_log": log})
    placeholder = f"$this->{verb}({code})$" if verb else f"$this->{code}$"

    try:
        sent = profile.notifications.expand_json(trial.placeholders(record), f'{{"v": "{placeholder}"}}')
    except PreparationError:
        return
    assert "again" not in sent
