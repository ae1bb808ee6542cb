"""The five scenarios of the tutorial "Transfer Ticket to another iTop": what each of them proves, step by step.

They act on a pair through `fake_itop.integration.lab.Lab` alone, so the same bodies run without sockets and with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fake_itop.findings import Page, Severity
from fake_itop.integration.lab import Lab, LabError
from fake_itop.integration.roles import Roles
from fake_itop.integration.stage import DESCRIPTION, NO_STIMULUS, TICKET, TITLE, Stage, StageError, Ticket, ids
from fake_itop.itop.callbacks import REMOTE_ID
from fake_itop.journal import JsonRow

DETAILS = "The smoke is getting thicker"
FEEDBACK = "Which floor are you on?"
SOLUTION = "Replaced the fuser"


@dataclass(frozen=True)
class Expectation:
    """Something that was looked at: what it is, what it should be, and what it was."""

    what: str
    expected: Any
    got: Any

    @property
    def holds(self) -> bool:
        """Whether it was as it should be."""
        return bool(self.expected == self.got)

    def to_json(self) -> dict[str, Any]:
        """The step as ``--json`` prints it."""
        return {"what": self.what, "expected": self.expected, "got": self.got}


Body = Callable[[Any], Iterator[Expectation]]
"""Plays a scenario on a `Stage`, or whatever else it is made for."""


@dataclass(frozen=True)
class Scenario:
    """A scenario: its name, what it promises, and its body."""

    name: str
    promise: str
    body: Body

    @property
    def page(self) -> Page:
        """What there is to know about it."""
        return Page(self.name, self.promise, Severity.ERROR, "", kind="scenario")


@dataclass(frozen=True)
class PlayedScenario:
    """What came of a scenario: its steps, what went over the wire, and both tickets as they then were."""

    scenario: Scenario
    steps: tuple[Expectation, ...]
    rows: Sequence[JsonRow]
    tickets: Mapping[str, Mapping[str, Any]]

    @property
    def holds(self) -> bool:
        """Whether all was as it should be."""
        return all(step.holds for step in self.steps)

    def to_json(self) -> dict[str, Any]:
        """The scenario as ``--json`` prints it."""
        return {"name": self.scenario.name, "holds": self.holds, "steps": [step.to_json() for step in self.steps]}


def play(scenario: Scenario, lab: Lab, roles: Roles) -> PlayedScenario:
    """Play a scenario from the state at start; whatever hinders it is a step that does not hold."""
    lab.reset()
    stage = Stage(lab, roles)
    steps = tuple(_steps(scenario, stage))
    rows = lab.journal()
    return PlayedScenario(scenario, steps, rows, _tickets(stage))


def play_all(lab: Lab, roles: Roles) -> list[PlayedScenario]:
    """Play the five scenarios, each from the state at start."""
    return [play(scenario, lab, roles) for scenario in SCENARIOS]


def identify(stage: Stage) -> Iterator[Expectation]:
    """An agent finds a ticket that a partner must handle, and chooses the partner."""
    stage.our_ticket()
    ours = stage.lab.ours
    yield Expectation("our agent takes the ticket: its state", "assigned", stage.assign(ours, stage.ours).state)
    partner = stage.chosen_partner()
    yield _act(stage, "our agent chooses the partner", ours, "ev_pendingpartner", {"partner_id": partner})
    ticket = stage.ticket(ours)
    yield Expectation("our ticket's state", "pending_partner", ticket["status"])
    yield Expectation("our ticket's partner", stage.roles.ours.partner, ticket["partner_id_friendlyname"])


def transfer(stage: Stage) -> Iterator[Expectation]:
    """A ticket that waits for a partner is created once at the partner's, and each of the two knows the other."""
    stage.assigned_ticket()
    before = _partner_tickets(stage)
    partner = stage.chosen_partner()
    yield _act(stage, "our agent transfers the ticket", stage.lab.ours, "ev_pendingpartner", {"partner_id": partner})
    created = sorted(_partner_tickets(stage) - before)
    yield Expectation("tickets that the partner got by it", 1, len(created))
    stage.partner = created[0] if created else 0
    yield from _is_ours(stage, stage.ticket(stage.lab.partner))
    yield Expectation(
        "the id that our ticket keeps of the partner's", *_ids(stage.partner, stage.ticket(stage.lab.ours))
    )
    yield Expectation(
        "the id that the partner's ticket keeps of ours", *_ids(stage.ours, stage.ticket(stage.lab.partner))
    )


def push(stage: Stage) -> Iterator[Expectation]:
    """What our agent adds to the private log arrives once in the partner's public log, and nowhere else."""
    stage.transferred_ticket()
    yield _act(stage, "our agent writes to the private log", stage.lab.ours, NO_STIMULUS, {"private_log": DETAILS})
    ours, partner = stage.ticket(stage.lab.ours), stage.ticket(stage.lab.partner)
    yield Expectation("the partner's public log", [DETAILS], partner.log("public_log"))
    yield Expectation("the partner's private log", [], partner.log("private_log"))
    yield Expectation("our private log", [DETAILS], ours.log("private_log"))
    yield Expectation("our public log", [], ours.log("public_log"))


def feedback(stage: Stage) -> Iterator[Expectation]:
    """What the partner's agent adds to the public log arrives once in our private log, and nowhere else."""
    stage.transferred_ticket()
    partner_side = stage.lab.partner
    yield _act(
        stage, "the partner's agent writes to the public log", partner_side, NO_STIMULUS, {"public_log": FEEDBACK}
    )
    ours, partner = stage.ticket(stage.lab.ours), stage.ticket(partner_side)
    yield Expectation("our private log", [FEEDBACK], ours.log("private_log"))
    yield Expectation("our public log", [], ours.log("public_log"))
    yield Expectation("the partner's public log", [FEEDBACK], partner.log("public_log"))
    yield Expectation("the partner's private log", [], partner.log("private_log"))


def resolution(stage: Stage) -> Iterator[Expectation]:
    """When the partner resolves its ticket, ours is our agent's again, with the solution in its private log."""
    stage.transferred_ticket()
    yield _act(stage, "the partner's agent resolves", stage.lab.partner, "ev_resolve", {"solution": SOLUTION})
    ours, partner = stage.ticket(stage.lab.ours), stage.ticket(stage.lab.partner)
    yield Expectation("the partner's ticket's state", "resolved", partner["status"])
    yield Expectation("our ticket's state", "assigned", ours["status"])
    yield Expectation("our ticket's agent", stage.roles.ours.agent, ours["agent_id_friendlyname"])
    yield Expectation("our private log", [SOLUTION], ours.log("private_log"))
    yield Expectation("our public log", [], ours.log("public_log"))
    yield Expectation("the partner's public log", [], partner.log("public_log"))


SCENARIOS = (
    Scenario("identify", "an agent finds a ticket that a partner must handle, and chooses the partner", identify),
    Scenario("transfer", "it is created once at the partner's, and each of the two knows the other's id", transfer),
    Scenario("push details", "what our agent adds to the private log arrives once in the partner's public log", push),
    Scenario("feedback", "what the partner adds to the public log arrives once in our private log", feedback),
    Scenario("resolution", "when the partner resolves, our ticket is our agent's again, with the solution", resolution),
)
"""The five, in the tutorial's order."""
PAGES = {each.name: each.page for each in SCENARIOS}
"""What there is to know about each."""


def _steps(scenario: Scenario, stage: Stage) -> Iterator[Expectation]:
    try:
        yield from scenario.body(stage)
    except (StageError, LabError) as error:
        yield Expectation("the stage can be set", "yes", str(error))


def _act(stage: Stage, what: str, side: Any, stimulus: str, fields: Mapping[str, Any]) -> Expectation:
    ticket = stage.ours if side is stage.lab.ours else stage.partner
    return Expectation(f"{what}: error", "", stage.console(side, ticket, stimulus, fields).error)


def _is_ours(stage: Stage, ticket: Ticket) -> Iterator[Expectation]:
    yield Expectation("its title", TITLE, ticket["title"])
    yield Expectation("its description", DESCRIPTION, ticket.html("description"))
    yield Expectation("its organisation", stage.roles.partner.organization, ticket["org_name"])
    yield Expectation("its caller", stage.roles.partner.caller, ticket["caller_id_friendlyname"])


def _ids(expected: int, ticket: Ticket) -> tuple[str, str]:
    return str(expected) if expected else "an id", ticket[REMOTE_ID]


def _partner_tickets(stage: Stage) -> set[int]:
    return set(ids(stage.lab.partner, f"SELECT {TICKET}"))


def _tickets(stage: Stage) -> dict[str, Mapping[str, Any]]:
    sides = (stage.lab.ours, stage.lab.partner)
    try:
        return {side.name: stage.ticket(side).fields for side in sides}
    except (StageError, LabError):
        return {}
