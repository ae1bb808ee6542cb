"""A run of an action: what it was set off by, and what its texts may say."""

from __future__ import annotations

from dataclasses import dataclass

from fake_itop.notifications import texts
from fake_itop.notifications.placeholders import Placeholders
from fake_itop.objects.draft import Draft
from fake_itop.store import Record


@dataclass(frozen=True)
class ActionRun:
    """An action that runs for an object because a trigger went off."""

    action: Record
    trigger: Record
    draft: Draft
    placeholders: Placeholders

    @property
    def is_test(self) -> bool:
        """Whether the action is being tested, and reaches nobody but whom its test settings name."""
        return bool(self.action["status"] == "test")

    @property
    def is_asynchronous(self) -> bool:
        """Whether it waits for the background tasks; an iTop that has no such choice waits for none."""
        return "asynchronous" in self.action.cls.columns and self.action["asynchronous"] == "yes"

    def worded(self, message: str) -> str:
        """What a record says of it."""
        return f"{texts.TEST}{message}" if self.is_test else message
