"""What the facts of older versions do not say and their base designs need, each with its evidence."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from typing import Any

from fake_itop.datamodel.modules import MODULES
from fake_itop.profiles import DEFAULT, Component, VersionProfile
from tools.build.datamodel.base import Facts
from tools.build.datamodel.knowledge import ADMINISTRATOR, HTML_TEXTS

HTML_TEXTS_BEFORE_3_2 = HTML_TEXTS - {("UserRequest", "solution")}
"""A solution comes back as it was sent (recordings 3.1 ``update``, "resolved ticket solution")."""

INSTEAD = {"itop-change-mgmt-itil": "itop-change-mgmt"}
"""Modules of an edition that take another one's place."""

OWN_VERSIONS = {"authent-token": Component.TOKEN, "combodo-webhook-integration": Component.WEBHOOK}
"""Modules that have their version from an extension; all others are of iTop's."""

FIRST_MODULE = 3
"""The id of the first module; before it stand the datamodel and iTop itself."""

READ_BY_ALL = "r"
"""What everybody may do with the objects of a class whose category says ``view_in_gui`` and not ``grant_by_profile``,
whatever their profiles; of one whose category says neither, nobody but administrators may do anything. So it is with
all such classes of 3.2 and of 3.0, whose rights were recorded."""


def with_rights(facts: Facts, newest: Facts) -> Facts:
    """The facts with the rights on classes that belong to another category than in the newest version.

    No rights were recorded on 3.1, so those of the newest stand there, where profiles grant them on ``EventWebhook``
    and ``SynchroLog``.
    """
    rights = copy.deepcopy(facts.rights)
    for name, fact in facts.classes.items():
        category = {part.strip() for part in fact["category"].split(",")}
        if fact["category"] == newest.classes[name]["category"] or "grant_by_profile" in category:
            continue
        for profile in (profile for title, profile in rights.items() if title != ADMINISTRATOR):
            _grant(profile["rights"], name, READ_BY_ALL if "view_in_gui" in category else "")
    return Facts(facts.classes, facts.relations, rights)


def _grant(granted: dict[str, list[str]], name: str, letters: str) -> None:
    for members in granted.values():
        if name in members:
            members.remove(name)
    if letters:
        granted.setdefault(letters, []).append(name)


def modules_of(profile: VersionProfile, classes: Collection[str], recorded: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of modules and extensions of another profile than the one on which they were recorded.

    Of an edition, the recorded ones with those that its classes tell of; of an older version, which came with others,
    only those that its classes tell of. In the order of their names, as on the recorded server.
    """
    rows = {row["name"]: row for row in recorded["ModuleInstallation"].values()}
    told = {name for name, brought in MODULES.items() if all(cls in classes for cls in brought.split())}
    is_newest = profile.versions[Component.ITOP] == DEFAULT.versions[Component.ITOP]
    application = [name for name, row in rows.items() if row["parent_id"] == "0"]
    names = told | ({*rows} - {*application} if is_newest else set())
    names -= {other for name, other in INSTEAD.items() if name in names}
    itop = str(profile.versions[Component.ITOP])
    versions = {
        name: rows[name]["version"]
        if is_newest and name in rows
        else str(profile.versions[OWN_VERSIONS.get(name, Component.ITOP)])
        for name in names
    }
    modules = [{"name": name, "version": versions[name], "parent_id": "2"} for name in sorted(names)]
    heads = [rows[name] if is_newest else {**rows[name], "version": itop} for name in application]
    extensions = {
        id_: {**row, "version": versions.get(row["code"], row["version"])}
        for id_, row in recorded["ExtensionInstallation"].items()
        if row["code"] in OWN_VERSIONS or (is_newest and "simple" not in row["code"])
    }
    return {
        "ModuleInstallation": {str(id_): row for id_, row in enumerate([*heads, *modules], 1)},
        "ExtensionInstallation": extensions,
    }
