"""A server from the moment it is built until it is stopped: the READY line, the banner, the signals."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Self

import click

from fake_itop.cli.errors import CliError, StartAgain
from fake_itop.cli.files import write_whole
from fake_itop.cli.keeping import KeepingOptions
from fake_itop.cli.options import Options, ServingOptions
from fake_itop.cli.watching import changed, check_watch
from fake_itop.journal import Journal, Message, Traffic
from fake_itop.server.control import TOKEN_HEADER
from fake_itop.server.listening import STOPPING, Console, Member, Server, run_until_stopped
from fake_itop.values.budget import Limits
from fake_itop.values.clock import processor_time


class ReadyFile:
    """There once everything listens, and gone when the server stops; a context manager.

    It appears all at once, and only its owner can read it, as it holds the tokens of the control API. Without a path
    there is none. What an earlier server left is removed first.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def __enter__(self) -> Self:
        self._remove()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(CliError):
            self._remove()

    def write(self, text: str) -> None:
        """Let it appear.

        Raises:
            CliError: it cannot be written.
        """
        if self._path is None:
            return
        try:
            write_whole(self._path, f"{text}\n")
        except (OSError, ValueError) as error:
            raise self._error(error) from None

    def _remove(self) -> None:
        if self._path is None:
            return
        try:
            self._path.unlink(missing_ok=True)
        except (OSError, ValueError) as error:
            raise self._error(error) from None

    def _error(self, error: Exception) -> CliError:
        return CliError(f"--ready-file {self._path}: cannot be written: {getattr(error, 'strerror', None) or error}")


Tell = Callable[[Message], None]
_ARROWS = {"request": "<-", "webhook": "->"}
_LENGTH = 200


def teller(form: str, write: Callable[[str], None]) -> Tell:
    """Writes a line for each message of a journal: ``json``, the row as the control API gives it, or ``text``."""
    line = json_line if form == "json" else text_line

    def tell(message: Message) -> None:
        if message.reply is not None or not message.is_answerable:
            write(line(message.to_json()))

    return tell


def json_line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, default=str)


def text_line(row: Mapping[str, Any]) -> str:
    """A row for people: when, whose, what, and what came of it."""
    what = _message(row) if "url" in row else _shortened(json.dumps(row["act"], ensure_ascii=False, default=str))
    kind = _ARROWS.get(row["kind"], row["kind"])
    cause = "" if row["cause"] is None else f" (of #{row['cause']})"
    return f"{row['time']} {row['instance']} #{row['seq']}{cause} {kind} {what}{_outcome(row)}"


def _message(row: Mapping[str, Any]) -> str:
    return f"{row['method']} {row['url']}"


def _outcome(row: Mapping[str, Any]) -> str:
    reply = row["reply"]
    if row.get("stopped"):
        return f": {row['stopped']}"
    if reply is None:
        return ""
    if "status" in reply:
        return f": {reply['status']} {_shortened(reply['body'])}".rstrip()
    return f": {reply.get('failure') or json.dumps(reply, default=str)}"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LENGTH else f"{line[: _LENGTH - 1]}…"


def stop_at_sigterm() -> None:
    """Let SIGTERM and SIGHUP end the program as Ctrl-C does while it is still starting."""
    for number in STOPPING:
        signal.signal(number, _interrupt)


@contextmanager
def signals_given_back() -> Iterator[None]:
    """Handle signals afterwards as before the block."""
    before = {number: signal.getsignal(number) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(frozen=True)
class Built:
    """Instances that are ready to be served, and the web console."""

    members: Sequence[Member]
    console: Console | None

    def close(self) -> None:
        """Give up the addresses: they are not going to be served."""
        for place in (*(member.place for member in self.members), *([self.console.place] if self.console else [])):
            place.socket.close()


Build = Callable[[bool], Built]
"""Builds instances at the ports that the options say, or at free ones."""


def serve(
    options: Options, serving: ServingOptions, keeping: KeepingOptions, build: Build, files: Sequence[Path]
) -> None:
    """Serve instances, and the web console, until Ctrl-C or SIGTERM.

    Raises:
        CliError: they cannot be built, or a file that is asked for cannot be written.
        StartAgain: one of the watched files has changed, so that the whole command is to be carried out anew.
    """
    if serving.watch:
        check_watch(files)
    with signals_given_back():
        built = build(False)
        again = _serve(options, serving, built, build, files)
        keeping.end(built.members)
    if again:
        raise StartAgain


def _serve(options: Options, serving: ServingOptions, built: Built, build: Build, files: Sequence[Path]) -> bool:
    """Serve once; whether it is to be done again."""
    members, console = built.members, built.console
    traffic = Traffic(
        Journal(max_rows=serving.journal_max),
        max_depth=options.max_webhook_depth,
        limits=Limits().times(serving.budget),
        processor_time=processor_time,
    )
    server = Server(
        members,
        traffic,
        allowed_hosts=options.allow_webhook_host,
        control_hosts=options.control_host,
        webhook_timeout=serving.webhook_timeout,
        allow_cross_site=serving.allow_cross_site,
        console=console,
        slices=True,
    )
    until = changed(files, lambda: build(True).close()) if serving.watch else None
    with ReadyFile(serving.ready_file) as ready, traffic.journal.watched(_teller(serving.log_format)):
        return asyncio.run(run_until_stopped(server, lambda: _announce(options, members, console, ready), until))


def _teller(form: str | None) -> Tell:
    return teller(form, lambda line: click.echo(line, err=True)) if form is not None else lambda _: None


def _announce(options: Options, members: Sequence[Member], console: Console | None, ready: ReadyFile) -> None:
    if not options.quiet:
        click.echo(banner(members, has_console=console is not None), err=True)
    where = json.dumps({member.name: _addresses(member) for member in members})
    ready.write(where)
    click.echo(f"READY {where}")


def banner(members: Sequence[Member], *, has_console: bool) -> str:
    """What people are told: where the instances and the console are, and what to try."""
    first = members[0]
    console = [f"console: {first.place.control_url}?token={first.token}"] if has_console else []
    return "\n".join(
        [
            *(f"{member.name} listens at {member.place.rest_url}" for member in members),
            *console,
            "Try:",
            f"  curl {first.place.rest_url}?version=1.3 -d auth_user=LOGIN -d auth_pwd=PASSWORD \\",
            """    -d 'json_data={"operation":"core/get","class":"Person","key":"SELECT Person"}'""",
            f"  curl {first.place.control_url}journal -H '{TOKEN_HEADER}: {first.token}'",
            f"  curl -X POST {first.place.control_url}reset -H '{TOKEN_HEADER}: {first.token}'",
            "Ctrl-C stops.",
        ]
    )


def _addresses(member: Member) -> dict[str, str]:
    return {"rest": member.place.rest_url, "control": member.place.control_url, "token": member.token}


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
