"""The options of all commands that judge: how findings are told, what one means, and which were accepted."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

import click
from rich.console import Console
from rich.text import Text

from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.findings import Page, Report
from fake_itop.findings.baseline import Baseline, BaselineError, FindingKey, read, write
from fake_itop.findings.formats import FORMATS
from fake_itop.values.names import expected

Command = Callable[..., Any]
_FILE = click.Path(path_type=Path, dir_okay=False)
_STYLES = {": error F": "bold red", ": warning F": "yellow", ": info F": "cyan", "  fix: ": "green"}


class Nearest(click.Choice[str]):
    """One of some words; for another the nearest is offered."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word.

        Raises:
            BadParameter: it is none of them.
        """
        if value not in self.choices:
            self.fail(f"no {value!r}, {expected(value, self.choices)}", param, ctx)
        return value


_OPTIONS = (
    click.option("--format", "format_", type=Nearest(list(FORMATS)), default="text", show_default=True),
    click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
    click.option("--baseline", type=_FILE, metavar="FILE", help="Findings that were accepted: they are not told."),
    click.option("--write-baseline", type=_FILE, metavar="FILE", help="Accept what is found, and write that down."),
    click.option("--reason", metavar="TEXT", help="Why what --write-baseline accepts is accepted."),
    click.option("--explain", metavar="CODE", help="Say what a finding means, and judge nothing."),
)


def judging_options(command: Command) -> Command:
    """Give a command the options of `Judging`, by their names."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass
class Judging:
    """How one run of a command tells what it finds.

    Raises:
        CliError: --reason is missing, or has nothing to be the reason of.
    """

    format_: str
    as_json: bool
    baseline: Path | None
    write_baseline: Path | None
    reason: str | None
    explain: str | None
    _known: Baseline | None = field(default=None, init=False)
    _files: Sequence[str] = field(default=(), init=False)
    _accepted: list[FindingKey] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        if (self.write_baseline is None) is not (self.reason is None):
            raise CliError("--write-baseline FILE and --reason TEXT belong together: say why it is accepted")
        if self.as_json:
            self.format_ = "json"

    @classmethod
    def out_of(cls, given: dict[str, Any]) -> Self:
        """Take these options out of all that a command was given."""
        return cls(**{option.name: given.pop(option.name) for option in fields(cls) if option.init})

    @property
    def for_people(self) -> bool:
        """Whether what is printed is for people."""
        return self.format_ == "text"

    def explained(self, pages: Mapping[str, Page]) -> int:
        """Print the page of the finding that --explain names; gives the exit code.

        Raises:
            CliError: there is no such finding.
        """
        code = self.explain or ""
        page = pages.get(code) or pages.get(code.upper())
        if page is None:
            raise CliError(f"--explain {code}: no such finding, {expected(code.upper(), pages)}")
        click.echo(page, nl=False)
        return ExitCode.FINE

    def open(self, pages: Mapping[str, Page], files: Sequence[str]) -> None:
        """Read the baseline; ``files`` are those that are judged.

        Raises:
            CliError: it cannot be used.
        """
        self._files = files
        try:
            if self.baseline is not None:
                self._known = read(self.baseline, pages, lambda name: name in files or Path(name).is_file())
        except BaselineError as error:
            raise CliError(f"--baseline {error}") from None

    def left(self, reports: Sequence[Report]) -> list[Report]:
        """The reports with the findings that are neither accepted before nor now."""
        return [
            report.having(each for each in report.findings if not self._accepts(report, each)) for report in reports
        ]

    def _accepts(self, report: Report, finding: Any) -> bool:
        told = FindingKey.of(report.path, finding)
        if self.write_baseline is not None:
            self._accepted.append(told)
            return True
        return self._known is not None and self._known.accepts(told)

    def tell(
        self,
        tool: str,
        reports: Sequence[Report],
        pages: Mapping[str, Page],
        *,
        text: Callable[[], None] | None = None,
        json_value: Callable[[], Any] | None = None,
    ) -> None:
        """Print the reports. On stderr: what is accepted now, or is gone.

        A command may print what is for people by its own ``text``, and have a ``json_value`` of its own.

        Raises:
            CliError: what is accepted now cannot be written.
        """
        if self.for_people and text is not None:
            text()
        elif self.format_ == "json" and json_value is not None:
            click.echo(json.dumps(json_value(), ensure_ascii=False, indent=2))
        elif (shown := FORMATS[self.format_](tool, reports, pages)) and self.for_people and sys.stdout.isatty():
            _print_coloured(shown)
        else:
            click.echo(shown)
        for note in self._notes():
            click.echo(f"note: {note}", err=True)

    def _notes(self) -> Sequence[str]:
        if self.write_baseline is None:
            return [] if self._known is None else self._known.gone(self._files)
        try:
            count = write(self.write_baseline, self._accepted, self.reason or "", self._known)
        except BaselineError as error:
            raise CliError(f"--write-baseline {error}") from None
        return [f"{self.write_baseline} accepts {count} findings"]


def _print_coloured(shown: str) -> None:
    console = Console(soft_wrap=True, highlight=False)
    for line in shown.split("\n"):
        style = next((style for mark, style in _STYLES.items() if mark in line), "")
        console.print(Text(line, style=style))
