"""A pair behind sockets: the same scenarios, over REST and the control API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fake_itop.access.settings import UserSettings
from fake_itop.client import Client, ControlClient, FormLogin, ItopError, Login, NotItopError, TokenLogin
from fake_itop.datamodel.model import Datamodel
from fake_itop.integration.lab import CONSOLE_USER, DEFAULT_USER, LabError, RestReply, Seen
from fake_itop.journal import JsonRow


@dataclass(frozen=True)
class RemoteSide:
    """An instance that listens, called as any of its users; a `fake_itop.integration.lab.Side`."""

    name: str
    root_url: str
    rest_url: str
    control: ControlClient
    users: Mapping[str, UserSettings]
    model: Datamodel | None = None

    @property
    def token(self) -> str:
        """The token of the first user who has one."""
        return next((user.token for user in self.users.values() if user.token), "")

    def password_of(self, login: str) -> str:
        """The password of a user, empty if nobody of that login has one."""
        return self.users[login].password if login in self.users else ""

    def __call__(self, json_data: Mapping[str, Any], login: str = DEFAULT_USER) -> RestReply:
        """The answer to an operation that a user calls."""
        try:
            return Client(self.rest_url, self._login(login)).call(json_data)
        except ItopError as refusal:
            return {"code": refusal.code, "message": refusal.message}
        except (NotItopError, OSError) as error:
            raise LabError(f"no answer of iTop at {self.rest_url}: {error}") from None

    def console(self, cls: str, key: int, stimulus: str, fields: Mapping[str, Any]) -> Seen:
        """Let a person act in the web console."""
        seen = self.control.console(CONSOLE_USER, cls, key, stimulus, fields)
        return Seen(seen["state"], seen["error"])

    def _login(self, login: str) -> Login:
        user = self.users.get(login)
        if user is None:
            raise LabError(f"no user {login!r}; --config names {', '.join(self.users) or 'nobody'}")
        return TokenLogin(user.token) if user.token else FormLogin(login, user.password)


@dataclass(frozen=True)
class RemotePair:
    """Two instances that listen and share a journal; a `fake_itop.integration.lab.Lab`."""

    ours: RemoteSide
    partner: RemoteSide

    def reset(self) -> None:
        """Bring both back to the state at start, with an empty journal."""
        self.ours.control.reset()
        self.partner.control.reset()

    def journal(self) -> Sequence[JsonRow]:
        """All messages since, in order."""
        return self.ours.control.journal("pair")
