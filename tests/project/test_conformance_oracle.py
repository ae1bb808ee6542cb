"""The suite measures what it says: an oracle that knows the recordings agrees with every one, a liar with none."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from html import escape
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPErrorProcessor, Request, build_opener

import pytest

from conformance import corpus
from conformance.bench import bench
from conformance.corpus import Case, Step
from conformance.listeners import Listener, Message, Recorder, Response
from conformance.placeholders import Names
from conformance.replay import Outcome, Replay
from conformance.targets import Control, Side

CORPUS = corpus.load(corpus.SHIPPED)
GIVENS = [Case("givens", name, "clean", steps) for name, steps in CORPUS.givens.items()]

VALUES = {"seconds": "5", "id": "65a1.9", "n": "3", "sql": "SELECT 1\n", "mysql": "no"}


class KeepErrors(HTTPErrorProcessor):
    """Takes any status for an answer, as a webhook's sender does."""

    def http_response(self, _request: Request, response: Any) -> Any:
        return response


class Oracle:
    """Answers each request with the reply that was recorded next, after sending the webhooks that were."""

    def __init__(self) -> None:
        self.steps: deque[Step] = deque()
        self.names = Names({})
        self._is_sending = False

    def __call__(self, _message: Message) -> Response:
        if self._is_sending:
            return Response(200, {}, b"{}")
        step = self.steps.popleft()
        self._is_sending = True
        for webhook in step.get("webhooks", []):
            self._send(self._real(webhook))
        self._is_sending = False
        return self._answer(self._real(step["reply"]))

    def _answer(self, reply: Mapping[str, Any]) -> Response:
        if "content_type" not in reply:
            return Response(200, {"Content-Type": "application/json"}, json.dumps(reply).encode())
        if "json" in reply:
            body = json.dumps(reply["json"])
        else:
            body = reply["text"] if "text" in reply else "".join(f"<p>{escape(line)}</p>" for line in reply["lines"])
        return Response(reply.get("status", 200), {"Content-Type": reply["content_type"]}, body.encode())

    def _send(self, webhook: Mapping[str, Any]) -> None:
        root = self.names.texts[f"{webhook['to']}.url"][0].removesuffix("/webservices/rest.php")
        body = urlencode(webhook["form"]) if "form" in webhook else webhook["body"]
        request = Request(root + webhook["path"], body.encode(), dict(webhook["headers"]), method=webhook["method"])  # noqa: S310
        build_opener(KeepErrors()).open(request).close()

    def _real(self, recorded: Any) -> Any:
        """What was recorded, with texts that a server could have written in place of the placeholders."""
        now = self.names.now()
        values = {**VALUES, "now": f"{now:%Y-%m-%d %H:%M:%S}", "today": f"{now:%Y-%m-%d}"}
        return each_text(
            self.names.fill(recorded), lambda text: re.sub(r"<(\w+)>", lambda m: values.get(m[1], m[0]), text)
        )


class Reordered(Oracle):
    """Lies about the order of keys only."""

    def _real(self, recorded: Any) -> Any:
        real = super()._real(recorded)
        return {**real, "json": dict(reversed(real["json"].items()))} if "json" in real else real


class Silent(Oracle):
    """Sends no webhook."""

    def _send(self, webhook: Mapping[str, Any]) -> None:
        pass


class Twice(Oracle):
    """Sends each webhook twice."""

    def _send(self, webhook: Mapping[str, Any]) -> None:
        super()._send(webhook)
        super()._send(webhook)


def each_text(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: each_text(inner, change) for key, inner in value.items()}
    return [each_text(inner, change) for inner in value] if isinstance(value, list) else value


@contextmanager
def bench_of(oracle: Oracle) -> Iterator[Replay]:
    with ExitStack() as stack:
        sides = {}
        for name in ("ours", "partner"):
            root = stack.enter_context(Listener(name, oracle, Recorder())).root + "/"
            sides[name] = Side(root, Control(f"{root}__fake__/", "t"))
            stack.callback(sides[name].control.close)
        replay = stack.enter_context(bench(CORPUS, sides, lambda _given, _lead: Outcome()))
        oracle.names = replay._player.names
        yield replay


def play(oracle: Oracle, replay: Replay, case: Case) -> Outcome:
    oracle.steps = deque(case.steps)
    return replay.play(case)


@pytest.mark.parametrize("area", sorted({case.area for case in [*CORPUS.cases, *GIVENS]}))
def test_the_oracle_agrees_with_every_case(area: str) -> None:
    cases = [case for case in [*CORPUS.cases, *GIVENS] if case.area == area]
    oracle = Oracle()
    with bench_of(oracle) as replay:
        wrong = {
            case.id: str(outcome.disagreement) for case in cases if (outcome := play(oracle, replay, case)) != Outcome()
        }

    assert wrong == {}


@pytest.mark.parametrize("liar", [Reordered(), Silent(), Twice()], ids=lambda liar: type(liar).__name__)
def test_a_liar_is_found_out_in_every_exchange(liar: Oracle) -> None:
    cases = [case for case in CORPUS.cases if case.area == "exchange"]
    with bench_of(liar) as replay:
        believed = [case.id for case in cases if play(liar, replay, case).disagreement is None]

    assert believed == []
