"""The console's address: where it is told, what else is at it, and that it costs nothing before somebody comes."""

from __future__ import annotations

import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.webconsole.pair import console_of, serving
from tests.webconsole.visitor import Visitor, let_in

FAKE_ITOP = [sys.executable, "-m", "fake_itop"]


def test_an_instances_own_address_leads_to_the_console() -> None:
    with serving() as console:
        control = console.pair.partner.root_url + "__fake__/"

        assert console_of(control) == console.address
        assert console_of(f"{control}?token={console.token}") == f"{console.address}?token={console.token}"


def test_all_who_come_first_at_once_are_answered() -> None:
    with serving() as console, ThreadPoolExecutor(8) as visitors:
        answers = list(visitors.map(lambda _: Visitor(console.address).get("/").status, range(8)))

    assert answers == [401] * 8


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*FAKE_ITOP, "serve", "--port", "0", "--console-port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (f"fake-itop: port {port} of 127.0.0.1 is in use: choose another, or 0 for a free one\n")


def test_without_a_console_its_address_leads_nowhere() -> None:
    command = [*FAKE_ITOP, "serve", "--port", "0", "--no-console"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        root = process.stdout.readline().partition('"rest": "')[2].partition("webservices")[0]
        answer = Visitor(root).get("/__fake__/")
        process.terminate()

        assert answer.status == 404
        assert "console" not in process.stderr.read()


def test_what_draws_pages_is_not_imported_at_the_start() -> None:
    script = "import sys, fake_itop.cli.pair; print([m for m in sys.modules if m.split('.')[0] == 'jinja2'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_one_instance_alone_has_a_console_too() -> None:
    with subprocess.Popen([*FAKE_ITOP, "serve", "--port", "0", "-q"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        root, token = (line.partition(f'"{key}": "')[2].partition('"')[0] for key in ("control", "token"))
        page = let_in(console_of(root), token).get("/").text
        process.terminate()

    assert "No tickets yet." in page
    assert "Elsewhere" in page


def test_a_version_that_the_doctor_has_not_studied_is_told() -> None:
    with serving("--profile", "3.1") as console:
        page = let_in(console.address, console.token).get("/findings")

    assert (page.status, "Our iTop imitates iTop 3.1: the doctor has not studied it." in page.text) == (200, True)
