"""What acts on an instance of a test stand on: logins, requests over REST, and classes and objects called by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fake_itop.access.settings import UserSettings
from fake_itop.client import Answer, FormLogin, ItopObject, Key, TokenLogin
from fake_itop.datamodel.model import MetaClass, UnknownClassError
from fake_itop.itop.instance import Itop
from fake_itop.testing.settings import StageError
from fake_itop.values.http import HttpReply, HttpRequest, NetworkFailure, finish, form_request
from fake_itop.values.names import expected

__tracebackhide__ = True

Login = FormLogin | TokenLogin

NOT_SENT = NetworkFailure("reading sends no webhooks")
_NEEDED = ("Administrator", "REST Services User")


def login_of(users: Mapping[str, UserSettings], name: str | None) -> Login:
    """How a user logs in; without a name one who may do everything over REST.

    Raises:
        StageError: there is no such user.
    """
    user = _administrator(users) if name is None else users.get(name)
    if user is None:
        raise StageError(f"no user {name!r} whose password is known; {expected(str(name), users)}")
    return TokenLogin(user.token) if user.token else FormLogin(user.login, user.password)


def request_of(login: Login, json_data: Mapping[str, Any]) -> HttpRequest:
    """An operation, asked for over REST."""
    form = {"version": "1.3", **login.form(), "json_data": json.dumps(json_data)}
    return form_request(form, tuple(login.headers().items()))


def answer_of(reply: HttpReply) -> Answer:
    """What a reply over REST says.

    Raises:
        ItopError: iTop refuses.
    """
    text = reply.body.decode("utf-8", "replace")
    return Answer.of(json.loads(text), reply.status, text)


def look(itop: Itop, login: Login, cls: str, key: Key) -> list[ItopObject]:
    """Objects as REST would show them, without a trace in the journal.

    Raises:
        ItopError: iTop refuses.
    """
    asked = {"operation": "core/get", "class": cls, "key": key, "output_fields": "*"}
    return answer_of(finish(itop.handle(request_of(login, asked)), NOT_SENT)).objects


def meta_of(itop: Itop, cls: str) -> MetaClass:
    """A class.

    Raises:
        StageError: there is none of that name.
    """
    try:
        return itop.model[cls]
    except UnknownClassError:
        raise StageError(f"no class {cls!r}; {expected(cls, [each.name for each in itop.model])}") from None


def ids_of(itop: Itop, cls: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, with ids in the place of names of objects that keys point to.

    Raises:
        StageError: there is no such class; no object has that name, or several have.
    """
    meta = meta_of(itop, cls)
    return {code: _id(itop, meta, code, value) for code, value in fields.items()}


def _id(itop: Itop, meta: MetaClass, code: str, value: Any) -> Any:
    attribute = meta.keys.get(code)
    if attribute is None or not isinstance(value, str) or not _is_name(value):
        return value
    db = itop.db
    named = [each.id for each in db.store.scan(attribute.target) if db.reader.friendlyname(each) == value]
    if len(named) == 1:
        return named[0]
    found = f"{len(named)} objects have" if named else "no object has"
    raise StageError(f"{meta.name}.{code}: {found} the name {value!r} in class {attribute.target}")


def _is_name(value: str) -> bool:
    """Whether a text is neither an id nor a query."""
    return not value.strip().isdigit() and not value.lstrip().upper().startswith("SELECT ") and value != ""


def _administrator(users: Mapping[str, UserSettings]) -> UserSettings:
    for user in users.values():
        if set(_NEEDED) <= set(user.profiles):
            return user
    raise StageError(f"the settings need a user with the profiles {' and '.join(_NEEDED)}, to set the stage")
