"""``fake-itop pull --objects`` and ``fake-itop compare`` against an iTop that listens."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from fake_itop.cli.building import build_members
from fake_itop.cli.main import run
from fake_itop.client import Client, ControlClient
from fake_itop.journal import Traffic
from fake_itop.server.listening import Server, serving
from fake_itop.state import to_document
from tests.cli import program
from tests.cli.program import REST, started
from tests.cli.test_pull_command import OPTIONS
from tests.helpers import an_itop


@pytest.fixture(scope="module")
def there() -> Iterator[tuple[str, ControlClient]]:
    members = build_members(OPTIONS, {"itop": 0}, ())
    (member,) = members
    with serving(Server(members, Traffic(max_depth=20), allowed_hosts=(), control_hosts=())):
        yield member.place.root_url, ControlClient(member.place.control_url, member.token)


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())  # nobody sits there who could be asked
    monkeypatch.setenv("FAKE_ITOP_USER", "rest")
    monkeypatch.setenv("FAKE_ITOP_PASSWORD", "Rest-passw0rd!")


def pulled(url: str, output: Path, *more: str) -> int:
    return run(["pull", "--itop-url", url, "--objects", "Person", "--rate", "1000", "-o", str(output), *more])


def test_what_was_pulled_agrees_and_nothing_but_reads_was_asked(
    there: tuple[str, ControlClient], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, control = there
    file = tmp_path / "my-itop.json"
    before = len(control.journal())

    assert pulled(url, file) == 0
    assert run(["compare", "--itop-url", url, "--data", str(file), "--reads", "30", "--rate", "1000"]) == 0
    assert capsys.readouterr().out == "of 30 reads 30 agree\n"
    bodies = [row["body"] for row in control.journal()[before:]]
    assert len(bodies) > 30
    assert all("core%2Fget" in body for body in bodies)
    assert list(tmp_path.iterdir()) == [file], "what was read so far is gone"


def test_stand_ins_are_told_attribute_by_attribute(
    there: tuple[str, ControlClient], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, _ = there
    file = tmp_path / "my-itop.json"

    assert pulled(url, file, "--anonymise") == 0
    assert "Person.email: 1 × e-mail address" in capsys.readouterr().err.splitlines()
    assert run(["compare", "--itop-url", url, "--data", str(file), "--json", "--rate", "1000"]) == 0
    assert json.loads(capsys.readouterr().out)["agreeing"] == 100


def test_what_is_no_state_is_told_before_anything_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "broken.json"
    file.write_text("{broken")

    assert run(["compare", "--itop-url", "http://127.0.0.1:9/", "--data", str(file)]) == 2
    assert capsys.readouterr().err.startswith(f"fake-itop: {file}: not JSON: ")


def test_an_iTop_that_does_not_answer_leaves_what_was_read(  # noqa: N802 - its name
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "my-itop.json"

    assert pulled("http://127.0.0.1:9/", file) == 4
    said = capsys.readouterr().err
    assert said.startswith("fake-itop: http://127.0.0.1:9/ does not answer: ")
    assert "0 objects are kept in " in said
    assert said.endswith("my-itop.json.part, and the same command goes on from there\n")
    assert not file.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pull", "--objects", "Person"], "--objects, --itop-url and --output belong together"),
        (["pull", "--itop-url", "itop.example", "--objects", "Person", "-o", "x.json"], "no address; right would be"),
        (["compare", "--itop-url", "http://itop.example/", "--data", "none.json"], "none.json: cannot be read"),
    ],
)
def test_what_is_said_wrong_is_told(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert said in capsys.readouterr().err


def test_data_that_was_not_pulled_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:

    file = tmp_path / "kept.json"
    file.write_text(to_document({"itop": an_itop()}), "utf-8")

    assert run(["compare", "--itop-url", "http://itop.example/", "--design", "transfer", "--data", str(file)]) == 2
    assert "says nothing of a pull" in capsys.readouterr().err


def test_what_was_pulled_is_wired_in_a_pair(there: tuple[str, ControlClient], tmp_path: Path) -> None:
    """Ours starts from it, the partner's fresh; the wiring comes on top."""
    url, _ = there
    file = tmp_path / "my-itop.json"
    Client(f"{url}webservices/rest.php", REST).create("Organization", {"name": "Only there"})

    assert pulled(url, file, "--objects", "Organization", "--design", "transfer", "--name", "ours") == 0
    ports = ("--ours-port", "0", "--partner-port", "0", "--no-console")
    with started("pair", "--data", str(file), *ports, "-q") as (_, ready):
        ours, partner = (Client(ready[name]["rest"], REST) for name in ("ours", "partner"))
        names = [each["name"] for each in ours.find("Organization", output_fields="name")]

        assert {"Only there", "Partner Inc"} <= set(names)
        assert "Only there" not in [each["name"] for each in partner.find("Organization", output_fields="name")]
        assert [each["name"] for each in ours.find("ActionWebhook", output_fields="name")] == ["push", "transfer"]


def test_a_pulled_state_of_none_of_the_instances_is_told(there: tuple[str, ControlClient], tmp_path: Path) -> None:
    file = tmp_path / "my-itop.json"
    pulled(there[0], file, "--design", "transfer")

    code, _, said = program.run("pair", "--data", str(file), "--ours-port", "0", "--partner-port", "0")
    assert code == 2
    assert "no state of ours; it keeps itop" in said
