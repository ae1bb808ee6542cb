"""``fake-itop doctor``: reads an integration without running it, and says what will go wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from fake_itop.access.settings import InstanceSettings
from fake_itop.check.judge import CODE as BREAKS
from fake_itop.cli.building import read_designs
from fake_itop.cli.errors import ExitCode
from fake_itop.cli.judging import Judging, judging_options
from fake_itop.cli.options import pair_profile_options, profile_option
from fake_itop.cli.pull import pulled, sides
from fake_itop.configuration import chosen_profile, users_of
from fake_itop.doctor import examine
from fake_itop.explore.laboratory import Laboratory
from fake_itop.explore.matrix import breaks, play_pair
from fake_itop.findings import Finding, Report, pages
from fake_itop.integration import wiring as kit
from fake_itop.integration.designs import designs_of_a_pair
from fake_itop.integration.examined import integration, located
from fake_itop.integration.simulated import SimulatedSides
from fake_itop.integration.wiring import Wiring, parse
from fake_itop.profiles import VersionProfile, newest_of
from fake_itop.values.clock import ANY_MOMENT, Clock

LIVE = "pulled"
"""What stands in places for the wiring of two iTops that listen somewhere."""
_FILE = click.Path(path_type=Path)


@click.command("doctor")
@click.option("--wiring", metavar="NAME|FILE", help=f"The integration, as a wiring.  [default: {kit.DEFAULT}]")
@sides
@click.option("--config", type=_FILE, metavar="FILE", help="Users of all iTops, as TOML.")
@click.option("--design", type=_FILE, multiple=True, metavar="FILE", help="An itop_design delta; repeatable, in order.")
@profile_option
@pair_profile_options
@judging_options
def command(
    *,
    wiring: str | None,
    ours: tuple[str, ...],
    partner: tuple[str, ...],
    config: Path | None,
    design: tuple[Path, ...],
    profile: str | None,
    ours_profile: str | None,
    partner_profile: str | None,
    **given: Any,
) -> int:
    """Read an integration without running it. Exit code 0: no error, 1: errors, 2: it cannot be read."""
    judging = Judging.out_of(given)
    if judging.explain is not None:
        return judging.explained(pages())
    if wiring is not None and (ours or partner):
        raise click.UsageError("--wiring and --ours/--partner exclude each other: choose one")
    chosen = _live(ours, partner, design) if ours or partner else kit.load(wiring or kit.DEFAULT)
    named = {"ours": ours_profile or profile, "partner": partner_profile or profile}
    settings = chosen.settings(users_of(config))
    profiles = {name: chosen_profile(named.get(name, profile), settings, config) for name in chosen.instances}
    judging.open(pages(), [chosen.name])
    reports = judging.left([report_on(chosen, settings, design, profiles)])
    judging.tell("doctor", reports, pages(), json_value=lambda: _json(reports))
    broken = [] if ours or partner else _played(wiring or kit.DEFAULT, config, design, profiles)
    for line in broken:
        click.echo(line, err=not judging.for_people)
    return ExitCode.FAILED if broken or not all(report.clean for report in reports) else ExitCode.FINE


def _json(reports: Sequence[Report]) -> dict[str, Any]:
    return {
        "findings": [
            {
                "code": each.code,
                "severity": str(each.severity),
                "line": each.line,
                "where": f"{report.path}: {each.where}",
                "why": each.message,
                "fix": each.fix,
            }
            for report in reports
            for each in report.findings
        ]
    }


def _live(ours: Sequence[str], partner: Sequence[str], design: Sequence[Path]) -> Wiring:
    """The wiring of two iTops that listen somewhere: they are only read."""
    found = pulled(ours, partner, design)
    if not design:
        click.echo("note: without --design nothing is known of the classes and methods of their extensions", err=True)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    return parse(found.text().encode(), LIVE)


def report_on(
    wiring: Wiring, settings: InstanceSettings, design: Sequence[Path], profiles: Mapping[str, VersionProfile]
) -> Report:
    """What the doctor says of a wiring, by the versions of its instances; what the newest have not is said to be so.

    Raises:
        CliError: a step cannot be played.
    """
    newest = {name: newest_of(each) for name, each in profiles.items()}
    findings = _examined(wiring, settings, design, profiles)
    if profiles != newest:
        findings = _compared(findings, _examined(wiring, settings, design, newest), profiles)
    return Report(wiring.name, "wiring", tuple(located(wiring, findings)))


def _examined(
    wiring: Wiring, settings: InstanceSettings, design: Sequence[Path], profiles: Mapping[str, VersionProfile]
) -> list[Finding]:
    """The findings about a wiring on these versions, by the instances' names."""
    designs = designs_of_a_pair(design, wiring)
    clock = Clock.frozen(ANY_MOMENT)
    names = wiring.instances
    models = {name: read_designs(designs, profiles[name]) for name in names}
    itops = SimulatedSides(models, settings, lambda: clock, profiles=profiles, names=names, designs=designs)
    return examine(integration(wiring, itops))


def _compared(
    findings: Sequence[Finding], newest: Sequence[Finding], profiles: Mapping[str, VersionProfile]
) -> list[Finding]:
    """The findings, those marked that there are not on the newest versions."""
    where = ", ".join(f"{name} {profile.name}" for name, profile in profiles.items())
    best = ", ".join(dict.fromkeys(newest_of(profile).name for profile in profiles.values()))
    said = f"works on {best}, breaks on {where}: "
    known = set(newest)
    told = {BREAKS}  # says of itself what the newest does
    return [
        each if each in known or each.code in told else replace(each, message=said + each.message) for each in findings
    ]


def _played(
    wiring: str, config: Path | None, design: tuple[Path, ...], profiles: Mapping[str, VersionProfile]
) -> list[str]:
    """What a pair of these versions breaks when it plays, of what holds on the newest; nothing if it is of these."""
    if set(profiles) != {"ours", "partner"} or all(each is newest_of(each) for each in profiles.values()):
        return []
    bench = Laboratory(wiring, config, design).bench
    ours, partner = profiles["ours"], profiles["partner"]
    newest = newest_of(ours)
    return breaks(play_pair(bench, ours, partner, newest), play_pair(bench, newest, newest_of(partner), newest))
