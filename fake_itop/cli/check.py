"""``fake-itop check``: what a real iTop would think of payloads, requests, replies, designs, callbacks and queries."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from glob import glob
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.target import answers
from fake_itop.datamodel import DesignError, UnknownClassError
from fake_itop.payloads.catalog import pages
from fake_itop.payloads.findings import Kind, Report, Severity
from fake_itop.payloads.judge import DEFAULT_CLASS, Judge
from fake_itop.payloads.output import FORMATS

_STYLES = {": error FI": "bold red", ": warning FI": "yellow", ": info FI": "cyan", "  fix: ": "green"}


@click.command("check")
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option("--kind", type=click.Choice([str(kind) for kind in Kind]), help="What they are, instead of a guess.")
@click.option("--design", multiple=True, metavar="FILE", help="The sender's design delta; repeatable.")
@click.option("--target-design", multiple=True, metavar="FILE", help="The receiver's; the sender's if not given.")
@click.option("--standard", is_flag=True, help="A datamodel without additions, whatever the text names.")
@click.option("--this", default=DEFAULT_CLASS, show_default=True, metavar="CLASS", help="The class that triggers.")
@click.option("--watch", multiple=True, metavar="CODE", help="An attribute that the trigger watches; repeatable.")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--explain", metavar="CODE", help="Print the page of a finding, and check nothing.")
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
    watch: tuple[str, ...],
    format_: str,
    strict: bool,
    explain: str | None,
    target: str | None,
    execute: bool,
    user: str,
    password: str,
) -> int:
    """Judge FILEs (- is the standard input). Exit code 0: no error, 1: errors, 2: a file cannot be used."""
    if explain is not None:
        return _explain(explain)
    if not files:
        raise click.UsageError("no FILE to check; - is the standard input")
    judge = Judge(design or (() if standard else None), target_design or None, this)
    texts = [(name, _read(name)) for name in _expanded(files)]
    try:
        chosen = Kind(kind) if kind is not None else None
        reports = [judge.judge(text, path=name, kind=chosen, watched=watch or None) for name, text in texts]
    except DesignError as error:
        raise CliError(str(error)) from None
    except UnknownClassError:
        raise CliError(f"--this {this}: the datamodel has no such class") from None
    _show(reports, format_)
    if target is not None:
        for line in answers(judge, reports, target, user, password, execute=execute):
            click.echo(line, err=format_ != "text")
    return _exit_code(reports, strict=strict)


def _explain(code: str) -> int:
    page = pages().get(code.upper())
    if page is None:
        raise CliError(f"--explain {code}: no such finding; there are {', '.join(pages())}")
    click.echo(page, nl=False)
    return ExitCode.FINE


def _expanded(files: Sequence[str]) -> list[str]:
    """The files, with patterns resolved for shells that do not."""
    return [found for name in files for found in (sorted(glob(name, recursive=True)) or [name])]  # noqa: PTH207


def _read(name: str) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode()
    except OSError as error:
        raise CliError(f"{name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CliError(f"{name}:{line}: no UTF-8 at byte {error.start}; save the file as UTF-8") from None


def _show(reports: Sequence[Report], format_: str) -> None:
    shown = FORMATS[format_](reports)
    if format_ != "text" or not sys.stdout.isatty():
        click.echo(shown)
        return
    console = Console(soft_wrap=True, highlight=False)
    for line in shown.split("\n"):
        style = next((style for mark, style in _STYLES.items() if mark in line), "")
        console.print(Text(line, style=style))


def _exit_code(reports: Sequence[Report], *, strict: bool) -> int:
    wrong = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    found = any(finding.severity in wrong for report in reports for finding in report.findings)
    return ExitCode.FAILED if found else ExitCode.FINE
