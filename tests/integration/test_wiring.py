"""Wirings: how they are read, and how they are played into two instances."""

import json
from pathlib import Path
from typing import Any

import pytest

from fake_itop import datamodel
from fake_itop.access import InstanceSettings
from fake_itop.integration import wiring
from fake_itop.integration.roles import OurRoles, Roles
from fake_itop.integration.simulated import SimulatedPair
from fake_itop.integration.stage import find, read
from fake_itop.values.clock import Clock
from tests.helpers import MOMENT


def a_step(**changes: Any) -> dict[str, Any]:
    request = {"operation": "core/create", "class": "Organization", "comment": "c", "fields": {"name": "Acme"}}
    return {"do": "rest", "to": "ours", "request": request, **changes}


def parsed(data: object) -> wiring.Wiring:
    return wiring.parse(json.dumps(data).encode(), "w.json")


@pytest.fixture
def pair() -> SimulatedPair:
    return SimulatedPair(datamodel.load(["transfer"]), InstanceSettings.default(), lambda: Clock.frozen(MOMENT))


def test_the_shipped_wirings_are_known_by_name() -> None:
    assert {"tutorial", "working"} <= set(wiring.shipped())


@pytest.mark.parametrize("name", ["tutorial", "working"])
def test_a_shipped_wiring_is_accepted_by_both_instances(name: str, pair: SimulatedPair) -> None:
    wiring.apply(wiring.load(name), pair.ours, pair.partner)

    assert find(pair.ours, "ActioniTopWebhook", "transfer")
    assert find(pair.partner, "ActioniTopWebhook", "resolve")


def test_each_difference_of_working_from_tutorial_is_explained() -> None:
    folder = Path(wiring.__file__).parent / "wirings"
    tutorial, working = (json.loads((folder / f"{name}.json").read_text("utf-8")) for name in ("tutorial", "working"))
    requests = [step["request"] for step in tutorial["steps"]]

    assert all(step["request"] in requests or step.get("why") for step in working["steps"])


def test_a_bare_list_takes_the_usual_roles() -> None:
    assert parsed([a_step()]).roles == Roles()


def test_roles_may_be_named_in_part() -> None:
    roles = parsed({"roles": {"ours": {"agent": "Bob Builder"}}, "steps": []}).roles

    assert roles == Roles(ours=OurRoles(agent="Bob Builder"))


def test_placeholders_stand_for_addresses_and_tokens(pair: SimulatedPair) -> None:
    request = {"operation": "core/create", "class": "Organization", "comment": "c"}
    step = a_step(request={**request, "fields": {"name": "{{partner.url}} {{ours.root}} {{ours.token}}"}})
    wiring.apply(parsed([step]), pair.ours, pair.partner)

    assert read(pair.ours, "Organization", 2, "name") == [
        "http://partner.test/webservices/rest.php http://ours.test/ an-application-token"
    ]


def test_a_step_may_act_as_another_user(pair: SimulatedPair) -> None:
    wiring.apply(parsed([{**a_step(), "as": "token_app"}]), pair.ours, pair.partner)

    assert find(pair.ours, "Organization", "Acme") == 2


def test_a_step_that_is_refused_is_named_with_itops_own_message(pair: SimulatedPair) -> None:
    request = {"operation": "core/create", "class": "Organisation", "comment": "c", "fields": {}}
    with pytest.raises(wiring.WiringError) as error:
        wiring.apply(parsed([a_step(), a_step(request=request)]), pair.ours, pair.partner)

    assert str(error.value).startswith("w.json: step 2 (ours: core/create Organisation): refused: Error: ")
    assert str(error.value).endswith("(code 100)")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, 'w.json: a wiring is a list of steps, or {"roles": {...}, "steps": [...]}'),
        ("x", 'w.json: a wiring is a list of steps, or {"roles": {...}, "steps": [...]}'),
        ([1], 'w.json: step 1: not an object; right would be {"do": "rest", "to": "ours", "request": {...}}'),
        ([a_step(do="cron")], 'w.json: step 1: "do" is \'cron\'; a wiring only has steps that "do" "rest"'),
        ([a_step(), a_step(to="us")], 'w.json: step 2: "to" is \'us\'; right would be "ours" or "partner"'),
        ([a_step(request="x")], 'w.json: step 1: "request" is a str; it is the json_data, an object'),
        ([{"to": "ours"}], 'w.json: step 1: "request" is missing; it is the json_data, an object'),
        ([{**a_step(), "as": 3}], 'w.json: step 1: "as" is a int; it is a login'),
        (
            {"roles": {"ours": {"agnt": "x"}}, "steps": []},
            "w.json: roles: unknown ours.agnt; did you mean agent?",
        ),
        (
            {"roles": {"ours": {"agent": 1}}, "steps": []},
            "w.json: roles: ours.agent is 1; it is a name, such as 'Alice Agent'",
        ),
        ({"roles": [], "steps": []}, "w.json: roles: they must be an object, not a list"),
    ],
)
def test_what_is_no_wiring_is_told_in_one_line(data: object, told: str) -> None:
    with pytest.raises(wiring.WiringError) as error:
        parsed(data)

    assert str(error.value) == told


def test_a_mistake_in_the_json_is_placed() -> None:
    with pytest.raises(wiring.WiringError, match=r"^w.json:2:1: not JSON: "):
        wiring.parse(b"[\n}", "w.json")


@pytest.mark.parametrize("text", [b"\xff", b"[" * 100_000])
def test_no_bytes_break_the_reader(text: bytes) -> None:
    with pytest.raises(wiring.WiringError):
        wiring.parse(text, "w.json")


def test_an_unknown_name_gets_the_nearest_right_one() -> None:
    with pytest.raises(wiring.WiringError, match=r"did you mean working or ring\?$"):
        wiring.load("workin")


def test_an_unknown_placeholder_is_named(pair: SimulatedPair) -> None:
    request = {"operation": "core/get", "class": "Person", "key": "{{their.url}}"}
    with pytest.raises(wiring.WiringError, match=r"unknown placeholder \{\{their.url\}\}; there is \{\{ours.url\}\}"):
        wiring.apply(parsed([a_step(request=request)]), pair.ours, pair.partner)


def test_an_unknown_user_is_named(pair: SimulatedPair) -> None:
    with pytest.raises(wiring.WiringError, match=r"no user 'nobody'; --config names admin, rest"):
        wiring.apply(parsed([{**a_step(), "as": "nobody"}]), pair.ours, pair.partner)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"role": {}, "steps": []}, "w.json: unknown key 'role'; did you mean roles?"),
        ({"steps": [a_step(unles="")]}, "w.json: step 1: unknown key 'unles'; did you mean unless?"),
        ({"steps": [], "edition": "itl"}, "w.json: no edition 'itl'; did you mean itil?"),
    ],
)
def test_a_key_that_nobody_knows_is_refused_with_the_nearest(data: dict[str, Any], said: str) -> None:
    with pytest.raises(wiring.WiringError) as refused:
        parsed(data)
    assert str(refused.value) == said


def test_a_wiring_of_an_edition_is_for_instances_of_it_where_nothing_else_is_said() -> None:
    of_itil, none = parsed({"steps": [], "edition": "itil"}), InstanceSettings.default()

    assert of_itil.settings(none).edition == "itil"
    assert of_itil.settings(InstanceSettings.default(edition="simple")).edition == "simple"
    assert parsed([]).settings(none).edition is None
