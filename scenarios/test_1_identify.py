"""1. Identify the ticket: an agent chooses a partner, and the ticket waits for it."""

from __future__ import annotations

from fake_itop.integration.stage import Stage


def test_given_an_assigned_ticket_when_the_agent_chooses_a_partner_then_it_is_pending_there(stage: Stage) -> None:
    stage.assigned_ticket()
    stage.console(stage.lab.ours, stage.ours, "ev_pendingpartner", {"partner_id": stage.chosen_partner()})

    ticket = stage.ticket(stage.lab.ours)
    assert ticket["status"] == "pending_partner"
    assert ticket["partner_id_friendlyname"] == stage.roles.ours.partner


def test_given_a_new_ticket_when_the_agent_wants_a_partner_then_nothing_happens(stage: Stage) -> None:
    stage.our_ticket()
    stage.console(stage.lab.ours, stage.ours, "ev_pendingpartner", {"partner_id": stage.chosen_partner()})

    assert stage.ticket(stage.lab.ours)["status"] == "new"


def test_given_an_assigned_ticket_when_rest_names_no_partner_then_it_is_pending_all_the_same(stage: Stage) -> None:
    stage.assigned_ticket()
    answer = stage.lab.ours(
        {
            "operation": "core/apply_stimulus",
            "comment": "no partner",
            "class": "UserRequest",
            "key": stage.ours,
            "stimulus": "ev_pendingpartner",
            "fields": {},
        }
    )

    assert answer["code"] == 0
    assert stage.ticket(stage.lab.ours)["partner_id"] == "0"
