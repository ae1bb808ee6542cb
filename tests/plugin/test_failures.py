"""What somebody sees whose test fails."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run


def test_a_missing_webhook_is_told_with_the_nearest_one_and_in_what_it_differs(run: Run) -> None:
    result = run("""
        def test_it(itop_pair):
            ours = itop_pair.ours
            ticket = ours.ticket(caller_id="Carl Caller", title="Printer")
            ours.console().apply_stimulus(ticket, "ev_assign", team_id="Helpdesk", agent_id="Alice Agent")
            ours.console().apply_stimulus(ticket, "ev_pendingpartner", partner_id="Partner Inc")
            ours.assert_webhook_sent(operation="core/create", fields={"title": "Plotter"})
    """)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*ours did not send a webhook with operation='core/create', fields={'title': 'Plotter'}:*core/create User*",
            "*fields.title: wanted 'Plotter', was 'Printer'",
        ]
    )


def test_the_exchange_and_the_command_that_repeats_the_test_are_shown(run: Run) -> None:
    result = run(
        """
        def test_it(itop):
            itop.assert_state(itop.ticket(title="Printer"), "assigned")
        """,
        "--itop-seed=7",
    )

    result.stdout.fnmatch_lines(
        [
            "*itop: UserRequest::1 is in state 'new', not 'assigned'",
            "*iTop exchange*",
            "#1 *itop *receives core/create UserRequest title='Printer'*",
            "*= created UserRequest::1",
            "again: pytest test_it.py::test_it --itop-seed=7",
        ]
    )


def test_a_log_without_the_text_is_told_with_its_entries(run: Run) -> None:
    result = run("""
        def test_it(itop):
            ticket = itop.ticket()
            itop.console().write(ticket, "public_log", "Hello")
            itop.assert_log(ticket, "public_log", "Good bye")
    """)

    result.stdout.fnmatch_lines(["*has no 'Good bye' in its public_log in that order:", "*1. *Hello*"])


def test_secrets_are_masked(run: Run) -> None:
    result = run("""
        def test_it(itop):
            itop.client().get("Person", 1)
            itop.assert_state(itop.ticket(), "assigned")
    """)

    result.stdout.no_fnmatch_line("*Rest-passw0rd*")


UNKNOWN = [
    ('itop.console("amin").write(itop.ticket(), "public_log", "x")', "nobody logs in as 'amin'; did you mean admin?"),
    ('itop.console().apply_stimulus(itop.ticket(), "ev_asign")', "has no 'ev_asign'; did you mean ev_assign?"),
    ('itop.ticket("UserReqest")', "no class 'UserReqest'; did you mean UserRequest?"),
    ('itop.ticket(caller_id="Nobody")', "UserRequest.caller_id: no object has the name 'Nobody' in class Person"),
    ('itop.assert_webhook_sent(opration="x")', "not searched by 'opration'; did you mean operation?"),
    ('itop.add_user("bob", "Suport Agent")', "no profile 'Suport Agent'; did you mean Support Agent?"),
    ('itop.login("bob")', "no user 'bob' whose password is known"),
    ('itop.settle(seconds=0) or itop.assert_state(itop.ticket(), "nw")', "class UserRequest has no state 'nw'"),
]


def test_a_wrong_name_is_told_with_the_right_one(run: Run) -> None:
    lines = [line for line, _ in UNKNOWN]
    result = run("\n".join(f"def test_{number}(itop):\n    {line}\n" for number, line in enumerate(lines)))

    result.assert_outcomes(failed=len(lines))
    result.stdout.fnmatch_lines([f"*{told}*" for _, told in UNKNOWN])


def test_a_wrong_instance_is_told_with_those_that_there_are(run: Run) -> None:
    result = run("def test_it(itop_pair):\n    itop_pair['partnr']")

    result.stdout.fnmatch_lines(["*no instance 'partnr'; did you mean partner?"])


OPTIONS = [
    ("--itop-wiring=workng", "workng: no such wiring*did you mean working?"),
    ("--itop-design=missing.xml", "*missing.xml*"),
    ("--itop-seed=x", "--itop-seed x: right would be a number"),
]


@pytest.mark.parametrize(("option", "told"), OPTIONS)
def test_a_wrong_option_is_told(run: Run, option: str, told: str) -> None:
    result = run("def test_it(itop_pair):\n    pass", option)

    assert result.ret != 0
    result.stdout.fnmatch_lines([f"*{told}*"])


MARKERS = [
    ('@pytest.mark.itop(wirin="x")', "marker itop has no 'wirin'; did you mean wiring?"),
    ('@pytest.mark.itop_allow("webhoks")', "itop_allow('webhoks'); did you mean webhooks?"),
    ('@pytest.mark.itop(start="tomorrow")', "start='tomorrow': right would be a moment as 2026-01-31T12:00:00"),
]


def test_a_wrong_marker_is_told(run: Run) -> None:
    markers = [marker for marker, _ in MARKERS]
    tests = [f"{marker}\ndef test_{number}(itop_pair):\n    pass\n" for number, marker in enumerate(markers)]
    result = run("\n".join(["import pytest", *tests]))

    result.assert_outcomes(errors=len(MARKERS))
    result.stdout.fnmatch_lines([f"*{told}*" for _, told in MARKERS])
