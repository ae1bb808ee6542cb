"""What one can change in a wiring so that it holds where versions do otherwise; the matrix tries each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fake_itop.integration.lab import DEFAULT_USER
from fake_itop.integration.stage import TICKET
from fake_itop.integration.wiring import SetupStep, Wiring, name_of

ACTION = "ActioniTopWebhook"


@dataclass(frozen=True)
class Remedy:
    """A change of a wiring, and what it is in a few words."""

    says: str
    change: Callable[[Wiring], Wiring]


def all_of(remedies: Sequence[Remedy]) -> Remedy:
    """One after the other."""

    def change(wiring: Wiring) -> Wiring:
        for remedy in remedies:
            wiring = remedy.change(wiring)
        return wiring

    return Remedy("; ".join(remedy.says for remedy in remedies), change)


def ordered_by_name(wiring: Wiring) -> Wiring:
    """The wiring with each trigger's actions called so that the order of names is that of their links."""
    names = {
        name: f"{position} {name}"
        for step in wiring.steps
        for position, name in enumerate(_names_of_actions(step), 1)
        if len(_names_of_actions(step)) > 1
    }
    return replace(wiring, steps=tuple(_renamed(step, names) for step in wiring.steps))


def _names_of_actions(step: SetupStep) -> list[str]:
    """The names in a trigger's list of actions, in the order of its links."""
    links = [link for link in _fields(step).get("action_list", ()) if isinstance(link, Mapping)]
    in_order = sorted(links, key=lambda link: int(link.get("order", 0)))
    queries = (str(link.get("action_id", "")) for link in in_order)
    return [query.split("'")[1] for query in queries if query.count("'") == 2]  # noqa: PLR2004 - one text


def _renamed(step: SetupStep, names: Mapping[str, str]) -> SetupStep:
    fields = dict(_fields(step))
    if fields.get("name") in names and str(step.request.get("class", "")).startswith("Action"):
        fields["name"] = names[fields["name"]]
    if "action_list" in fields:
        text = json.dumps(fields["action_list"])
        for name, other in names.items():
            text = text.replace(f"'{name}'", f"'{other}'")
        fields["action_list"] = json.loads(text)
    return replace(step, request={**step.request, "fields": fields}) if fields else step


def telling_the_id_back(wiring: Wiring) -> Wiring:
    """The wiring with a webhook by which the partner tells us the id of each ticket that it made for one of ours.

    No callback has to store it then; and a number cannot break a payload.
    """
    connection = next(_connections(wiring, "partner"), None)
    if connection is None:
        return wiring
    payload = {
        "operation": "core/update",
        "comment": "Ticket id by Partner",
        "class": TICKET,
        "key": "$this->remote_ticketid$",
        "output_fields": "id, friendlyname",
        "fields": {"remote_ticketid": "$this->id$"},
    }
    action = {
        "name": TELL,
        "status": "enabled",
        "remoteapplicationconnection_id": connection,
        "method": "post",
        "payload": json.dumps(payload),
        "process_response_callback": "",
        "language": "EN US",
        "headers": "Content-type: application/x-www-form-urlencoded",
    }
    trigger = {
        "description": TELL,
        "target_class": TICKET,
        "action_list": [{"action_id": f"SELECT {ACTION} WHERE name='{TELL}'", "order": 1}],
        "filter": f"SELECT {TICKET} WHERE remote_ticketid > 0",
    }
    steps = (_made("partner", ACTION, action), _made("partner", "TriggerOnObjectCreate", trigger))
    return replace(wiring, steps=(*wiring.steps, *steps))


TELL = "tell the id"

REMEDIES: Sequence[Remedy] = (
    Remedy("call each trigger's actions so that they run in the order of their names", ordered_by_name),
    Remedy("let the partner tell the new ticket's id by a webhook of its own", telling_the_id_back),
)
"""Those that are known, by themselves."""


def _fields(step: SetupStep) -> Mapping[str, Any]:
    fields = step.request.get("fields", {})
    return fields if isinstance(fields, Mapping) else {}


def _connections(wiring: Wiring, side: str) -> Iterator[str]:
    """How a side's actions name their connection."""
    for step in wiring.steps:
        if step.to == side and step.request.get("class") == ACTION and name_of({"request": step.request}):
            yield str(_fields(step).get("remoteapplicationconnection_id", ""))


def _made(side: str, cls: str, fields: Mapping[str, Any]) -> SetupStep:
    request = {"operation": "core/create", "comment": "wiring", "class": cls, "output_fields": "id", "fields": fields}
    return SetupStep(side, DEFAULT_USER, request)
