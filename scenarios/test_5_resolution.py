"""5. Resolution: when the partner resolves its ticket, ours is our agent's again, with the solution in its log."""

from __future__ import annotations

from fake_itop.integration.stage import Stage


def resolve(stage: Stage) -> None:
    stage.console(stage.lab.partner, stage.partner, "ev_resolve", {"solution": "Replaced the fuser"})


def test_given_a_transferred_ticket_when_the_partner_resolves_then_ours_is_assigned_again(stage: Stage) -> None:
    stage.transferred_ticket()
    resolve(stage)

    ours = stage.ticket(stage.lab.ours)
    assert (ours["status"], ours["agent_id_friendlyname"]) == ("assigned", stage.roles.ours.agent)


def test_given_a_transferred_ticket_when_the_partner_resolves_then_we_hold_the_solution(stage: Stage) -> None:
    stage.transferred_ticket()
    resolve(stage)

    assert stage.ticket(stage.lab.ours).log("private_log") == ["Replaced the fuser"]


def test_given_our_ticket_is_taken_back_when_the_partner_resolves_then_the_solution_comes_alone(stage: Stage) -> None:
    stage.transferred_ticket()
    stage.console(stage.lab.ours, stage.ours, "ev_partnerupdate", {})
    resolve(stage)

    ours = stage.ticket(stage.lab.ours)
    assert (ours["status"], ours.log("private_log")) == ("assigned", ["Replaced the fuser"])
