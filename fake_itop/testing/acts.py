"""What a test does to an instance to set its stage, over REST."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_itop.client import ItopObject
from fake_itop.testing.settings import StageError
from fake_itop.testing.stagehand import COMMENT, NO_STIMULUS, Stagehand
from fake_itop.values.names import expected

__tracebackhide__ = True

__all__ = ["NO_STIMULUS", "PASSWORD", "add_user", "apply_stimulus", "create", "cron", "delete", "ticket", "update"]

INSTALLED = 1
"""The id of the organisation, and of the person, that the installer makes."""

PASSWORD = "A-passw0rd!"  # noqa: S105 - of a fake's users
"""Of users for whom a test gives none."""

Fields = Mapping[str, Any]


async def create(stagehand: Stagehand, cls: str, fields: Fields) -> ItopObject:
    """Make an object."""
    asked = {"operation": "core/create", "class": cls, "fields": stagehand.ids(cls, fields)}
    return await _one(stagehand, asked)


async def ticket(stagehand: Stagehand, cls: str, fields: Fields) -> ItopObject:
    """Make a ticket; what a ticket must have and is not given is the installer's."""
    standard = {"title": "A ticket", "description": "Of a test", "org_id": INSTALLED, "caller_id": INSTALLED}
    known = stagehand.meta(cls).attributes
    return await create(stagehand, cls, {**{code: standard[code] for code in standard if code in known}, **fields})


async def update(stagehand: Stagehand, target: ItopObject, fields: Fields) -> ItopObject:
    """Change an object."""
    asked = {"operation": "core/update", "class": target.cls, "key": target.id}
    return await _one(stagehand, {**asked, "fields": stagehand.ids(target.cls, fields)})


async def apply_stimulus(stagehand: Stagehand, target: ItopObject, stimulus: str, fields: Fields) -> ItopObject:
    """Take an object a step on in its lifecycle."""
    asked = {"operation": "core/apply_stimulus", "class": target.cls, "key": target.id, "stimulus": stimulus}
    return await _one(stagehand, {**asked, "fields": stagehand.ids(target.cls, fields)})


async def delete(stagehand: Stagehand, target: ItopObject) -> None:
    """Remove an object."""
    asked = {"operation": "core/delete", "comment": COMMENT, "class": target.cls, "key": target.id}
    await stagehand.rest(asked)


async def cron(stagehand: Stagehand) -> int:
    """Run the background tasks."""
    return (await stagehand.driven.cron()).sent


async def add_user(
    stagehand: Stagehand, login: str, profiles: tuple[str, ...], person: str, password: str
) -> ItopObject:
    """Make a user, and the person that the user is.

    Raises:
        StageError: there is no such profile.
    """
    contact = await _person(stagehand, person or login)
    links = [{"profileid": _profile(stagehand, name)} for name in profiles]
    fields = {"login": login, "password": password, "contactid": contact, "profile_list": links}
    return await create(stagehand, "UserLocal", fields)


async def _person(stagehand: Stagehand, name: str) -> int:
    db = stagehand.itop.db
    for each in db.store.scan("Person"):
        if db.reader.friendlyname(each) == name:
            return each.id
    first, _, last = name.rpartition(" ")
    made = await create(stagehand, "Person", {"first_name": first or last, "name": last, "org_id": INSTALLED})
    return made.id


def _profile(stagehand: Stagehand, name: str) -> int:
    known = {each["name"]: each.id for each in stagehand.itop.db.store.scan("URP_Profiles")}
    if name not in known:
        raise StageError(f"no profile {name!r}; {expected(name, known)}")
    return known[name]


async def _one(stagehand: Stagehand, asked: Fields) -> ItopObject:
    return (await stagehand.rest({"comment": COMMENT, "output_fields": "*", **asked})).one
