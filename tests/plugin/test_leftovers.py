"""What a test may not leave behind."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run

LOST = """
    import pytest

    def lose_a_webhook(pair):
        (user,) = pair.partner.find("User", "SELECT User WHERE login = 'partner_rest'")
        pair.partner.update(user, password="Other-1!")
        ticket = pair.ours.ticket(caller_id="Carl Caller")
        pair.ours.console().apply_stimulus(ticket, "ev_assign", team_id="Helpdesk", agent_id="Alice Agent")
        pair.ours.console().apply_stimulus(ticket, "ev_pendingpartner", partner_id="Partner Inc")
"""
BROKEN = """
    import pytest

    def break_down(itop, monkeypatch):
        monkeypatch.setattr(itop.itop, "handle", lambda request: (1 / 0 for _ in "x"))
        with pytest.raises(ZeroDivisionError):
            itop.ticket()
"""


def test_a_webhook_that_came_to_nothing_fails_a_test_that_has_not_asked_for_it(run: Run) -> None:
    result = run(LOST + "\n    def test_it(itop_pair):\n        lose_a_webhook(itop_pair)\n")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["ours sent a webhook that came to nothing (code 1: *): #* core/create UserRequest"])


ASKED = """
    def test_it(itop_pair):
        lose_a_webhook(itop_pair)
        assert itop_pair.ours.assert_webhook_sent(operation="core/create").problem
"""
ALLOWED = """
    @pytest.mark.itop_allow("webhooks")
    def test_it(itop_pair):
        lose_a_webhook(itop_pair)
"""


@pytest.mark.parametrize("test", [ASKED, ALLOWED])
def test_one_that_the_test_asked_for_or_that_is_allowed_does_not(run: Run, test: str) -> None:
    run(LOST + test).assert_outcomes(passed=1)


def test_an_error_of_the_server_fails_the_test(run: Run) -> None:
    result = run(BROKEN + "\n    def test_it(itop, monkeypatch):\n        break_down(itop, monkeypatch)\n")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["itop broke down: ZeroDivisionError('division by zero')"])


def test_the_next_test_knows_nothing_of_it(run: Run) -> None:
    result = run(
        BROKEN
        + "\n    def test_it(itop, monkeypatch):\n        break_down(itop, monkeypatch)\n"
        + "\n    def test_next(itop):\n        itop.ticket()\n"
    )

    result.assert_outcomes(passed=2, errors=1)


def test_a_test_that_failed_is_not_told_what_it_left_behind(run: Run) -> None:
    result = run(LOST + "\n    def test_it(itop_pair):\n        lose_a_webhook(itop_pair)\n        assert False\n")

    result.assert_outcomes(failed=1)
