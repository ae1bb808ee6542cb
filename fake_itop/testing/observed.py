"""What both the synchronous and the asynchronous instance of a test have: where it is, what it holds, what it sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fake_itop.client import Client, FormLogin, ItopObject
from fake_itop.journal import JsonRow
from fake_itop.testing.group import Group, Runs
from fake_itop.testing.stage import Login, login_of, look, meta_of
from fake_itop.testing.webhooks import Sent, check_criteria, nearest, told
from fake_itop.values.clock import Clock
from fake_itop.values.http import REST_PATH


class TestClock:
    """An instance's time: naive, in UTC."""

    __test__ = False  # not a class of tests, whatever its name

    def __init__(self, host: Runs, clock: Clock) -> None:
        self._host = host
        self._clock = clock

    def now(self) -> datetime:
        """The moment."""
        return self._host.do(self._clock.now)

    def advance(self, seconds: float) -> None:
        """Move on by some seconds.

        Raises:
            ValueError: time cannot go back.
        """
        self._host.do(lambda: self._clock.advance(seconds))

    def set(self, moment: datetime) -> None:
        """Make it that moment."""
        self._host.do(lambda: self._clock.set(moment))


__tracebackhide__ = True


class Observed:
    """An instance, as a test sees it; acts are functions of it, which `Instance` and `AsyncInstance` have as methods.

    ``url`` is the application's address with a slash at the end, ``rest_url`` that of its REST endpoint. ``user`` and
    ``password`` are those of an account that may do everything over REST: hand them to the code under test.

    Acts find ``itop``, which answers, in its ``group``, both on the host's thread; ``explained`` are the numbers of the
    webhooks that the test has asked for.
    """

    def __init__(self, host: Runs, group: Group, name: str) -> None:
        self.name = name
        self.group = group
        self.itop = group.itops[name]
        self.explained: set[int] = set()
        self.url = self.itop.root_url
        self.rest_url = self.url.rstrip("/") + REST_PATH
        self.clock = TestClock(host, group.clock(name))
        self._host = host
        self._users = {user.login: user for user in group.settings.users.users}

    @property
    def user(self) -> str:
        """The login of an account that may do everything over REST."""
        return self._form_login().user

    @property
    def password(self) -> str:
        """Its password."""
        return self._form_login().password

    def login(self, name: str | None = None) -> Login:
        """How a user of the settings logs in; without a name the one of `user`.

        Raises:
            StageError: there is no such user.
        """
        return login_of(self._users, name)

    def client(self, name: str | None = None) -> Client:
        """A client that speaks to it over its socket, as a user of the settings."""
        return Client(self.rest_url, self.login(name))

    # What it holds

    def get(self, target: ItopObject) -> ItopObject:
        """An object as it is now, with all its fields as REST shows them; the journal does not show this.

        Raises:
            AssertionError: it is gone.
        """
        found = self._look(target.cls, target.id)
        assert found, f"{self.name}: {target.name} is gone"
        return found[0]

    def find(self, cls: str, oql: str | None = None) -> list[ItopObject]:
        """The objects of a class, or those of a query; the journal does not show this."""
        return self._look(cls, oql or f"SELECT {cls}")

    def log(self, target: ItopObject, code: str) -> list[str]:
        """The entries of a case log as texts, the oldest first."""
        return [entry["message"] for entry in self.get(target)[code]["entries"]]

    # What it sent

    def journal(self) -> Sequence[JsonRow]:
        """Its messages, in order; secrets are masked."""
        return self._host.do(lambda: self.group.rows(self.name))

    def webhooks(self, **wanted: Any) -> list[Sent]:
        """The webhooks that it sent, those that fit: by ``operation``, ``class_``, ``key``, ``stimulus``, by some
        ``fields`` of the JSON, by ``method``, or by what stands in the ``url`` or in the ``body``.

        Raises:
            StageError: there is no such criterion.
        """
        check_criteria(wanted)
        fitting = [sent for sent in self._sent() if not sent.misses(wanted)]
        self.explained.update(sent.row["seq"] for sent in fitting)
        return fitting

    def unexplained(self) -> list[Sent]:
        """Webhooks that came to nothing, and that the test has not asked for."""
        return [sent for sent in self._sent() if sent.problem and sent.row["seq"] not in self.explained]

    # What a test asserts

    def assert_webhook_sent(self, *, times: int | None = None, **wanted: Any) -> Sent:
        """That it sent a webhook that fits, as for `webhooks`; the last of them. ``times`` counts them exactly.

        Raises:
            AssertionError: it did not; the nearest one is shown, and in what it differs.
        """
        fitting = self.webhooks(**wanted)
        if not fitting or times not in (None, len(fitting)):
            often = "" if times is None else f" {times} times but {len(fitting)} times"
            raise AssertionError(f"{self.name} did not send a webhook{often} with {told(wanted)}: {self._near(wanted)}")
        return fitting[-1]

    def assert_no_webhook_sent(self, **wanted: Any) -> None:
        """That it sent no webhook that fits.

        Raises:
            AssertionError: it did.
        """
        fitting = self.webhooks(**wanted)
        assert not fitting, f"{self.name} sent a webhook with {told(wanted)}: {fitting[0]}"

    def assert_log(self, target: ItopObject, code: str, *texts: str) -> None:
        """That each text stands in an entry of a case log, in this order.

        Raises:
            AssertionError: one does not; the entries are shown.
        """
        entries = self.log(target, code)
        left = iter(entries)
        for text in texts:
            if not any(text in entry for entry in left):
                shown = "".join(f"\n    {number}. {entry}" for number, entry in enumerate(entries, 1)) or " no entries"
                raise AssertionError(f"{self.name}: {target.name} has no {text!r} in its {code} in that order:{shown}")

    def assert_state(self, target: ItopObject, state: str) -> None:
        """That an object is in a state.

        Raises:
            AssertionError: it is in another; how it got there is shown.
        """
        lifecycle = meta_of(self.itop, target.cls).lifecycle
        assert lifecycle is not None, f"class {target.cls} has no states"
        assert state in lifecycle.states, f"class {target.cls} has no state {state!r}: {', '.join(lifecycle.states)}"
        now = self.get(target)[lifecycle.attribute]
        assert now == state, f"{self.name}: {target.name} is in state {now!r}, not {state!r}"

    def _form_login(self) -> FormLogin:
        login = self.login()
        return login if isinstance(login, FormLogin) else FormLogin("", login.token)

    def _look(self, cls: str, key: int | str) -> list[ItopObject]:
        return self._host.do(lambda: look(self.itop, self.login(), cls, key))

    def _sent(self) -> list[Sent]:
        return [Sent(row) for row in self.journal() if row["kind"] == "webhook"]

    def _near(self, wanted: dict[str, Any]) -> str:
        return nearest(self._sent(), wanted)
