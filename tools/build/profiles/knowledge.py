"""What the facts of older versions do not say and their base designs need, each with its evidence."""

from __future__ import annotations

import copy

from tools.build.datamodel.base import Facts
from tools.build.datamodel.knowledge import ADMINISTRATOR, HTML_TEXTS

HTML_TEXTS_BEFORE_3_2 = HTML_TEXTS - {("UserRequest", "solution")}
"""A solution comes back as it was sent (recordings 3.1 ``update``, "resolved ticket solution")."""

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
