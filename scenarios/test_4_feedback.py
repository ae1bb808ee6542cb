"""4. Get the partner's feedback: what grows in its public log is mirrored in our private log."""

from __future__ import annotations

from fake_itop.integration.stage import NO_STIMULUS, Stage


def write(stage: Stage, log: str, text: str) -> None:
    stage.console(stage.lab.partner, stage.partner, NO_STIMULUS, {log: text})


def test_given_a_transferred_ticket_when_the_partner_answers_then_we_read_it_once(stage: Stage) -> None:
    stage.transferred_ticket()
    write(stage, "public_log", "Which floor?")

    assert stage.ticket(stage.lab.ours).log("private_log") == ["Which floor?"]


def test_given_a_transferred_ticket_when_the_partner_writes_privately_then_we_read_nothing(stage: Stage) -> None:
    stage.transferred_ticket()
    write(stage, "private_log", "They broke it again")

    ours = stage.ticket(stage.lab.ours)
    assert (ours.log("private_log"), ours.log("public_log")) == ([], [])


def test_given_a_transferred_ticket_when_the_partner_answers_then_our_caller_reads_nothing(stage: Stage) -> None:
    stage.transferred_ticket()
    write(stage, "public_log", "Which floor?")

    assert stage.ticket(stage.lab.ours).log("public_log") == []
