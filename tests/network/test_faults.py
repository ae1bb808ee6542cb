"""What goes wrong on a link, and what senders and receivers then see."""

from collections.abc import Callable
from typing import Any

import pytest

from fake_itop.network import ConsoleAct, Corruption, Fault, Link, UnsettledError, World
from fake_itop.values.clock import seeded
from fake_itop.values.http import HttpReply
from tests.network.stub import NOON, OK, StubItop, arriving, clock, post

PARTNER = "http://partner/rest.php"
GIVEN_UP = "Operation timed out after 120001 milliseconds with 0 bytes received"


class Pair:
    """Ours sends a webhook for whatever reaches it; the partner only writes down."""

    def __init__(self, *, seed: int = 7) -> None:
        self.ours, self.partner = StubItop(lambda body: [post(PARTNER, b"for " + body)]), StubItop()
        self.clock = clock()
        self.world = World(clock=self.clock, chance=seeded(seed))
        self.world.add(self.ours.at("ours", self.clock))
        self.world.add(self.partner.at("partner", self.clock))
        self.link = self.world.link("ours", "partner")

    def send(self, body: bytes = b"a") -> str:
        """Let something reach ours; gives what came of the webhook."""
        self.world.request("ours", arriving(body))
        return self.ours.outcomes[-1]

    def start(self, body: bytes = b"a") -> Any:
        task = self.world.start_request("ours", arriving(body))
        self.world.run()
        return task

    @property
    def seconds(self) -> float:
        return (self.clock.now() - NOON).total_seconds()

    def told(self) -> list[Any]:
        """The faults in the journal."""
        return [dict(row.content) for row in self.world.traffic.journal.rows() if row.kind == "fault"]


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_without_faults_messages_arrive_while_the_clock_stands_still(pair: Pair) -> None:
    assert pair.send() == '200 {"code":0}'
    assert pair.seconds == 0


def test_a_partition_refuses_the_connection_until_it_heals(pair: Pair) -> None:
    with pair.link.partition():
        assert pair.send(b"a") == "Failed to connect to partner port 80 after 0 ms: Couldn't connect to server"
    assert pair.send(b"b") == '200 {"code":0}'
    assert pair.partner.written == [b"for b"]


def test_a_partition_of_the_world_goes_both_ways(pair: Pair) -> None:
    pair.partner.hooks = lambda body: [post("http://ours/x", b"back")] if body == b"start" else []
    with pair.world.partition("ours", "partner"):
        pair.send()
        pair.world.request("partner", arriving(b"start"))

    assert "Failed to connect to ours port 80" in pair.partner.outcomes[0]
    assert pair.send(b"b") == '200 {"code":0}'


def test_the_world_heals_all_faults_between_two(pair: Pair) -> None:
    pair.world.partition("ours", "partner")
    pair.link.drop()
    pair.world.heal("partner", "ours")

    assert pair.send() == '200 {"code":0}'
    assert pair.link.faults == []


def test_a_partition_and_its_heal_stand_in_the_journal(pair: Pair) -> None:
    with pair.link.partition():
        pass

    assert pair.told() == [{"fault": "partition", "from": "partner"}, {"fault": "heal", "from": "partner"}]


def test_what_is_held_goes_on_in_order_when_it_is_released(pair: Pair) -> None:
    pair.link.hold()
    tasks = [pair.start(body) for body in (b"a", b"b", b"c")]
    assert pair.partner.written == []

    pair.link.release()
    assert pair.partner.written == []  # nothing moves until somebody lets the world run
    pair.world.settle()

    assert sorted(pair.partner.written) == [b"for a", b"for b", b"for c"]
    assert all(task.done for task in tasks)
    assert pair.seconds == 0


def test_a_sender_gives_up_on_what_is_held_and_then_it_never_arrives(pair: Pair) -> None:
    """No connection came about, so there is nothing that could arrive."""
    with pair.link.hold():
        task = pair.start()
        pair.world.advance(119)
        assert not task.done
        pair.world.advance(1)
        assert pair.ours.outcomes == [GIVEN_UP]
    pair.world.settle()

    assert pair.partner.written == []


def test_a_message_that_was_held_meets_a_partition_that_began_meanwhile(pair: Pair) -> None:
    pair.link.hold()
    pair.start()
    pair.link.partition()
    pair.link.release()
    pair.world.settle()

    assert "Failed to connect" in pair.ours.outcomes[0]


def test_a_delayed_message_arrives_later(pair: Pair) -> None:
    with pair.link.delay(30):
        assert pair.send() == '200 {"code":0}'
    assert pair.seconds == 30


def test_a_message_that_comes_too_late_for_its_sender_arrives_all_the_same(pair: Pair) -> None:
    with pair.link.delay(300):
        assert pair.send() == GIVEN_UP
        assert pair.seconds == 120
        assert pair.partner.written == []
        pair.world.settle()

    assert pair.partner.written == [b"for a"]
    assert pair.seconds == 300
    assert pair.ours.outcomes == [GIVEN_UP]


def test_a_dropped_message_lets_its_sender_wait_in_vain(pair: Pair) -> None:
    with pair.link.drop():
        assert pair.send() == GIVEN_UP
    assert pair.seconds == 120
    assert pair.partner.written == []


def test_a_sender_waits_no_longer_than_its_own_time_out(pair: Pair) -> None:
    pair.ours.hooks = lambda body: [post(PARTNER, body, seconds=5)]
    with pair.link.drop():
        pair.send()
    assert pair.seconds == 5


def test_a_duplicate_arrives_again_after_the_first_was_answered(pair: Pair) -> None:
    with pair.link.duplicate():
        assert pair.send() == '200 {"code":0}'
        pair.world.settle()

    assert pair.partner.written == [b"for a", b"for a"]
    assert len(pair.ours.outcomes) == 1


def test_both_arrivals_of_a_duplicate_have_the_same_cause(pair: Pair) -> None:
    with pair.link.duplicate():
        pair.send()
    pair.world.settle()
    arrivals = [row for row in pair.world.traffic.journal.rows("partner") if row.kind == "request"]

    assert len(arrivals) == 2
    assert arrivals[0].cause == arrivals[1].cause is not None


def test_where_the_reply_is_lost_the_other_side_has_done_it(pair: Pair) -> None:
    with pair.link.reply_lost():
        assert pair.send() == "Empty reply from server"
    assert pair.partner.written == [b"for a"]


def test_a_slow_receiver_does_it_at_once_and_answers_late(pair: Pair) -> None:
    with pair.link.slow(30):
        pair.start()
        assert pair.partner.written == [b"for a"]
        assert pair.ours.outcomes == []
        pair.world.settle()

    assert pair.ours.outcomes == ['200 {"code":0}']
    assert pair.seconds == 30


def test_a_receiver_that_is_too_slow_is_not_heard_any_more(pair: Pair) -> None:
    with pair.link.slow(300):
        assert pair.send() == GIVEN_UP
        pair.world.settle()

    assert pair.ours.outcomes == [GIVEN_UP]
    assert pair.partner.written == [b"for a"]


@pytest.mark.parametrize("slow", [lambda link: link.slow(70), lambda link: link.delay(70)])
def test_whoever_waits_longer_than_the_web_server_in_front_hears_from_that(
    pair: Pair, slow: Callable[[Link], Fault]
) -> None:
    """docs/itop/webhooks.md: nginx answers after 60 seconds, while iTop works on."""
    with slow(pair.link):
        reply = pair.world.request("ours", arriving())

    assert reply.status == 504
    assert pair.ours.written == [b"x=1", b"after x=1"]


@pytest.mark.parametrize(
    ("how", "status", "body"),
    [
        (Corruption.LOGIN_PAGE, 200, "<title>Login</title>"),
        (Corruption.TRUNCATED, 200, '{"cod'),
        (Corruption.WARNING, 200, "<b>Warning</b>:  Undefined array key"),
        (Corruption.HTTP_500, 500, ""),
        (Corruption.CODE_100, 200, '{"code":100,"message":"Error: the database cannot be reached"}'),
    ],
)
def test_a_reply_is_spoilt_as_replies_of_real_ones_are(pair: Pair, how: Corruption, status: int, body: str) -> None:
    with pair.link.corrupt(how):
        said = pair.send()

    assert said.startswith(f"{status} ")
    assert body in said


@pytest.mark.parametrize("how", list(Corruption))
def test_only_a_reply_that_comes_after_the_deed_is_spoilt_after_it(pair: Pair, how: Corruption) -> None:
    with pair.link.corrupt(how):
        pair.send()

    assert pair.partner.written == ([] if how in {"login_page", "http_500", "code_100"} else [b"for a"])


def test_a_spoilt_reply_ends_as_the_reply_did(pair: Pair) -> None:
    with pair.link.corrupt("warning"):
        assert pair.send().endswith(OK.body.decode())


def test_only_the_nth_message_is_struck(pair: Pair) -> None:
    pair.link.reply_lost(nth=2)

    assert [pair.send() == "Empty reply from server" for _ in range(3)] == [False, True, False]
    assert pair.link.faults == []


def test_a_share_of_messages_is_struck_as_the_seed_wants_it() -> None:
    def struck(seed: int) -> list[bool]:
        pair = Pair(seed=seed)
        pair.link.reply_lost(probability=0.5)
        return [pair.send() == "Empty reply from server" for _ in range(40)]

    assert struck(1) == struck(1)
    assert struck(1) != struck(2)
    assert 5 < sum(struck(1)) < 35


@pytest.mark.parametrize(("probability", "expected"), [(0.0, 0), (1.0, 5)])
def test_nobody_or_everybody_is_struck_for_certain(pair: Pair, probability: float, expected: int) -> None:
    fault = pair.link.reply_lost(probability=probability)
    for _ in range(5):
        pair.send()

    assert fault.struck == expected
    assert fault.seen == 5


def test_a_message_meets_all_faults_of_its_link(pair: Pair) -> None:
    """It is late, comes twice, and nobody hears of it."""
    with pair.link.delay(10), pair.link.duplicate(), pair.link.reply_lost(), pair.link.slow(5):
        assert pair.send() == "Empty reply from server"
        pair.world.settle()

    assert pair.partner.written == [b"for a", b"for a"]
    assert pair.seconds == 15


def test_delays_add_up(pair: Pair) -> None:
    with pair.link.delay(10), pair.link.delay(20):
        pair.send()
    assert pair.seconds == 30


def test_a_fault_on_one_way_leaves_the_other_alone(pair: Pair) -> None:
    pair.world.link("partner", "ours").partition()

    assert pair.send() == '200 {"code":0}'


def test_the_journal_says_which_message_was_struck(pair: Pair) -> None:
    pair.link.corrupt("http_500", nth=1)
    pair.send()
    strike = next(row for row in pair.world.traffic.journal.rows() if row.kind == "fault" and row.cause is not None)

    assert strike.content == {"fault": "corrupt", "how": "http_500", "to": "partner"}
    assert (strike.instance, strike.cause) == ("ours", 3)
    assert strike.parent is not None
    assert strike.parent.kind == "webhook"


def test_a_fault_that_was_stopped_may_be_stopped_again(pair: Pair) -> None:
    fault = pair.link.drop()
    fault.stop()
    fault.stop()

    assert [each["event"] for each in pair.told()] == ["begins", "ends"]


def test_an_error_inside_a_with_block_switches_the_fault_off(pair: Pair) -> None:
    with pytest.raises(RuntimeError), pair.link.partition():
        raise RuntimeError

    assert pair.link.faults == []


def test_a_redirect_is_followed_past_the_faults_of_the_new_way(pair: Pair) -> None:
    pair.ours.hooks = lambda _: [post("http://sink/x")]
    pair.world.listen("http://sink/", lambda _: HttpReply(307, (("Location", PARTNER),), b""))
    with pair.link.partition():
        assert "Failed to connect to partner" in pair.send()


@pytest.mark.parametrize(
    ("switch_on", "text"),
    [
        (lambda link: link.drop(nth=0), "messages are counted from 1"),
        (lambda link: link.drop(nth=-1), "messages are counted from 1"),
        (lambda link: link.drop(nth=1, probability=0.5), "nth or probability, not both"),
        (lambda link: link.drop(probability=1.5), "a share from 0 to 1, such as 0.25"),
        (lambda link: link.drop(probability=-0.1), "a share from 0 to 1, such as 0.25"),
        (lambda link: link.delay(-1), "delay by -1 seconds: nothing arrives before it is sent"),
        (lambda link: link.slow(-1), "slow by -1 seconds"),
        (
            lambda link: link.corrupt("sideways"),
            "no corruption 'sideways'; there is: login_page, truncated, warning, http_500, code_100",
        ),
    ],
)
def test_a_fault_that_cannot_be_is_refused(pair: Pair, switch_on: Callable[[Link], Fault], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        switch_on(pair.link)
    assert pair.link.faults == []


def test_links_are_between_instances_that_are_there(pair: Pair) -> None:
    with pytest.raises(ValueError, match="no instance 'third' in this world; there is: ours, partner"):
        pair.world.link("ours", "third")
    with pytest.raises(ValueError, match="a link leads from one instance to another"):
        pair.world.link("ours", "ours")


def test_the_world_does_not_settle_while_something_is_held(pair: Pair) -> None:
    pair.link.hold()
    with pytest.raises(UnsettledError, match="pending: request 2 of ours; because of: message 3 to partner is held"):
        pair.send()


def test_acts_at_the_console_are_struck_like_all_others(pair: Pair) -> None:
    with pair.link.reply_lost():
        pair.world.console("ours", ConsoleAct("admin", "UserRequest", 1))

    assert pair.ours.outcomes == ["Empty reply from server"]
