"""The opening of all stories, built from options: two wired instances in memory, and the actors' tickets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from fake_itop.cli.building import designs_of_a_pair, read_designs, read_settings
from fake_itop.cli.errors import CliError
from fake_itop.cli.wiring import DEFAULT_WIRING, load_wiring
from fake_itop.clock import Clock
from fake_itop.datamodel.model import Datamodel
from fake_itop.explore.opening import Opening, Side
from fake_itop.history import Terms
from fake_itop.transfer import wiring as kit
from fake_itop.transfer.simulated import SimulatedPair
from fake_itop.transfer.stage import TICKET, Stage, StageError, named, person

START = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - naive UTC throughout; any moment does, so long as it is the same

_FILE = click.Path(path_type=Path)
_OPTIONS = (
    click.option("--wiring", default=DEFAULT_WIRING, show_default=True, metavar="NAME|FILE", help="How they are wired"),
    click.option("--config", type=_FILE, metavar="FILE", help="Users of a clean install, as TOML."),
    click.option("--design", type=_FILE, multiple=True, metavar="FILE", help="An itop_design delta; repeatable."),
)


def laboratory_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of `Laboratory`, by their names."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True)
class Laboratory:
    """What a pair is made of; it can be sent to another process, which builds the same."""

    wiring: str
    config: Path | None = None
    design: tuple[Path, ...] = ()

    def options(self) -> list[str]:
        """The options that build the same again."""
        config = ["--config", str(self.config)] if self.config is not None else []
        return ["--wiring", self.wiring, *config, *(part for each in self.design for part in ("--design", str(each)))]

    def open(self) -> Opening:
        """Build and wire the pair, and set the stage.

        Raises:
            CliError: a file cannot be used, or the wiring is refused.
        """
        clock = Clock.frozen(START)
        loaded = load_wiring(self.wiring)
        model = read_designs(designs_of_a_pair(self.design, loaded))
        pair = SimulatedPair(model, read_settings(self.config), lambda: clock)
        try:
            kit.apply(loaded, pair.ours, pair.partner)
            return _staged(pair, Stage(pair, loaded.roles), clock, _terms(model))
        except (kit.WiringError, StageError) as error:
            raise CliError(str(error)) from None


def _staged(pair: SimulatedPair, stage: Stage, clock: Clock, terms: Terms) -> Opening:
    stage.assigned_ticket()
    names = stage.roles.partner
    team, agent, partner_org = (
        named(pair.partner, "Team", names.team),
        person(pair.partner, names.agent),
        stage.chosen_partner(),
    )
    ours, partner = (pair.itop(name) for name in ("ours", "partner"))
    return Opening(
        ours=Side(ours, ours.snapshot()),
        partner=Side(partner, partner.snapshot()),
        clock=clock,
        ticket=stage.ours,
        partner_org=partner_org,
        last_of_theirs=max(partner.db.store.table(TICKET)),
        team=team,
        agent=agent,
        terms=terms,
    )


def _terms(model: Datamodel) -> Terms:
    """The states that the design allows to follow each other."""
    lifecycle = model[TICKET].lifecycle
    if lifecycle is None:
        return Terms()
    states = lifecycle.states.items()
    ways = {name: frozenset(way.target for way in state.transitions.values()) for name, state in states}
    return Terms(transitions=ways)
