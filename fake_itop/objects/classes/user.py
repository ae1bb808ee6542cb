"""User: unique logins, passwords that hold, and at least one profile (recordings ``create``, "UserLocal …")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from fake_itop.objects.classes.behaviour import Behaviour
from fake_itop.values import reasons
from fake_itop.values.clock import new_token
from fake_itop.values.reasons import Reason

if TYPE_CHECKING:
    from fake_itop.objects.database import Database
    from fake_itop.objects.draft import Draft
    from fake_itop.objects.events import Saving
    from fake_itop.objects.session import Session

STRONG_PASSWORD = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z0-9]).{8,}", re.DOTALL)


class PersonalTokenBehaviour(Behaviour):
    """A token of a user's own (recordings ``asked-by-clients``, "personal token")."""

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """The secret is iTop's to make: it is shown once in the console, and over REST never."""
        super().before_insert(db, session, draft)
        if not draft.get("auth_token"):
            draft.set("auth_token", new_token())


class UserBehaviour(Behaviour):
    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """A local user's password is new today."""
        super().before_insert(db, session, draft)
        self._renew(db, draft)

    def before_update(self, db: Database, session: Session, draft: Draft) -> Saving[None]:
        """A local user's password is new on the day it is changed."""
        yield from super().before_update(db, session, draft)
        if "password" in draft.changed():
            self._renew(db, draft)

    @staticmethod
    def _renew(db: Database, draft: Draft) -> None:
        if "password_renewed_date" in draft.cls.attributes:
            draft.set("password_renewed_date", db.clock.sql_now()[:10])

    def check(self, db: Database, session: Session, draft: Draft) -> Iterable[Reason]:
        """Password, login and profiles, in this order."""
        yield from super().check(db, session, draft)
        changed = draft.changed()
        if "password" in changed and not STRONG_PASSWORD.fullmatch(draft.get("password")):
            yield reasons.WEAK_PASSWORD
        if "login" in changed and any(
            user.id != draft.id for user in db.store.find("User", "login", draft.get("login"))
        ):
            yield reasons.LoginTaken(draft.get("login"))
        if not self._has_profile(db, draft):
            yield reasons.NO_PROFILE

    @staticmethod
    def _has_profile(db: Database, draft: Draft) -> bool:
        if "profile_list" in draft.links:
            return bool(draft.links["profile_list"])
        return next(iter(db.store.find("URP_UserProfile", "userid", draft.id)), None) is not None
