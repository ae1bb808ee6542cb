"""``fake-itop check``: what a real iTop would think of payloads, requests, replies, designs, callbacks and queries."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from glob import glob
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from fake_itop.check.captured import packed
from fake_itop.check.designs import TUTORIAL
from fake_itop.check.json_text import read
from fake_itop.check.judge import DEFAULT_CLASS, Judge
from fake_itop.check.recognition import Receiver, TextKind
from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.judging import Judging, Nearest, judging_options
from fake_itop.cli.options import profile_option
from fake_itop.client import BasicLogin, Client, ItopError, Login, NotItopError
from fake_itop.configuration import users_of
from fake_itop.datamodel import BUILT_IN, DesignError, UnknownClassError
from fake_itop.findings import Report, Severity, pages
from fake_itop.profiles import DEFAULT, VersionProfile, find
from fake_itop.values.http import REST_PATH
from fake_itop.values.names import expected

HARMLESS = ("core/get", "core/check_credentials", "list_operations")
"""Operations that a real iTop is sent without ``--execute``."""


def rest_url(target: str) -> str:
    """The endpoint of an iTop, given by that or by the address of its pages.

    Raises:
        CliError: it is no address.
    """
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise CliError(f"--target {target}: expected fake, or the URL of an iTop such as https://itop.example/")
    return target if parts.path.endswith(".php") else target.rstrip("/") + REST_PATH


def answers(judge: Judge, reports: Sequence[Report], url: str | None, login: Login, *, execute: bool) -> Iterator[str]:
    """One line for each request: what the fake answers, or the iTop at a URL.

    Raises:
        CliError: it cannot be asked.
    """
    for report in reports:
        chosen = judge.of(report.text, TextKind(report.kind))
        data = _request_of(chosen, report)
        if data is None:
            continue
        if not data:
            yield f"{report.path}: cannot be sent, since it is no JSON"
        elif url is None:
            yield f"{report.path}: the fake answers {_short(chosen.target.answer(data))}"
        elif execute or data.get("operation") in HARMLESS:
            yield f"{report.path}: {url} answers {_ask(Client(url, login), data)}"
        else:
            yield f"{report.path}: {data.get('operation')} is not sent to {url} without --execute"


def _request_of(judge: Judge, report: Report) -> Mapping[str, Any] | None:
    """The request in a text: ``None`` where there can be none, empty where it cannot be read."""
    if report.kind not in (TextKind.REQUEST, TextKind.TEMPLATE, TextKind.WEBHOOK):
        return None
    text = report.text
    if report.kind is TextKind.WEBHOOK:
        text = packed(text)
    document = read(text)
    value = judge.sent(document.value) if report.kind is TextKind.TEMPLATE else document.value
    return value if document.is_valid and isinstance(value, Mapping) else {}


def _ask(client: Client, data: Mapping[str, Any]) -> str:
    try:
        return _short(client.call(data))
    except ItopError as error:
        return error.message
    except (OSError, NotItopError, ValueError) as error:
        raise CliError(f"--target does not answer: {error}", ExitCode.UNREACHABLE) from None


def _short(reply: Any) -> str:
    text = json.dumps(reply, ensure_ascii=False)
    return text if len(text) <= 500 else text[:499] + "…"  # noqa: PLR2004 - a line or three


@click.command("check")
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option("--kind", type=Nearest([str(kind) for kind in TextKind]), help="What they are, instead of a guess.")
@click.option("--design", multiple=True, metavar="FILE", help="The sender's design delta; repeatable.")
@click.option("--target-design", multiple=True, metavar="FILE", help="The receiver's; the sender's if not given.")
@click.option("--standard", is_flag=True, help="A datamodel without additions, whatever the text names.")
@click.option("--this", default=DEFAULT_CLASS, show_default=True, metavar="CLASS", help="The class that triggers.")
@click.option("--receiver", type=Nearest([str(one) for one in Receiver]), help="Whom templates are for, not a guess.")
@click.option("--watch", multiple=True, metavar="CODE", help="An attribute that the trigger watches; repeatable.")
@profile_option
@judging_options
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--target", metavar="fake|URL", help="Show what that side answers to requests.")
@click.option("--execute", is_flag=True, help="Let --target URL have requests that write.")
@click.option("--user", default="rest", show_default=True, help="Who asks --target URL.")
@click.option("--password", envvar="FAKE_ITOP_PASSWORD", default="", help="Rather in FAKE_ITOP_PASSWORD.")
def command(
    *,
    files: tuple[str, ...],
    kind: str | None,
    design: tuple[str, ...],
    target_design: tuple[str, ...],
    standard: bool,
    this: str,
    receiver: str | None,
    watch: tuple[str, ...],
    profile: str | None,
    strict: bool,
    target: str | None,
    execute: bool,
    user: str,
    password: str,
    **given: Any,
) -> int:
    """Judge FILEs (- is the standard input). Exit code 0: no error, 1: errors, 2: a file cannot be used."""
    judging = Judging.out_of(given)
    if judging.explain is not None:
        return judging.explained(pages())
    if not files:
        raise click.UsageError("no FILE to check; - is the standard input")
    if execute and target in (None, "fake"):
        raise click.UsageError("--execute needs --target URL")
    address = None if target in (None, "fake") else rest_url(target or "")
    for name in (*design, *target_design):
        _need_design(name)
    version = DEFAULT if profile is None else find(profile)
    judge = Judge(
        design or (() if standard else None),
        target_design or None,
        this,
        version,
        receiver=None if receiver is None else Receiver(receiver),
    )
    texts = [(name, _read(name)) for name in _expanded(files)]
    judging.open(pages(), [name for name, _text in texts])
    try:
        chosen = TextKind(kind) if kind is not None else None
        _need_attributes(judge, watch)
        reports = [judge.judge(text, path=name, kind=chosen, watched=watch or None) for name, text in texts]
        reports = [_whole(report, design, version) for report in reports]
    except DesignError as error:
        raise CliError(str(error)) from None
    except UnknownClassError:
        raise CliError(f"--this {this}: no such class, {expected(this, judge.sender.model.classes)}") from None
    reports = judging.left(reports)
    judging.tell("check", reports, pages())
    if target is not None:
        for line in answers(judge, reports, address, BasicLogin(user, password), execute=execute):
            click.echo(line, err=not judging.for_people)
    return _exit_code(reports, strict=strict)


def _whole(report: Report, design: Sequence[str], profile: VersionProfile) -> Report:
    """The report on a text; of a wiring that can be read, what the doctor says."""
    if report.kind != TextKind.WIRING or report.findings:
        return report
    from fake_itop.cli.doctor import report_on  # noqa: PLC0415 - no other text has to wait for it
    from fake_itop.integration.wiring import parse  # noqa: PLC0415 - likewise

    wiring = parse(report.text.encode(), report.path)
    profiles = dict.fromkeys(wiring.instances, profile)
    return report_on(wiring, users_of(None), [Path(each) for each in design], profiles)


def _need_design(name: str) -> None:
    if name not in BUILT_IN and not Path(name).exists():
        raise CliError(f"{name}: no such file, and no built-in design, {expected(name, BUILT_IN)}")


def _need_attributes(judge: Judge, codes: Sequence[str]) -> None:
    known = {*judge.this.attributes, *Judge((TUTORIAL,), this_name=judge.this_name).this.attributes}
    for code in codes:
        if code not in known:
            raise CliError(f"--watch {code}: {judge.this_name} has no such attribute, {expected(code, known)}")


def _expanded(files: Sequence[str]) -> list[str]:
    """The files, with patterns resolved for shells that do not."""
    return [found for name in files for found in (sorted(glob(name, recursive=True)) or [name])]  # noqa: PTH207


def _read(name: str) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = content.decode()
    except OSError as error:
        raise CliError(f"{name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CliError(f"{name}:{line}: no UTF-8 at byte {error.start}; save the file as UTF-8") from None
    return text


def _exit_code(reports: Sequence[Report], *, strict: bool) -> int:
    wrong = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    found = any(finding.severity in wrong for report in reports for finding in report.findings)
    return ExitCode.FAILED if found else ExitCode.FINE
