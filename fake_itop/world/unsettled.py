"""Why a world does not come to rest."""

from __future__ import annotations

from collections.abc import Iterable

from fake_itop.world.task import Delivery, Task


class UnsettledError(Exception):
    """Something cannot go on: one line that says what is pending, and why."""

    @classmethod
    def of(cls, under_way: Iterable[Task], held: Iterable[Delivery], late: Iterable[Delivery]) -> UnsettledError:
        """What is pending, and what keeps it from going on."""
        tasks = list(under_way)
        waiting = [_name(task) for task in tasks if task.works]
        queued = [f"{_name(task)}: all workers of {task.member.name} are busy" for task in tasks if not task.works]
        kept = [f"message {each.webhook.seq} to {each.receiver.name} is held back: release it" for each in held]
        coming = [f"message {each.webhook.seq} to {each.receiver.name} is late: let time pass" for each in late]
        why = "; ".join([*kept, *queued, *coming]) or "nobody is left who would answer"
        return cls(f"pending: {', '.join(waiting) or 'nothing'}; because of: {why}")


def _name(task: Task) -> str:
    message = task.exchange.message
    return f"{message.kind} {message.seq} of {task.member.name}"
