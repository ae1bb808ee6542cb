"""The command line as a program: the READY line, signals, exit codes, one-line errors."""

import signal
import socket
from pathlib import Path

import pytest

from fake_itop.client import Client, ControlClient
from tests.cli.program import REST, run, started


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_says_once_that_it_is_ready_and_stops_at_a_signal(number: int) -> None:
    with started("serve", "--port", "0") as (process, ready):
        assert list(ready) == ["itop"]
        assert list(ready["itop"]) == ["rest", "control", "token"]
        process.send_signal(number)
        rest, told = process.communicate(timeout=5)

    assert (process.returncode, rest) == (0, "")
    assert f"curl {ready['itop']['rest']}" in told
    assert "Traceback" not in told


def test_serve_answers_at_the_addresses_of_its_ready_line() -> None:
    with started("serve", "--port", "0", "-q") as (_, ready):
        client = Client(ready["itop"]["rest"], REST)
        found = client.get("Person", 1, output_fields="friendlyname")
        control = ControlClient(ready["itop"]["control"], ready["itop"]["token"])

        assert found["message"] == "Found: 1"
        assert [row["kind"] for row in control.journal()] == ["request"]


def test_two_unwired_instances_know_nothing_of_each_other() -> None:
    with started("pair", "--no-wiring", "--ours-port", "0", "--partner-port", "0") as (_, ready):
        assert list(ready) == ["ours", "partner"]
        Client(ready["ours"]["rest"], REST).create("Organization", {"name": "Only ours"})
        there = Client(ready["partner"]["rest"], REST).get("Organization", "SELECT Organization WHERE name='Only ours'")

        assert there["objects"] is None


def test_a_clock_that_stands_still_shows_in_what_is_written() -> None:
    with started("serve", "--port", "0", "--clock", "2026-01-31T12:00:00") as (_, ready):
        control = ControlClient(ready["itop"]["control"], ready["itop"]["token"])

        assert control.advance(1) == "2026-01-31 12:00:01"


def test_the_designs_parts_that_are_ignored_are_named_on_demand(tmp_path: Path) -> None:
    design = tmp_path / "menu.xml"
    design.write_text('<itop_design version="3.2"><menus><menu id="x"/></menus></itop_design>')
    with started("serve", "--port", "0", "--design", str(design), "-v") as (process, _):
        process.terminate()
        _, told = process.communicate(timeout=5)

    assert "ignored: " in told
    assert "menu.xml:1" in told


def test_a_port_in_use_is_exit_code_3() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, out, told = run("serve", "--port", port)

    assert (code, out) == (3, "")
    assert told == f"fake-itop: port {port} of 127.0.0.1 is in use: choose another, or 0 for a free one\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Missing command"),
        (("srve",), "No such command 'srve'"),
        (("serve", "--prot", "1"), "--prot"),
        (("serve", "--port", "x"), "'x' is not a valid integer"),
        (("serve", "--port", "99999"), "cannot listen at 127.0.0.1, port 99999"),
        (("serve", "--clock", "noon"), "--clock noon: right would be real, frozen, or a moment"),
        (("serve", "--config", "nowhere.toml"), "nowhere.toml: cannot be read: No such file or directory"),
        (("serve", "--design", "nowhere.xml"), "nowhere.xml"),
        (("serve", "--host", "192.0.2.1"), "say --allow-remote too if that is what you want"),
        (("serve", "--max-webhook-depth", "0"), "0 is not in the range x>=1"),
        (("pair", "--wiring", "x", "--no-wiring"), "--wiring and --no-wiring exclude each other"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: tuple[str, ...], told: str) -> None:
    code, out, error = run(*arguments)

    assert told in error
    assert error.startswith("fake-itop: ")
    assert error.count("\n") == 1
    assert (code, out) == (3 if "99999" in arguments else 2, "")


@pytest.mark.parametrize(
    ("option", "content"),
    [
        ("--config", b"users = ["),
        ("--config", b'[[users]]\nlogn = "x"\n'),
        ("--config", b"\xff"),
        ("--design", b"<itop_designs><classes/></itop_designs>"),
        ("--design", b"<itop_design>"),
    ],
)
def test_a_file_that_is_wrong_is_named_in_one_line(tmp_path: Path, option: str, content: bytes) -> None:
    file = tmp_path / "given"
    file.write_bytes(content)
    code, out, error = run("serve", "--port", "0", option, str(file))

    assert (code, out, error.count("\n")) == (2, "", 1)
    assert "given" in error
    assert "Traceback" not in error


def test_help_and_version_are_told_on_stdout() -> None:
    code, out, error = run("-h")

    assert (code, error) == (0, "")
    assert all(name in out for name in ("pair", "serve"))
    assert run("--version")[1].startswith("fake-itop ")
    assert "--max-webhook-depth" in run("pair", "-h")[1]


def test_methods_that_are_not_imitated_are_named_on_demand(tmp_path: Path) -> None:
    design = tmp_path / "php.xml"
    method = '<method id="Check"><code>x</code></method>'
    design.write_text(
        f'<itop_design><classes><class id="Person"><methods>{method}</methods></class></classes></itop_design>'
    )
    with started("serve", "--port", "0", "--design", str(design), "-v") as (process, _):
        process.terminate()
        _, told = process.communicate(timeout=5)

    assert "not imitated: Person::Check" in told
