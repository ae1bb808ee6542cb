"""Draws the picture of the README: the five scenarios as they went over the wire. Run it by hand."""

from pathlib import Path

from fake_itop import datamodel
from fake_itop.access import InstanceSettings
from fake_itop.integration import wiring
from fake_itop.integration.exchange import events
from fake_itop.integration.scenarios import play_all
from fake_itop.integration.simulated import SimulatedPair
from fake_itop.journal import draw
from fake_itop.values.clock import Clock

PICTURE = Path(__file__).parents[3] / "docs/images" / "exchange.svg"


def main() -> None:
    """Play them without sockets, and draw."""
    pair = SimulatedPair(datamodel.load(["transfer"]), InstanceSettings.default(), Clock.system)
    working = wiring.load("working")
    wiring.apply(working, pair.ours, pair.partner)
    pair.begin()
    played = play_all(pair, working.roles)
    chapters = [(f"{n}. {each.scenario.name}", events(each.rows)) for n, each in enumerate(played, 1)]
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(draw(chapters) + "\n", "utf-8")


if __name__ == "__main__":
    main()
