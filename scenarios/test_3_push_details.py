"""3. Push more details: what grows in our private log arrives in the partner's public log."""

from __future__ import annotations

from fake_itop.integration.stage import NO_STIMULUS, Stage, link
from scenarios.conftest import Open
from scenarios.wirings import without_triggers_on_update


def write(stage: Stage, text: str) -> None:
    stage.console(stage.lab.ours, stage.ours, NO_STIMULUS, {"private_log": text})


def test_given_a_transferred_ticket_when_our_agent_writes_then_the_entry_arrives_once(stage: Stage) -> None:
    stage.transferred_ticket()
    write(stage, "More smoke")

    assert stage.ticket(stage.lab.partner).log("public_log") == ["More smoke"]


def test_given_a_transferred_ticket_when_our_agent_writes_twice_then_both_arrive_in_order(stage: Stage) -> None:
    stage.transferred_ticket()
    write(stage, "first")
    write(stage, "second")

    assert stage.ticket(stage.lab.partner).log("public_log") == ["first", "second"]


def test_given_the_partners_ticket_is_gone_when_our_agent_writes_then_our_log_keeps_the_entry(stage: Stage) -> None:
    stage.transferred_ticket()
    gone = {"operation": "core/delete", "comment": "gone", "class": "UserRequest", "key": stage.partner}
    assert stage.lab.partner(gone)["code"] == 0
    write(stage, "Anybody there?")

    assert stage.ticket(stage.lab.ours).log("private_log") == ["Anybody there?"]


def test_given_ids_that_differ_when_ours_is_wrong_then_another_ticket_gets_the_entry(stage: Stage) -> None:
    stage.transferred_ticket()
    link(stage.lab.ours, stage.ours, 1)
    write(stage, "Lost")

    assert stage.ticket(stage.lab.partner).log("public_log") == []


def test_given_no_trigger_on_update_when_our_agent_writes_then_nothing_arrives(wired: Open) -> None:
    stage = wired(without_triggers_on_update)
    stage.transferred_ticket()
    write(stage, "Unheard")

    assert stage.ticket(stage.lab.partner).log("public_log") == []
