"""What the facts of iTop 3.1.2 do not say and its base design needs, each with its evidence."""

from __future__ import annotations

import copy

from tools.build.datamodel.base import Facts
from tools.build.datamodel.knowledge import ADMINISTRATOR, HTML_TEXTS

HTML_TEXTS_3_1 = HTML_TEXTS - {("UserRequest", "solution")}
"""A solution comes back as it was sent (recordings 3.1 ``update``, "resolved ticket solution")."""

READ_BY_ALL = "r"
"""What everybody may do with the objects of a class whose category says ``view_in_gui`` and not ``grant_by_profile``,
whatever their profiles: so it is with all such classes of 3.2 whose rights were recorded."""


def with_rights(facts: Facts, newest: Facts) -> Facts:
    """The facts with the rights on classes that belong to another category than in the newest version.

    Rights were recorded on 3.2 only; on 3.1 no profile grants them on ``EventWebhook`` and ``SynchroLog``.
    """
    rights = copy.deepcopy(facts.rights)
    for name, fact in facts.classes.items():
        category = fact["category"].split(",")
        if fact["category"] == newest.classes[name]["category"] or "grant_by_profile" in category:
            continue
        assert "view_in_gui" in category, f"{name}: what may be done with a class of category {category}?"
        for profile in (profile for title, profile in rights.items() if title != ADMINISTRATOR):
            _grant(profile["rights"], name)
    return Facts(facts.classes, facts.relations, rights)


def _grant(granted: dict[str, list[str]], name: str) -> None:
    for members in granted.values():
        if name in members:
            members.remove(name)
    granted.setdefault(READ_BY_ALL, []).append(name)
