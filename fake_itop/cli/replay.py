"""``fake-itop replay``: one story again, and the promises that it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.files import write
from fake_itop.cli.judging import Judging, judging_options
from fake_itop.cli.options import laboratory_options
from fake_itop.explore import Opening, PlayedStory, Story, StoryError, StoryStep, play, story_of, tell
from fake_itop.explore.laboratory import Laboratory
from fake_itop.findings import broken
from fake_itop.history import NAMES, PAGES, Violation, to_lines
from fake_itop.journal.diagrams import page, text_diagram


@click.command("replay")
@laboratory_options
@click.argument("steps", nargs=-1, metavar="STEP...")
@click.option("--seed", type=int, default=0, show_default=True, help="Decides who goes on first where several can.")
@judging_options
@click.option("--trace", is_flag=True, help="Print what went over the wire too, and what happened inside.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Draw it in HTML.")
@click.option("--journal", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Save the journal.")
def command(
    *,
    steps: Sequence[str],
    seed: int,
    trace: bool,
    report: Path | None,
    journal: Path | None,
    **given: Any,
) -> int:
    """Play the STEPs of a story that explore has told, such as transfer:0 our-private:1.

    Exits with 1 if a promise is broken, with 0 if none.
    """
    judging = Judging.out_of(given)
    if judging.explain is not None:
        return judging.explained(PAGES)
    if not steps:
        raise click.UsageError("Missing argument 'STEP...'.")
    laboratory = Laboratory(**given)
    judging.open(PAGES, [laboratory.wiring])
    try:
        story = story_of(steps)
        played = play(laboratory.open(), story, seed)
    except StoryError as error:
        raise CliError(str(error)) from None
    if not played.story:
        raise CliError(f"{' '.join(steps)}: none of these steps was possible then, so that nothing was played")
    what = {name: [("", each.what) for each in played.violations if each.checker == name] for name in NAMES}
    reports = judging.left([broken(name, laboratory.wiring, what[name]) for name in NAMES])
    left = {each.name for each in reports if not each.clean}
    played = replace(played, violations=tuple(each for each in played.violations if each.checker in left))
    rows = [message.to_json() for message in played.run.traffic.journal.rows()]
    if journal is not None:
        write(journal, to_lines(played.run.traffic.journal.rows()))
    if report is not None:
        write(
            report,
            page(rows, " ".join(steps), [*told(played.run.opening, played.story), *map(said, played.violations)]),
        )
    for step in left_out(story, played.story):
        click.echo(f"left out, as it was not possible then: {step}", err=True)
    judging.tell(
        "replay", reports, PAGES, text=lambda: _print(played, rows if trace else ()), json_value=lambda: _json(played)
    )
    return ExitCode.FAILED if played.violations else ExitCode.FINE


def told(opening: Opening, story: Story) -> list[str]:
    """A story's lines, numbered."""
    return [f"   {number}. {words}" for number, words in enumerate(tell(opening, story), 1)]


def left_out(story: Story, taken: Story) -> Iterator[StoryStep]:
    """The steps of a story that were not taken, in order."""
    rest = iter(taken)
    upcoming = next(rest, None)
    for step in story:
        if step == upcoming:
            upcoming = next(rest, None)
        else:
            yield step


def _json(played: PlayedStory) -> dict[str, Any]:
    return {
        "story": tell(played.run.opening, played.story),
        "violations": [violation.to_json() for violation in played.violations],
    }


def said(violation: Violation) -> str:
    """A broken promise in one line."""
    return f"{violation.checker}: {violation.what}"


def _print(played: PlayedStory, traced: Sequence[Mapping[str, Any]]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for line in told(played.run.opening, played.story):
        console.print(Text(line))
    for violation in played.violations:
        console.print(Text(said(violation), style="red"))
    if not played.violations:
        console.print(Text("all promises kept", style="green"))
    if traced:
        click.echo(f"\n{text_diagram(traced)}", nl=False)
