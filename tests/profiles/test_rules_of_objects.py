"""What objects and replies look like on each version."""

from collections.abc import Callable

import pytest

from fake_itop.itop.instance import Itop
from fake_itop.profiles import VersionProfile, find
from tests.helpers import a_ticket, an_itop, create, read, refusal, rest, update

Fresh = Callable[[VersionProfile], Itop]


@pytest.mark.parametrize(
    ("name", "shown"), [("3.1", "<p>a &amp;amp; b &amp;lt;</p>"), ("3.2", "<p>a &amp; b &lt;</p>")]
)
def test_html_shows_with_its_ampersands_escaped_until_3_1(fresh: Fresh, name: str, shown: str) -> None:
    itop = fresh(find(name))
    ticket = a_ticket(itop, description="<p>a &amp; b &lt;</p>")

    assert read(itop, "UserRequest", ticket, "description") == {"description": shown}
    stored = itop.db.store.get("UserRequest", ticket)
    assert stored is not None
    assert stored["description"] == "<p>a &amp; b &lt;</p>"


@pytest.mark.parametrize("name", ["3.1", "3.2"])
def test_html_of_case_logs_shows_as_it_is(fresh: Fresh, name: str) -> None:
    itop = fresh(find(name))
    ticket = a_ticket(itop, public_log="<p>a &amp; b</p>")

    (entry,) = read(itop, "UserRequest", ticket, "public_log")["public_log"]["entries"]

    assert (entry["message"], entry["message_html"]) == ("a & b", "<p>a &amp; b</p>")


@pytest.mark.parametrize(("name", "text"), [("3.1", "q"), ("3.2", "> q")])
def test_the_text_of_an_entry_is_made_by_the_versions_rules(fresh: Fresh, name: str, text: str) -> None:
    itop = fresh(find(name))
    ticket = a_ticket(itop)

    update(itop, "UserRequest", ticket, {"public_log": {"add_item": {"message": "<blockquote>q</blockquote>"}}})

    (entry,) = read(itop, "UserRequest", ticket, "public_log")["public_log"]["entries"]
    assert entry["message"] == text


@pytest.mark.parametrize(("name", "kept"), [("3.1", "Done"), ("3.2", "<p>Done</p>")])
def test_a_solution_is_plain_text_until_3_1(fresh: Fresh, name: str, kept: str) -> None:
    itop = fresh(find(name))
    ticket = a_ticket(itop)

    update(itop, "UserRequest", ticket, {"solution": "Done"})

    assert read(itop, "UserRequest", ticket, "solution") == {"solution": kept}


@pytest.mark.parametrize(("name", "longest"), [("3.0", 127), ("3.1", 255)])
def test_the_bytes_of_a_text_are_counted_until_3_0(fresh: Fresh, name: str, longest: int) -> None:
    itop = fresh(find(name))
    ticket = a_ticket(itop, title="é" * longest)

    assert read(itop, "UserRequest", ticket, "title") == {"title": "é" * longest}
    too_long = {"org_id": 1, "title": "é" * (longest + 1), "description": "d"}
    assert "String too long" in refusal(itop, "UserRequest", too_long)


@pytest.mark.parametrize(("name", "shown"), [("3.0", " "), ("3.1", "")])
def test_nobody_is_called_a_blank_until_3_0(fresh: Fresh, name: str, shown: str) -> None:
    itop = fresh(find(name))
    ticket = a_ticket(itop)

    assert read(itop, "UserRequest", ticket, "*")["agent_id_friendlyname"] == shown


@pytest.mark.parametrize(("name", "shown"), [("3.0", ""), ("3.1", "PowerConnection")])
def test_a_new_object_shows_as_the_database_has_it_until_3_0(fresh: Fresh, name: str, shown: str) -> None:
    asked = {
        "operation": "core/create",
        "class": "Server",
        "comment": "c",
        "output_fields": "powerA_id_finalclass_recall",
        "fields": {"name": "S", "org_id": 1},
    }
    (entry,) = rest(fresh(find(name)), asked)["objects"].values()

    assert entry["fields"] == {"powerA_id_finalclass_recall": shown}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("3.0", "Error: Unexpected token End of Input - found '0' at 0 in 'SELECT'"),
        (
            "3.1",
            (
                "Error: Query failed to execute: query = SELECT, exception_class = OQLParserSyntaxErrorException, "
                "exception_message = Unexpected token End of Input - found '0' at 0 in 'SELECT'"
            ),
        ),
    ],
)
def test_a_wrong_query_is_told_by_its_error_alone_until_3_0(fresh: Fresh, name: str, said: str) -> None:
    asked = {"operation": "core/get", "class": "UserRequest", "key": "SELECT", "output_fields": "id"}

    assert rest(fresh(find(name)), asked)["message"] == said


@pytest.mark.parametrize(("name", "counted"), [("3.0", False), ("3.1", True)])
def test_downloads_are_counted_since_3_1(fresh: Fresh, name: str, *, counted: bool) -> None:
    itop = fresh(find(name))

    assert ("downloads_count" in read(itop, "Person", 1, "picture")["picture"]) is counted


def test_links_may_stand_twice_on_3_0(fresh: Fresh) -> None:
    itop = fresh(find("3.0"))
    link = {"person_id": 1, "team_id": create(itop, "Team", {"name": "T", "org_id": 1})}

    first, second = create(itop, "lnkPersonToTeam", link), create(itop, "lnkPersonToTeam", link)

    assert first != second


def test_a_token_has_no_scope_on_3_0(fresh: Fresh) -> None:
    assert "scope" not in fresh(find("3.0")).model["UserToken"].attributes


def test_a_model_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match=r"right would be model=profile\.datamodel"):
        an_itop(profile=find("3.1"))
