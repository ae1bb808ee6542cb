"""The fixtures, as somebody's tests use them."""

from __future__ import annotations

from tests.plugin.conftest import Run

FRESH = """
    def test_first(itop):
        assert itop.ticket().id == 1

    def test_second(itop):
        assert itop.find("UserRequest") == []
        assert itop.ticket().id == 1
"""

PAIR = """
    def test_transfer(itop_pair):
        ours, partner = itop_pair.ours, itop_pair.partner
        ticket = ours.ticket(caller_id="Carl Caller", title="Printer")
        agent = ours.console("admin")
        agent.apply_stimulus(ticket, "ev_assign", team_id="Helpdesk", agent_id="Alice Agent")
        agent.apply_stimulus(ticket, "ev_pendingpartner", partner_id="Partner Inc")
        itop_pair.settle()

        ours.assert_webhook_sent(times=1, operation="core/create", fields={"title": "Printer"})
        ours.assert_state(ticket, "pending_partner")
        (theirs,) = partner.find("UserRequest")
        partner.assert_state(theirs, "new")
"""

ASYNC = """
    import pytest

    @pytest.mark.asyncio
    async def test_one(aio_itop):
        ticket = await aio_itop.ticket()
        await aio_itop.console("admin").write(ticket, "public_log", "Hello")
        aio_itop.assert_log(ticket, "public_log", "Hello")

    @pytest.mark.asyncio
    async def test_pair(aio_itop_pair):
        await aio_itop_pair.ours.ticket()
        await aio_itop_pair.settle()
        assert list(aio_itop_pair) == ["ours", "partner"]
"""


def test_each_test_has_a_fresh_instance(run: Run) -> None:
    run(FRESH).assert_outcomes(passed=2)


def test_a_pair_is_wired_and_plays_the_transfer(run: Run) -> None:
    run(PAIR).assert_outcomes(passed=1)


def test_asynchronous_tests_have_twins(run: Run) -> None:
    run(ASYNC, "-p", "pytest_asyncio.plugin", "-o", "asyncio_default_fixture_loop_scope=function").assert_outcomes(
        passed=2
    )


def test_other_processes_have_instances_of_their_own(run: Run) -> None:
    run(FRESH + PAIR, "-p", "xdist.plugin", "-n", "2", apart=True).assert_outcomes(passed=3)


def test_the_order_does_not_matter(run: Run) -> None:
    run(FRESH + PAIR, "-p", "randomly", "-p", "no:cacheprovider").assert_outcomes(passed=3)


def test_the_code_under_test_is_given_an_address_and_credentials(run: Run) -> None:
    result = run("""
        import json, urllib.parse, urllib.request

        def test_it(itop):
            asked = {"operation": "core/get", "class": "Person", "key": 1, "output_fields": "id"}
            form = {"version": "1.3", "auth_user": itop.user, "auth_pwd": itop.password, "json_data": json.dumps(asked)}
            with urllib.request.urlopen(itop.rest_url, urllib.parse.urlencode(form).encode()) as response:
                assert json.load(response)["code"] == 0
    """)
    result.assert_outcomes(passed=1)


def test_the_factory_makes_as_many_as_are_named(run: Run) -> None:
    result = run("""
        def test_it(itop_factory):
            several = itop_factory("one", "two", "three")
            several["two"].ticket()

            assert [len(each.find("UserRequest")) for each in several.values()] == [0, 1, 0]
    """)
    result.assert_outcomes(passed=1)


def test_two_groups_in_one_test_are_not_the_same(run: Run) -> None:
    result = run("""
        def test_it(itop, itop_factory):
            other = itop_factory("itop")["itop"]
            itop.ticket()

            assert other.url != itop.url
            assert other.find("UserRequest") == []
    """)
    result.assert_outcomes(passed=1)


def test_settings_are_overridden_by_a_fixture(run: Run) -> None:
    conftest = """
        import pytest
        from fake_itop.access.settings import InstanceSettings, UserSettings
        from fake_itop.testing import ItopSettings

        @pytest.fixture(scope="session")
        def itop_settings():
            boss = UserSettings("boss", ("Administrator", "REST Services User"), password="Secret-1!")
            return ItopSettings(users=InstanceSettings((boss,)), wiring=None)
    """
    result = run(
        """
        def test_it(itop, itop_pair):
            assert (itop.user, itop.password) == ("boss", "Secret-1!")
            assert itop_pair.ours.find("ActionWebhook") == []
        """,
        conftest=conftest,
    )
    result.assert_outcomes(passed=1)


def test_people_are_added_and_act_at_the_console(run: Run) -> None:
    result = run("""
        def test_it(itop):
            itop.add_user("alice", "Support Agent", "Service Desk Agent", person="Alice Agent")
            ticket = itop.ticket()
            itop.console("alice").write(ticket, "private_log", "Looking at it")

            (entry,) = itop.get(ticket)["private_log"]["entries"]
            assert (entry["user_login"], entry["message"]) == ("Alice Agent", "Looking at it")
    """)
    result.assert_outcomes(passed=1)


def test_time_stands_still_until_it_is_moved(run: Run) -> None:
    result = run("""
        def test_it(itop):
            assert itop.get(itop.ticket())["start_date"] == "2026-01-05 09:00:00"
            itop.clock.advance(90)
            assert itop.get(itop.ticket())["start_date"] == "2026-01-05 09:01:30"
    """)
    result.assert_outcomes(passed=1)


def test_a_webhook_is_awaited(run: Run) -> None:
    result = run("""
        from threading import Thread

        def test_it(itop_pair):
            ours = itop_pair.ours
            ticket = ours.ticket(caller_id="Carl Caller", request_type="service_request")
            ours.console().apply_stimulus(ticket, "ev_assign", team_id="Helpdesk", agent_id="Alice Agent")
            work = Thread(
                target=lambda: ours.apply_stimulus(ticket, "ev_pendingpartner", partner_id="Partner Inc")
            )
            work.start()
            sent = ours.await_webhook(operation="core/create")
            work.join()

            assert sent.answer["code"] == 0
    """)
    result.assert_outcomes(passed=1)


def test_the_way_between_two_can_fail(run: Run) -> None:
    result = run("""
        def test_it(itop_pair):
            ours = itop_pair.ours
            ticket = ours.ticket(caller_id="Carl Caller", request_type="service_request")
            ours.console().apply_stimulus(ticket, "ev_assign", team_id="Helpdesk", agent_id="Alice Agent")
            with itop_pair.link().partition() as fault:
                ours.console().apply_stimulus(ticket, "ev_pendingpartner", partner_id="Partner Inc")

            assert fault.struck == 1
            assert ours.assert_webhook_sent(operation="core/create").problem.startswith("Failed to connect")
            assert itop_pair.partner.find("UserRequest") == []

        def test_next(itop_pair):
            assert itop_pair.link().drop(nth=1).struck == 0
    """)

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["a fault struck nothing: drop from ours to partner"])


def test_a_marker_chooses_the_edition(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.mark.itop(edition="itil")
        def test_one(itop):
            assert itop.find("Incident") == []
    """)
    result.assert_outcomes(passed=1)


def test_the_options_choose_version_and_edition(run: Run) -> None:
    test = """
        def test_one(itop_settings):
            assert (itop_settings.profile, itop_settings.edition) == ("3.2+1.4.4", "itil")
    """

    run(test, "--itop-profile=3.2+1.4.4", "--itop-edition=itil").assert_outcomes(passed=1)


def test_a_marker_chooses_the_version_of_each_side(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.mark.itop(profile="3.1")
        def test_one(itop):
            assert len(itop.find("Action")) == 1

        @pytest.mark.itop(partner_profile="3.1")
        def test_pair(itop_pair):
            assert itop_pair.ours.find("ActionNewsroom") != []
            assert itop_pair.partner.find("ActionEmail") != []
    """)
    result.assert_outcomes(passed=2)
