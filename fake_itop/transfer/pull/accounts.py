"""The accounts as which connections log in at the other side: profiles and organisations, and never a password."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fake_itop.transfer.lab import CONSOLE_USER, DEFAULT_USER
from fake_itop.transfer.pull.lookups import Lookups
from fake_itop.transfer.pull.source import Found, Refused, Source
from fake_itop.transfer.pull.steps import Step, create, delete, named

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
