"""What is done to an instance of a test, whoever drives it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fake_itop.access.settings import UserSettings
from fake_itop.client import Answer, FormLogin, ItopObject, Key, TokenLogin
from fake_itop.datamodel.model import MetaClass, UnknownClassError
from fake_itop.itop.instance import Itop
from fake_itop.network import ConsoleAct
from fake_itop.testing.group import Group
from fake_itop.testing.settings import StageError
from fake_itop.values.http import HttpReply, HttpRequest, NetworkFailure, finish, form_request
from fake_itop.values.names import expected

__tracebackhide__ = True

COMMENT = "set the stage of a test"
NO_STIMULUS = "-"
NOT_SENT = NetworkFailure("reading sends no webhooks")
_NEEDED = ("Administrator", "REST Services User")


class Stagehand:
    """One instance, acted upon by a user who may do everything.

    ``explained`` are the numbers of the webhooks that the test has asked for.
    """

    def __init__(self, group: Group, name: str) -> None:
        self.name = name
        self.group = group
        self.itop: Itop = group.itops[name]
        self.users = {user.login: user for user in group.settings.users.users}
        self.explained: set[int] = set()

    def login(self, name: str | None = None) -> FormLogin | TokenLogin:
        """How a user of the settings logs in; without a name one who may do everything over REST.

        Raises:
            StageError: there is no such user.
        """
        user = self._administrator() if name is None else self.users.get(name)
        if user is None:
            raise StageError(f"no user {name!r} whose password is known; {expected(str(name), self.users)}")
        return TokenLogin(user.token) if user.token else FormLogin(user.login, user.password)

    async def rest(self, json_data: Mapping[str, Any]) -> Answer:
        """The answer to an operation, which stands in the journal with all that it causes.

        Raises:
            ItopError: iTop refuses.
        """
        return _answer(await self.group.handle(self.name, self._request(json_data)))

    def look(self, cls: str, key: Key, codes: str = "*") -> list[ItopObject]:
        """Objects as REST would show them, without a trace in the journal.

        Raises:
            ItopError: iTop refuses.
        """
        asked = {"operation": "core/get", "class": cls, "key": key, "output_fields": codes}
        return _answer(finish(self.itop.handle(self._request(asked)), NOT_SENT)).objects

    async def console(self, login: str, target: ItopObject, stimulus: str, fields: Mapping[str, Any]) -> str:
        """Let a person act in the web console; the object's state then.

        Raises:
            StageError: the person cannot do this, as the console does not offer it, or iTop refuses.
        """
        act = ConsoleAct(login, target.cls, target.id, stimulus, self.ids(target.cls, fields))
        self._check_act(login, target, stimulus)
        seen = await self.group.console(self.name, act)
        if seen.error:
            raise StageError(f"{login} on {target.name}: {seen.error}")
        return seen.state

    def person(self, login: str) -> StagePerson:
        """Somebody at the web console."""
        return StagePerson(self, login)

    def ids(self, cls: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The fields, with ids in the place of names of objects that keys point to.

        Raises:
            StageError: no object has that name, or several have.
        """
        meta = self.meta(cls)
        return {code: self._id(meta, code, value) for code, value in fields.items()}

    def meta(self, cls: str) -> MetaClass:
        """A class.

        Raises:
            StageError: there is none of that name.
        """
        try:
            return self.itop.model[cls]
        except UnknownClassError:
            raise StageError(f"no class {cls!r}; {expected(cls, [each.name for each in self.itop.model])}") from None

    def _id(self, meta: MetaClass, code: str, value: Any) -> Any:
        attribute = meta.keys.get(code)
        if attribute is None or not isinstance(value, str) or not _is_name(value):
            return value
        db = self.itop.db
        named = [each.id for each in db.store.scan(attribute.target) if db.reader.friendlyname(each) == value]
        if len(named) == 1:
            return named[0]
        found = f"{len(named)} objects have" if named else "no object has"
        raise StageError(f"{meta.name}.{code}: {found} the name {value!r} in class {attribute.target}")

    def _administrator(self) -> UserSettings:
        for user in self.users.values():
            if set(_NEEDED) <= set(user.profiles):
                return user
        raise StageError(f"the settings need a user with the profiles {' and '.join(_NEEDED)}, to set the stage")

    def _request(self, json_data: Mapping[str, Any]) -> HttpRequest:
        login = self.login()
        form = {"version": "1.3", **login.form(), "json_data": json.dumps(json_data)}
        return form_request(form, tuple(login.headers().items()))

    def _check_act(self, login: str, target: ItopObject, stimulus: str) -> None:
        db = self.itop.db
        logins = [each["login"] for each in db.store.scan("User")]
        if login not in logins:
            raise StageError(f"nobody logs in as {login!r}; {expected(login, logins)}")
        record = db.store.get(target.cls, target.id)
        if record is None:
            raise StageError(f"there is no {target.name}")
        lifecycle = record.cls.lifecycle
        if stimulus == NO_STIMULUS or lifecycle is None:
            return
        state = record[lifecycle.attribute]
        known = lifecycle.states[state].transitions
        if stimulus not in known:
            raise StageError(
                f"{target.name} is in state {state!r}, which has no {stimulus!r}; {expected(stimulus, known)}"
            )


@dataclass(frozen=True)
class StagePerson:
    """Somebody at the web console of an instance."""

    stagehand: Stagehand
    login: str

    async def apply_stimulus(self, target: ItopObject, stimulus: str, /, **fields: Any) -> str:
        """Take an object a step on in its lifecycle, with the fields that the step asks for; its state then."""
        return await self.stagehand.console(self.login, target, stimulus, fields)

    async def set(self, target: ItopObject, /, **fields: Any) -> str:
        """Change an object; its state then."""
        return await self.stagehand.console(self.login, target, NO_STIMULUS, fields)

    async def write(self, target: ItopObject, log: str, text: str) -> str:
        """Add an entry to a case log; the object's state then."""
        return await self.set(target, **{log: text})


def _is_name(value: str) -> bool:
    """Whether a text is neither an id nor a query."""
    return not value.strip().isdigit() and not value.lstrip().upper().startswith("SELECT ") and value != ""


def _answer(reply: HttpReply) -> Answer:
    text = reply.body.decode("utf-8", "replace")
    return Answer.of(json.loads(text), reply.status, text)
