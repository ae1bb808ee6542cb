"""What people do at the web console of an instance of a test, where it offers them that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_itop.client import ItopObject
from fake_itop.itop.instance import Itop
from fake_itop.network import ConsoleAct
from fake_itop.testing.group import Runs
from fake_itop.testing.observed import Observed
from fake_itop.testing.settings import StageError
from fake_itop.testing.stage import ids_of
from fake_itop.values.names import expected

__tracebackhide__ = True

NO_STIMULUS = "-"


class AtConsole:
    """Somebody at the web console of an instance. Keys may be given by the names of the objects that they point to.

    Every act here raises `StageError` where the console would not let a person do it.
    """

    def __init__(self, host: Runs, instance: Observed, login: str) -> None:
        self.instance = instance
        self.login = login
        self._host = host


async def apply_stimulus(person: AtConsole, target: ItopObject, stimulus: str, /, **fields: Any) -> str:
    """Take an object a step on in its lifecycle, with the fields that the step asks for; its state then."""
    return await _act(person, target, stimulus, fields)


async def change(person: AtConsole, target: ItopObject, /, **fields: Any) -> str:
    """Change an object; its state then."""
    return await _act(person, target, NO_STIMULUS, fields)


async def write(person: AtConsole, target: ItopObject, log: str, text: str) -> str:
    """Add an entry to a case log; the object's state then."""
    return await _act(person, target, NO_STIMULUS, {log: text})


async def _act(person: AtConsole, target: ItopObject, stimulus: str, fields: Mapping[str, Any]) -> str:
    instance, login = person.instance, person.login
    act = ConsoleAct(login, target.cls, target.id, stimulus, ids_of(instance.itop, target.cls, fields))
    _check(instance.itop, login, target, stimulus)
    seen = await instance.group.console(instance.name, act)
    if seen.error:
        raise StageError(f"{login} on {target.name}: {seen.error}")
    return seen.state


def _check(itop: Itop, login: str, target: ItopObject, stimulus: str) -> None:
    db = itop.db
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
        raise StageError(f"{target.name} is in state {state!r}, which has no {stimulus!r}; {expected(stimulus, known)}")
