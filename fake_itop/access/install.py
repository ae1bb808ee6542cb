"""A clean install: the objects that a fresh iTop holds, and the users of the settings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Any

from fake_itop.access.settings import InstanceSettings, SettingsError, UserSettings
from fake_itop.datamodel.attributes import AttributeBlob
from fake_itop.datamodel.model import MetaClass
from fake_itop.datamodel.modules import extension_of
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.store import Record

MODULE, EXTENSION = "ModuleInstallation", "ExtensionInstallation"
APPLICATION = 2
"""The row that says which iTop it is; those of modules are below it."""

FIRST_USER = 1
"""The id of the user whom the installer makes; the others were added by hand."""

NEEDED = ("Organization", "Contact", "Person")
"""Classes without which there are no users, who are persons of an organisation."""

STANDARD = resources.files(__package__).joinpath("install-3.2.json")
"""What a clean iTop 3.2.0 holds: ``objects`` by class and id, and the ``next_id`` of each family of classes."""


def read_standard() -> dict[str, Any]:
    """The content of `STANDARD`."""
    content: dict[str, Any] = json.loads(STANDARD.read_text("utf-8"))
    return content


EXTENSION_VERSION = "1.0.0"
"""Designs do not say of which version the module is that they come from."""


def install(
    db: Database, settings: InstanceSettings, shipped: Mapping[str, Any], designs: Sequence[Path | str] = ()
) -> None:
    """Fill an empty database as the installer does; ``shipped`` has the form of `STANDARD`.

    Each of the ``designs`` on top of the standard is a module of an extension. What a compiled datamodel has no class
    for is left out.

    Raises:
        SettingsError: a user has a profile that there is not, two have one login, or the datamodel has no persons.
    """
    if lacking := [name for name in NEEDED if name not in db.model]:
        raise SettingsError(f"the datamodel lacks {', '.join(lacking)}, which any iTop has (module itop-structure)")
    for name, objects in shipped["objects"].items():
        if name not in db.model:
            continue
        for id_, values in objects.items():
            _put(db, db.model[name], int(id_), {**values, **_installed(db, name)})
    for module, title in map(extension_of, designs):
        _add_extension(db, module, title)
    for id_ in range(1, shipped["next_id"]["CMDBChange"]):
        _put(db, db.model["CMDBChange"], id_, {"userinfo": "Setup"})
    _add_users(db, settings, shipped["link_reasons"])
    for name, next_id in shipped["next_id"].items():
        if name in db.model:
            db.store.reserve_ids(name, next_id)


def _installed(db: Database, name: str) -> dict[str, Any]:
    """When a module or an extension was installed: now."""
    return {"installed": db.clock.sql_now()} if name in (MODULE, EXTENSION) else {}


def _add_extension(db: Database, module: str, title: str) -> None:
    """List an extension and its module, at the first free id (recordings ``asked-by-clients``, "modules")."""
    rows: dict[str, dict[str, Any]] = {
        MODULE: {"name": module, "version": EXTENSION_VERSION, "parent_id": APPLICATION},
        EXTENSION: {"code": module, "label": title, "version": EXTENSION_VERSION, "source": "extensions"},
    }
    for name, values in rows.items():
        taken = db.store.table(name)
        free = next(id_ for id_ in count(1) if id_ not in taken)
        _put(db, db.model[name], free, {**values, **_installed(db, name)})


def _put(db: Database, meta: MetaClass, id_: int, values: dict[str, Any]) -> None:
    draft = Draft.new(db, meta)
    for code, raw in values.items():
        attribute = meta.attributes[code]
        if code in meta.keys:
            draft.set(code, int(raw))
        elif not isinstance(attribute, AttributeBlob):
            draft.set(code, attribute.accept(raw))
    db.store.put(Record(meta, id_, draft.record.values))
    db.store.reserve_ids(meta.name, id_ + 1)


def _add_users(db: Database, settings: InstanceSettings, reasons: Mapping[str, str]) -> None:
    """Make the users of the settings; ``reasons`` are what their links to profiles and organisations say."""
    logins: set[str] = set()
    for position, user in enumerate(settings.users, start=1):
        if user.login.casefold() in logins:
            message = f"users: the login '{user.login}' stands twice; logins are unique whatever their case"
            raise SettingsError(message)
        logins.add(user.login.casefold())
        _add_user(db, position, user, reasons)


def _add_user(db: Database, id_: int, user: UserSettings, reasons: Mapping[str, str]) -> None:
    values: dict[str, Any] = {"login": user.login, "contactid": user.contact_id}
    if user.cls == "UserLocal":
        values |= {"password": user.password, "password_renewed_date": db.clock.sql_now()[:10]}
    meta = db.model[user.cls]
    if user.cls == "UserToken":
        values |= {"auth_token": user.token, **({"scope": "REST/JSON"} if "scope" in meta.attributes else {})}
    _put(db, meta, id_, values)
    for name in user.profiles:
        reason = reasons["installer" if id_ == FIRST_USER else "URP_UserProfile"]
        link = {"userid": id_, "profileid": _profile(db, user.login, name), "reason": reason}
        _put(db, db.model["URP_UserProfile"], db.store.peek_next_id("URP_UserProfile"), link)
    for organisation in user.allowed_orgs:
        link = {"userid": id_, "allowed_org_id": organisation, "reason": reasons["URP_UserOrg"]}
        _put(db, db.model["URP_UserOrg"], db.store.peek_next_id("URP_UserOrg"), link)


def _profile(db: Database, login: str, name: str) -> int:
    found = next(iter(db.store.find("URP_Profiles", "name", name)), None)
    if found is None:
        known = ", ".join(sorted(profile["name"] for profile in db.store.scan("URP_Profiles")))
        message = f"users: '{login}' has the profile '{name}', which there is not; known are {known}"
        raise SettingsError(message)
    return found.id
