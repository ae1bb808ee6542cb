"""The replay against instances made of the suite's own listeners, whose answers each test chooses."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

import pytest

from conformance.bench import bench
from conformance.corpus import Case, Corpus
from conformance.listeners import Listener, Message, Recorder, Response
from conformance.replay import CommandStart, Outcome, Replay, SnapshotStart, Walk
from conformance.targets import Control, Side

OK = {"status": 200, "content_type": "application/json", "json": {"code": 0}}
GET = {"do": "rest", "to": "ours", "request": {"operation": "core/get"}, "reply": OK}

Answering = Callable[[Message], Response]


def say(value: object, status: int = 200) -> Response:
    return Response(status, {"Content-Type": "application/json"}, json.dumps(value).encode())


class Stub:
    """An instance: it notes the control calls and answers everything else as told."""

    def __init__(self, rest: Answering) -> None:
        self.rest = rest
        self.calls: list[tuple[str, Any]] = []

    def __call__(self, message: Message) -> Response:
        if not message.path.startswith("/__fake__/"):
            return self.rest(message)
        self.calls.append((message.path.removeprefix("/__fake__/"), json.loads(message.body)))
        return say({"state": "new", "error": ""})


@contextmanager
def bench_of(ours: Answering, *, givens: dict[str, Any] | None = None, control: bool = True) -> Iterator[Replay]:
    corpus = Corpus([], {"clean": [], **(givens or {})}, Path(), {"rest": ("rest", "secret")}, "a-token")
    with ExitStack() as stack:
        stub = ours if isinstance(ours, Stub) else Stub(ours)
        root = stack.enter_context(Listener("stub", stub, Recorder())).root + "/"
        connection = Control(f"{root}__fake__/", "t")
        stack.callback(connection.close)
        sides = {"ours": Side(root, connection if control else None), "partner": Side(root)}
        start = SnapshotStart(sides) if control else CommandStart(None)
        yield stack.enter_context(bench(corpus, sides, start))


def play(replay: Replay, *steps: Any, given: str = "clean") -> Outcome:
    return replay.play(Case("area", "name", given, steps))


def path_of(outcome: Outcome) -> str:
    assert outcome.disagreement
    return outcome.disagreement.difference.path


def post(url: str, body: bytes, **headers: str) -> bytes:
    with urlopen(Request(url, body, headers)) as response:  # noqa: S310 - loopback
        answer: bytes = response.read()
    return answer


def test_a_reply_as_recorded_agrees() -> None:
    with bench_of(lambda _: say({"code": 0})) as replay:
        assert play(replay, GET, GET) == Outcome()


def test_another_reply_names_the_step_and_the_place() -> None:
    with bench_of(lambda _: say({"code": 1})) as replay:
        outcome = play(replay, GET)

    assert path_of(outcome) == "reply.json.code"
    assert "step 1 of 1" in str(outcome.disagreement)


def status_of(message: Message) -> Response:
    """An instance that refuses a request with the code that its comment tells."""
    return say({"code": json.loads(parse_qs(message.body.decode())["json_data"][0])["comment"]})


def asked(operation: str, recorded: int, got: int, **more: Any) -> dict[str, Any]:
    request = {"operation": operation, "comment": got, **more}
    return {**GET, "request": request, "reply": {**OK, "json": {"code": recorded}}}


def walk(*steps: Any) -> Walk:
    with bench_of(status_of) as replay:
        return replay.walk(Case("area", "name", "clean", steps))


@pytest.mark.parametrize(
    "differing",
    [
        asked("core/get", recorded=0, got=100),
        asked("core/delete", recorded=0, got=100, simulate=True),
        asked("core/create", recorded=11, got=100),
    ],
    ids=["a read", "a simulation", "a refusal on both sides"],
)
def test_a_journey_goes_on_where_nothing_came_apart(differing: dict[str, Any]) -> None:
    found = walk(differing, asked("core/get", recorded=0, got=0))

    assert (found.played, len(found.disagreements)) == (2, 1)


@pytest.mark.parametrize(("recorded", "got"), [(0, 100), (100, 0)])
def test_a_journey_ends_where_only_one_side_refused(recorded: int, got: int) -> None:
    found = walk(asked("core/update", recorded, got), asked("core/get", recorded=0, got=0))

    assert (found.played, len(found.disagreements)) == (1, 1)


def test_a_journey_whose_given_is_not_reached_has_no_steps() -> None:
    with bench_of(lambda _: say({"code": 1}), givens={"g": [GET]}) as replay:
        found = replay.walk(Case("area", "name", "g", [GET]))

    assert (found.played, len(found.disagreements)) == (0, 1)


def test_a_journey_ends_at_a_step_that_cannot_be_played_here() -> None:
    with bench_of(lambda _: say({"code": 0}), control=False) as replay:
        found = replay.walk(Case("area", "name", "clean", [GET, {**GET, "do": "cron"}]))

    assert found == Walk(1, [], skipped=1)


@pytest.mark.parametrize(
    ("response", "path"),
    [
        (say({"code": 0}, 500), "reply.status"),
        (Response(200, {"Content-Type": "text/html"}, b'{"code":0}'), "reply.content_type"),
        (Response(200, {"Content-Type": "application/json"}, b"no JSON"), "reply.json"),
    ],
)
def test_status_content_type_and_form_are_compared(response: Response, path: str) -> None:
    with bench_of(lambda _: response) as replay:
        assert path_of(play(replay, GET)) == path


def test_a_rest_step_is_a_form_with_credentials_and_the_version_in_the_query() -> None:
    seen: list[Message] = []
    with bench_of(lambda message: (seen.append(message), say({"code": 0}))[1]) as replay:
        play(replay, GET)

    assert seen[0].path == "/webservices/rest.php?version=1.3"
    assert parse_qs(seen[0].body.decode()) == {
        "auth_user": ["rest"],
        "auth_pwd": ["secret"],
        "json_data": ['{"operation": "core/get"}'],
    }


def test_a_givens_steps_are_played_once_and_restored_from_then_on() -> None:
    stub = Stub(lambda _: say({"code": 0}))
    with bench_of(stub, givens={"g": [GET]}) as replay:
        play(replay, given="g")
        play(replay, given="g")

    assert stub.calls == [
        ("snapshot", {"name": "clean"}),
        ("restore", {"name": "clean"}),
        ("clock", {"advance": 5}),
        ("snapshot", {"name": "g"}),
        ("restore", {"name": "g"}),
        ("restore", {"name": "g"}),
    ]


def test_a_given_that_disagrees_fails_each_of_its_cases() -> None:
    with bench_of(Stub(lambda _: say({"code": 1})), givens={"g": [GET]}) as replay:
        outcomes = [play(replay, given="g") for _ in range(2)]

    assert all("given 'g', step 1 of 1" in str(outcome.disagreement) for outcome in outcomes)


def test_a_console_step_goes_to_the_control_api() -> None:
    act = {"class": "UserRequest", "key": 1, "stimulus": "ev_assign", "fields": {"team_id": 6}}
    step = {"do": "console", "to": "ours", "as": "admin", **act, "reply": {"state": "new", "error": ""}}
    stub = Stub(lambda _: say({}))
    with bench_of(stub) as replay:
        assert play(replay, step) == Outcome()

    assert stub.calls[-1] == ("console", {"login": "admin", **act})


def test_without_a_control_api_the_rest_of_the_case_is_skipped_and_counted() -> None:
    cron = {"do": "cron", "to": "ours", "reply": {"ran": True}}
    with bench_of(lambda _: say({"code": 0}), control=False) as replay:
        assert play(replay, GET, cron, GET) == Outcome(skipped=2)


def sends_a_webhook(path: str) -> Answering:
    """An instance that posts to the address that a request's operation names, before it answers."""

    def answer(message: Message) -> Response:
        data = json.loads(parse_qs(message.body.decode())["json_data"][0])
        if "url" in data:
            post(data["url"] + path, b'{"a":1}', **{"Content-Type": "application/json", "X-Two": "b"})
        return say({"code": 0})

    return answer


def step_with_webhook(url: str, **webhook: Any) -> dict[str, Any]:
    recorded = {"method": "POST", "headers": {"x-two": "b", "content-type": "application/json"}, "body": '{"a":1}'}
    return {**GET, "request": {"operation": "x", "url": url}, "webhooks": [{**recorded, **webhook}]}


def test_a_webhook_to_the_sink_is_observed() -> None:
    with bench_of(sends_a_webhook("/ok")) as replay:
        assert play(replay, step_with_webhook("{{sink.url}}", to="sink", path="/ok", reply="not compared")) == Outcome()


def test_a_webhook_to_an_instance_passes_through_its_proxy() -> None:
    def ours(message: Message) -> Response:
        is_webhook = message.headers["content-type"] == "application/json"
        return say({"code": 0}) if is_webhook else sends_a_webhook("?x=1")(message)

    with bench_of(ours) as replay:
        step = step_with_webhook("{{partner.url}}", to="partner", path="/webservices/rest.php?x=1")
        assert play(replay, step) == Outcome()


def test_a_webhook_that_was_not_recorded_is_a_difference() -> None:
    with bench_of(sends_a_webhook("/ok")) as replay:
        step = {**step_with_webhook("{{sink.url}}"), "webhooks": []}
        assert path_of(play(replay, step)) == "webhooks[0]"


def test_a_missing_webhook_is_a_difference() -> None:
    with bench_of(lambda _: say({"code": 0})) as replay:
        assert path_of(play(replay, step_with_webhook("{{sink.url}}", to="sink", path="/ok"))) == "webhooks[0]"


def test_an_instance_that_is_gone_is_a_difference_and_no_crash() -> None:
    def hang_up(_message: Message) -> Response:
        raise ConnectionAbortedError

    with bench_of(hang_up) as replay:
        assert path_of(play(replay, GET)) == "reply"


def test_a_connection_is_usable_again_after_an_answer_that_did_not_come() -> None:
    hangs_up = [True, True, False]

    def at_first_hang_up(_message: Message) -> Response:
        if hangs_up.pop(0):
            raise ConnectionAbortedError
        return say({"code": 0})

    with bench_of(at_first_hang_up) as replay:
        assert play(replay, GET).disagreement
        assert play(replay, GET) == Outcome()
