"""What a user may do: the profiles' rights added up, and the organisations that the user is confined to."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from fake_itop.datamodel.attributes import AttributeHierarchicalKey
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.database import Database
from fake_itop.store import Record

ADMINISTRATOR = "Administrator"
PORTAL_USER = "Portal user"
REST_USER = "REST Services User"


class Right(StrEnum):
    """The letters of the rights that REST asks for (facts, ``rights.json``, has two more: ``c`` and ``D``)."""

    READ = "r"
    BULK_READ = "R"
    MODIFY = "w"
    BULK_MODIFY = "W"
    DELETE = "d"


class Rights:
    """What one user may do, as their profiles stood when this was made."""

    def __init__(self, db: Database, user: Record) -> None:
        self._db = db
        self.profiles = frozenset(_profiles(db, user))
        self.is_administrator = ADMINISTRATOR in self.profiles
        self._organisations = _organisations(db, user)

    def may(self, right: Right, meta: MetaClass) -> bool:
        """Whether one of the profiles gives a right over objects of a class."""
        if self.is_administrator:
            return True
        known = self._db.model.profiles
        return any(right in known[name].rights.get(meta.name, "") for name in self.profiles if name in known)

    @property
    def visible(self) -> Callable[[Record], bool] | None:
        """Which objects the user's organisations let through; ``None`` where the user is confined to none."""
        allowed = self._organisations
        if allowed is None:
            return None
        reader = self._db.reader

        def sees(record: Record) -> bool:
            if record.cls.name == "Organization":
                return record.id in allowed
            return "org_id" not in record.cls.attributes or reader.read(record, "org_id") in allowed

        return sees


def _profiles(db: Database, user: Record) -> list[str]:
    links = db.store.find("URP_UserProfile", "userid", user.id)
    profiles = (db.store.get("URP_Profiles", link["profileid"]) for link in links)
    return [profile["name"] for profile in profiles if profile is not None]


def _organisations(db: Database, user: Record) -> frozenset[int] | None:
    """The organisations that the user is allowed, with all below them; ``None`` where there is no restriction."""
    waiting = [link["allowed_org_id"] for link in db.store.find("URP_UserOrg", "userid", user.id)]
    if not waiting:
        return None
    key = next(a.code for a in db.model["Organization"].attributes.values() if isinstance(a, AttributeHierarchicalKey))
    allowed: set[int] = set()
    while waiting:
        id_ = waiting.pop()
        if id_ not in allowed:
            allowed.add(id_)
            waiting.extend(child.id for child in db.store.find("Organization", key, id_))
    return frozenset(allowed)
