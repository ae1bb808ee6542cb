"""What a real iTop has in code and not in data, one module per class, found by the class's name.

A class without a module behaves as the one above it, and as `Behaviour` at the top. A `Database` is opened with
`BEHAVIOURS`, or with others.
"""

from __future__ import annotations

from fake_itop.objects.classes.behaviour import Behaviour
from fake_itop.objects.classes.notification import TriggerBehaviour, WebhookActionBehaviour
from fake_itop.objects.classes.synchronisation import SynchroDataSourceBehaviour, SynchroReplicaBehaviour
from fake_itop.objects.classes.ticket import AttachmentBehaviour, ChangeBehaviour, TicketBehaviour, UserRequestBehaviour
from fake_itop.objects.classes.user import UserBehaviour

BEHAVIOURS: dict[str, Behaviour] = {
    "": Behaviour(),
    "ActionWebhook": WebhookActionBehaviour(),
    "Attachment": AttachmentBehaviour(),
    "Change": ChangeBehaviour(),
    "SynchroDataSource": SynchroDataSourceBehaviour(),
    "SynchroReplica": SynchroReplicaBehaviour(),
    "Ticket": TicketBehaviour(),
    "Trigger": TriggerBehaviour(),
    "User": UserBehaviour(),
    "UserRequest": UserRequestBehaviour(),
}

__all__ = ["BEHAVIOURS", "Behaviour"]
