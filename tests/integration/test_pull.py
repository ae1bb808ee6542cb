"""A wiring that is pulled from two iTops says and does what the one says and does that they were wired with."""

import json
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from fake_itop import datamodel
from fake_itop.access import InstanceSettings
from fake_itop.doctor import Finding
from fake_itop.integration import wiring as kit
from fake_itop.integration.lab import RestReply, Side
from fake_itop.integration.pull import Pulled, Source, pull
from fake_itop.integration.pull.source import Refused
from fake_itop.integration.scenarios import play_all
from fake_itop.integration.simulated import SimulatedPair
from fake_itop.integration.wiring import Wiring
from fake_itop.profiles import PROFILES
from fake_itop.values.clock import Clock
from tests.doctor.patients import changed, findings_of
from tests.helpers import MOMENT

PAIRS = [name for name in kit.shipped() if kit.load(name).instances == kit.SIDES and not kit.load(name).edition]
"""What is pulled from two."""
ACCOUNT = '[[users]]\nlogin = "{}"\npassword = "{}"\nprofiles = {}\n'


def pair_of(loaded: Wiring, settings: InstanceSettings | None = None) -> SimulatedPair:
    """Two iTops that are wired."""
    model = datamodel.load(["transfer", *loaded.design])
    pair = SimulatedPair(model, settings or InstanceSettings.default(), lambda: Clock.frozen(MOMENT))
    kit.apply(loaded, pair.ours, pair.partner)
    pair.begin()
    return pair


class Asked:
    """A side that keeps what it was asked."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.operations: list[Mapping[str, Any]] = []

    def __call__(self, json_data: Mapping[str, Any]) -> RestReply:
        self.operations.append(json_data)
        return self.side(json_data)


def sources(pair: SimulatedPair) -> list[tuple[Source, Asked]]:
    sides = [(side, Asked(side)) for side in (pair.ours, pair.partner)]
    model = pair.itop("ours").model
    return [(Source(side.name, (side.rest_url,), asked, model), asked) for side, asked in sides]


def pulled_from(loaded: Wiring, settings: InstanceSettings | None = None) -> Pulled:
    return pull(*(source for source, _ in sources(pair_of(loaded, settings))))


def again(found: Pulled, loaded: Wiring) -> Wiring:
    """The pulled wiring, on the designs of the one that it comes from: a design is not read over REST."""
    parsed = kit.parse(found.text().encode(), "pulled.json")
    return Wiring(parsed.name, parsed.steps, parsed.roles, loaded.design)


def told(findings: Sequence[Finding]) -> Counter[tuple[str, str]]:
    """What the doctor says, without the numbers of steps."""
    return Counter((finding.code, finding.where.partition(": ")[2].partition(": ")[2]) for finding in findings)


@pytest.mark.parametrize("name", PAIRS)
def test_the_doctor_says_the_same_of_what_was_pulled(name: str) -> None:
    loaded = kit.load(name)
    designs = ["transfer", *loaded.design]

    assert told(findings_of(again(pulled_from(loaded), loaded), designs)) == told(findings_of(loaded, designs))


@pytest.mark.parametrize("name", PAIRS)
def test_the_scenarios_end_the_same_on_what_was_pulled(name: str) -> None:
    loaded = kit.load(name)
    pulled = again(pulled_from(loaded), loaded)

    one, other = (play_all(pair_of(each), each.roles) for each in (loaded, pulled))

    assert [played.to_json() for played in other] == [played.to_json() for played in one]


def test_nothing_but_reads_is_asked_and_never_for_a_secret() -> None:
    both = sources(pair_of(kit.load("working")))
    pull(*(source for source, _ in both))

    asked = [operation for _, side in both for operation in side.operations]
    assert {operation["operation"] for operation in asked} == {"core/get"}
    assert not [
        operation
        for operation in asked
        if "auth_pwd" in operation["output_fields"] or "*" in operation["output_fields"]
    ]


def test_no_secret_is_written() -> None:
    secret = "pa55-planted"
    changes = [
        {"of": "push", "set": {"headers": f"Content-type: application/json\nAuthorization: Bearer {secret}"}},
        {
            "of": "To us",
            "set": {"auth_pwd": secret, "url": f"http://x:{secret}@elsewhere.example/?auth_token={secret}"},
        },
    ]

    assert secret not in pulled_from(changed(*changes)).text()


def test_an_account_has_the_rights_that_it_has_there() -> None:
    users = ACCOUNT.format("rest", "Rest-passw0rd!", '["Administrator", "REST Services User"]') + ACCOUNT.format(
        "partner_rest", "Partner-passw0rd!", '["Configuration Manager", "REST Services User"]'
    )
    loaded = kit.load("working")

    found = pulled_from(loaded, InstanceSettings.of(tomllib.loads(users)))

    assert "FD304" in {finding.code for finding in findings_of(again(found, loaded))}


def test_an_account_that_the_fake_does_not_have_is_made() -> None:
    users = ACCOUNT.format("rest", "Rest-passw0rd!", '["Administrator", "REST Services User"]') + ACCOUNT.format(
        "robot", "Robot-passw0rd!", '["Support Agent", "REST Services User"]'
    )
    put = {"auth_user": "robot", "auth_pwd": "Robot-passw0rd!"}
    loaded = changed({"of": "To us", "set": put}, {"of": "To partner", "set": put})

    pulled = again(pulled_from(loaded, InstanceSettings.of(tomllib.loads(users))), loaded)

    assert all(played.holds for played in play_all(pair_of(pulled), pulled.roles))


def test_a_fixed_id_becomes_a_query_for_what_it_is() -> None:
    by_id = {"\"SELECT Organization WHERE name = 'Combodo'\"": '"3"'}
    loaded = changed({"of": "transfer", "replace": {"payload": by_id}})

    text = json.dumps(pulled_from(loaded).wiring)

    assert "SELECT Organization WHERE friendlyname = 'Combodo'" in text


def test_what_is_found_several_times_stays_ambiguous() -> None:
    by_part = {"WHERE name = 'Combodo'": "WHERE name LIKE 'C%'"}
    loaded = changed({"of": "transfer", "replace": {"payload": by_part}})

    assert "FD306" in {finding.code for finding in findings_of(again(pulled_from(loaded), loaded))}


def test_what_cannot_be_known_is_noted() -> None:
    token = {"name": "With token", "remoteapplicationtype_id": "SELECT RemoteApplicationType WHERE name='iTop'"}
    made = {"operation": "core/create", "comment": "c", "class": "RemoteiTopConnectionToken", "output_fields": "id"}
    fields = {**token, "environment": "3-production", "url": "{{ours.url}}", "token": "{{ours.token}}"}
    data = {"base": "working", "steps": [{"do": "rest", "to": "partner", "request": {**made, "fields": fields}}]}

    found = pulled_from(kit.parse(json.dumps(data).encode(), "x.json"))

    assert [note for note in found.notes if "whose token" in note]
    assert "{{ours.token}}" in found.text()
    assert "an-application-token" not in found.text()


def test_an_older_itop_is_asked_for_what_it_has() -> None:
    older = PROFILES["3.1"]
    profiles = dict.fromkeys(kit.SIDES, older)
    pair = SimulatedPair(
        older.datamodel(["transfer"]), InstanceSettings.default(), lambda: Clock.frozen(MOMENT), profiles=profiles
    )
    loaded = kit.load("working")
    kit.apply(loaded, pair.ours, pair.partner)
    model = datamodel.load(["transfer"])

    found = pull(*(Source(side.name, (side.rest_url,), side, model) for side in (pair.ours, pair.partner)))

    pulled = again(found, loaded)
    assert all(played.holds for played in play_all(pair_of(pulled), pulled.roles))


def test_a_side_that_does_not_show_its_triggers_says_so() -> None:
    pair = pair_of(kit.load("working"))
    model = pair.itop("ours").model
    ours = Source("ours", (pair.ours.rest_url,), lambda data: pair.ours(data, "partner_rest"), model)
    partner = Source("partner", (pair.partner.rest_url,), pair.partner, model)

    with pytest.raises(Refused, match=r"^ours: SELECT .* \(code 1\)$"):
        pull(ours, partner)


def test_other_addresses_of_an_iTop_are_known_as_its_own(tmp_path: Path) -> None:  # noqa: N802 - iTop's name
    loaded = changed({"of": "To us", "set": {"url": "https://intern.example:8443/itop/webservices/rest.php?x=1"}})
    (ours, _), (partner, _) = sources(pair_of(loaded))
    known = Source(
        ours.name, (*ours.urls, "https://intern.example:8443/itop/webservices/rest.php"), ours.ask, ours.model
    )

    assert "{{ours.url}}?x=1" in pull(known, partner).text()
