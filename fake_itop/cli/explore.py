"""``fake-itop explore``: stories by the thousand, and the shortest that break what an integration should keep."""

from __future__ import annotations

import math
import os
import shlex
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from fake_itop.cli.errors import CliError, ExitCode, check_writable
from fake_itop.cli.files import write
from fake_itop.cli.judging import Judging, judging_options
from fake_itop.cli.options import laboratory_options
from fake_itop.cli.replay import told
from fake_itop.explore import FAULTS, Find, Opening, play, tell
from fake_itop.explore.laboratory import Laboratory
from fake_itop.explore.report.stories import BrokenPromise, page
from fake_itop.explore.workers import Exploration, LostWorkerError, worker_pool
from fake_itop.findings import broken
from fake_itop.history import PAGES
from fake_itop.profiles import newest_of
from fake_itop.values.clock import stopwatch
from fake_itop.values.names import expected

DEFAULT_BUDGET = 30.0
"""Seconds, where neither seeds nor a budget are given."""


@click.command("explore")
@laboratory_options
@click.option("--seeds", type=click.IntRange(min=1), metavar="N", help="How many stories to draw.  [default: no limit]")
@click.option("--first-seed", type=click.IntRange(min=0), default=0, metavar="N", help="Where to begin, to share work.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="How many processes.  [default: one a core]")
@click.option(
    "--budget",
    type=float,
    metavar="SECONDS",
    help=f"How long it may take, start and shrinking included.  [default: {DEFAULT_BUDGET:.0f}, or none with --seeds]",
)
@click.option("--faults", default="all", show_default=True, metavar="all|none|NAME,...", help=", ".join(FAULTS))
@judging_options
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write HTML too.")
def command(
    *,
    seeds: int | None,
    first_seed: int,
    jobs: int | None,
    budget: float | None,
    faults: str,
    report: Path | None,
    **given: Any,
) -> int:
    """Find what breaks an integration: people on both sides, faults, cron and time, in every order.

    Exits with 1 if a promise was broken, with 0 if none, with 130 if none was before it was interrupted.
    """
    judging = Judging.out_of(given)
    if judging.explain is not None:
        return judging.explained(PAGES)
    start = stopwatch()
    check_writable("--report", report)
    laboratory = Laboratory(**given)
    judging.open(PAGES, [laboratory.wiring])
    exploration = Exploration(_chosen(faults), first_seed, seeds, _seconds(budget, seeds), start)
    opening = laboratory.open()
    try:
        with (
            _ended_as_interrupted(),
            worker_pool(laboratory, opening, jobs or _cores()) as workers,
            _progress(len(opening.checkers)) as tell_progress,
        ):
            exploration.search(workers, tell_progress)
    except LostWorkerError as error:
        raise CliError(str(error), ExitCode.INTERNAL) from None
    seconds = exploration.seconds
    names = [checker.name for checker in opening.checkers]
    best = {find.checker: find for find in exploration.finds.best()}
    what = {name: [("", find.what)] for name, find in best.items()}
    reports = judging.left([broken(name, laboratory.wiring, what.get(name, ())) for name in names])
    found = [best[each.name] for each in reports if not each.clean]
    if report is not None:
        write(report, _page(laboratory, exploration, opening, found, seconds))
    judging.tell(
        "explore",
        reports,
        PAGES,
        text=lambda: _print(laboratory, exploration, opening, found, seconds),
        json_value=lambda: _json(laboratory, exploration, opening, found, seconds),
    )
    if exploration.interrupted and not found:
        return ExitCode.INTERRUPTED
    return ExitCode.FAILED if found else ExitCode.FINE


@contextmanager
def _ended_as_interrupted() -> Iterator[None]:
    """Let SIGTERM end a search as Ctrl-C does: what was found is told, and the workers end with it."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _chosen(faults: str) -> tuple[str, ...]:
    if faults in {"all", "none"}:
        return FAULTS if faults == "all" else ()
    names = [name.strip().replace("-", "_") for name in faults.split(",")]
    for name in names:
        if name in {"all", "none"}:
            raise CliError(f"--faults: {name!r} stands alone, or leave it out and name the faults")
        if name not in FAULTS:
            raise CliError(f"--faults: no fault {name!r}; {expected(name, (*FAULTS, 'all', 'none'))}")
    return tuple(dict.fromkeys(names))


def _seconds(budget: float | None, seeds: int | None) -> float | None:
    if budget is None:
        return DEFAULT_BUDGET if seeds is None else None
    if not budget > 0 or math.isinf(budget):
        raise CliError(f"--budget {budget:g}: right would be a number of seconds above 0, such as 60")
    return budget


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _progress(promises: int) -> Iterator[Callable[[Exploration], None]]:
    """Shows on a terminal how far a search is."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("exploring", total=1.0)

        def show(exploration: Exploration) -> None:
            broken = len(exploration.finds.candidates)
            said = f"{exploration.finds.exchanges} exchanges, {broken} of {promises} promises broken"
            progress.update(task, completed=exploration.done, description=said)

        yield show


def _replay(laboratory: Laboratory, find: Find) -> list[str]:
    steps = [str(step) for step in find.story]
    return ["fake-itop", "replay", *laboratory.options(), "--seed", str(find.seed), *steps]


def _json(
    laboratory: Laboratory, exploration: Exploration, opening: Opening, found: Sequence[Find], seconds: float
) -> dict[str, Any]:
    newest = laboratory.open_newest()
    violations = [
        {
            "checker": find.checker,
            "story": tell(opening, find.story),
            "seed": find.seed,
            "replay": _replay(laboratory, find),
            **({} if newest is None else {"works_on_newest": _works(newest, find)}),
        }
        for find in found
    ]
    return {"violations": violations, "exchanges": exploration.finds.exchanges, "seconds": round(seconds, 3)}


def _page(
    laboratory: Laboratory, exploration: Exploration, opening: Opening, found: Sequence[Find], seconds: float
) -> str:
    told = [_told(laboratory, opening, find) for find in found]
    return page(told, laboratory.wiring, exploration.faults, exploration.finds.exchanges, seconds)


def _told(laboratory: Laboratory, opening: Opening, find: Find) -> BrokenPromise:
    rows = [message.to_json() for message in play(opening, find.story, find.seed).run.traffic.journal.rows()]
    story, again = tell(opening, find.story), shlex.join(_replay(laboratory, find))
    return BrokenPromise(find.checker, find.what, story, again, rows)


def _works(newest: Opening, find: Find) -> bool:
    """Whether the same story keeps the promise on the newest versions."""
    broken = play(newest, find.story, find.seed).violations
    return all(violation.checker != find.checker for violation in broken)


def _told_of_versions(laboratory: Laboratory, newest: Opening, find: Find) -> str:
    ours, partner = laboratory.versions()
    if _works(newest, find):
        return f"works on {newest_of(ours).name}, breaks on ours {ours.name}, partner {partner.name}"
    return f"breaks on {newest_of(ours).name}, too"


def _print(
    laboratory: Laboratory, exploration: Exploration, opening: Opening, found: Sequence[Find], seconds: float
) -> None:
    console = Console(highlight=False, soft_wrap=True)
    newest = laboratory.open_newest()
    for find in found:
        console.print(Text(find.checker, style="bold red") + Text(f": {find.what}"))
        if newest is not None:
            console.print(Text(f"   {_told_of_versions(laboratory, newest, find)}"))
        for line in told(opening, find.story):
            console.print(Text(line))
        console.print(Text(f"   {shlex.join(_replay(laboratory, find))}\n", style="dim"))
    count = len(opening.checkers)
    said = f"{len(found)} of {count} promises broken" if found else f"all {count} promises kept"
    if exploration.interrupted:
        said = f"interrupted, {said} so far"
    how_long = f"in {exploration.finds.exchanges} exchanges, {seconds:.1f} s"
    console.print(Text(said, style="red" if found else "green"), how_long)
