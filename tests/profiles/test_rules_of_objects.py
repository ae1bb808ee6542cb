"""What objects and replies look like on each version."""

from collections.abc import Callable

import pytest

from fake_itop.itop.instance import Itop
from fake_itop.profiles import VersionProfile, find
from tests.helpers import a_ticket, an_itop, read, update

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


def test_a_model_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match=r"right would be model=profile\.datamodel"):
        an_itop(profile=find("3.1"))
