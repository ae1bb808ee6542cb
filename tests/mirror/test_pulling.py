"""Objects of a live iTop are read page by page, with what their keys need, and a stand-in shows them as it does."""

from pathlib import Path

import pytest

from fake_itop.client import Reply
from fake_itop.itop.instance import Itop
from fake_itop.mirror import Kept, KeptError, LiveError, Pace, Pull, wanted
from fake_itop.profiles import VersionProfile, find
from fake_itop.values.names import InputError
from tests.helpers import a_ticket, create, read
from tests.mirror.conftest import filled
from tests.mirror.living import as_it_is, compared, delete, live, pull, stand_in

TICKETS = "SELECT UserRequest"


def broken() -> Reply:
    raise ConnectionResetError("connection reset by peer")


def test_a_stand_in_shows_what_the_live_one_shows(profile: VersionProfile, tmp_path: Path) -> None:
    there = filled(profile)
    asked, _ = live(there)

    found = pull(asked, there, tmp_path / "my.json", TICKETS, "lnkPersonToTeam")
    said = compared(asked, stand_in(found, profile), found)

    assert said.differences == []
    assert said.agreeing == said.reads == 120
    assert {kind.partition(":")[0] for kind in said.kinds} == {"one object", "condition", "join"}


def test_what_keys_need_is_read_too(there: Itop, tmp_path: Path) -> None:
    asked, _ = live(there)

    found = pull(asked, there, tmp_path / "my.json", "SELECT UserRequest WHERE id = 1")

    assert {cls for cls, _ in found.kept.objects} == {"UserRequest", "Person", "Team", "Organization"}
    organisations = [each.fields["name"] for each in found.kept.objects.values() if each.cls == "Organization"]
    assert sorted(organisations) == ["Parent Ltd", "Secret Corp"]


def test_ids_stay_and_go_on_behind_the_last(there: Itop, tmp_path: Path) -> None:
    asked, _ = live(there)

    made = stand_in(pull(asked, there, tmp_path / "my.json", TICKETS))

    assert sorted(made.db.store.table("UserRequest")) == sorted(there.db.store.table("UserRequest"))
    assert a_ticket(made) == there.db.store.peek_next_id("Ticket")


def test_pages_are_windows_of_ids_however_sparse_they_are(there: Itop, tmp_path: Path) -> None:
    there.db.store.reserve_ids("Ticket", 1_000_000)
    far = a_ticket(there)
    asked, client = live(there)

    found = pull(asked, there, tmp_path / "my.json", "UserRequest", page=3)

    assert ("UserRequest", far) in found.kept.objects
    assert len([key for key in found.kept.objects if key[0] == "UserRequest"]) == 8
    assert len(client.asked) < 40


def test_a_pull_that_broke_off_goes_on_where_it_was(there: Itop, tmp_path: Path) -> None:
    output = tmp_path / "my.json"
    whole = pull(live(there)[0], there, tmp_path / "whole.json", TICKETS, page=2)
    with pytest.raises(LiveError, match="does not answer: connection reset by peer"):
        pull(live(there, {3: broken})[0], there, output, TICKETS, page=2)

    asked, client = live(there)
    found = pull(asked, there, output, TICKETS, page=2)

    assert found.kept.objects == whole.kept.objects
    assert "id >= 1 AND" not in str(client.asked), "the first page is not read again"


def test_a_line_that_was_cut_counts_as_not_written(there: Itop, tmp_path: Path) -> None:
    output = tmp_path / "my.json"
    pull(live(there)[0], there, output, TICKETS)
    kept = output.with_name("my.json.part")
    kept.write_bytes(kept.read_bytes()[:-9])

    asked, _ = live(there)
    assert compared(asked, stand_in(found := pull(asked, there, output, TICKETS)), found).differences == []


def test_what_another_pull_has_kept_is_not_mixed_in(tmp_path: Path) -> None:
    Kept(tmp_path / "my.json", {"objects": ["Person"]}).__exit__()

    with pytest.raises(KeptError, match=r"holds what another pull has read .* delete it"):
        Kept(tmp_path / "my.json", {"objects": ["Team"]})


def test_a_page_instead_of_an_answer_is_told(there: Itop, tmp_path: Path) -> None:
    asked, _ = live(there, {1: lambda: Reply(200, b"<!doctype html><title>Login</title>")})

    with pytest.raises(LiveError, match=r"https://itop\.example/ answers, but not as an iTop: HTTP 200, no JSON reply"):
        pull(asked, there, tmp_path / "my.json", TICKETS)


def test_an_iTop_that_refuses_says_why_in_its_own_words(there: Itop, tmp_path: Path) -> None:  # noqa: N802 - its name
    refusal = b'{"code": 1, "message": "Error: Invalid login"}'
    asked, _ = live(there, {1: lambda: Reply(200, refusal)})

    with pytest.raises(LiveError, match=r"refuses SELECT UserRequest .*: Error: Invalid login \(code 1\)"):
        pull(asked, there, tmp_path / "my.json", TICKETS)


def test_what_changes_meanwhile_breaks_nothing(there: Itop, tmp_path: Path) -> None:
    asked, client = live(there)

    def changing() -> Reply:
        delete(there, "UserRequest", 1)
        a_ticket(there)
        create(there, "Organization", {"name": "New"})
        return client.answered(client.asked[-1])

    client.broken = {2: changing}
    found = pull(asked, there, tmp_path / "my.json", TICKETS, page=2)

    assert sorted(id_ for cls, id_ in found.kept.objects if cls == "UserRequest") == list(range(1, 9))


def test_a_key_to_what_is_not_shown_is_left_empty_and_told(there: Itop, tmp_path: Path) -> None:
    ticket = there.db.store.table("UserRequest")[1]
    there.db.store.put(ticket.with_values({"caller_id": 999}))

    found = pull(live(there)[0], there, tmp_path / "my.json", TICKETS)

    assert found.notes == ["1 keys lead to objects that it does not show (Person::999): left empty"]
    assert read(stand_in(found), "UserRequest", 1, "caller_id") == {"caller_id": "0"}


def test_an_attribute_that_the_live_one_lacks_is_left_out_and_told(tmp_path: Path) -> None:
    there, model = filled(find("3.1")), find("3.2").datamodel(["transfer"])
    asked, _ = live(there)
    with Kept(tmp_path / "my.json", {}) as kept:
        found = Pull(asked, model, kept, as_it_is)
        found.run([wanted("ActionEmail", model), wanted("Person", model)])

    assert any("left as in a new object" in note for note in found.notes)


def test_more_objects_than_are_wanted_end_the_pull(there: Itop, tmp_path: Path) -> None:
    with pytest.raises(
        LiveError, match="more than 3 objects, UserRequest of UserRequest last; ask for less by a query"
    ):
        pull(live(there)[0], there, tmp_path / "my.json", TICKETS, page=2, most=3)


def test_of_a_class_that_was_read_whole_nothing_else_is_left(there: Itop, tmp_path: Path) -> None:
    found = pull(live(there)[0], there, tmp_path / "my.json", "Organization")

    assert set(stand_in(found).db.store.table("Organization")) == set(there.db.store.table("Organization"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Persn", "--objects Persn: neither a class nor a query; did you mean Person"),
        ("SELECT Persn", "--objects SELECT Persn: "),
        ("SELECT Person WHERE", "--objects SELECT Person WHERE: "),
    ],
)
def test_what_is_no_class_and_no_query_is_told_before_anything_is_read(there: Itop, text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        wanted(text, there.model)

    assert str(refused.value).startswith(said)


def test_requests_keep_their_pace() -> None:
    moments, waits = iter([0.0, 0.0, 0.02, 0.02, 5.0, 5.0]), list[float]()
    pace = Pace(10, lambda: next(moments), waits.append)

    for _ in range(3):
        pace()

    assert waits == [pytest.approx(0.08)]
