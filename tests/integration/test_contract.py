"""The contract of an integration: what is read from a wiring, what is left open, and what a file may say instead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fake_itop.integration import wiring as kit
from fake_itop.integration.contract import Act, Contract, derive
from fake_itop.integration.contract.derived import EVENTS
from fake_itop.integration.contract.file import ContractError, load, written
from fake_itop.integration.contract.shown import diagram_of, lines_of
from fake_itop.notifications.triggers import TRIGGERS
from tests.doctor.patients import TUTORIAL_DESIGN, changed, read

PINNED = Path(__file__).parent / "contracts"


def contract_of(*changes: dict[str, Any], base: str = "working") -> Contract:
    return derive(read(changed(*changes, base=base)))


def payload(of: str, base: str = "working", **changes: Any) -> dict[str, Any]:
    """A change to the payload of an action."""
    steps = kit.load(base).steps
    (step,) = (each for each in steps if each.request["fields"].get("name") == of)
    return {"of": of, "set": {"payload": json.dumps({**json.loads(step.request["fields"]["payload"]), **changes})}}


def amended(folder: Path, text: str, contract: Contract) -> Contract:
    file = folder / "contract.toml"
    file.write_text(f'wiring = "working"\n{text}', "utf-8")
    return load(file).amend(contract)


@pytest.fixture(scope="module")
def working() -> Contract:
    return contract_of()


@pytest.mark.parametrize("name", kit.shipped())
def test_the_contract_of_a_shipped_wiring_is_as_pinned(name: str) -> None:
    wiring = kit.load(name)
    contract = derive(read(wiring, (*TUTORIAL_DESIGN, *wiring.design)))
    told = "\n".join([*lines_of(contract), "", *diagram_of(contract)]) + "\n"
    assert told == (PINNED / f"{name}.txt").read_text("utf-8")


def test_a_watched_value_that_is_copied_is_promised_to_be_the_latest() -> None:
    contract = contract_of(
        payload("push", fields={"urgency": "$this->urgency$"}),
        {"of": "Private log updated", "set": {"target_attcodes": "urgency"}},
    )
    assert "partner.urgency comes to the latest ours.urgency" in [promise.says for promise in contract.promises]


def test_a_value_that_is_only_taken_along_is_no_promise_of_the_latest(working: Contract) -> None:
    assert "ours.title -> partner.title" in [flow.name for flow in working.flows]
    assert not [promise for promise in working.promises if promise.about == "ours.title -> partner.title"]


def test_counterparts_that_are_found_by_a_text_are_a_pair_by_that_text() -> None:
    contract = contract_of(payload("push", key="SELECT UserRequest WHERE title = '$this->ref$'"))
    assert "partner.title = ours.ref" in [str(key) for pair in contract.pairs for key in pair.keys]


def test_a_key_that_compares_nothing_readable_is_said_to_be_open() -> None:
    contract = contract_of(payload("push", key="SELECT UserRequest WHERE title LIKE '%$this->ref$%'"))
    (unknown,) = contract.unknown
    assert str(unknown).endswith("'push': this payload's key is computed; say with pairs which objects belong together")


def test_a_connection_to_nobody_of_the_wiring_leads_to_a_receiver() -> None:
    contract = contract_of({"of": "To partner", "set": {"url": "https://jira.example/rest"}})
    assert [party.kind for party in contract.parties] == ["iTop", "iTop", "receiver"]
    assert "to-partner.fields.title" in [str(flow.target) for flow in contract.flows]


def test_a_ticket_can_be_brought_out_of_a_telling_state_and_back() -> None:
    contract = contract_of({"of": "Pending partner", "set": {"state": "assigned"}})
    ways = {(act.start, act.end) for act in contract.acts if act.objects.party == "ours" and act.stimulus}
    assert {("new", "assigned"), ("assigned", "pending"), ("pending", "assigned")} <= ways


def test_a_stimulus_of_the_system_alone_is_no_act(working: Contract) -> None:
    assert "ev_autoresolve" not in {act.stimulus for act in working.acts}


def test_a_log_that_no_flow_carries_is_promised_to_stay(working: Contract) -> None:
    kept = [promise.about for promise in working.promises if promise.checker == "disclosure"]
    assert kept == ["ours.public_log", "partner.private_log"]


# The file


def test_a_file_as_it_is_written_changes_nothing(tmp_path: Path, working: Contract) -> None:
    file = tmp_path / "contract.toml"
    file.write_text(written(working, "working"), "utf-8")
    assert load(file).amend(working) == working


def test_a_promise_is_left_out_with_a_reason(tmp_path: Path, working: Contract) -> None:
    changed = amended(tmp_path, '[without]\norder = "they sort"\n', working)
    assert {promise.checker for promise in working.promises} - {promise.checker for promise in changed.promises} == {
        "order"
    }


def test_an_opaque_attribute_is_compared_by_nobody(tmp_path: Path, working: Contract) -> None:
    changed = amended(tmp_path, '[opaque]\n"partner.public_log" = "they translate it"\n', working)
    assert not [promise for promise in changed.promises if "partner.public_log" in promise.about.split()]


def test_an_act_is_forbidden_or_renamed(tmp_path: Path, working: Contract) -> None:
    text = '[weights]\n"our-close" = 0\n[names]\n"our-resolve" = "we-solve"\n'
    names = [act.name for act in amended(tmp_path, text, working).acts]
    assert ("our-close" in names, "our-resolve" in names, "we-solve" in names) == (False, False, True)


def test_an_act_is_added(tmp_path: Path, working: Contract) -> None:
    text = '[[acts]]\nof = "ours UserRequest"\nname = "rename"\nwrites = "title"\n'
    assert amended(tmp_path, text, working).acts[-1] == Act(working.pairs[0].here, "rename", writes="title")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[wthout]\norder = "x"\n', "unknown key 'wthout'; did you mean without?"),
        ('[without]\nordre = "x"\n', "without: there is no 'ordre'; did you mean order?"),
        ('[without]\norder = ""\n', "without: 'order' is ''; it is the reason, a text"),
        ('[weights]\n"our-close" = -1\n', "weights: 'our-close' is -1; it is a number from 0"),
        ('[names]\n"our-close" = "our-public"\n', "names: 'our-public' would be the name of several acts"),
        ('[[flows]]\nfrom = "our.title"\nto = "partner.title"\n', "flows: 'our.title' is no attribute of a party"),
        ('[[promises]]\nchecker = "ordr"\nabout = "x"\n', "promises: no checker 'ordr'; did you mean order?"),
    ],
)
def test_a_file_that_contradicts_its_wiring_is_refused(text: str, said: str, tmp_path: Path, working: Contract) -> None:
    with pytest.raises(ContractError, match=r"contract\.toml: ") as refused:
        amended(tmp_path, text, working)
    assert said in str(refused.value)


def test_every_class_of_triggers_has_its_words() -> None:
    assert {name for classes in TRIGGERS.values() for name, _ in classes} == set(EVENTS)
