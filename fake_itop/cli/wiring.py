"""Wires a pair before it listens: the wiring's steps are played as REST calls without sockets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from fake_itop.access.settings import InstanceSettings, UserSettings
from fake_itop.cli.errors import CliError
from fake_itop.server.listening import REST_PATH, Member
from fake_itop.values.http import HttpRequest
from fake_itop.world import World

DEFAULT_WIRING = "working"

_FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


@dataclass(frozen=True)
class Side:
    """One of the two: where it is, and a way to call its REST API as any of its users."""

    name: str
    root_url: str
    rest_url: str
    token: str
    world: World
    users: Mapping[str, UserSettings]

    def __call__(self, json_data: Mapping[str, Any], login: str = "rest") -> Mapping[str, Any]:
        """The reply to an operation."""
        user = self.users.get(login)
        if user is None:
            raise CliError(f"the wiring acts as user {login!r}, whom --config does not have; there is: {self._logins}")
        form = {"version": "1.3", "auth_user": login, "auth_pwd": user.password, "json_data": json.dumps(json_data)}
        request = HttpRequest("POST", f"/{REST_PATH}", _FORM, urlencode(form).encode())
        reply: Mapping[str, Any] = json.loads(self.world.request(self.name, request).body)
        return reply

    @property
    def _logins(self) -> str:
        return ", ".join(self.users)


def wire(chosen: str, members: Sequence[Member], settings: InstanceSettings) -> None:
    """Play a wiring, by name or file, into two instances.

    Raises:
        CliError: there is no such wiring, it is malformed, or a step is refused.
    """
    kit = import_module("fake_itop.transfer.wiring")  # not needed, and not waited for, by a pair without wiring
    world = World()
    for member in members:
        world.add(member.name, member.itop, member.clock, member.place.root_url)
    ours, partner = (_side(member, world, settings) for member in members)
    try:
        kit.apply(kit.load(chosen), ours, partner)
    except kit.WiringError as error:
        raise CliError(str(error)) from None


def _side(member: Member, world: World, settings: InstanceSettings) -> Side:
    users = {user.login: user for user in settings.users}
    token = next((user.token for user in settings.users if user.token), "")
    return Side(member.name, member.place.root_url, member.place.rest_url, token, world, users)
