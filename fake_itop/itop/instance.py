"""One iTop: a database, an endpoint, people at its console, and its background tasks.

It does no IO. Everything that can take a webhook along is a generator: it yields each request that goes out, is sent
what came of it, and returns the answer. Between two yields the instance is consistent, so several may be under way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from fake_itop.access.install import install
from fake_itop.access.login import find_user, open_session
from fake_itop.access.rights import Rights
from fake_itop.access.settings import InstanceSettings
from fake_itop.datamodel.model import Datamodel
from fake_itop.itop.callbacks import callbacks_of
from fake_itop.itop.person import ConsoleAct, ConsoleCreation, ConsoleReply, CreationReply, create, perform
from fake_itop.notifications import Callback, LogRecord, Note, Notifier, PayloadCallback
from fake_itop.objects.database import Database
from fake_itop.objects.session import Session
from fake_itop.objects.watches import reach_thresholds
from fake_itop.profiles import DEFAULT, VersionProfile
from fake_itop.rest.endpoint import HTML_HEADERS, Endpoint
from fake_itop.rest.output import Presenter
from fake_itop.store import Snapshot
from fake_itop.synchro import EXEC_PATH, IMPORT_PATH, Pages
from fake_itop.values.clock import ANY_MOMENT, Clock, seeded
from fake_itop.values.http import REST_PATH, HttpReply, HttpRequest, Work

NOT_FOUND = (
    b"<html>\r\n<head><title>404 Not Found</title></head>\r\n"
    b"<body>\r\n<center><h1>404 Not Found</h1></center>\r\n</body>\r\n</html>\r\n"
)
BACKGROUND_TAG = "CRON"
MAX_NOTES = 10_000
"""So many lines of its log an instance keeps, and so many notes that nobody takes: the oldest go."""


@dataclass(frozen=True)
class CronReply:
    """What one run of the background tasks did: how many queued webhooks it dealt with."""

    sent: int


@dataclass(frozen=True)
class InstanceSnapshot:
    """All that an instance is at one moment."""

    store: Snapshot
    clock_offset: timedelta
    random_state: tuple[Any, ...]
    error_log: tuple[LogRecord, ...]


@dataclass(frozen=True, kw_only=True)
class Specification:
    """What an instance is built from.

    Args:
        name: what its driver and the journal call it.
        root_url: where it is reached, with a slash at the end; it shows in the links that it writes. Without one it is
            a host of its name below ``.test``.
        profile: the versions that it imitates.
        designs: deltas on top of the profile's base design, in order.
        model: the classes that come of the designs, where somebody has read them already; it must be of the profile's
            base design.
        users: who there is beside what a clean install holds.
        clock: its time.
        seed: of its source of chance.
        callbacks: what stands for PHP methods that actions name, by ``Class::Method``, beside those of the designs
            that can be read (`fake_itop.itop.callbacks`).
        payload_callbacks: likewise, for those that make a payload.
    """

    name: str = "itop"
    root_url: str = ""
    profile: VersionProfile = DEFAULT
    designs: tuple[Path | str, ...] = ()
    model: Datamodel | None = None
    users: InstanceSettings = field(default_factory=InstanceSettings.default)
    clock: Clock = field(default_factory=lambda: Clock.frozen(ANY_MOMENT))
    seed: int = 0
    callbacks: Mapping[str, Callback] = field(default_factory=dict)
    payload_callbacks: Mapping[str, PayloadCallback] = field(default_factory=dict)


class Itop:
    """One instance, freshly installed.

    Raises:
        DesignError: a design cannot be read, or does not fit the version.
        SettingsError: a user of the settings cannot be made.
        ValueError: the model is of another version.
    """

    def __init__(self, specification: Specification) -> None:
        profile, clock = specification.profile, specification.clock
        model = specification.model or profile.datamodel(specification.designs)
        if model.base != profile.base.name:
            message = f"the model is of base design {model.base}, the profile {profile.name} is not; right would be "
            raise ValueError(message + "model=profile.datamodel(designs)")
        self.specification = specification
        self.name = specification.name
        self.designs = specification.designs
        self.model = model
        self.profile = profile
        self.root_url = specification.root_url or f"http://{self.name}.test/"
        self.clock = clock
        self.random = seeded(specification.seed)
        self.error_log: deque[LogRecord] = deque(maxlen=MAX_NOTES)
        self._notes: deque[Note] = deque(maxlen=MAX_NOTES)
        self.db = Database.open(model, clock, profile.behaviours, profile.objects)
        self.notifier = Notifier(
            self.db,
            callbacks={**callbacks_of(model), **specification.callbacks},
            payload_callbacks=specification.payload_callbacks,
            root_url=self.root_url,
            tell=self._take,
            rules=profile.notifications,
        )
        url_login = specification.users.url_login
        self._endpoint = Endpoint(self.db, self.notifier, Presenter(self.db, profile.output), url_login)
        self._synchro = Pages(self.db, self.notifier, url_login)
        install(self.db, specification.users, profile.clean_install, self.designs)

    @property
    def secret_codes(self) -> frozenset[str]:
        """The attributes whose values no journal shows."""
        return self.model.secret_codes

    def handle(self, request: HttpRequest) -> Work[HttpReply]:
        """Answer an HTTP request."""
        path = request.path
        if path.endswith(REST_PATH):
            return (yield from self._endpoint.handle(request))
        if path.endswith((IMPORT_PATH, EXEC_PATH)):
            return (yield from self._synchro.handle(request))
        return HttpReply(404, HTML_HEADERS, NOT_FOUND)

    def console(self, act: ConsoleAct) -> Work[ConsoleReply]:
        """Let a person act in the web console.

        Raises:
            ValueError: there is no such context.
        """
        return perform(self.db, self.notifier, act)

    def console_create(self, act: ConsoleCreation) -> Work[CreationReply]:
        """Let a person make an object in the web console."""
        return create(self.db, self.notifier, act)

    def cron(self) -> Work[CronReply]:
        """Run the background tasks once."""
        session = self._background_session()
        sent = yield from self.notifier.run_queue(session)
        yield from self.notifier.drive(session, reach_thresholds(self.db, session))
        return CronReply(sent)

    def take_notes(self) -> list[Note]:
        """What it logged, mailed and published since it was last asked: whoever drives it keeps them in a journal."""
        taken = list(self._notes)
        self._notes.clear()
        return taken

    def _take(self, note: Note) -> None:
        self._notes.append(note)
        if isinstance(note, LogRecord):
            self.error_log.append(note)

    def _background_session(self) -> Session:
        """Background tasks run as the administrator that was installed first."""
        user = self.db.store.get("User", 1)
        if user is None or find_user(self.db, user["login"]) is None:
            return Session(login="", tags=[BACKGROUND_TAG])
        return open_session(self.db, user, Rights(self.db, user), tag=BACKGROUND_TAG, origin="custom-extension")

    def copy(self) -> Itop:
        """Another of the same content, whose clock stands still: what is tried on it touches nobody."""
        now = self.clock.now()
        nobody = InstanceSettings(users=())
        twin = Itop(replace(self.specification, model=self.model, users=nobody, clock=Clock.frozen(now)))
        twin.restore(self.snapshot())
        twin.clock.set(now)
        return twin

    def snapshot(self) -> InstanceSnapshot:
        """What it is now; cheap, since objects are never changed but replaced."""
        state = self.random.getstate()
        return InstanceSnapshot(self.db.store.snapshot(), self.clock.offset, state, tuple(self.error_log))

    def restore(self, snapshot: InstanceSnapshot) -> None:
        """Be again what it was. Generators that were under way must not be driven any further."""
        self.db.store.restore(snapshot.store)
        self._synchro.running.clear()
        self.clock.restore(snapshot.clock_offset)
        self.random.setstate(snapshot.random_state)
        self.error_log.clear()
        self.error_log.extend(snapshot.error_log)
        self._notes.clear()
