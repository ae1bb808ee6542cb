"""The delta that ships: the tutorial's, as an `itop_design` of our own."""

from pathlib import Path

import pytest

from fake_itop.datamodel import BUILT_IN, Datamodel, MetaClass, load
from fake_itop.datamodel.attributes import AttributeExternalKey, AttributeInteger

PARTNER_ID = """\
        <field id="partner_id" xsi:type="AttributeExternalKey" _delta="define">
          <sql>partner_id</sql>
          <filter>SELECT Organization WHERE category='partner'</filter>
          <dependencies/>
          <is_null_allowed>true</is_null_allowed>
          <target_class>Organization</target_class>
          <on_target_delete>DEL_AUTO</on_target_delete>
          <tracking_level>all</tracking_level>
        </field>
"""
REMOTE_TICKETID = """\
        <field id="remote_ticketid" xsi:type="AttributeInteger" _delta="define">
          <sql>remote_ticketid</sql>
          <default_value>0</default_value>
          <is_null_allowed>false</is_null_allowed>
          <tracking_level>all</tracking_level>
        </field>
"""


@pytest.fixture(scope="module")
def model() -> Datamodel:
    return load(["transfer"])


@pytest.fixture(scope="module")
def request_class(model: Datamodel) -> MetaClass:
    return model["UserRequest"]


def test_the_tutorials_fields_stand_as_in_the_tutorial() -> None:
    written = BUILT_IN["transfer"].read_text(encoding="utf-8")

    assert PARTNER_ID in written
    assert REMOTE_TICKETID in written


def test_nothing_in_it_is_read_past(model: Datamodel) -> None:
    assert model.notes == ()


def test_the_partner_is_an_organisation_of_a_category(model: Datamodel, request_class: MetaClass) -> None:
    key = request_class.attributes["partner_id"]

    assert isinstance(key, AttributeExternalKey)
    assert (key.target, key.filter) == ("Organization", "SELECT Organization WHERE category='partner'")
    assert (key.null_allowed, key.on_target_delete, key.tracking) == (True, "DEL_AUTO", 3)
    assert "category" in model["Organization"].attributes


def test_the_partners_ticket_is_a_number_that_starts_at_none(request_class: MetaClass) -> None:
    number = request_class.attributes["remote_ticketid"]

    assert isinstance(number, AttributeInteger)
    assert (number.default, number.null_allowed) == (0, False)


def test_the_key_shows_what_it_points_to_behind_all_others(request_class: MetaClass) -> None:
    assert list(request_class.attributes)[-2:] == ["partner_id_friendlyname", "partner_id_obsolescence_flag"]


def test_transferring_asks_for_the_partner(request_class: MetaClass) -> None:
    assert request_class.lifecycle is not None
    transition = request_class.lifecycle.states["assigned"].transitions["ev_pendingpartner"]

    assert transition.target == "pending_partner"
    assert transition.flags == {"partner_id": {"mandatory", "must_prompt"}}


def test_the_partner_sends_it_back(request_class: MetaClass) -> None:
    assert request_class.lifecycle is not None
    state = request_class.lifecycle.states["pending_partner"]

    assert {stimulus: found.target for stimulus, found in state.transitions.items()} == {"ev_partnerupdate": "assigned"}


def test_a_transferred_ticket_asks_what_an_assigned_one_does(request_class: MetaClass) -> None:
    assert request_class.lifecycle is not None
    states = request_class.lifecycle.states

    assert states["pending_partner"].flags == states["assigned"].flags


def test_the_callback_takes_a_response_and_an_action(request_class: MetaClass) -> None:
    method = request_class.methods["SetExternalID"]

    assert not method.static
    assert r"(\Combodo\iTop\Core\WebResponse $oResponse, \ActionWebhook $oAction)" in method.code


def test_a_design_may_be_given_as_a_file(model: Datamodel) -> None:
    by_file = load([Path(BUILT_IN["transfer"])])

    assert list(by_file["UserRequest"].attributes) == list(model["UserRequest"].attributes)
