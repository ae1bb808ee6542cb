"""``fake-itop scenarios``: two instances play the tutorial's five scenarios, and say whether each holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from fake_itop.access.settings import InstanceSettings
from fake_itop.cli.building import build_members, profile_of, read_designs, wire
from fake_itop.cli.errors import ExitCode
from fake_itop.cli.files import write
from fake_itop.cli.judging import Judging, judging_options
from fake_itop.cli.options import Options, make_clock, pair_options
from fake_itop.client import ControlClient
from fake_itop.configuration import users_of
from fake_itop.explore.laboratory import Laboratory
from fake_itop.explore.scenarios import play_derived
from fake_itop.findings.formats import as_junit
from fake_itop.integration import wiring as kit
from fake_itop.integration.designs import designs_of_a_pair
from fake_itop.integration.lab import Lab
from fake_itop.integration.remote import RemotePair, RemoteSide
from fake_itop.integration.report.scenarios import page, report, show
from fake_itop.integration.roles import Roles
from fake_itop.integration.scenarios import PAGES, PlayedScenario, play_all
from fake_itop.integration.simulated import SimulatedPair
from fake_itop.integration.wiring import Wiring
from fake_itop.itop.callbacks import REMOTE_ID
from fake_itop.journal import Traffic
from fake_itop.server.listening import Member, Server, serving

_FILE = click.Path(dir_okay=False, path_type=Path)
Opened = Callable[[Options, str | None], AbstractContextManager[tuple[Lab, Roles]]]
WITHOUT_TERMINAL = 160
"""Columns of what is printed into a file or a pipe."""


@click.command("scenarios")
@click.option("--wiring", metavar="NAME|FILE", help=f"How the two are wired.  [default: {kit.DEFAULT}]")
@click.option("--no-wiring", is_flag=True, help="Only the tutorial's design, or the given ones: nothing is sent.")
@judging_options
@click.option("--junit", "junit_file", type=_FILE, metavar="FILE", help="Write JUnit's XML too.")
@click.option("--html", "html_file", type=_FILE, metavar="FILE", help="Write a report with the exchange drawn too.")
@click.option(
    "--driver",
    type=click.Choice(["sockets", "simulated"]),
    default="sockets",
    show_default=True,
    help="Over real sockets, or in one process without them.",
)
@pair_options
def command(
    *,
    wiring: str | None,
    no_wiring: bool,
    junit_file: Path | None,
    html_file: Path | None,
    driver: str,
    **given: Any,
) -> int:
    """Play an integration's scenarios on two instances: the tutorial's five, or those of its own contract.

    Exits with 0 if all hold, with 1 if not.
    """
    judging = Judging.out_of(given)
    if judging.explain is not None:
        return judging.explained(PAGES)
    if wiring is not None and no_wiring:
        raise click.UsageError("--wiring and --no-wiring exclude each other: choose one")
    chosen = None if no_wiring else wiring or kit.DEFAULT
    judging.open(PAGES, [chosen or "none"])
    played = _played(Options(**given), chosen, over_sockets if driver == "sockets" else simulated)
    explained = PAGES | {each.scenario.name: each.scenario.page for each in played}
    reports = judging.left([report(each, chosen or "none") for each in played])
    if junit_file is not None:
        write(junit_file, as_junit("scenarios", reports))
    if html_file is not None:
        write(html_file, page(played, chosen or "none"))
    judging.tell("scenarios", reports, explained, text=lambda: _print(played), json_value=lambda: _json(played))
    return ExitCode.FINE if all(each.clean for each in reports) else ExitCode.FAILED


def _played(options: Options, wiring: str | None, opened: Opened) -> list[PlayedScenario]:
    """What came of the tutorial's scenarios, or of those that a wiring of other names says; these need no sockets."""
    if wiring is None or kit.load(wiring).mentions(REMOTE_ID):
        with opened(options, wiring) as (lab, roles):
            return play_all(lab, roles)
    profiles = options.profile, options.ours_profile, options.partner_profile
    laboratory = Laboratory(wiring, options.config, tuple(options.design), *profiles)
    bench = laboratory.bench(*laboratory.versions())
    return play_derived(bench.contract, bench.opening())


@contextmanager
def over_sockets(options: Options, wiring: str | None) -> Iterator[tuple[Lab, Roles]]:
    """A pair that listens at free ports, and who plays whom."""
    settings = users_of(options.config)
    loaded = None if wiring is None else kit.load(wiring)
    members = build_members(options, {"ours": 0, "partner": 0}, designs_of_a_pair(options.design, loaded))
    with ExitStack() as stack:
        for member in members:
            stack.enter_context(member.place.socket)
        yield stack.enter_context(_listening(options, loaded, members, settings))


@contextmanager
def _listening(
    options: Options, wiring: Wiring | None, members: Sequence[Member], settings: InstanceSettings
) -> Iterator[tuple[Lab, Roles]]:
    if wiring is not None:
        wire(wiring, members, settings)
    traffic = Traffic(max_depth=options.max_webhook_depth)
    server = Server(members, traffic, allowed_hosts=options.allow_webhook_host, control_hosts=options.control_host)
    with serving(server):
        yield RemotePair(*(_remote(member, settings) for member in members)), _roles(wiring)


@contextmanager
def simulated(options: Options, wiring: str | None) -> Iterator[tuple[Lab, Roles]]:
    """A pair without sockets, and who plays whom."""
    loaded = None if wiring is None else kit.load(wiring)
    settings = users_of(options.config) if loaded is None else loaded.settings(users_of(options.config))
    designs = designs_of_a_pair(options.design, loaded)
    profiles = {name: profile_of(options, settings, name) for name in ("ours", "partner")}
    models = {name: read_designs(designs, profile) for name, profile in profiles.items()}
    pair = SimulatedPair(
        models, settings, lambda: make_clock(options.clock), options.max_webhook_depth, profiles=profiles
    )
    if loaded is not None:
        _wire(pair, loaded)
    yield pair, _roles(loaded)


def _roles(wiring: Wiring | None) -> Roles:
    return Roles() if wiring is None else wiring.roles


def _wire(pair: SimulatedPair, wiring: Wiring) -> None:
    kit.apply(wiring, pair.ours, pair.partner)
    pair.begin()


def _remote(member: Member, settings: InstanceSettings) -> RemoteSide:
    control = ControlClient(member.place.control_url, member.token)
    users = {user.login: user for user in settings.users}
    return RemoteSide(member.name, member.place.root_url, member.place.rest_url, control, users)


def _json(played: Sequence[PlayedScenario]) -> dict[str, Any]:
    return {"scenarios": [each.to_json() for each in played]}


def _print(played: Sequence[PlayedScenario]) -> None:
    console = Console(highlight=False)
    show(played, console if console.is_terminal else Console(highlight=False, width=WITHOUT_TERMINAL))
