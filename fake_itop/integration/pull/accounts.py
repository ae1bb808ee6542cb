"""The accounts as which connections log in at the other side: profiles and organisations, and never a password."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fake_itop.datamodel.model import MetaClass
from fake_itop.integration.lab import CONSOLE_USER, DEFAULT_USER
from fake_itop.integration.pull.source import Found, Refused, Source, given
from fake_itop.integration.pull.steps import Step, create, delete, named, quoted
from fake_itop.objects.keys import is_query
from fake_itop.values.php_types import is_numeric

MOST = 5
"""So many objects of an ambiguous look-up are pulled: two are enough to show that it is."""


@dataclass
class Lookups:
    """Pulls the objects that payloads name, each once; ``roles`` learns who is the organisation and the caller."""

    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    _known: dict[tuple[str, str, int], str] = field(default_factory=dict)

    def settle(self, payload: str, target: Source) -> str:
        """The payload, with fixed ids replaced by queries for what they are: in the fake they are other ones."""
        try:
            data = json.loads(payload)
        except ValueError:
            return payload
        cls = target.model.classes.get(str(data.get("class"))) if isinstance(data, dict) else None
        fields = data.get("fields") if isinstance(data, dict) else None
        if cls is None or not isinstance(fields, dict):
            return payload
        changed = dict(self._ids_replaced(fields, cls, target, is_transfer=data.get("operation") == "core/create"))
        return json.dumps({**data, "fields": {**fields, **changed}}, ensure_ascii=False) if changed else payload

    def _ids_replaced(
        self, fields: Mapping[str, Any], cls: MetaClass, target: Source, *, is_transfer: bool
    ) -> Iterator[tuple[str, str]]:
        for code, value in fields.items():
            key = cls.keys.get(code)
            if key is None or "$" in json.dumps(value) or key.target not in target.model:
                continue
            found = self._found(target.model[key.target], value, target)
            handles = [self.pull(target, each) for each in found[:MOST]]
            if is_transfer and len(found) == 1:
                self._learn(code, found[0])
            if is_numeric(value) and handles:
                yield code, handles[0]

    def _learn(self, code: str, found: Found) -> None:
        role = {"org_id": "organization", "caller_id": "caller"}.get(code)
        if role is not None:
            self.roles.setdefault(role, found["friendlyname"])

    def _found(self, cls: MetaClass, value: Any, target: Source) -> list[Found]:
        if is_query(value):
            query = value
        elif is_numeric(value):
            query = f"SELECT {cls.name} WHERE id = {value}"
        elif isinstance(value, Mapping):
            known = {code: str(each) for code, each in value.items() if not isinstance(each, Mapping | list)}
            query = named(cls.name, **known)
        else:
            return []
        try:
            return target.find(query, "id, friendlyname")
        except Refused as refusal:
            self.notes.append(f"not pulled, what a payload looks up: {refusal}")
            return []

    def pull(self, target: Source, found: Found) -> str:
        """Pull an object with those that it must have; gives a query for it."""
        place = (target.name, found.cls, found.key)
        if place not in self._known:
            self._known[place] = named(found.cls, friendlyname=found["friendlyname"])
            self._pull(target, found)
        return self._known[place]

    def _pull(self, target: Source, found: Found) -> None:
        cls = target.model.classes.get(found.cls)
        try:
            whole = target.whole(found.cls, found.key) if cls is not None else None
        except Refused as refusal:
            self.notes.append(f"not pulled, what a payload looks up: {refusal}")
            return
        if cls is None or whole is None:
            return
        fields = {**given(cls, whole), **dict(self._keys(cls, whole, target))}
        label = quoted(found["friendlyname"])
        self.steps.append(create(target.name, found.cls, fields, why=f"a payload looks up {label}"))

    def _keys(self, cls: MetaClass, whole: Found, target: Source) -> Iterator[tuple[str, str]]:
        """The keys without which an object cannot be made."""
        for code, key in cls.keys.items():
            if key.null_allowed or key.target not in target.model:
                continue
            id_ = int(whole[code] or 0)
            for found in target.find(f"SELECT {key.target} WHERE id = {id_}", "id, friendlyname") if id_ else ():
                yield code, self.pull(target, found)


CODES = "id, friendlyname, finalclass, login, status, profile_list, allowed_org_list"


@dataclass
class Accounts:
    """Pulls accounts, each once."""

    lookups: Lookups
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _done: set[tuple[str, str]] = field(default_factory=set)

    def pull(self, side: Source, login: str) -> None:
        """Make the account of that name, in place of the one that is there."""
        if (side.name, login) in self._done or not login:
            return
        self._done.add((side.name, login))
        try:
            found = side.find(named("User", login=login), CODES)
        except Refused as refusal:
            self.notes.append(f"the rights of {login!r} are not known, those of --config count: {refusal}")
            return
        for user in found[:1]:
            self._write(side, user, login)
        if not found:
            self.notes.append(f"{side.name} has no user {login!r}")

    def _write(self, side: Source, user: Found, login: str) -> None:
        if user["status"] not in ("", "enabled"):
            self.notes.append(f"{side.name}'s user {login!r} is {user['status']}")
            return
        profiles, organisations = self._profiles(side, user), self._organisations(side, user)
        lists: dict[str, Any] = {"profile_list": profiles, "allowed_org_list": organisations}
        secret = f"{{{{{side.name}.password.{login}}}}}"
        query = named("User", login=login)
        if login in (DEFAULT_USER, CONSOLE_USER):
            self.notes.append(f"{login!r} is a fake's own account: it keeps the rights that --config gives it")
            return
        self.steps.append(
            delete(side.name, "User", query, why="the settings' account of that name may have other rights")
        )
        self.steps.append(create(side.name, "UserLocal", {"login": login, "password": secret, **lists}))

    def _profiles(self, side: Source, user: Found) -> list[dict[str, str]]:
        names = [
            str(link.get("profile") or link.get("profileid_friendlyname")) for link in _links(user, "profile_list")
        ]
        known = [name for name in names if name in side.model.profiles]
        for name in names:
            if name not in known:
                self.notes.append(f"the profile {name!r} of {user['login']!r} is not known here, and left out")
        return [{"profileid": named("URP_Profiles", name=name)} for name in known]

    def _organisations(self, side: Source, user: Found) -> list[dict[str, str]]:
        ids = [int(link.get("allowed_org_id") or 0) for link in _links(user, "allowed_org_list")]
        found = (each for id_ in ids for each in side.find(f"SELECT Organization WHERE id = {id_}", "id, friendlyname"))
        return [{"allowed_org_id": self.lookups.pull(side, each)} for each in found]


def _links(user: Found, code: str) -> list[dict[str, Any]]:
    links = user.fields.get(code)
    return [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
