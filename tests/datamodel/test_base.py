"""The base design says exactly what a real iTop says of itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from fake_itop.datamodel import BASE, Datamodel, load, read
from fake_itop.datamodel.attributes import Attribute
from fake_itop.datamodel.model import Lifecycle, State, Transition
from fake_itop.datamodel.notes import Notes
from fake_itop.datamodel.reader import Design
from tools.build.datamodel.__main__ import main
from tools.build.datamodel.base import Facts
from tools.build.datamodel.knowledge import DELTA_STIMULI


def test_building_it_anew_leaves_no_difference(facts: Facts, tmp_path: Path) -> None:
    for name, found in (("datamodel", facts.classes), ("relations", facts.relations), ("rights", facts.rights)):
        (tmp_path / f"{name}.json").write_text(json.dumps(found), encoding="utf-8")

    main(tmp_path, tmp_path)

    for name in ("itop-3.2.xml", "itop-3.2.en.json"):
        assert (tmp_path / name).read_text(encoding="utf-8") == (BASE / name).read_text(encoding="utf-8")


def test_it_is_of_the_format_and_nothing_in_it_is_read_past() -> None:
    notes = Notes()

    read(Design.of(BASE / "itop-3.2.xml"), notes)

    assert notes == []


def test_it_holds_all_classes(facts: Facts, standard: Datamodel) -> None:
    assert list(standard.classes) == list(facts.classes)


def test_output_order_is_a_real_ones(facts: Facts, standard: Datamodel) -> None:
    got = {cls.name: list(cls.attributes) for cls in standard}

    assert got == {name: fact["output_order"] for name, fact in facts.classes.items()}


def test_properties_are_a_real_ones(facts: Facts, standard: Datamodel) -> None:
    got = {
        cls.name: {
            "parent": cls.parent.name if cls.parent else None,
            "abstract": cls.abstract,
            "label": cls.label,
            "category": cls.category,
            "friendlyname": [cls.naming.format, list(cls.naming.attributes)],
            "order_by": cls.order_by,
            "state_attribute": cls.state_attribute,
            "obsolescence_expression": cls.obsolescence_expression,
        }
        for cls in standard
    }

    assert got == {name: {key: fact.get(key) for key in got[name]} for name, fact in facts.classes.items()}


def test_reconciliation_keys_are_a_real_ones(facts: Facts, standard: Datamodel) -> None:
    """Some classes name an empty attribute in the facts: that is none."""
    expected = {name: tuple(filter(None, fact["reconciliation"])) for name, fact in facts.classes.items()}

    assert {cls.name: cls.reconciliation for cls in standard} == expected


def test_uniqueness_rules_are_a_real_ones(facts: Facts, standard: Datamodel) -> None:
    """What a rule leaves open is as the format has it: enabled, and blocking."""
    expected = {
        name: {
            rule: (tuple(found["attributes"]), found["filter"] or None, bool(found["disabled"]), found["is_blocking"])
            for rule, found in (fact.get("uniqueness_rules") or {}).items()
        }
        for name, fact in facts.classes.items()
    }
    got = {
        cls.name: {
            rule.name: (rule.attributes, rule.filter, rule.disabled, rule.is_blocking) for rule in cls.uniqueness_rules
        }
        for cls in standard
    }

    assert got == {
        name: {rule: (*found[:3], found[3] is not False) for rule, found in rules.items()}
        for name, rules in expected.items()
    }


COMMON = {"type": "type_name", "label": "label", "null": "null_allowed", "max_size": "max_size"}
OPEN = {"writable": True, "tracking": 3, "max_size": None}
NOBODY_WRITES = {"AttributeStopWatch": {"writable": False}}
"""The facts leave it open; the reference (A7) says that stop-watches are read-only."""
OWN = ("target", "filter", "linked_class", "ext_key_to_me", "ext_key_to_remote", "duplicates", "key", "field", "values")


def described(attribute: Attribute, fact: dict[str, Any]) -> dict[str, Any]:
    """An attribute in the facts' words, as far as they say something about it."""
    words = {**COMMON, "writable": "writable", "tracking": "tracking"}
    own = {word: getattr(attribute, word) for word in OWN if word in fact}
    return {word: getattr(attribute, name) for word, name in words.items()} | own


def test_attributes_are_a_real_ones(facts: Facts, standard: Datamodel) -> None:
    for name, fact in facts.classes.items():
        for code, found in fact["attributes"].items():
            expected = (
                OPEN
                | NOBODY_WRITES.get(found["type"], {})
                | {word: found[word] for word in (*COMMON, *OPEN, *OWN) if word in found}
            )

            assert described(standard[name].attributes[code], found) == expected, f"{name}.{code}"


def test_the_values_of_enums_stand_in_a_real_ones_order(facts: Facts, standard: Datamodel) -> None:
    for name, fact in facts.classes.items():
        for code, found in fact["attributes"].items():
            if "values" in found:
                assert list(standard[name].attributes[code].values) == list(found["values"]), f"{name}.{code}"


def test_dependencies_are_a_real_ones(facts: Facts, standard: Datamodel) -> None:
    for name, fact in facts.classes.items():
        for code, found in fact["attributes"].items():
            assert list(standard[name].attributes[code].depends_on) == found.get("depends_on", []), f"{name}.{code}"


def test_defaults_are_a_real_ones(facts: Facts, standard: Datamodel) -> None:
    """A moment as default is the one at which the facts were read; external fields have no default of their own."""
    for name, fact in facts.classes.items():
        for code, found in fact["attributes"].items():
            if "default" in found and found["type"] != "AttributeExternalField":
                expected = "NOW()" if str(found["default"]).startswith("2026-") else str(found["default"])

                assert str(standard[name].attributes[code].default) == expected, f"{name}.{code}"


def test_what_becomes_of_an_object_without_its_target_is_a_real_ones(facts: Facts, standard: Datamodel) -> None:
    for name, fact in facts.classes.items():
        for code, found in fact["attributes"].items():
            if "on_target_delete" in found:
                expected = found["on_target_delete"] or "DEL_NONE"

                assert standard[name].attributes[code].on_target_delete == expected, f"{name}.{code}"


def test_stop_watches_and_their_figures_are_a_real_ones(facts: Facts, standard: Datamodel) -> None:
    request = standard["UserRequest"].attributes
    found = facts.classes["UserRequest"]["attributes"]

    assert [request[code].states for code in ("tto", "ttr", "cumulatedpending")] == [
        tuple(found[code]["states"]) for code in ("tto", "ttr", "cumulatedpending")
    ]
    assert request["tto"].thresholds == (75, 100)
    items = {code: f"{request[code].target}/{request[code].item}" for code, fact in found.items() if "item" in fact}
    assert items == {code: fact["item"] for code, fact in found.items() if "item" in fact}


def test_the_operational_status_is_read_from_the_status(standard: Datamodel) -> None:
    mapping = standard["UserRequest"].attributes["operational_status"].mapping["Ticket"]

    assert (mapping.attribute, mapping.values) == (
        "status",
        {"resolved": "resolved", "closed": "closed", "rejected": "closed"},
    )


def flags_of(holder: State | Transition) -> dict[str, set[str]]:
    return {code: set(flags) for code, flags in holder.flags.items()}


def transition_of(transition: Transition) -> dict[str, Any]:
    actions = [
        {"verb": action.verb, "params": [{"type": param.type, "value": param.value} for param in action.parameters]}
        for action in transition.actions
    ]
    return {"target": transition.target, "actions": actions, "flags": flags_of(transition)}


def lifecycle_of(lifecycle: Lifecycle) -> dict[str, Any]:
    """A lifecycle in the facts' words."""
    states = {
        code: {
            "flags": flags_of(state),
            "transitions": {stimulus: transition_of(found) for stimulus, found in state.transitions.items()},
        }
        for code, state in lifecycle.states.items()
    }
    return {"stimuli": {code: (found.type, found.label) for code, found in lifecycle.stimuli.items()}, "states": states}


def as_sets(flags: Any) -> dict[str, set[str]]:
    return {code: set(names) for code, names in (flags or {}).items()}


def fact_of(lifecycle: dict[str, Any]) -> dict[str, Any]:
    """The facts' lifecycle, with sets for lists whose order means nothing."""
    states = {
        code: {
            "flags": as_sets(state["flags"]),
            "transitions": {
                stimulus: found | {"flags": as_sets(found["flags"])}
                for stimulus, found in (state["transitions"] or {}).items()
            },
        }
        for code, state in lifecycle["states"].items()
    }
    stimuli = {code: (found["type"], found["label"]) for code, found in (lifecycle["stimuli"] or {}).items()}
    return {"stimuli": stimuli, "states": states}


def test_lifecycles_are_a_real_ones(facts: Facts, standard: Datamodel) -> None:
    expected = {name: fact_of(fact["lifecycle"]) for name, fact in facts.classes.items() if "lifecycle" in fact}

    assert {name: lifecycle_of(standard[name].lifecycle) for name in expected} == expected


def test_a_class_has_its_parents_lifecycle(standard: Datamodel) -> None:
    assert standard["Person"].lifecycle is standard["Contact"].lifecycle


def test_relations_are_a_real_ones(facts: Facts, standard: Datamodel) -> None:
    words = ("direction", "query_down", "query_up", "attribute", "to")
    got = {
        relation: {
            name: {
                found.name: {word: getattr(found, word) for word in words if getattr(found, word)}
                for found in neighbours
            }
            for name, neighbours in classes.items()
        }
        for relation, classes in standard.relations.items()
    }

    assert got == facts.relations


def test_rights_are_a_real_ones(facts: Facts, standard: Datamodel) -> None:
    got = {name: (str(profile.id), profile.rights) for name, profile in standard.profiles.items()}

    assert got == {
        name: (fact["id"], {cls: letters for letters, members in fact["rights"].items() for cls in members})
        for name, fact in facts.rights.items()
    }


def test_stimuli_of_profiles_are_a_real_ones_with_the_tutorials_delta(facts: Facts) -> None:
    """The facts were read where the delta was installed: administrators may apply its stimuli."""
    got = {name: profile.stimuli for name, profile in load(["transfer"]).profiles.items()}

    assert got == {
        name: {cls: frozenset(codes) for cls, codes in fact["stimuli"].items()} for name, fact in facts.rights.items()
    }


def test_stimuli_of_a_delta_are_not_in_the_standard_profiles(standard: Datamodel) -> None:
    assert not standard.profiles["Administrator"].stimuli["UserRequest"] & DELTA_STIMULI


@pytest.mark.parametrize(
    ("cls", "code", "format_"),
    [
        ("UserRequest", "description", "html"),
        ("Change", "description", "html"),
        ("UserRequest", "solution", "html"),
        ("UserRequest", "pending_reason", "text"),
        ("UserRequest", "user_comment", "text"),
        ("WorkOrder", "description", "text"),
        ("Service", "description", "text"),
    ],
)
def test_texts_are_html_where_recordings_show_it(standard: Datamodel, cls: str, code: str, format_: str) -> None:
    assert standard[cls].attributes[code].format == format_


def test_two_that_ask_for_the_same_share_it() -> None:
    assert load() is load()
