"""A test that plays the collector."""

from __future__ import annotations

from tests.plugin.conftest import Run

CLASS = """
    def test_class(itop):
        rows = [{"primary_key": "a1", "name": "Newman", "first_name": "Ned", "org_id": "My Company/Department"}]
        log = itop.synchronise(rows, source="Person")
        assert log["stats_nb_obj_created"] == "1"

        rows[0]["first_name"] = None
        rows[0]["phone"] = 123
        assert itop.synchronise(rows, source="Person")["stats_nb_obj_updated"] == "1"
        (ned,) = itop.find("Person", "SELECT Person WHERE name = 'Newman'")
        assert (ned["first_name"], ned["phone"]) == ("Ned", "123")
"""

OWN = """
    def test_own(itop):
        source = itop.create("SynchroDataSource", name="hr", scope_class="Organization", delete_policy="delete")
        for given in (source, "hr"):
            itop.synchronise([{"primary_key": "1", "name": "Sales"}], source=given)
        itop.synchronise([], source=source)
        assert "Sales" not in [each["name"] for each in itop.find("Organization")]
"""

MISUSE = """
    import pytest
    from fake_itop.testing import StageError

    def test_misuse(itop):
        with pytest.raises(StageError, match="no source 'Persn', nor a class of that name"):
            itop.synchronise([], source="Persn")
        with pytest.raises(StageError, match="row 1 has no 'primary_key'"):
            itop.synchronise([{"name": "Newman"}], source="Person")
        with pytest.raises(StageError, match="takes no rows: #Unknown column 'nope'"):
            itop.synchronise([{"primary_key": "1", "nope": "x"}], source="Person")
"""

WORLD = """
    def test_world(itop_world):
        ours = itop_world.ours
        ours.synchronise([{"primary_key": "1", "name": "Sales"}], source="Organization")
        assert [each["name"] for each in ours.find("Organization")][-1] == "Sales"
"""

ASYNC = """
    import pytest

    @pytest.mark.asyncio
    async def test_async(aio_itop):
        log = await aio_itop.synchronise([{"primary_key": "1", "name": "Sales"}], source="Organization")
        assert log["status"] == "completed"
"""


def test_a_class_gets_a_source_that_finds_objects_by_name(run: Run) -> None:
    run(CLASS).assert_outcomes(passed=1)


def test_a_source_of_the_test_s_own_keeps_its_policies(run: Run) -> None:
    run(OWN).assert_outcomes(passed=1)


def test_misuse_says_what_would_be_right(run: Run) -> None:
    run(MISUSE).assert_outcomes(passed=1)


def test_a_failing_test_shows_which_page_was_called(run: Run) -> None:
    failed = run("""
        def test_failing(itop):
            itop.synchronise([{"primary_key": "1", "nope": "x"}], source="Organization")
    """)
    failed.stdout.fnmatch_lines(["*receives POST /synchro/synchro_import.php 'auth_user=rest&auth_pwd=[*][*]*"])


def test_it_works_in_a_world(run: Run) -> None:
    run(WORLD).assert_outcomes(passed=1)


def test_it_can_be_awaited(run: Run) -> None:
    run(ASYNC, "-p", "pytest_asyncio.plugin", "-o", "asyncio_default_fixture_loop_scope=function").assert_outcomes(
        passed=1
    )
