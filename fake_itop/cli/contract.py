"""``fake-itop contract``: what an integration promises, read from its wiring."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import click

from fake_itop.access.settings import InstanceSettings
from fake_itop.cli.errors import ExitCode
from fake_itop.cli.files import write
from fake_itop.cli.options import profile_option
from fake_itop.configuration import chosen_profile, users_of
from fake_itop.integration import wiring as kit
from fake_itop.integration.contract import Contract, derive
from fake_itop.integration.contract.file import load, written
from fake_itop.integration.contract.shown import diagram_of, lines_of
from fake_itop.integration.designs import designs_of_a_pair
from fake_itop.integration.examined import integration
from fake_itop.integration.simulated import SimulatedSides
from fake_itop.profiles import VersionProfile
from fake_itop.values.clock import ANY_MOMENT, Clock

_FILE = click.Path(path_type=Path)


@click.command("contract")
@click.option("--wiring", metavar="NAME|FILE", help=f"The integration, as a wiring.  [default: {kit.DEFAULT}]")
@click.option("--contract", "given", type=_FILE, metavar="FILE", help="A contract's file, which names the wiring.")
@click.option("--config", type=_FILE, metavar="FILE", help="Users of all iTops, as TOML.")
@click.option("--design", type=_FILE, multiple=True, metavar="FILE", help="An itop_design delta; repeatable, in order.")
@profile_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on stdout.")
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Write the file to edit, what was read as comments.")
def command(
    *,
    wiring: str | None,
    given: Path | None,
    config: Path | None,
    design: tuple[Path, ...],
    profile: str | None,
    as_json: bool,
    output: Path | None,
) -> int:
    """Say what an integration promises: who sends what to whom, when, and what therefore has to hold."""
    if wiring is not None and given is not None:
        raise click.UsageError("--wiring and --contract exclude each other: a contract names its wiring")
    file = None if given is None else load(given)
    named = file.wiring if file is not None else wiring or kit.DEFAULT
    loaded = kit.load(named)
    settings = loaded.settings(users_of(config))
    contract = contract_of(loaded, settings, design, chosen_profile(profile, settings, config))
    if file is not None:
        contract = file.amend(contract)
    if output is not None:
        file_there = os.path.relpath(named, output.parent) if Path(named).is_file() else named
        write(output, written(contract, file_there))
    if as_json:
        click.echo(json.dumps(contract.to_json(), ensure_ascii=False, indent=2))
    elif output is None:
        click.echo("\n".join([*lines_of(contract), "", *diagram_of(contract)]))
    return ExitCode.FINE


def contract_of(
    wiring: kit.Wiring, settings: InstanceSettings, design: Sequence[Path], profile: VersionProfile
) -> Contract:
    """The contract of a wiring, as it is read.

    Raises:
        InputError: the wiring cannot be played.
    """
    designs = designs_of_a_pair(design, wiring)
    models = dict.fromkeys(wiring.instances, profile.datamodel(designs))
    profiles = dict.fromkeys(wiring.instances, profile)
    clock = Clock.frozen(ANY_MOMENT)
    itops = SimulatedSides(models, settings, lambda: clock, profiles=profiles, names=wiring.instances, designs=designs)
    return derive(integration(wiring, itops))
