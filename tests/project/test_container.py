"""The container file: no root, a health check, nothing that floats, and a command that there is."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from tests.docs.snippets import check_command

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Containerfile").read_text("utf-8")
LINES = [
    (word.upper(), rest.strip())
    for word, _, rest in (
        line.partition(" ") for line in re.sub(r"\\\n\s*", " ", TEXT).splitlines() if line and not line.startswith("#")
    )
]


def _of(instruction: str) -> list[str]:
    return [rest for word, rest in LINES if word == instruction]


def _last_stage() -> list[tuple[str, str]]:
    start = max(number for number, (word, _) in enumerate(LINES) if word == "FROM")
    return LINES[start:]


def test_every_image_has_a_version() -> None:
    images = [line.split()[0] for line in _of("FROM")]

    assert images
    assert all(re.search(r":\d+\.\d+", image) for image in images)


def test_it_does_not_run_as_root() -> None:
    users = [rest for word, rest in _last_stage() if word == "USER"]

    assert users
    assert users[-1] not in {"root", "0"}
    assert [word for word, _ in _last_stage()].index("USER") < [word for word, _ in _last_stage()].index("ENTRYPOINT")


def test_it_says_whether_it_is_ready() -> None:
    (check,) = _of("HEALTHCHECK")

    command = json.loads(check.partition("CMD ")[2])

    assert "/__fake__/ready" in command[-1]
    compile(command[-1], "HEALTHCHECK", "exec")


def test_it_listens_where_the_container_can_be_reached_by_a_command_that_there_is() -> None:
    (entry,) = _of("ENTRYPOINT")
    words = json.loads(entry)

    check_command(words[1:])
    assert {"0.0.0.0", "--allow-remote"} <= set(words)  # noqa: S104 - in a container


def test_its_ports_are_those_of_the_pair() -> None:
    assert _of("EXPOSE") == ["8101 8102"]


def test_what_it_copies_is_there_and_not_ignored() -> None:
    allowed = {
        line.removeprefix("!") for line in (ROOT / ".containerignore").read_text("utf-8").split() if line[0] == "!"
    }
    copied = {name for line in _of("COPY") if "--from" not in line for name in shlex.split(line)[:-1]}

    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)


def test_commands_of_the_shell_do_not_hide_failures() -> None:
    assert all("|" not in line and ";" not in line and "sudo" not in line for line in _of("RUN"))
