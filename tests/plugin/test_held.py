"""Acts that wait for a message which is held back: a pair on sockets and a world give control back alike."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run

STAGE = """
    import pytest
    from fake_itop.testing import UnsettledError

    @pytest.fixture
    def pair(FIXTURE):
        return FIXTURE

    @pytest.fixture
    def agent(pair):
        return pair.ours.console()

    @pytest.fixture
    def ticket(pair, agent):
        ticket = pair.ours.ticket(caller_id="Carl Caller", title="Printer")
        agent.apply_stimulus(ticket, "ev_assign", team_id="Helpdesk", agent_id="Alice Agent")
        agent.apply_stimulus(ticket, "ev_pendingpartner", partner_id="Partner Inc")
        return ticket

    def theirs(pair):
        return pair.partner.log(pair.partner.find("UserRequest")[0], "public_log")

"""

both = pytest.mark.parametrize("fixture", ["itop_pair", "itop_world"])


@both
@pytest.mark.parametrize(
    "body",
    [
        """
    def test_it(pair, agent, ticket):
        with pair.link().hold():
            first = pair.start(agent.write, ticket, "private_log", "one")
            assert not first.done
            assert theirs(pair) == []
        assert first.result() == "pending_partner"
        assert first.done
        assert theirs(pair) == ["one"]
        """,
        """
    @pytest.mark.itop_allow("webhooks")
    def test_it(pair, agent, ticket):
        with pair.link().hold():
            writing = pair.start(agent.write, ticket, "private_log", "one")
            with pair.link().partition():
                pair.link().release()
                assert writing.result() == "pending_partner"
        assert theirs(pair) == []
        """,
        """
    @pytest.mark.itop_allow("webhooks", "faults")
    def test_it(pair, agent, ticket):
        with pair.link().hold():
            with pytest.raises(UnsettledError, match="is held back: release it, or begin the act by start"):
                agent.write(ticket, "private_log", "one")
        pair.settle()
        assert theirs(pair) == ["one"]
        """,
        """
    @pytest.mark.itop_allow("webhooks")
    def test_it(pair, agent, ticket):
        with pair.link().delay(300):
            agent.write(ticket, "private_log", "one")
            assert theirs(pair) == []
            pair.settle()
        assert theirs(pair) == ["one"]
        """,
        """
    def test_it(pair, agent, ticket):
        def several():
            return agent.write(ticket, "private_log", "one"), agent.write(ticket, "private_log", "two")

        hold = pair.link().hold()
        writing = pair.start(several)
        hold.stop()
        assert writing.result() == ("pending_partner", "pending_partner")
        assert theirs(pair) == ["one", "two"]
        """,
        """
    def test_it(pair, agent, ticket):
        assert pair.start(agent.write, ticket, "private_log", "one").done
        with pytest.raises(ValueError, match="of its own"):
            pair.start(int, "of its own").result()
        """,
        """
    @pytest.mark.itop_allow("webhooks", "faults", "errors")
    def test_it(pair, agent, ticket):
        pair.link().hold()
        writing = pair.start(agent.write, ticket, "private_log", "one")
        with pytest.raises(UnsettledError, match="still under way: .*is held back: release it"):
            writing.result(0.01)
        """,
    ],
    ids=["released", "cut off", "refused", "late", "several", "nothing held", "left behind"],
)
def test_an_act_that_waits_for_a_held_message_gives_control_back(run: Run, fixture: str, body: str) -> None:
    run((STAGE + body).replace("FIXTURE", fixture)).assert_outcomes(passed=1)
