"""What a test does to an instance: `fake_itop.testing.under_way` makes methods of it that wait, or are awaited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_itop.client import Answer, ItopObject
from fake_itop.testing.observed import Observed
from fake_itop.testing.settings import PATIENCE, StageError
from fake_itop.testing.stage import answer_of, ids_of, meta_of, request_of
from fake_itop.testing.webhooks import Sent, check_criteria
from fake_itop.values.names import expected

__tracebackhide__ = True

COMMENT = "set the stage of a test"

INSTALLED = 1
"""The id of the organisation, and of the person, that the installer makes."""

PASSWORD = "A-passw0rd!"  # noqa: S105 - of a fake's users
"""Of users for whom a test gives none."""

Fields = Mapping[str, Any]


async def call(instance: Observed, json_data: Mapping[str, Any]) -> Answer:
    """What it says to an operation, which stands in the journal with all that it causes.

    Raises:
        ItopError: it refuses.
    """
    request = request_of(instance.login(), json_data)
    return answer_of(await instance.group.handle(instance.name, request))


async def create(instance: Observed, cls: str, fields: Fields | None = None, /, **more: Any) -> ItopObject:
    """A new object. Keys may be given by the names of the objects that they point to.

    Raises:
        ItopError: iTop refuses.
        StageError: there is no such class, or no object of such a name.
    """
    asked = {"operation": "core/create", "class": cls, "fields": ids_of(instance.itop, cls, {**(fields or {}), **more})}
    return await _one(instance, asked)


async def ticket(instance: Observed, cls: str = "UserRequest", /, **fields: Any) -> ItopObject:
    """A new ticket, of the installer's organisation and person unless the fields say otherwise.

    Raises:
        ItopError: iTop refuses.
        StageError: there is no object of such a name.
    """
    standard = {"title": "A ticket", "description": "Of a test", "org_id": INSTALLED, "caller_id": INSTALLED}
    known = meta_of(instance.itop, cls).attributes
    return await create(instance, cls, {**{code: standard[code] for code in standard if code in known}, **fields})


async def update(instance: Observed, target: ItopObject, /, **fields: Any) -> ItopObject:
    """Other values for an object; it as it is then.

    Raises:
        ItopError: iTop refuses.
        StageError: there is no object of such a name.
    """
    asked = {"operation": "core/update", "class": target.cls, "key": target.id}
    return await _one(instance, {**asked, "fields": ids_of(instance.itop, target.cls, fields)})


async def apply_stimulus(instance: Observed, target: ItopObject, stimulus: str, /, **fields: Any) -> ItopObject:
    """Values for an object and a step in its lifecycle, over REST; it as it is then.

    Raises:
        ItopError: iTop refuses.
        StageError: there is no object of such a name.
    """
    asked = {"operation": "core/apply_stimulus", "class": target.cls, "key": target.id, "stimulus": stimulus}
    return await _one(instance, {**asked, "fields": ids_of(instance.itop, target.cls, fields)})


async def delete(instance: Observed, target: ItopObject, /) -> None:
    """Remove an object, and what must go with it.

    Raises:
        ItopError: iTop refuses.
    """
    asked = {"operation": "core/delete", "comment": COMMENT, "class": target.cls, "key": target.id}
    await call(instance, asked)


async def cron(instance: Observed) -> int:
    """Run the background tasks once; how many queued webhooks were sent."""
    return (await instance.group.cron(instance.name)).sent


async def settle(instance: Observed, seconds: float = PATIENCE) -> None:
    """Wait until nothing is under way, in this instance and those beside it, nor queued for the background tasks.

    Raises:
        UnsettledError: something still is, after so many seconds.
    """
    await instance.group.settle(seconds)


async def await_webhook(instance: Observed, /, *, seconds: float = PATIENCE, **wanted: Any) -> Sent:
    """Wait until a webhook was sent and answered that fits, as for `webhooks`; one that was already counts.

    Raises:
        UnsettledError: none was, after so many seconds; the nearest one is shown.
    """
    check_criteria(wanted)
    sent = await instance.group.webhook(instance.name, wanted, seconds)
    instance.explained.add(sent.row["seq"])
    return sent


async def add_user(
    instance: Observed, login: str, *profiles: str, person: str = "", password: str = PASSWORD
) -> ItopObject:
    """A user who can log in: of a person of that name, who is made if need be.

    Raises:
        StageError: there is no such profile.
    """
    contact = await _person(instance, person or login)
    links = [{"profileid": _profile(instance, name)} for name in profiles]
    fields = {"login": login, "password": password, "contactid": contact, "profile_list": links}
    return await create(instance, "UserLocal", fields)


async def _person(instance: Observed, name: str) -> int:
    db = instance.itop.db
    for each in db.store.scan("Person"):
        if db.reader.friendlyname(each) == name:
            return each.id
    first, _, last = name.rpartition(" ")
    made = await create(instance, "Person", {"first_name": first or last, "name": last, "org_id": INSTALLED})
    return made.id


def _profile(instance: Observed, name: str) -> int:
    known = {each["name"]: each.id for each in instance.itop.db.store.scan("URP_Profiles")}
    if name not in known:
        raise StageError(f"no profile {name!r}; {expected(name, known)}")
    return known[name]


async def _one(instance: Observed, asked: Fields) -> ItopObject:
    return (await call(instance, {"comment": COMMENT, "output_fields": "*", **asked})).one
