"""The world as a fixture: faults, time and checkers."""

from __future__ import annotations

from tests.plugin.conftest import Run

STAGE = """
    import pytest

    def transferred(world):
        ours = world.ours
        ticket = ours.ticket(caller_id="Carl Caller", title="Printer")
        ours.console().apply_stimulus(ticket, "ev_assign", team_id="Helpdesk", agent_id="Alice Agent")
        ours.console().apply_stimulus(ticket, "ev_pendingpartner", partner_id="Partner Inc")
        world.settle()
        return ticket
"""


def test_a_pair_plays_in_a_world_and_its_history_is_checked(run: Run) -> None:
    result = run(
        STAGE
        + """
    def test_it(itop_world):
        ticket = transferred(itop_world)
        itop_world.ours.console().write(ticket, "private_log", "More details")
        itop_world.settle()

        (theirs,) = itop_world.partner.find("UserRequest")
        itop_world.partner.assert_log(theirs, "public_log", "More details")
        itop_world.assert_holds()
"""
    )

    result.assert_outcomes(passed=1)


def test_a_fault_strikes_and_a_checker_finds_what_comes_of_it(run: Run) -> None:
    result = run(
        STAGE
        + """
    def test_it(itop_world):
        ticket = transferred(itop_world)
        with itop_world.partition():
            itop_world.ours.console().write(ticket, "private_log", "Never arrives")
        itop_world.settle()
        assert itop_world.ours.webhooks()[-1].problem

        itop_world.assert_holds("entry-lost")
"""
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*entry-lost: *"])


def test_time_passes_only_when_told_to(run: Run) -> None:
    result = run("""
        def test_it(itop_world):
            before = itop_world.ours.clock.now()
            itop_world.advance(3600)

            assert (itop_world.partner.clock.now() - before).total_seconds() == 3600
    """)

    result.assert_outcomes(passed=1)


def test_what_is_held_back_is_told_where_it_cannot_go_on(run: Run) -> None:
    result = run(
        STAGE
        + """
    def test_it(itop_world):
        with itop_world.link().hold():
            transferred(itop_world)
"""
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*message * to partner is held back: release it*"])


def test_a_fault_that_struck_nothing_fails_the_test(run: Run) -> None:
    result = run("def test_it(itop_world):\n    itop_world.link().drop(nth=1)")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["a fault struck nothing: drop from ours to partner"])


def test_it_may_be_allowed(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.mark.itop_allow("faults")
        def test_it(itop_world):
            itop_world.link().drop(nth=1)
    """)

    result.assert_outcomes(passed=1)


def test_an_unknown_checker_is_told_with_the_nearest(run: Run) -> None:
    result = run("def test_it(itop_world):\n    itop_world.assert_holds('entry-lsot')")

    result.stdout.fnmatch_lines(["*no checker 'entry-lsot'; did you mean entry-lost or *?"])
