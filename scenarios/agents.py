"""Who acts in the specifications, and what they then see, in the tutorial's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fake_itop.transfer.lab import RestSide, Side
from fake_itop.transfer.scenarios import SCENARIOS, Played, Step, play
from fake_itop.transfer.stage import NO_STIMULUS, TICKET, Stage, Ticket, find, ids


@dataclass(frozen=True)
class Pair:
    """Our iTop and the partner's, with the tickets of one exchange."""

    stage: Stage

    @property
    def ours(self) -> Side:
        """Our iTop."""
        return self.stage.lab.ours

    @property
    def partner(self) -> Side:
        """The partner's."""
        return self.stage.lab.partner

    @property
    def our_ticket(self) -> Ticket:
        """Our ticket, as it now is."""
        return self.stage.ticket(self.ours)

    @property
    def partner_ticket(self) -> Ticket:
        """The partner's ticket of ours, as it now is."""
        return self.stage.ticket(self.partner)

    def played(self, name: str) -> Played:
        """What comes of the scenario of that name."""
        (scenario,) = (each for each in SCENARIOS if each.name == name)
        return play(scenario, self.stage.lab, self.stage.roles)

    def our_agent(self, stimulus: str = NO_STIMULUS, **fields: Any) -> str:
        """Our agent acts on our ticket in the console; gives the state then."""
        return self.stage.console(self.ours, self.stage.ours, stimulus, fields).state

    def our_agent_chooses_the_partner(self) -> str:
        """Our agent sends our ticket to the partner; gives the state then."""
        return self.our_agent("ev_pendingpartner", partner_id=self.stage.chosen_partner())

    def partner_agent(self, stimulus: str = NO_STIMULUS, **fields: Any) -> str:
        """The partner's agent acts on the partner's ticket in the console; gives the state then."""
        return self.stage.console(self.partner, self.stage.partner, stimulus, fields).state

    def partner_tickets(self) -> list[int]:
        """The ids of all tickets at the partner's."""
        return ids(self.partner, f"SELECT {TICKET}")

    def webhooks(self, side: RestSide) -> list[tuple[str, str]]:
        """What became of a side's webhooks: the record's message, and the peer's answer."""
        asked = {"operation": "core/get", "class": "EventWebhook", "key": "SELECT EventWebhook"}
        found = side({**asked, "output_fields": "message, response"})["objects"] or {}
        return [(entry["fields"]["message"], entry["fields"]["response"]) for entry in found.values()]

    def change(self, side: RestSide, cls: str, name: str, **fields: Any) -> None:
        """Somebody changes an object of the configuration."""
        accept(side, {"operation": "core/update", "class": cls, "key": find(side, cls, name), "fields": fields})


def accept(side: RestSide, asked: Mapping[str, Any]) -> None:
    """Call an operation that must succeed.

    Raises:
        AssertionError: it is refused.
    """
    answer = side({"comment": "scenario", "output_fields": "id", **asked})
    assert answer["code"] == 0, answer["message"]


def apply(pair: Pair, stimulus: str, fields: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """The answer where a program applies a stimulus to our ticket over REST."""
    asked = {"operation": "core/apply_stimulus", "class": TICKET, "key": pair.stage.ours, "stimulus": stimulus}
    return pair.ours({**asked, "comment": "scenario", "output_fields": "id, status", "fields": fields or {}})


def broken(played: Played) -> list[Step]:
    """The steps of a scenario that do not hold: none, if all is well."""
    return [step for step in played.steps if not step.holds]
