"""Logging in (recordings ``auth``; clients, "Login and parameters, probed with curl")."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass

from fake_itop.access.rights import Rights
from fake_itop.objects.database import Database
from fake_itop.objects.logs import user_name
from fake_itop.objects.session import Session
from fake_itop.store import Record
from fake_itop.values import reasons
from fake_itop.values.reasons import Reason


class LoginFailedError(Exception):
    """Nobody is let in; ``is_plain`` where a real iTop says so in a line of text and not in JSON."""

    def __init__(self, reason: Reason = reasons.NOT_LOGGED_IN, *, is_plain: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_plain = is_plain


@dataclass(frozen=True)
class Credentials:
    """What a request brings: form fields of its body, ``Authorization`` and ``Auth-Token`` headers, ``login_mode``."""

    user: str | None = None
    password: str | None = None
    token: str | None = None
    authorization: str | None = None
    mode: str | None = None

    @property
    def basic(self) -> tuple[str, str] | None:
        """User and password of HTTP Basic; the password ends at a second colon (docs/itop/authentication.md)."""
        kind, _, encoded = (self.authorization or "").partition(" ")
        if kind.lower() != "basic":
            return None
        try:
            text = base64.b64decode(encoded).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return None
        user, password, *_ = [*text.split(":"), ""]
        return user, password


def log_in(db: Database, credentials: Credentials) -> Record:
    """The user that a request comes from: Basic is tried before a token, a token before the form.

    Raises:
        LoginFailedError: the first that was given lets nobody in, or none was given.
    """
    mode = credentials.mode
    if mode == "token" and not credentials.token:
        raise LoginFailedError(reasons.TOKEN_FORCED, is_plain=True)
    if mode in (None, "", "basic") and credentials.basic is not None:
        return _by_password(db, *credentials.basic)
    if mode in (None, "", "token") and credentials.token:
        return _by_token(db, credentials.token)
    if mode in (None, "", "form") and credentials.user is not None and credentials.password is not None:
        return _by_password(db, credentials.user, credentials.password)
    raise LoginFailedError


def check_password(db: Database, login: str, password: str) -> bool:
    """Whether a login and a password belong together, whatever the user may do."""
    try:
        _by_password(db, login, password)
    except LoginFailedError:
        return False
    return True


def _by_password(db: Database, login: str, password: str) -> Record:
    """Logins are compared as the database does, passwords to the letter."""
    user = find_user(db, login)
    if user is None or "password" not in user.cls.columns or not _matches(user["password"], password):
        raise LoginFailedError
    return user


def _by_token(db: Database, token: str) -> Record:
    for user in db.store.table("UserToken").values():
        if _matches(user["auth_token"], token) and user["status"] == "enabled":
            return user
    raise LoginFailedError


def find_user(db: Database, login: str) -> Record | None:
    """The enabled user of that login."""
    return next((user for user in db.store.find("User", "login", login) if user["status"] == "enabled"), None)


def _matches(kept: str, given: str) -> bool:
    return bool(kept) and hmac.compare_digest(kept.encode("utf-8", "replace"), given.encode("utf-8", "replace"))


def open_session(db: Database, user: Record, rights: Rights, *, tag: str, origin: str) -> Session:
    """A session of a user, with one context tag."""
    return Session(
        login=user["login"],
        user_id=user.id,
        contact_id=user["contactid"],
        name=user_name(db, user.id),
        is_administrator=rights.is_administrator,
        visible=rights.visible,
        tags=[tag],
        origin=origin,
    )
