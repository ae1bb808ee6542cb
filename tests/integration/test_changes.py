"""Wirings that are told as another one with changes, and steps that are left out where they are not needed."""

import json
from pathlib import Path
from typing import Any

import pytest

from fake_itop.integration import wiring
from tests.doctor.patients import changed, read


def fields_of(loaded: wiring.Wiring, name: str) -> Any:
    """What the step that makes an object of that name says of it."""
    (found,) = (step.request["fields"] for step in loaded.steps if step.title.endswith(repr(name)))
    return found


def test_a_change_sets_removes_and_replaces() -> None:
    loaded = changed(
        {"of": "push", "set": {"status": "test"}, "replace": {"payload": {"head(private_log)": "private_log"}}},
        {"of": "Public log updated", "remove": ["context"]},
    )

    push = fields_of(loaded, "push")
    assert push["status"] == "test"
    assert "$this->private_log$" in push["payload"]
    assert "context" not in fields_of(loaded, "Public log updated")


def test_a_step_is_dropped_and_others_are_added(tmp_path: Path) -> None:
    step = {"do": "rest", "to": "ours", "request": {"operation": "list_operations"}}
    data = {"base": "working", "changes": [{"of": "Resolved", "drop": True}], "steps": [step]}

    loaded = wiring.parse(json.dumps(data).encode(), "x.json")

    assert len(loaded.steps) == len(wiring.load("working").steps)
    assert loaded.steps[-1].request == step["request"]


def test_a_base_is_looked_for_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps({"base": "working", "changes": [{"of": "Resolved", "drop": True}]}))
    (tmp_path / "two.json").write_text(json.dumps({"base": "one.json", "changes": [{"of": "push", "drop": True}]}))

    assert len(wiring.load(tmp_path / "two.json").steps) == len(wiring.load("working").steps) - 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([{"of": "Publik log updated"}], "x.json: change 1: no step makes 'Publik log updated'; did you mean"),
        ([{"of": "push", "sett": {}}], "x.json: change 1: unknown key 'sett'; did you mean set?"),
        ([{"of": "Agent"}], 'x.json: change 1: 2 steps make \'Agent\'; say "to" or "class" too'),
        ([{"of": "push", "replace": {"payload": {"x y": ""}}}], "x.json: change 1: payload does not hold 'x y'"),
        ([{"of": "push", "set": []}], 'x.json: change 1: "set" must be an object'),
        (["push"], "x.json: change 1: not an object"),
        ({}, 'x.json: "changes" must be a list'),
    ],
)
def test_a_change_that_cannot_be_made_is_told_in_one_line(changes: Any, told: str) -> None:
    with pytest.raises(wiring.WiringError) as error:
        wiring.parse(json.dumps({"base": "working", "changes": changes}).encode(), "x.json")

    assert str(error.value).startswith(told)


def test_a_base_that_leads_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"base": "x.json"}')

    with pytest.raises(wiring.WiringError, match="leads to another base, and so on"):
        wiring.load(tmp_path / "x.json")


def test_a_step_is_left_out_where_its_query_finds_something() -> None:
    made = {"operation": "core/create", "comment": "c", "class": "Organization", "fields": {"name": "Combodo"}}
    step = {"do": "rest", "to": "ours", "unless": "SELECT Organization WHERE name = 'Combodo'", "request": made}
    loaded = wiring.parse(json.dumps({"base": "working", "steps": [step]}).encode(), "x.json")

    ours, _ = read(loaded).sides

    assert len(list(ours.db.store.find("Organization", "name", "Combodo"))) == 1


def test_a_password_is_that_of_the_settings_or_made_up() -> None:
    def put(login: str) -> dict[str, Any]:
        return {"of": "To us", "set": {"auth_pwd": f"{{{{ours.password.{login}}}}}"}}

    known, unknown = (read(changed(put(login))).sides[1].db.store for login in ("partner_rest", "somebody"))

    assert [each["auth_pwd"] for each in known.scan("RemoteiTopConnection")] == ["Partner-passw0rd!"]
    assert [each["auth_pwd"] for each in unknown.scan("RemoteiTopConnection")] == [wiring.MADE_UP_PASSWORD]
