"""`fake-itop check` as people use it: formats for machines, misuse, the other side's answers over real sockets."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from fake_itop.cli.main import run
from fake_itop.client import Client, FormLogin
from fake_itop.itop.instance import Itop, Specification
from fake_itop.journal import Traffic
from fake_itop.server.listening import ListenAddress, Member, Server, bind, serving
from fake_itop.values.clock import Clock

DATA = Path(__file__).parent / "data"
BROKEN = str(DATA / "tutorial-create.json")
GET = '{"operation": "core/get", "class": "Person", "key": 1, "output_fields": "friendlyname"}'
CREATE = '{"operation": "core/create", "comment": "c", "class": "Organization", "fields": {"name": "Checked"}}'
REST = FormLogin("rest", "Rest-passw0rd!")


@pytest.fixture
def place() -> Iterator[ListenAddress]:
    """A running iTop."""
    place = bind("127.0.0.1", 0)
    itop = Itop(Specification(root_url=place.root_url, clock=Clock.system()))
    with serving(Server([Member(itop, place, "token")], Traffic())):
        yield place


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["check", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def written(folder: Path, text: str, name: str = "request.json") -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_json_is_what_was_promised(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = checked(capsys, "--format", "json", BROKEN)
    (file,) = json.loads(out)["files"]
    assert (code, file["path"], file["kind"]) == (1, BROKEN, "template")
    assert file["findings"][0] == {
        "code": "FI101",
        "severity": "error",
        "line": 12,
        "column": 5,
        "pointer": "",
        "message": "a comma is missing before this, at the end of the line above",
        "fix": "put a comma before it",
    }


def test_sarif_has_the_shape_that_readers_ask_for(capsys: pytest.CaptureFixture[str]) -> None:
    log = json.loads(checked(capsys, "--format", "sarif", BROKEN)[1])
    (one,) = log["runs"]
    rules = {rule["id"] for rule in one["tool"]["driver"]["rules"]}
    assert (log["version"], log["$schema"].rpartition("/")[2]) == ("2.1.0", "sarif-2.1.0.json")
    assert {result["ruleId"] for result in one["results"]} == rules
    for result in one["results"]:
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert 1 <= region["startColumn"] < region["endColumn"]


def test_junit_fails_what_has_errors(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    root = ET.fromstring(checked(capsys, "--format", "junit", BROKEN, written(tmp_path, GET))[1])  # noqa: S314 - our own
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [case.find("failure") is not None for case in suite] == [True, False]


def test_github_gets_a_command_for_each_finding(capsys: pytest.CaptureFixture[str]) -> None:
    lines = checked(capsys, "--format", "github", BROKEN)[1].splitlines()
    assert lines[0].startswith(f"::error file={BROKEN},line=12,col=5,title=FI101::a comma is missing")


def test_people_see_the_line_with_a_caret_and_no_colours_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    out = checked(capsys, BROKEN)[1].splitlines()
    assert out[1:3] == ['      "public_log":"$this->private_log$"', "      ^^^^^^^^^^^^"]
    assert "\x1b" not in "".join(out)


def test_warnings_count_only_if_they_are_to(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = written(tmp_path, GET.replace('"key": 1', '"key": 1, "key": 1'))
    assert checked(capsys, file)[0] == 0
    assert checked(capsys, "--strict", file)[0] == 1


def test_a_page_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = checked(capsys, "--explain", "fi101")
    assert (code, out.splitlines()[0]) == (0, "FI101 (error): A comma is missing")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "no FILE to check"),
        (["nowhere.json"], "nowhere.json: cannot be read: No such file"),
        ([str(DATA)], "cannot be read: Is a directory"),
        (["BINARY"], "no UTF-8 at byte 0"),
        (["--kind", "reques", BROKEN], "did you mean request?"),
        (["--format", "jsn", BROKEN], "did you mean json"),
        (["--design", "transferr", BROKEN], "did you mean transfer?"),
        (["--design", BROKEN, BROKEN], "not well-formed XML"),
        (["--this", "UserReqest", BROKEN], "did you mean UserRequest"),
        (["--watch", "publiclog", BROKEN], "did you mean public_log"),
        (["--explain", "FI999"], "no such finding"),
        (["--target", "ftp://x", BROKEN], "expected fake, or the URL"),
        (["--execute", BROKEN], "--execute needs --target URL"),
    ],
)
def test_misuse_is_told_in_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe{\0")
    files = {"BINARY": str(tmp_path / "binary")}
    code, out, err = checked(capsys, *(files.get(argument, argument) for argument in arguments))
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_the_standard_input_is_read() -> None:
    command = [sys.executable, "-m", "fake_itop", "check", "-"]
    done = subprocess.run(command, input="{", capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout[:16]) == (1, "-:1:1: error FI2")
    empty = subprocess.run(command, input="", capture_output=True, text=True, check=False, timeout=60)
    assert (empty.returncode, empty.stdout[:18]) == (1, "-:1:1: error FI120")


def test_an_empty_file_is_a_finding_among_those_of_the_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, _ = checked(capsys, written(tmp_path, ""), BROKEN)

    assert code == 1
    assert "FI120" in out
    assert BROKEN in out


def test_the_fake_says_what_it_answers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = checked(capsys, "--target", "fake", written(tmp_path, GET))[1]
    assert '"friendlyname": "My first name My last name"' in out.splitlines()[-1]
    assert "cannot be sent" in checked(capsys, "--target", "fake", BROKEN)[1].splitlines()[-1]


def test_an_itop_is_asked_what_does_no_harm(
    place: ListenAddress, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_ITOP_PASSWORD", "Rest-passw0rd!")
    out = checked(capsys, "--target", place.root_url, written(tmp_path, GET))[1]
    assert '"friendlyname": "My first name My last name"' in out.splitlines()[-1]


def test_an_itop_is_asked_to_write_only_if_told_to(
    place: ListenAddress, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_ITOP_PASSWORD", "Rest-passw0rd!")
    file, client = written(tmp_path, CREATE), Client(place.rest_url, REST)
    query = "SELECT Organization WHERE name = 'Checked'"

    kept = checked(capsys, "--target", place.rest_url, file)[1]
    assert "core/create is not sent" in kept
    assert client.get("Organization", query)["objects"] is None

    sent = checked(capsys, "--target", place.rest_url, "--execute", file)[1]
    assert '"message": "created"' in sent
    assert client.get("Organization", query)["objects"] is not None


def test_a_webhook_is_unpacked_before_it_is_sent(
    place: ListenAddress, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_ITOP_PASSWORD", "Rest-passw0rd!")
    for body in (f"version=1.3&json_data={GET}", json.dumps({"version": "1.3", "json_data": json.loads(GET)})):
        out = checked(capsys, "--target", place.rest_url, written(tmp_path, body))[1]
        assert "My first name" in out.splitlines()[-1]


def test_a_refusal_of_the_other_side_is_shown(
    place: ListenAddress, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = checked(capsys, "--target", place.rest_url, "--password", "wrong", written(tmp_path, GET))[1]
    assert "Invalid login" in out.splitlines()[-1]


def test_a_side_that_does_not_answer_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    unused = bind("127.0.0.1", 0)
    unused.socket.close()
    code, _, err = checked(capsys, "--target", unused.rest_url, written(tmp_path, GET))
    assert code == 4
    assert "--target does not answer" in err


def test_a_wiring_is_read_by_the_doctor(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = written(tmp_path, '{"base": "working",\n "changes": [{"of": "push",\n  "set": {"status": "disabled"}}]}')
    code, out, _ = checked(capsys, file)
    assert code == 0
    assert f"{file}:3:21: step " in out
    assert "warning FD003" in out


def test_what_is_no_wiring_after_all_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = written(tmp_path, '[{"to": "nobody", "request": {}}]')
    code, _, err = checked(capsys, file)
    assert (code, err.count("\n")) == (2, 1)
    assert "step 1: \"to\" is 'nobody'" in err
