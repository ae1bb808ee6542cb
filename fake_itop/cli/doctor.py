"""``fake-itop doctor``: reads an integration without running it, and says what will go wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from fake_itop.cli.building import chosen_profile, designs_of_a_pair, read_designs, read_settings
from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.options import pair_profile_options, profile_option
from fake_itop.cli.pulling import pulled, sides
from fake_itop.cli.wiring import DEFAULT_WIRING, load_wiring
from fake_itop.clock import Clock
from fake_itop.doctor import Finding, Severity, examine
from fake_itop.doctor.output import FORMATS, explained
from fake_itop.transfer.examined import integration
from fake_itop.transfer.simulated import SimulatedSides
from fake_itop.transfer.wiring import Wiring, WiringError, parse

LIVE = "pulled"
"""What stands in places for the wiring of two iTops that listen somewhere."""
_FILE = click.Path(path_type=Path)
MOMENT = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - naive UTC throughout; any moment does, so long as it is the same


@click.command("doctor")
@click.option("--wiring", metavar="NAME|FILE", help=f"The integration, as a wiring.  [default: {DEFAULT_WIRING}]")
@sides
@click.option("--config", type=_FILE, metavar="FILE", help="Users of all iTops, as TOML.")
@click.option("--design", type=_FILE, multiple=True, metavar="FILE", help="An itop_design delta; repeatable, in order.")
@profile_option
@pair_profile_options
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--explain", metavar="CODE", help="Say what a finding means, and examine nothing.")
def command(
    *,
    wiring: str | None,
    ours: tuple[str, ...],
    partner: tuple[str, ...],
    config: Path | None,
    design: tuple[Path, ...],
    format_: str,
    as_json: bool,
    explain: str | None,
    **profiles: str | None,
) -> int:
    """Read an integration without running it. Exit code 0: no error, 1: errors, 2: it cannot be read."""
    if explain is not None:
        return _explain(explain)
    if wiring is not None and (ours or partner):
        raise click.UsageError("--wiring and --ours/--partner exclude each other: choose one")
    chosen = _live(ours, partner, design) if ours or partner else load_wiring(wiring or DEFAULT_WIRING)
    findings = _examined(chosen, config, design, profiles)
    click.echo(FORMATS["json" if as_json else format_](chosen.name, findings))
    is_wrong = any(finding.severity is Severity.ERROR for finding in findings)
    return ExitCode.FAILED if is_wrong else ExitCode.FINE


def _live(ours: Sequence[str], partner: Sequence[str], design: Sequence[Path]) -> Wiring:
    """The wiring of two iTops that listen somewhere: they are only read."""
    found = pulled(ours, partner, design)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    return parse(found.text().encode(), LIVE)


def _examined(
    wiring: Wiring, config: Path | None, design: Sequence[Path], named: Mapping[str, str | None]
) -> list[Finding]:
    designs = designs_of_a_pair(design, wiring)
    clock = Clock.frozen(MOMENT)
    settings = read_settings(config)
    profiles = {
        name: chosen_profile(named.get(f"{name}_profile") or named["profile"], settings, config)
        for name in wiring.instances
    }
    models = {name: read_designs(designs, profile) for name, profile in profiles.items()}
    itops = SimulatedSides(models, settings, lambda: clock, names=wiring.instances, profiles=profiles)
    try:
        return examine(integration(wiring, itops, designs))
    except WiringError as error:
        raise CliError(str(error)) from None


def _explain(code: str) -> int:
    page = explained(code.upper())
    if page is None:
        raise CliError(f"--explain {code}: no such finding; docs/doctor.md lists them")
    title, text = page
    click.echo(f"{code.upper()}: {title}\n\n{text}")
    return ExitCode.FINE
