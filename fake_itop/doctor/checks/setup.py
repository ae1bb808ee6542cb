"""What is set up and cannot work, or does nothing: refused steps, triggers without actions, actions that never run."""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.doctor.finding import Finding, found
from fake_itop.doctor.integration import WEBHOOK, Side
from fake_itop.doctor.reading import Reading
from fake_itop.notifications.triggers import actions_of


def check(reading: Reading) -> Iterator[Finding]:
    """Findings about what is set up."""
    for refused in reading.integration.refused:
        yield found("FD001", refused.where, f"iTop refuses it: {refused.message}", "put right what the message names")
    for side in reading.integration.sides:
        yield from _idle(reading, side)


def _idle(reading: Reading, side: Side) -> Iterator[Finding]:
    for trigger in side.db.store.scan("Trigger"):
        if not any(side.db.store.find("lnkTriggerAction", "trigger_id", trigger.id)):
            where = reading.integration.where(side, trigger, "action_list")
            yield found("FD002", where, "nothing happens when it fires: it has no action", "give it its action")
    used = {action.id for trigger in side.db.store.scan("Trigger") for action in actions_of(side.db, trigger)}
    for action in side.db.store.scan(WEBHOOK):
        where = reading.integration.where(side, action, "status")
        if action["status"] == "disabled":
            yield found("FD003", where, "it is disabled: it never runs", "enable it")
        elif action.id not in used:
            yield found("FD003", reading.integration.where(side, action), "no trigger runs it", "link it to a trigger")
        elif action["status"] == "test":
            yield found("FD004", where, *_under_test(action["test_remoteapplicationconnection_id"]))


def _under_test(connection: int) -> tuple[str, str]:
    if connection:
        return "it is being tested: it goes to its test connection and to nobody else", "enable it when it is ready"
    return (
        "it is being tested and has no test connection: iTop breaks, and so does the save",
        "give it one, or enable it",
    )
