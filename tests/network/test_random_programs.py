"""Whatever faults are switched on and off, in whichever order, a world keeps a few promises."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fake_itop.journal import Traffic, to_lines
from fake_itop.network import ConsoleAct, Corruption, Link, UnsettledError, World
from fake_itop.values.clock import seeded
from tests.network.stub import StubItop, arriving, clock, post

MOST = 10
SECONDS = st.sampled_from([0.0, 0.5, 30.0, 60.0, 119.9, 120.0, 500.0])
WHOM: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.integers(1, 4).map(lambda nth: {"nth": nth}),
    st.sampled_from([0.0, 0.3, 1.0]).map(lambda probability: {"probability": probability}),
)
Verb = Callable[[Link], object]
VERBS: st.SearchStrategy[Verb] = st.one_of(
    st.sampled_from([Link.hold, Link.release, Link.partition, Link.heal, Link.clear]),
    st.tuples(st.sampled_from([Link.drop, Link.duplicate, Link.reply_lost]), WHOM).map(
        lambda chosen: lambda link: chosen[0](link, **chosen[1])
    ),
    st.tuples(st.sampled_from([Link.delay, Link.slow]), SECONDS, WHOM).map(
        lambda chosen: lambda link: chosen[0](link, chosen[1], **chosen[2])
    ),
    st.tuples(st.sampled_from(Corruption), WHOM).map(lambda chosen: lambda link: link.corrupt(chosen[0], **chosen[1])),
)
ENDS = st.integers(0, MOST - 1)
STEPS = st.one_of(
    st.tuples(st.just("verb"), ENDS, ENDS, VERBS),
    st.tuples(st.sampled_from(["request", "console", "cron"]), ENDS),
    st.tuples(st.sampled_from(["advance", "clock"]), SECONDS),
    st.tuples(st.just("run")),
    st.tuples(st.just("settle")),
)


class Program:
    """Instances in a ring: each sends on what reaches it, a few hops far, to the next and to the one after it."""

    def __init__(self, size: int, workers: int | None, seed: int) -> None:
        self.clock = clock()
        self.world = World(Traffic(max_depth=5), clock=self.clock, chance=seeded(seed))
        self.itops = [StubItop(self._hooks(number, size)) for number in range(size)]
        for number, itop in enumerate(self.itops):
            self.world.add(itop.at(f"i{number}", self.clock), workers=workers)
        self.size = size
        self.tasks: list[Any] = []

    @staticmethod
    def _hooks(number: int, size: int) -> Any:
        def hooks(body: bytes) -> list[Any]:
            if body.count(b">") > 2:
                return []
            return [post(f"http://i{(number + step) % size}/", body + b">") for step in (1, 2)]

        return hooks

    def take(self, step: tuple[Any, ...]) -> None:
        match step:
            case "verb", one, other, verb if one % self.size != other % self.size:
                verb(self.world.link(f"i{one % self.size}", f"i{other % self.size}"))
            case "request", who:
                self.tasks.append(self.world.start_request(f"i{who % self.size}", arriving(b"r")))
            case "console", who:
                self.tasks.append(self.world.start_console(f"i{who % self.size}", ConsoleAct("a", "T", 1)))
            case "cron", who:
                self.tasks.append(self.world.start_cron(f"i{who % self.size}"))
            case "advance", seconds:
                self.world.advance(seconds)
            case "clock", seconds:
                self.clock.advance(seconds)
            case ("run",):
                self.world.run()
            case ("settle",):
                self.settle()

    def settle(self) -> None:
        try:
            self.world.settle()
        except UnsettledError as error:
            assert "is held back: release it" in str(error)  # noqa: PT017 - both ends are right

    def close(self) -> None:
        for one in range(self.size):
            for other in range(self.size):
                if one != other:
                    self.world.link(f"i{one}", f"i{other}").clear()
        self.world.settle()


def ran(size: int, workers: int | None, seed: int, steps: list[tuple[Any, ...]]) -> Program:
    program = Program(size, workers, seed)
    for step in steps:
        before = program.clock.now()
        program.take(step)
        assert program.clock.now() >= before
    program.close()
    return program


PROGRAMS = (st.integers(2, MOST), st.sampled_from([None, 1, 2, 8]), st.integers(0, 99), st.lists(STEPS, max_size=12))


@given(*PROGRAMS)
def test_everything_comes_to_its_end_once_nothing_is_in_the_way(
    size: int, workers: int | None, seed: int, steps: list[tuple[Any, ...]]
) -> None:
    program = ran(size, workers, seed, steps)
    rows = program.world.traffic.journal.rows()

    assert all(task.done for task in program.tasks)
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert all(row.reply is not None for row in rows if row.kind in {"request", "webhook", "console", "cron"})
    assert len(program.world.traffic.in_flight) == 0


@given(*PROGRAMS)
def test_a_message_arrives_once_unless_it_was_struck(
    size: int, workers: int | None, seed: int, steps: list[tuple[Any, ...]]
) -> None:
    rows = ran(size, workers, seed, steps).world.traffic.journal.rows()
    arrivals = Counter(row.cause for row in rows if row.kind == "request" and row.cause is not None)
    struck = Counter((row.cause, row.content["fault"]) for row in rows if row.kind == "fault")  # type: ignore[index]
    kept = {"drop", "partition", "hold", "corrupt", "delay"}
    for sent in (row for row in rows if row.kind == "webhook" and not row.stopped):
        most = 1 + struck[sent.seq, "duplicate"]
        least = 0 if any(struck[sent.seq, verb] for verb in kept) else most
        assert least <= arrivals[sent.seq] <= most


@given(*PROGRAMS)
def test_a_program_repeats(size: int, workers: int | None, seed: int, steps: list[tuple[Any, ...]]) -> None:
    first, second = (ran(size, workers, seed, steps).world.traffic.journal.rows() for _ in range(2))

    assert to_lines(first) == to_lines(second)
