"""An edition is chosen wherever a version is, and is part of a profile's name."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from fake_itop.cli.main import cli
from fake_itop.profiles import EDITIONS, UnknownProfileError, find
from fake_itop.testing import ItopSettings
from fake_itop.testing.building import models_of
from tests.profiles.test_commands import run


@pytest.mark.parametrize(
    ("name", "edition", "found"),
    [
        ("3.2", "itil", "3.2-itil"),
        ("3.2", "simple", "3.2"),
        ("3.2-itil", None, "3.2-itil"),
        ("3.2-itil", "simple", "3.2-itil"),
        ("3.1-simple", "itil", "3.1"),
        ("3.2+1.4.4", "itil", "3.2-itil+1.4.4"),
        ("3.2-itil+1.4.6", None, "3.2-itil"),
    ],
)
def test_a_profile_is_of_the_edition_that_its_name_or_else_the_edition_says(
    name: str, edition: str | None, found: str
) -> None:
    assert find(name, edition).name == found


@pytest.mark.parametrize(
    ("name", "edition", "said"),
    [
        ("3.1", "itil", "iTop 3.1 is not known of the edition 'itil'; known of it is 3.2"),
        ("3.2-itl", None, "no edition 'itl'; did you mean itil?"),
    ],
)
def test_an_edition_that_is_not_known_is_refused_with_what_is(name: str, edition: str | None, said: str) -> None:
    with pytest.raises(UnknownProfileError) as refused:
        find(name, edition)

    assert str(refused.value) == said


def test_editions_share_the_classes_that_they_have_in_common() -> None:
    """Beside those of its own, the classes of the ITIL edition are the simple one's."""
    simple, itil = (EDITIONS[name]["3.2"].datamodel() for name in ("simple", "itil"))

    assert [name for name in itil.classes if name in simple] == list(simple.classes)
    assert {"Incident", "Problem", "KnownError", "RoutineChange", "NormalChange", "EmergencyChange"} <= {
        name for name in itil.classes if name not in simple
    }


def test_commands_take_an_edition() -> None:
    code, said = run("oql", "--edition", "itil", "--explain", "SELECT Incident")

    assert code == 0, said


def test_the_configuration_names_an_edition(tmp_path: Path) -> None:
    config = tmp_path / "fake-itop.toml"
    config.write_text('edition = "itil"\n')

    code, said = run("oql", "--config", config, "SELECT Incident")

    assert code == 0, said


def test_an_edition_is_refused_where_a_sides_version_is_not_known_of_it() -> None:
    result = CliRunner().invoke(cli, ["scenarios", "--edition", "itil", "--partner-profile", "3.1"])

    assert result.exit_code == 2
    assert "'--edition': iTop 3.1 is not known of the edition 'itil'; known of it is 3.2" in result.output


def test_instances_of_tests_take_an_edition() -> None:
    models = models_of(("ours", "partner"), ItopSettings(edition="itil", partner_profile="3.1-simple"))

    assert ("Incident" in models["ours"], "Incident" in models["partner"]) == (True, False)


def test_the_tutorials_scenarios_hold_on_the_itil_edition() -> None:
    code, said = run("scenarios", "--edition", "itil", "--wiring", "working")

    assert code == 0, said
