"""What a real iTop has in code and not in data, one module per class, found by the class's name.

A class without a module behaves as the one above it, and as `Behaviour` at the top. A `Database` is opened with
`BEHAVIOURS`, or with others.
"""

from __future__ import annotations

from fake_itop.objects.classes.behaviour import Behaviour
from fake_itop.objects.classes.notification import TriggerBehaviour, WebhookActionBehaviour
from fake_itop.objects.classes.synchronisation import SynchroDataSourceBehaviour, SynchroReplicaBehaviour
from fake_itop.objects.classes.ticket import (
    AttachmentBehaviour,
    ChangeBehaviour,
    PrioritisedBehaviour,
    RequestBehaviour,
    TicketBehaviour,
)
from fake_itop.objects.classes.user import PersonalTokenBehaviour, UserBehaviour

BEHAVIOURS: dict[str, Behaviour] = {
    "": Behaviour(),
    "ActionWebhook": WebhookActionBehaviour(),
    "Attachment": AttachmentBehaviour(),
    "Change": ChangeBehaviour("C-%06d"),
    "Incident": RequestBehaviour("I-%06d"),
    "Problem": PrioritisedBehaviour("P-%06d"),
    "PersonalToken": PersonalTokenBehaviour(),
    "SynchroDataSource": SynchroDataSourceBehaviour(),
    "SynchroReplica": SynchroReplicaBehaviour(),
    "Ticket": TicketBehaviour("T-%06d"),
    "Trigger": TriggerBehaviour(),
    "User": UserBehaviour(),
    "UserRequest": RequestBehaviour("R-%06d"),
}

__all__ = ["BEHAVIOURS", "Behaviour"]
