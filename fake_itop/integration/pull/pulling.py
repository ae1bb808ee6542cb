"""From two iTops to a wiring: connections, webhook actions and their triggers, with what their payloads look up.

Only ``core/get`` is asked. Secrets are neither read nor written: a connection's password is written as
``{{partner.password.LOGIN}}``, which a fake fills with the one that the account has there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fake_itop.doctor.named import named_in_filter
from fake_itop.integration.pull.accounts import Accounts, Lookups
from fake_itop.integration.pull.source import Found, Refused, Source, given
from fake_itop.integration.pull.steps import Step, create, named
from fake_itop.journal import mask_text
from fake_itop.values.http import REST_PATH
from fake_itop.values.secrets import MASK

CONNECTION, ACTION, TRIGGER = "RemoteApplicationConnection", "ActionWebhook", "Trigger"
_CONNECTION_KEYS = ("remoteapplicationconnection_id", "test_remoteapplicationconnection_id")
WORKED_OUT = frozenset({"complement"})
"""What an iTop writes into a trigger by itself."""


@dataclass(frozen=True)
class Pulled:
    """A wiring, and what could not be pulled or is not as it was."""

    wiring: Mapping[str, Any]
    notes: tuple[str, ...]

    def text(self) -> str:
        """The wiring as a file."""
        return json.dumps(self.wiring, ensure_ascii=False, indent=2) + "\n"


def pull(ours: Source, partner: Source) -> Pulled:
    """Read both.

    Raises:
        Refused: one of them does not show its triggers, actions or connections.
    """
    lookups = Lookups()
    accounts = Accounts(lookups)
    sides = (ours, partner)
    readers = [_Reader(side, sides, lookups, accounts) for side in sides]
    for reader in readers:
        reader.read()
    notes = [note for reader in readers for note in reader.notes]
    steps = [*lookups.steps, *accounts.steps, *(step for reader in readers for step in reader.steps)]
    roles = {"partner": lookups.roles} if lookups.roles else {}
    wiring = {"roles": roles, "steps": steps}
    return Pulled(wiring, tuple(dict.fromkeys([*notes, *lookups.notes, *accounts.notes])))


@dataclass
class _Reader:
    """Reads one side."""

    side: Source
    sides: Sequence[Source]
    lookups: Lookups
    accounts: Accounts
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _handles: dict[int, str] = field(default_factory=dict)
    """By id of an action: a query for it."""
    _connections: dict[int, tuple[str, Source | None]] = field(default_factory=dict)
    """By id of a connection: a query for it, and where it leads."""
    _links: list[Found] = field(default_factory=list)
    """Which trigger runs which action."""
    _names: set[tuple[str, str]] = field(default_factory=set)
    """Names that are taken, by class."""

    def read(self) -> None:
        """Read connections, then the actions that use them, then the triggers that run these."""
        for found in self.side.find(f"SELECT {CONNECTION}", "id, friendlyname"):
            self._connection(found)
        for found in self.side.find(f"SELECT {ACTION}", "id, friendlyname"):
            self._action(found)
        for found in self._triggers():
            self._trigger(found)

    def _whole(self, found: Found) -> Found | None:
        if found.cls not in self.side.model:
            self.notes.append(
                f"{self.side.name}: {found.cls}::{found.key} is of a class that is not known here; --design"
            )
            return None
        return self.side.whole(found.cls, found.key)

    def _make(self, found: Found, fields: Mapping[str, Any]) -> None:
        self.steps.append(create(self.side.name, found.cls, fields))

    def _unique(self, cls: str, name: str) -> str:
        """A name that no other object of the wiring has: names are how it finds its objects again."""
        number, unique = 1, name
        while (cls, unique) in self._names:
            number += 1
            unique = f"{name} ({number})"
        self._names.add((cls, unique))
        return unique

    # Connections

    def _connection(self, found: Found) -> None:
        whole = self._whole(found)
        if whole is None:
            return
        fields = given(self.side.model[found.cls], whole)
        fields["name"] = self._unique(CONNECTION, str(fields.get("name", found.key)))
        target = next((side for side in self.sides if side.is_at(whole["url"])), None)
        fields["url"] = self._url(whole["url"], target)
        fields |= self._application(whole) | self._credentials(found.cls, whole, target)
        self._connections[found.key] = (named(found.cls, name=fields["name"]), target)
        self._make(found, fields)

    def _url(self, url: str, target: Source | None) -> str:
        if target is None:
            return mask_text(url)
        rest = url.partition(REST_PATH)
        if rest[1]:
            return f"{{{{{target.name}.url}}}}{mask_text(rest[2])}"
        own = next(own for own in target.urls if target.is_at(own))
        root = own.partition(REST_PATH.lstrip("/"))[0].partition("://")[2]
        return f"{{{{{target.name}.root}}}}{mask_text(url.partition('://')[2].partition(root)[2])}"

    def _application(self, whole: Found) -> dict[str, str]:
        ids = whole["remoteapplicationtype_id"]
        if not ids.isdigit() or ids == "0":
            return {}
        kind = next(iter(self.side.find(f"SELECT RemoteApplicationType WHERE id = {ids}", "id, name")), None)
        if kind is None:
            return {}
        query = named("RemoteApplicationType", name=kind["name"])
        if (kind.cls, kind["name"]) not in self._names:
            self._names.add((kind.cls, kind["name"]))
            self.steps.append(create(self.side.name, kind.cls, {"name": kind["name"]}, unless=query))
        return {"remoteapplicationtype_id": query}

    def _credentials(self, cls: str, whole: Found, target: Source | None) -> dict[str, str]:
        known = self.side.model[cls].attributes
        there = target.name if target is not None else ""
        if "auth_pwd" in known:
            login = whole["auth_user"]
            if target is not None:
                self.accounts.pull(target, login)
            return {"auth_pwd": f"{{{{{there}.password.{login}}}}}" if there else MASK}
        if "token" in known:
            self.notes.append(
                f"{self.side.name}: whose token {whole['name']!r} holds is not known: it is --config's first"
            )
            return {"token": f"{{{{{there}.token}}}}" if there else MASK}
        return {}

    # Actions

    def _action(self, found: Found) -> None:
        whole = self._whole(found)
        if whole is None:
            return
        fields = given(self.side.model[found.cls], whole)
        fields["name"] = self._unique(ACTION, str(fields.get("name", found.key)))
        target = None
        for code in _CONNECTION_KEYS:
            query, leads_to = self._connections.get(int(whole[code] or 0), ("", None))
            if query:
                fields[code] = query
                target = target or leads_to
        if "payload" in fields and target is not None:
            fields["payload"] = self.lookups.settle(fields["payload"], target)
        if "headers" in fields:
            fields["headers"] = mask_text(fields["headers"])
        self._handles[found.key] = named(found.cls, name=fields["name"])
        self._make(found, fields)

    # Triggers

    def _triggers(self) -> list[Found]:
        """Those that run one of the actions."""
        links = self.side.find("SELECT lnkTriggerAction", "trigger_id, action_id, order")
        wanted = {int(link["trigger_id"]) for link in links if int(link["action_id"] or 0) in self._handles}
        self._links = [link for link in links if int(link["trigger_id"]) in wanted]
        return [each for each in self.side.find(f"SELECT {TRIGGER}", "id, friendlyname") if each.key in wanted]

    def _trigger(self, found: Found) -> None:
        whole = self._whole(found)
        if whole is None:
            return
        fields = {
            code: value for code, value in given(self.side.model[found.cls], whole).items() if code not in WORKED_OUT
        }
        self._names_in(str(fields.get("filter", "")))
        fields["description"] = self._unique(TRIGGER, str(fields.get("description", found.key)))
        fields["action_list"] = [
            {"action_id": self._handles[int(link["action_id"])], "order": int(link["order"] or 0)}
            for link in sorted(self._links, key=lambda link: int(link["order"] or 0))
            if int(link["trigger_id"]) == found.key and int(link["action_id"]) in self._handles
        ]
        self._make(found, fields)

    def _names_in(self, query: str) -> None:
        """What a filter names is pulled too, or the doctor would not know of it."""
        for each in named_in_filter(self.side.model, query):
            if each.cls == "User":
                self.accounts.pull(self.side, each.value)
                continue
            try:
                found = self.side.find(named(each.cls, **{each.attribute: each.value}), "id, friendlyname")
            except Refused as refusal:
                self.notes.append(f"not pulled, what a filter names: {refusal}")
                continue
            for one in found[:1]:
                self.lookups.pull(self.side, one)


__all__ = ["Pulled", "Refused", "pull"]
