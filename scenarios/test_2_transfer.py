"""2. Transfer the ticket: when it enters "pending partner", the partner gets a ticket of its own."""

from __future__ import annotations

import pytest

from fake_itop.integration.stage import DESCRIPTION, TITLE, Stage, ids
from scenarios.conftest import Change, Open
from scenarios.wirings import nobody_listens, unknown_organization, wrong_password


def hand_over(stage: Stage) -> None:
    stage.assigned_ticket()
    before = set(ids(stage.lab.partner, "SELECT UserRequest"))
    stage.console(stage.lab.ours, stage.ours, "ev_pendingpartner", {"partner_id": stage.chosen_partner()})
    created = sorted(set(ids(stage.lab.partner, "SELECT UserRequest")) - before)
    stage.partner = created[0] if created else 0


def test_when_the_ticket_is_handed_over_then_the_partner_has_its_title_and_description(stage: Stage) -> None:
    hand_over(stage)

    ticket = stage.ticket(stage.lab.partner)
    assert (ticket["title"], ticket["description"]) == (TITLE, DESCRIPTION)
    assert ticket["org_name"] == stage.roles.partner.organization


def test_when_the_ticket_is_handed_over_then_each_side_knows_the_others_id(stage: Stage) -> None:
    hand_over(stage)

    assert stage.ticket(stage.lab.ours)["remote_ticketid"] == str(stage.partner)
    assert stage.ticket(stage.lab.partner)["remote_ticketid"] == str(stage.ours)


@pytest.mark.parametrize("mistake", [wrong_password, unknown_organization, nobody_listens])
def test_when_the_partner_refuses_or_is_down_then_our_ticket_waits_without_a_partners(
    wired: Open, mistake: Change
) -> None:
    stage = wired(mistake)
    hand_over(stage)

    ticket = stage.ticket(stage.lab.ours)
    assert stage.partner == 0
    assert (ticket["status"], ticket["remote_ticketid"]) == ("pending_partner", "0")
