"""What Combodo's data-collector base puts on the wire and needs back, step by step as it runs.

It is written in PHP; each test sends what it sends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest

from fake_itop.itop.instance import Itop
from fake_itop.values.http import HttpRequest
from tests.helpers import FORM, PASSWORDS, an_itop, finish, rest

LOGIN = {"auth_user": "rest", "auth_pwd": PASSWORDS["rest"]}
SOURCE = {
    "name": "LDAP:Person",
    "description": "",
    "status": "production",
    "user_id": "SELECT User WHERE login = 'rest'",
    "notify_contact_id": "0",
    "scope_class": "Person",
    "database_table_name": "",
    "scope_restriction": "",
    "full_load_periodicity": "604800",
    "reconciliation_policy": "use_attributes",
    "action_on_zero": "create",
    "action_on_one": "update",
    "action_on_multiple": "error",
    "delete_policy": "ignore",
    "delete_policy_update": "",
    "delete_policy_retention": "0",
    "user_delete_policy": "nobody",
    "url_icon": "",
    "url_application": "",
}
CODES = ("name", "first_name", "email", "org_id")


@pytest.fixture
def itop() -> Itop:
    return an_itop()


def ask(itop: Itop, operation: str, cls: str, **more: Any) -> list[Mapping[str, Any]]:
    """The objects that REST answers."""
    reply = rest(itop, {"operation": operation, "class": cls, "comment": "collector", "output_fields": "*", **more})
    assert reply["code"] == 0, reply["message"]
    return [{"id": entry["key"], **entry["fields"]} for entry in (reply["objects"] or {}).values()]


def post(itop: Itop, page: str, **parameters: str) -> str:
    body = urlencode({**LOGIN, **parameters}).encode()
    return finish(itop.handle(HttpRequest("POST", f"/synchro/{page}.php?login_mode=form", FORM, body))).body.decode()


def a_source(itop: Itop) -> str:
    """The id of a source that is set up as the base does it."""
    (made,) = ask(itop, "core/create", "SynchroDataSource", fields=SOURCE)
    for row in made["attribute_list"]:
        fields = {
            "attcode": row["attcode"],
            "update": str(int(row["attcode"] in CODES)),
            "reconcile": str(int(row["attcode"] == "email")),
            "update_policy": "master_locked",
        }
        if row["attcode"] == "org_id":
            fields["reconciliation_attcode"] = "name"
        key = {"sync_source_id": made["id"], "attcode": row["attcode"]}
        ask(itop, "core/update", row["finalclass"], key=key, fields=fields)
    return str(made["id"])


def collect(itop: Itop, source: str, rows: Sequence[Sequence[str]], chunk: int = 1000, **parameters: str) -> list[str]:
    """What the import says of each piece of the rows."""
    pages = []
    for start in range(0, len(rows), chunk):
        lines = [("primary_key", *CODES), *rows[start : start + chunk]]
        csv = "".join(";".join(f'"{cell}"' for cell in line) + "\n" for line in lines)
        asked = {"separator": ";", "data_source_id": source, "synchronize": "0", "no_stop_on_import_error": "1"}
        given = {**asked, "output": "retcode", "charset": "UTF-8", "csvdata": csv, **parameters}
        pages.append(post(itop, "synchro_import", **given))
    return pages


def people(count: int) -> list[tuple[str, ...]]:
    return [(f"uid{i}", f"Name{i}", "Ann", f"p{i}@x.example", "My Company/Department") for i in range(count)]


NEEDED = (
    "User",
    "ModuleInstallation",
    "SynchroDataSource",
    "SynchroAttribute",
    "SynchroAttExtKey",
    "SynchroAttLinkSet",
)


@pytest.mark.parametrize("cls", NEEDED)
def test_it_looks_for_the_classes_that_it_needs(itop: Itop, cls: str) -> None:
    ask(itop, "core/get", cls, key=f"SELECT {cls}")


def test_a_source_reads_back_as_it_was_made(itop: Itop) -> None:
    ask(itop, "core/create", "SynchroDataSource", fields=SOURCE)
    (found,) = ask(itop, "core/get", "SynchroDataSource", key={"name": SOURCE["name"]})
    same = [code for code in SOURCE if code not in ("user_id", "database_table_name")]
    assert {code: found[code] for code in same} == {code: SOURCE[code] for code in same}
    assert found["database_table_name"].startswith("synchro_data_")


def test_its_attributes_read_back_with_truth_values_and_their_own_class(itop: Itop) -> None:
    source = a_source(itop)
    (found,) = ask(itop, "core/get", "SynchroDataSource", key=source)
    rows = {row["attcode"]: row for row in found["attribute_list"]}
    assert (rows["email"]["update"], rows["email"]["reconcile"]) == (True, True)
    assert (rows["phone"]["update"], rows["phone"]["finalclass"]) == (False, "SynchroAttribute")
    (key,) = ask(itop, "core/get", "SynchroAttExtKey", key={"sync_source_id": source, "attcode": "org_id"})
    assert key["reconciliation_attcode"] == "name"
    (links,) = ask(itop, "core/get", "SynchroAttLinkSet", key={"sync_source_id": source, "attcode": "team_list"})
    assert [links[code] for code in ("row_separator", "attribute_separator", "value_separator")] == ["|", ";", ":"]


def test_a_source_that_was_set_up_is_changed_and_keeps_its_table(itop: Itop) -> None:
    source = a_source(itop)
    (before,) = ask(itop, "core/get", "SynchroDataSource", key=source)
    changes = {"status": "implementation", "database_table_name": ""}
    (after,) = ask(itop, "core/update", "SynchroDataSource", key=source, fields=changes)
    assert (after["status"], after["database_table_name"]) == ("implementation", before["database_table_name"])


def test_the_last_line_of_an_import_is_the_number_of_rows_in_error(itop: Itop) -> None:
    source = a_source(itop)
    assert [page.strip().splitlines()[-1] for page in collect(itop, source, people(25), chunk=10)] == ["0", "0", "0"]
    assert len(ask(itop, "core/get", "SynchroReplica", key="SELECT SynchroReplica")) == 25


def test_a_detailed_import_names_its_issues(itop: Itop) -> None:
    (page,) = collect(itop, a_source(itop), [*people(2), ("uid9",)], output="details")
    assert re.findall(r"#Issues \(before synchro\): (\d+)", page) == ["1"]


def test_the_page_of_an_execution_counts_errors_of_each_kind(itop: Itop) -> None:
    source = a_source(itop)
    collect(itop, source, [*people(2), ("uid9", "Zed", "Zoe", "z@x.example", "Nowhere")])
    page = post(itop, "synchro_exec", data_sources=source)
    errors = re.findall(r"Objects (.*) errors: (\d+)", page)
    assert dict(errors) == {"deletion": "0", "obsolescence": "0", "creation": "1", "update": "0", "reconciliation": "0"}
    assert 'name="loginop"' not in page


def test_a_second_run_changes_what_changed(itop: Itop) -> None:
    source = a_source(itop)
    for name in ("Ann", "Anna"):
        collect(itop, source, [(*person[:2], name, *person[3:]) for person in people(3)])
        post(itop, "synchro_exec", data_sources=source)
    found = ask(itop, "core/get", "Person", key="SELECT Person WHERE email LIKE '%x.example'")
    assert [person["first_name"] for person in found] == ["Anna"] * 3


def test_a_login_that_is_refused_is_no_number(itop: Itop) -> None:
    (page,) = collect(itop, a_source(itop), people(1), auth_pwd="wrong")
    assert not page.strip().isdigit()
