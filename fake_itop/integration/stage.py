"""Sets the stage of a scenario: who plays, and the tickets as they are when it begins.

A scenario proves what a wiring does, so its stage owes nothing to the wiring's webhooks: tickets that the partner
already has are made by hand, over REST. What a wiring does not bring (people, organisations) is made likewise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_itop.integration.lab import Lab, LabError, RestReply, Seen, Side
from fake_itop.integration.roles import Roles
from fake_itop.itop.callbacks import REMOTE_ID
from fake_itop.values.names import InputError

TICKET = "UserRequest"
TITLE = 'Printer "on fire" é'
DESCRIPTION = "<p>Smoke &amp; <b>flames</b></p>"
OWN_TICKETS = 3
"""How many tickets the partner has before ours: so that no id of ours is the partner's, and mixing them up shows."""

INSTALLED = 1
"""The id of the organisation, and of the person, that the installer makes."""

COMMENT = "set the stage"
NO_STIMULUS = "-"


class StageError(InputError):
    """The stage could not be set: one line, in iTop's own words."""


class Stage:
    """The stage of one scenario; ``ours`` and ``partner`` are the ids of the two tickets, 0 while there is none."""

    def __init__(self, lab: Lab, roles: Roles) -> None:
        self.lab = lab
        self.roles = roles
        self.ours = 0
        self.partner = 0

    def our_ticket(self) -> None:
        """Our caller's ticket, new; the partner has tickets of its own."""
        for number in range(OWN_TICKETS):
            fields = {"org_id": INSTALLED, "caller_id": INSTALLED}
            create(self.lab.partner, TICKET, {**fields, "title": f"The partner's own {number + 1}", "description": "."})
        self.ours = self._our_ticket()

    def assigned_ticket(self) -> None:
        """Our caller's ticket, assigned to our agent."""
        self.our_ticket()
        self.assign(self.lab.ours, self.ours)

    def transferred_ticket(self) -> None:
        """Our ticket, pending at the partner, and the partner's ticket of it, each with the other's id.

        Made by hand: ours has its remote id before it is pending, so that no webhook of the wiring is asked to transfer
        it; where one does so all the same, the ids are set right afterwards.
        """
        self.our_ticket()
        self.partner = self._ticket_at_partner()
        link(self.lab.ours, self.ours, self.partner)
        self.assign(self.lab.ours, self.ours)
        self.console(self.lab.ours, self.ours, "ev_pendingpartner", {"partner_id": self.chosen_partner()})
        link(self.lab.ours, self.ours, self.partner)
        self.assign(self.lab.partner, self.partner)

    def assign(self, side: Side, ticket: int) -> Seen:
        """Let an agent of a side take a ticket."""
        names = self.roles.ours if side is self.lab.ours else self.roles.partner
        team = named(side, "Team", names.team)
        agent = person(side, names.agent)
        return self.console(side, ticket, "ev_assign", {"team_id": team, "agent_id": agent})

    def console(self, side: Side, ticket: int, stimulus: str, fields: Mapping[str, Any]) -> Seen:
        """Let a person act in the web console of a side."""
        return side.console(TICKET, ticket, stimulus, fields)

    def chosen_partner(self) -> int:
        """The id, at our side, of the organisation that the agent chooses."""
        return named(self.lab.ours, "Organization", self.roles.ours.partner, category="partner")

    def ticket(self, side: Side) -> Ticket:
        """The ticket of a side as it now is; one without values where there is none."""
        return Ticket(side, self.ours if side is self.lab.ours else self.partner)

    def _our_ticket(self) -> int:
        caller = person(self.lab.ours, self.roles.ours.caller)
        return self._create_for(self.lab.ours, caller)

    def _ticket_at_partner(self) -> int:
        """As the transfer would make it; of the installer's person where the partner does not know ours."""
        caller = find(self.lab.partner, "Person", self.roles.partner.caller) or INSTALLED
        ticket = self._create_for(self.lab.partner, caller)
        link(self.lab.partner, ticket, self.ours)
        return ticket

    def _create_for(self, side: Side, caller: int) -> int:
        (org,) = read(side, "Person", caller, "org_id")
        fields = {"org_id": int(org), "caller_id": caller, "request_type": "service_request"}
        return create(side, TICKET, {**fields, "title": TITLE, "description": DESCRIPTION})


class Ticket:
    """A ticket's values at one moment, as REST gives them."""

    def __init__(self, side: Side, key: int) -> None:
        self.side = side.name
        self.key = key
        self.fields = _fields(side, key) if key else {}

    def __getitem__(self, code: str) -> str:
        return str(self.fields.get(code, "no ticket"))

    def html(self, code: str) -> str:
        """HTML as the object holds it: REST shows each ``&`` of it escaped once more until iTop 3.1."""
        return self[code].replace("&amp;amp;", "&amp;")

    def log(self, code: str) -> list[str]:
        """The entries of a case log, the oldest first."""
        return [entry["message"] for entry in self.fields.get(code, {}).get("entries", [])]


def _fields(side: Side, key: int) -> Mapping[str, Any]:
    asked = {"operation": "core/get", "class": TICKET, "key": key, "output_fields": SHOWN}
    (entry,) = (_accepted(side, asked)["objects"] or {"": {"fields": {}}}).values()
    fields: Mapping[str, Any] = entry["fields"]
    return fields


SHOWN = (
    "id, ref, title, description, org_name, caller_name, caller_id_friendlyname, status, agent_id_friendlyname, "
    "partner_id, partner_id_friendlyname, remote_ticketid, private_log, public_log, solution"
)
"""What the scenarios look at, and what is shown of a ticket."""


def link(side: Side, ticket: int, remote: int) -> None:
    """Let a ticket hold the other side's id."""
    asked = {"operation": "core/update", "comment": COMMENT, "class": TICKET, "key": ticket, "output_fields": "id"}
    _accepted(side, {**asked, "fields": {REMOTE_ID: remote}})


def person(side: Side, name: str) -> int:
    """The person of that name, made if need be: the first word is the first name."""
    first, _, last = name.rpartition(" ")
    return find(side, "Person", name) or create(
        side, "Person", {"first_name": first or last, "name": last, "org_id": INSTALLED}
    )


def named(side: Side, cls: str, name: str, **more: Any) -> int:
    """The object of that name, made if need be."""
    owner = {} if cls == "Organization" else {"org_id": INSTALLED}
    return find(side, cls, name) or create(side, cls, {"name": name, **owner, **more})


def find(side: Side, cls: str, name: str) -> int:
    """The id of the first object of that friendlyname, 0 if there is none."""
    text = name.replace("\\", "\\\\").replace("'", "\\'")
    found = ids(side, f"SELECT {cls} WHERE friendlyname = '{text}'")
    return found[0] if found else 0


def ids(side: Side, oql: str) -> list[int]:
    """The ids of the objects that a query finds, in order."""
    cls = oql.split()[1]
    found = _accepted(side, {"operation": "core/get", "class": cls, "key": oql, "output_fields": "id"})["objects"]
    return sorted(int(entry["key"]) for entry in (found or {}).values())


def read(side: Side, cls: str, key: int, *codes: str) -> list[str]:
    """Values of one object."""
    asked = {"operation": "core/get", "class": cls, "key": key, "output_fields": ", ".join(codes)}
    (entry,) = _accepted(side, asked)["objects"].values()
    return [entry["fields"][code] for code in codes]


def create(side: Side, cls: str, fields: Mapping[str, Any]) -> int:
    """Make an object; gives its id."""
    asked = {"operation": "core/create", "comment": COMMENT, "class": cls, "output_fields": "id", "fields": fields}
    (entry,) = _accepted(side, asked)["objects"].values()
    return int(entry["key"])


def _accepted(side: Side, asked: Mapping[str, Any]) -> RestReply:
    what = f"{side.name}: {asked['operation']} {asked['class']}"
    try:
        answer = side(asked)
    except LabError as error:
        raise StageError(f"{what}: {error}") from None
    if answer["code"] != 0:
        raise StageError(f"{what}: {answer['message']} (code {answer['code']})")
    return answer
