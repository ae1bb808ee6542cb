"""What can be changed in a wiring so that it holds on other versions, tried on the pairs that need it."""

from __future__ import annotations

import pytest

from fake_itop.explore.laboratory import Laboratory
from fake_itop.explore.matrix import Pairing, play_matrix
from fake_itop.integration.remedies import ordered_by_name, telling_the_id_back
from fake_itop.integration.wiring import load
from fake_itop.profiles import find


def advice(pairing: Pairing) -> dict[str, str]:
    return {outcome.trial.name: outcome.advice for outcome in pairing.outcomes if not outcome.holds}


def played(name: str) -> Pairing:
    laboratory = Laboratory("working")
    (pairing,) = play_matrix(laboratory.bench, [find(name)], remedies=laboratory.remedies())
    return pairing


def test_on_3_0_all_holds_with_actions_in_the_order_of_their_names() -> None:
    found = advice(played("3.0"))

    assert set(found) == {"resolution", "exchange", "with quotes"}
    assert set(found.values()) == {"call each trigger's actions so that they run in the order of their names"}


def test_on_3_1_plain_words_get_through_with_the_id_told_back_and_quotes_with_no_change_of_the_wiring() -> None:
    found = advice(played("3.1"))

    assert found["exchange"].endswith("let the partner tell the new ticket's id by a webhook of its own")
    assert found["transfer"] == "update until combodo-webhook-integration on ours is 1.4.2, or newer"


def test_actions_are_renamed_where_they_are_made_and_where_they_are_named() -> None:
    steps = ordered_by_name(load("working")).steps
    names = [step.request["fields"].get("name") for step in steps if step.request["class"] == "ActioniTopWebhook"]
    (resolved,) = (step for step in steps if step.request["fields"].get("description") == "Resolved")

    assert names == ["transfer", "push", "feedback", "2 resolve", "1 solution only"]
    assert [link["action_id"] for link in resolved.request["fields"]["action_list"]] == [
        "SELECT ActioniTopWebhook WHERE name='1 solution only'",
        "SELECT ActioniTopWebhook WHERE name='2 resolve'",
    ]


@pytest.mark.parametrize("name", ["working", "tutorial"])
def test_the_id_is_told_over_the_connection_that_the_partner_has(name: str) -> None:
    (*before, action, trigger) = telling_the_id_back(load(name)).steps

    assert tuple(before) == load(name).steps
    assert action.request["fields"]["remoteapplicationconnection_id"].endswith("name='To us'")
    assert trigger.request["class"] == "TriggerOnObjectCreate"
