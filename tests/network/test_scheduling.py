"""Who works on what, who goes on next, and when a world comes to rest."""

from typing import Any

import pytest

from fake_itop.journal import Traffic
from fake_itop.network import ConsoleAct, UnsettledError, World
from fake_itop.values.clock import seeded
from tests.network.stub import NOON, StubItop, arriving, clock, post

OURS, PARTNER = "http://ours/rest.php", "http://partner/rest.php"


def world_of(*, seed: int | None = None, workers: int | None = None, max_depth: int = 20, **itops: StubItop) -> World:
    """A world with one clock, in which each instance has so many workers."""
    time = clock()
    world = World(Traffic(max_depth=max_depth), clock=time, chance=None if seed is None else seeded(seed))
    for name, itop in itops.items():
        world.add(itop.at(name, time), workers=workers)
    return world


def seconds(world: World) -> float:
    return (world.clock.now() - NOON).total_seconds()


def ping_pong(*, workers: int, max_depth: int = 100) -> tuple[World, StubItop, StubItop]:
    """Each answers by a webhook of its own, inside the save."""
    ours, partner = StubItop(lambda _: [post(PARTNER)]), StubItop(lambda _: [post(OURS)])
    return world_of(workers=workers, max_depth=max_depth, ours=ours, partner=partner), ours, partner


def interleaving(seed: int | None) -> list[bytes]:
    ours, partner = StubItop(lambda body: [post(PARTNER, body)] * 2), StubItop()
    world = world_of(seed=seed, ours=ours, partner=partner)
    for body in (b"a", b"b", b"c"):
        world.start_request("ours", arriving(body))
    world.settle()
    return partner.written


def test_without_chance_all_go_on_in_turn() -> None:
    assert interleaving(None) == [b"a", b"b", b"c", b"a", b"b", b"c"]


@pytest.mark.parametrize("seed", range(5))
def test_the_same_seed_gives_the_same_order(seed: int) -> None:
    assert interleaving(seed) == interleaving(seed)


def test_seeds_differ_in_who_goes_on_next() -> None:
    orders = {tuple(interleaving(seed)) for seed in range(20)}

    assert len(orders) > 5
    assert all(sorted(order) == [b"a", b"a", b"b", b"b", b"c", b"c"] for order in orders)


def test_a_request_waits_until_a_worker_is_free() -> None:
    ours = StubItop(lambda body: [post(PARTNER, body)])
    world = world_of(workers=1, ours=ours, partner=StubItop())
    with world.link("ours", "partner").delay(10):
        first, second = (world.start_request("ours", arriving(body)) for body in (b"a", b"b"))
        world.run()
        assert ours.written == [b"a"]
        world.advance(10)
        assert (first.done, second.done) == (True, False)
        assert ours.written == [b"a", b"after a", b"b"]
        world.settle()

    assert seconds(world) == 20


def test_no_worker_is_needed_where_the_pool_has_no_end() -> None:
    ours = StubItop(lambda body: [post(PARTNER, body)])
    world = world_of(ours=ours, partner=StubItop())
    with world.link("ours", "partner").delay(10):
        for number in range(50):
            world.start_request("ours", arriving(b"%d" % number))
        world.settle()

    assert seconds(world) == 10


def test_nested_webhooks_exhaust_both_pools_and_nobody_is_answered_until_a_sender_gives_up() -> None:
    """docs/explanation/ping-pong.md: for 120 seconds neither server answered anybody, then the chain unwound."""
    world, ours, partner = ping_pong(workers=3)
    act = world.start_console("ours", ConsoleAct("admin", "UserRequest", 1))
    world.run()
    assert (len(ours.written), len(partner.written)) == (3, 3)

    bystander = world.start_request("partner", arriving(b"hello?"))
    world.advance(119)
    assert not act.done
    assert not bystander.done

    world.settle()
    assert act.done
    assert bystander.done
    assert any("timed out after 120001 milliseconds" in outcome for outcome in [*ours.outcomes, *partner.outcomes])


def test_the_journal_says_when_no_worker_was_left() -> None:
    world, _, _ = ping_pong(workers=3)
    world.start_request("ours", arriving())
    world.run()
    (row,) = [row for row in world.traffic.journal.rows() if row.kind == "worker"]

    assert (row.instance, dict(row.content)) == ("ours", {"busy": 3, "queued": 1})
    assert row.parent is not None
    assert (row.parent.kind, row.depth) == ("request", 6)


def test_a_world_that_is_at_rest_settles_at_once() -> None:
    world = world_of(ours=StubItop())
    world.settle()

    assert seconds(world) == 0


def test_settling_takes_as_long_as_it_takes() -> None:
    world = world_of(ours=StubItop(lambda body: [post(PARTNER, body)] * 3), partner=StubItop())
    with world.link("ours", "partner").delay(20):
        world.start_request("ours", arriving())
        world.settle()

    assert seconds(world) == 60


def test_settling_says_all_that_is_pending_and_why() -> None:
    ours = StubItop(lambda body: [post(PARTNER, body)])
    world = world_of(workers=2, ours=ours, partner=StubItop())
    link = world.link("ours", "partner")
    link.delay(50, nth=1)
    link.hold()
    for body in (b"a", b"b", b"c"):
        world.start_request("ours", arriving(body))

    with pytest.raises(UnsettledError) as error:
        world.settle()
    assert str(error.value) == (
        "pending: request 3 of ours, request 4 of ours; because of: message 9 to partner is held back: release it; "
        "request 5 of ours: all workers of ours are busy; message 7 to partner is late: let time pass"
    )


def test_what_failed_to_settle_settles_once_it_can() -> None:
    ours = StubItop(lambda body: [post(PARTNER, body)])
    world = world_of(ours=ours, partner=StubItop())
    held = world.link("ours", "partner").hold()
    task = world.start_request("ours", arriving())
    with pytest.raises(UnsettledError):
        world.settle()
    held.stop()
    world.settle()

    assert task.done
    assert ours.outcomes == ['200 {"code":0}']


def test_a_world_settles_when_the_senders_of_what_is_held_have_given_up() -> None:
    world = world_of(ours=StubItop(lambda body: [post(PARTNER, body)]), partner=StubItop())
    world.link("ours", "partner").hold()
    world.start_request("ours", arriving())
    world.advance(120)
    world.settle()

    assert seconds(world) == 120


def test_time_passes_with_all_that_happens_in_it() -> None:
    partner = StubItop()
    world = world_of(ours=StubItop(lambda body: [post(PARTNER, body)]), partner=partner)
    world.link("ours", "partner").delay(30)
    world.start_request("ours", arriving())
    world.advance(29)
    assert partner.written == []
    world.advance(1)
    assert partner.written == [b"x=1"]
    assert seconds(world) == 30


def test_what_is_overdue_happens_when_somebody_moved_the_clock_past_it() -> None:
    partner = StubItop()
    world = world_of(ours=StubItop(lambda body: [post(PARTNER, body)]), partner=partner)
    world.link("ours", "partner").delay(30)
    world.start_request("ours", arriving())
    world.run()
    world.clock.advance(600)
    world.run()

    assert partner.written == [b"x=1"]
    assert seconds(world) == 600


def test_time_cannot_go_back() -> None:
    with pytest.raises(ValueError, match="time cannot go back"):
        world_of(ours=StubItop()).advance(-1)


def test_an_instance_without_workers_is_refused() -> None:
    with pytest.raises(ValueError, match="workers=0: an instance needs at least one"):
        world_of(workers=0, ours=StubItop())


def test_nobody_is_known_in_an_empty_world() -> None:
    with pytest.raises(ValueError, match="no instance 'ours' in this world; there is: nobody yet"):
        World().cron("ours")


def test_ten_instances_pass_a_message_around() -> None:
    def next_of(number: int) -> Any:
        return lambda body: [post(f"http://i{number + 1}/", body)] if number < 9 else []

    itops = {f"i{number}": StubItop(next_of(number)) for number in range(10)}
    world = world_of(seed=3, **itops)
    world.request("i0", arriving(b"round"))

    assert all(itop.written[0] == b"round" for itop in itops.values())
    assert world.traffic.journal.rows()[-1].depth == 9


def test_a_bug_in_an_instance_leaves_a_world_that_goes_on() -> None:
    def broken(body: bytes) -> list[Any]:
        if body == b"bug":
            raise RuntimeError("bug")
        return []

    ours, partner = StubItop(lambda body: [post(PARTNER, body)]), StubItop(broken)
    world = world_of(workers=1, ours=ours, partner=partner)
    world.link("ours", "partner").delay(10)
    with pytest.raises(RuntimeError, match="bug"):
        world.request("ours", arriving(b"bug"))
    world.request("ours", arriving(b"fine"))
    world.settle()

    assert partner.written == [b"bug", b"fine"]
