"""Plays cases against two instances and says where the first answer parts from the recorded one."""

import json
import shlex
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from conformance.compare import Difference, first_difference
from conformance.corpus import DEFAULT_USER, Case, Step
from conformance.listeners import Message, Recorder
from conformance.pages import visible_lines
from conformance.placeholders import Names
from conformance.targets import Control, Side, Sides, TargetError
from conformance.wire import Answer, Connection, Request, raw_request, rest_request

CLEAN = "clean"
"""The given that is the clean install: nothing leads to it."""

PARTS_OF_A_REPLY = ("status", "content_type", "json", "text", "lines", "state", "error", "ran")
PARTS_OF_A_WEBHOOK = ("to", "method", "path", "headers", "form", "body")
"""What is compared, in this order; not the reply that a webhook got."""

READS = ("core/get", "core/get_related", "core/check_credentials", "list_operations")
"""Operations that change nothing."""

VERSION = "1.3"
NEEDS_CONTROL = ("console", "cron")


@dataclass(frozen=True)
class Disagreement:
    """The step whose answer is not the recorded one, and the first difference in it."""

    where: str
    step: str
    difference: Difference

    def __str__(self) -> str:
        return f"{self.where}: {self.step}\n{self.difference}"


@dataclass(frozen=True)
class Outcome:
    """How a case went: where it disagreed, if it did, and how many of its steps could not be played here."""

    disagreement: Disagreement | None = None
    skipped: int = 0


@dataclass(frozen=True)
class Walk:
    """How a journey went: its steps until the states came apart, and those of them that disagreed.

    Attributes:
        played: how many steps there were, the one included after which the states were not the same.
        disagreements: those whose answer is not the recorded one.
        skipped: how many steps could not be played here.
    """

    played: int
    disagreements: Sequence[Disagreement] = ()
    skipped: int = 0


class Replay:
    """Plays cases; each starts from its given, and nothing of an earlier case remains."""

    def __init__(
        self, givens: Mapping[str, Sequence[Step]], player: "Player", start: "Start", *, checks_givens: bool = True
    ) -> None:
        self._givens = givens
        self._checks_givens = checks_givens
        self._player = player
        self._start = start

    def play(self, case: Case) -> Outcome:
        """Takes the instances to the case's given and plays its steps up to the first disagreement."""
        outcome = self._start(case.given, self._lead_to)
        return outcome if outcome.disagreement or outcome.skipped else self._player.play(case.steps, "step")

    def walk(self, journey: Case) -> Walk:
        """Takes the instances to the journey's given and plays its steps until the states have come apart."""
        outcome = self._start(journey.given, self._lead_to)
        if outcome.disagreement or outcome.skipped:
            return Walk(0, [outcome.disagreement] if outcome.disagreement else [], outcome.skipped)
        return self._player.walk(journey.steps)

    def _lead_to(self, given: str) -> Outcome:
        return self._player.play(self._givens[given], f"given {given!r}, step", compare=self._checks_givens)


Lead = Callable[[str], Outcome]
"""Plays the steps that lead from a clean install to a given."""

Start = Callable[[str, Lead], Outcome]
"""Takes the instances to a given, and says how that went."""


AGE = {"advance": 5}
"""How old a given's objects are when a case starts, in seconds: the recorded servers had been restored to theirs, so
that "in the last two seconds" was never true of them (recordings ``oql``, "fact interval SECOND")."""


class SnapshotStart:
    """Takes fakes to a given: its steps are played once, and kept as a snapshot from then on."""

    def __init__(self, sides: Sides) -> None:
        self._controls = [side.control for side in sides.values() if side.control]
        self._outcomes: dict[str, Outcome] = {CLEAN: Outcome()}
        self._call("snapshot", {"name": CLEAN})

    def __call__(self, given: str, lead: Lead) -> Outcome:
        """A `Start`."""
        if given not in self._outcomes:
            self._call("restore", {"name": CLEAN})
            self._outcomes[given] = lead(given)
            self._call("clock", AGE)
            self._call("snapshot", {"name": given})
        self._call("restore", {"name": given})
        return self._outcomes[given]

    def _call(self, name: str, argument: Mapping[str, Any]) -> None:
        for control in self._controls:
            control.call(name, argument)


@dataclass(frozen=True)
class CommandStart:
    """Takes real servers to a given: a command of the caller's makes them clean, then the given's steps are played.

    Without a command they are taken as they stand, and ids that were recorded on a clean install will differ.
    """

    clean: str | None

    def __call__(self, given: str, lead: Lead) -> Outcome:
        """A `Start`."""
        if self.clean:
            subprocess.run(shlex.split(self.clean), check=True)
        return lead(given)


@dataclass
class Player:
    """Plays steps on the two sides; compares each answer, and the webhooks sent meanwhile, with what was recorded."""

    sides: Sides
    names: Names
    logins: Mapping[str, tuple[str, str]]
    recorder: Recorder
    _connections: dict[str, Connection] = field(default_factory=dict)

    def play(self, steps: Sequence[Step], label: str, *, compare: bool = True) -> Outcome:
        """Plays the steps in order, up to a disagreement or to a step that needs a control API that is not there.

        What follows such a step builds on it, so it counts as skipped too.
        """
        for index, step in enumerate(steps):
            if self._needs_missing_control(step):
                return Outcome(skipped=len(steps) - index)
            difference, _ = self._answered(step)
            if difference and compare:
                where = f"{label} {index + 1} of {len(steps)}"
                return Outcome(Disagreement(where, described(step), difference))
        return Outcome()

    def walk(self, steps: Sequence[Step]) -> Walk:
        """Plays the steps in order, past disagreements by which nothing came apart.

        Those are reads, and refusals on both sides (journeys' README).
        """
        disagreements: list[Disagreement] = []
        for index, step in enumerate(steps):
            if self._needs_missing_control(step):
                return Walk(index, disagreements, skipped=len(steps) - index)
            difference, reply = self._answered(step)
            if difference:
                disagreements.append(Disagreement(f"step {index + 1} of {len(steps)}", described(step), difference))
                if not _is_read(step) and not (_refuses(step["reply"]) and _refuses(reply)):
                    return Walk(index + 1, disagreements)
        return Walk(len(steps), disagreements)

    def close(self) -> None:
        """Closes the connections."""
        for connection in self._connections.values():
            connection.close()

    def _needs_missing_control(self, step: Step) -> bool:
        return step["do"] in NEEDS_CONTROL and self.sides[step["to"]].control is None

    def _answered(self, step: Step) -> tuple[Difference | None, Mapping[str, Any]]:
        """The first difference in what came of a step, and its reply.

        Of a step without a recorded reply, as givens may have, it is known that it was not refused.
        """
        self.recorder.take()
        recorded = step.get("reply")
        try:
            reply = self._do(self.names.fill(step))
        except (OSError, HTTPException, TargetError) as error:
            return Difference("reply", recorded, f"no answer: {error!r}"), {}
        sent = self.recorder.take()
        if recorded is None:
            return (Difference("reply", "done", reply) if _refuses(reply) else None), reply
        difference = self._between_replies(recorded, reply)
        return difference or self._between_webhooks(step.get("webhooks", []), sent), reply

    def _between_replies(self, recorded: Mapping[str, Any], got: Mapping[str, Any]) -> Difference | None:
        return first_difference(_parts(recorded, PARTS_OF_A_REPLY), got, self.names, "reply")

    def _between_webhooks(self, recorded: Sequence[Mapping[str, Any]], sent: Sequence[Message]) -> Difference | None:
        named = {name for entry in recorded for name in entry["headers"]}
        got = [message.recorded(named) for message in sent]
        return first_difference([_webhook(entry) for entry in recorded], got, self.names, "webhooks")

    def _do(self, step: Step) -> Mapping[str, Any]:
        side = self.sides[step["to"]]
        match step["do"]:
            case "rest":
                return self._send(step, self._rest_request(step))
            case "http":
                return self._send(step, raw_request(step["http"]))
            case "console":
                return _console(_control(side), step)
            case _:
                _control(side).call("cron")
                return {"ran": True}

    def _rest_request(self, step: Step) -> Request:
        user = step.get("as", DEFAULT_USER)
        login, password = self.logins.get(user, (user, ""))
        return rest_request(step["request"], login, password, step.get("version", VERSION))

    def _send(self, step: Step, request: Request) -> Mapping[str, Any]:
        return _reply(self._connection(step["to"]).send(request), step.get("reply", {"json": {}}))

    def _connection(self, name: str) -> Connection:
        if name not in self._connections:
            side = self.sides[name]
            self._connections[name] = Connection(side.root, side.patience)
        return self._connections[name]


def _control(side: Side) -> Control:
    assert side.control, "a step that needs the control API is skipped where there is none"
    return side.control


def _console(control: Control, step: Step) -> Mapping[str, Any]:
    act = {key: step[key] for key in ("class", "key", "stimulus", "fields")}
    answer = control.call("console", {"login": step.get("as", "admin"), **act})
    return {key: answer.get(key) for key in ("state", "error")}


def _reply(answer: Answer, recorded: Mapping[str, Any]) -> dict[str, Any]:
    """An answer in the recordings' form: as JSON where JSON was recorded, if it is JSON, or as lines likewise."""
    head = {"status": answer.status, "content_type": answer.content_type}
    text = answer.body.decode("utf-8", "replace")
    if "json" in recorded:
        try:
            return {**head, "json": json.loads(text)}
        except ValueError:
            pass
    return {**head, "lines": visible_lines(text)} if "lines" in recorded else {**head, "text": text}


def _is_read(step: Step) -> bool:
    request = step.get("request", {})
    return request.get("operation") in READS or bool(request.get("simulate"))


def _refuses(reply: Mapping[str, Any]) -> bool:
    """Whether a reply says that nothing was done."""
    answer = reply.get("json")
    refused = isinstance(answer, Mapping) and answer.get("code") != 0
    return refused or reply.get("status") == 500 or bool(reply.get("error"))


def _webhook(recorded: Mapping[str, Any]) -> dict[str, Any]:
    """What is compared of a recorded webhook; the order of its headers means nothing."""
    return _parts({**recorded, "headers": dict(sorted(recorded["headers"].items()))}, PARTS_OF_A_WEBHOOK)


def _parts(whole: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: whole[name] for name in names if name in whole}


def described(step: Step, limit: int = 1500) -> str:
    """A step without what was recorded, on one line."""
    asked = {key: value for key, value in step.items() if key not in ("reply", "webhooks")}
    return json.dumps(asked, ensure_ascii=False)[:limit]
