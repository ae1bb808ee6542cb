"""The code in the documentation, and what is done with it.

A page is carried out from top to bottom in a folder of its own. A block with a title is written to the file of that
name. A ``console`` block is a dialogue: what follows a ``$`` is run, and what follows that must come out of it, where
``...`` stands for any lines, or for anything within a line. A server that it starts runs until the end of the page, at
a free port in place of the page's, so that pages can be carried out at the same time.
A ``python`` block without a title is executed,
with what those before it have defined. Of ``sh`` and ``yaml`` blocks, which are not run as they need the
network, a server of yours, or much time, the commands of fake-itop must be such commands with such options.
"""

from __future__ import annotations

import json
import re
import shlex
import socket
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Self

import click
import yaml
from lxml import etree

from fake_itop.cli.main import cli

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)(?: +title=\"(?P<title>[^\"]+)\")?(?P<more>[^\n]*)$")
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_PORT = re.compile(r"(?<=port )8\d{3}\b|(?<=127\.0\.0\.1:)8\d{3}\b")
_SERVERS = re.compile(r"fake-itop (serve|pair|record)\b")


@dataclass(frozen=True)
class Block:
    """A block of code: its language, the file that it is, its text, and the line that it begins on."""

    language: str
    title: str
    text: str
    line: int


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page."""
    lines = iter(enumerate(page.splitlines(), 1))
    for number, line in lines:
        fence = _FENCE.match(line)
        if fence is None:
            continue
        body = []
        for _, inner in lines:
            if inner.strip() == "```":
                break
            body.append(inner.removeprefix(fence["indent"]))
        yield Block(fence["language"], fence["title"] or "", "\n".join(body) + "\n", number)


@dataclass(frozen=True)
class Turn:
    """A command, and what is to come out of it; ``None`` where the page does not say."""

    command: str
    output: str | None


def turns(text: str) -> Iterator[Turn]:
    """The commands of a dialogue; a line that ends with a backslash goes on in the next one."""
    for part in re.split(r"^\$ ", text.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield Turn(command, output or None)


def fits(got: str, wanted: str) -> bool:
    """Whether an output is the wanted one, ``...`` standing for anything."""
    lines = ["(?:.*\n)*?" if line.strip() == "..." else _line(line) for line in wanted.strip("\n").split("\n")]
    return re.fullmatch("".join(lines), f"{got.strip(chr(10))}\n") is not None


def _line(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.rstrip().split("...")) + " *\n"


class Session:
    """A folder in which a page is carried out, and the servers that it has started; a context manager."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = environment
        self._servers: list[subprocess.Popen[str]] = []
        self._names: dict[str, object] = {"__name__": "snippet"}
        self._ports: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.terminate()
            server.communicate()

    def carry_out(self, block: Block) -> None:
        """Do with a block what is to be done with it."""
        block = replace(block, text=_PORT.sub(lambda port: self._free(port[0]), block.text))
        if block.title:
            (self._folder / block.title).parent.mkdir(parents=True, exist_ok=True)
            (self._folder / block.title).write_text(block.text, "utf-8")
        elif block.language == "console":
            for turn in turns(block.text):
                self._take(turn)
        elif block.language == "python":
            exec(compile(block.text, f"line {block.line}", "exec"), self._names)  # noqa: S102 - our own docs
        check_form(block)

    def _free(self, port: str) -> str:
        """The free port that stands for one of the page's."""
        if port not in self._ports:
            with socket.create_server(("127.0.0.1", 0)) as listener:
                self._ports[port] = str(listener.getsockname()[1])
        return self._ports[port]

    def _take(self, turn: Turn) -> None:
        if _SERVERS.search(turn.command):
            self._serve(turn)
            return
        done = subprocess.run(  # noqa: S602 - our own docs
            turn.command,
            shell=True,
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=100,
            check=False,
        )
        if turn.output is not None:
            assert fits(done.stdout, turn.output), (
                f"$ {turn.command}\n{done.stdout}\n--- but the page says\n{turn.output}"
            )

    def _serve(self, turn: Turn) -> None:
        command = shlex.split(turn.command, comments=True)
        server = subprocess.Popen(
            command, cwd=self._folder, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._servers.append(server)
        assert server.stdout is not None
        assert server.stderr is not None
        ready = server.stdout.readline()
        assert ready.startswith("READY "), server.stderr.read()


def check_form(block: Block) -> None:
    """Refuse data that is not in the form of its language, and commands that are none of ours."""
    match block.language:
        case "json":
            json.loads(block.text)
        case "toml":
            tomllib.loads(block.text)
        case "xml":
            etree.fromstring(f"<page {XSI}>{re.sub('<[?]xml.*?[?]>', '', block.text)}</page>")
        case "yaml":
            for text in _texts(yaml.safe_load(block.text)):
                _check_commands(text)
        case "sh":
            _check_commands(block.text)


def _texts(data: object) -> Iterator[str]:
    """Each text in what was read from YAML."""
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    if isinstance(data, str):
        yield data
    for each in inner:
        yield from _texts(each)


def _check_commands(text: str) -> None:
    for command in _commands(text):
        check_command(command)


def _commands(text: str) -> Iterator[list[str]]:
    for line in text.replace("\\\n", " ").splitlines():
        if "fake-itop" in line:
            lexer = shlex.shlex(line.removeprefix("$ "), posix=True, punctuation_chars=True)
            for operator, words in groupby(lexer, key=lambda word: set(word) <= set(lexer.punctuation_chars)):
                name, *rest = words
                if not operator and name.endswith("fake-itop"):
                    yield rest


def check_command(words: list[str]) -> None:
    """Refuse a command line of fake-itop that names a command or an option that there is not."""
    context = click.Context(cli)
    if not words or words[0].startswith("-"):
        return
    command = cli.get_command(context, words[0])
    assert command is not None, f"no command {words[0]}"
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    for word in words[1:]:
        name = word.partition("=")[0]
        assert not name.startswith("--") or name in known or name == "--help", f"{words[0]} has no {name}"
