"""From a class of the facts to a ``class`` element."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fake_itop.datamodel.format import OWN_FIRST
from tools.build.datamodel.fields import field, is_magic
from tools.build.datamodel.xml import ids, leaf, node

Facts = dict[str, Any]


def class_element(name: str, facts: Facts, relations: Facts, html_texts: Collection[tuple[str, str]]) -> list[str]:
    """The lines of a class's element; ``facts`` are those of all classes, ``html_texts`` the texts that hold HTML."""
    fact = facts[name]
    own = {code: found for code, found in fact["attributes"].items() if not is_magic(code, found)}
    fields = [line for code, found in own.items() for line in field(name, code, found, html=(name, code) in html_texts)]
    return node(
        "class",
        leaf("parent", fact["parent"] or _php_parent(fact)),
        _properties(name, facts),
        node("fields", fields, **_own_first(fact)) if fields else [],
        _lifecycle(fact),
        _relations(name, relations),
        id=name,
    )


def _own_first(fact: Facts) -> dict[str, str]:
    """For a class whose own attributes stand before inherited ones (CMDBChangeOpPlugin is the only one)."""
    own_first = bool(fact["parent"]) and fact["output_order"][0] in fact["attributes"]
    return {OWN_FIRST: "true"} if own_first else {}


def _php_parent(fact: Facts) -> str:
    return "cmdbAbstractObject" if "bizmodel" in fact["category"] else "DBObject"


def _properties(name: str, facts: Facts) -> list[str]:
    fact, parent = facts[name], facts.get(facts[name]["parent"], {})
    return node(
        "properties",
        leaf("category", fact["category"]) if fact["category"] else [],
        leaf("abstract", fact["abstract"]) if fact["abstract"] else [],
        _naming(fact),
        _reconciliation(fact),
        _order(fact),
        _state_attribute(fact, parent),
        _obsolescence(fact, parent),
        _uniqueness_rules(fact, parent),
    )


def _naming(fact: Facts) -> list[str]:
    form, codes = fact["friendlyname"]
    return node("naming", leaf("format", form), node("attributes", ids("attribute", codes)))


def _reconciliation(fact: Facts) -> list[str]:
    codes = [code for code in fact["reconciliation"] if code]
    return node("reconciliation", node("attributes", ids("attribute", codes)))


def _order(fact: Facts) -> list[str]:
    columns = fact["order_by"]
    if columns == {"friendlyname": True}:
        return []
    lines = [line for code, up in columns.items() for line in leaf("column", id=code, ascending=str(up).lower())]
    return node("order", node("columns", lines))


def _state_attribute(fact: Facts, parent: Facts) -> list[str]:
    code = fact.get("state_attribute")
    if not code or code == parent.get("state_attribute"):
        return []
    return node("fields_semantic", leaf("state_attribute", code))


def _obsolescence(fact: Facts, parent: Facts) -> list[str]:
    expression = fact.get("obsolescence_expression")
    if not expression or expression == parent.get("obsolescence_expression"):
        return []
    return node("obsolescence", leaf("condition", expression.removeprefix("COALESCE(").removesuffix(", 0)")))


def _uniqueness_rules(fact: Facts, parent: Facts) -> list[str]:
    inherited = parent.get("uniqueness_rules") or {}
    own = {name: rule for name, rule in (fact.get("uniqueness_rules") or {}).items() if inherited.get(name) != rule}
    rules = [line for name, rule in own.items() for line in _uniqueness_rule(name, rule)]
    return node("uniqueness_rules", rules) if rules else []


def _uniqueness_rule(name: str, rule: Facts) -> list[str]:
    return node(
        "rule",
        node("attributes", ids("attribute", rule["attributes"])),
        leaf("filter", rule["filter"]) if rule["filter"] else [],
        leaf("disabled", text=True) if rule["disabled"] else [],
        leaf("is_blocking", text=False) if rule["is_blocking"] is False else [],
        id=name,
    )


def _lifecycle(fact: Facts) -> list[str]:
    """A lifecycle without stimuli is the plain one that comes with a state attribute."""
    lifecycle = fact.get("lifecycle")
    if not lifecycle or not lifecycle["stimuli"]:
        return []
    stimuli = [
        line
        for code, found in lifecycle["stimuli"].items()
        for line in leaf("stimulus", id=code, xsi_type=found["type"])
    ]
    states = [line for code, found in lifecycle["states"].items() for line in _state(code, found)]
    return node(
        "lifecycle", leaf("attribute", fact["state_attribute"]), node("stimuli", stimuli), node("states", states)
    )


def _state(code: str, state: Facts) -> list[str]:
    transitions = [line for name, found in (state["transitions"] or {}).items() for line in _transition(name, found)]
    return node("state", _flags(state["flags"]), node("transitions", transitions), id=code)


def _transition(stimulus: str, transition: Facts) -> list[str]:
    actions = [line for found in transition["actions"] for line in _action(found)]
    flags = _flags(transition["flags"]) if transition["flags"] else []
    return node("transition", leaf("target", transition["target"]), node("actions", actions), flags, id=stimulus)


def _action(action: Facts) -> list[str]:
    params = [line for found in action["params"] for line in leaf("param", found["value"], xsi_type=found["type"])]
    return node("action", leaf("verb", action["verb"]), node("params", params) if params else [])


def _flags(flags: Facts) -> list[str]:
    attributes = [line for code, names in (flags or {}).items() for line in _flagged(code, names)]
    return node("flags", attributes)


def _flagged(code: str, names: list[str]) -> list[str]:
    return node("attribute", [line for name in names for line in leaf(name)], id=code)


def _relations(name: str, relations: Facts) -> list[str]:
    own = {relation: classes[name] for relation, classes in relations.items() if name in classes}
    elements = [
        line
        for relation, neighbours in own.items()
        for line in node("relation", node("neighbours", _neighbours(neighbours)), id=relation)
    ]
    return node("relations", elements) if elements else []


def _neighbours(neighbours: Facts) -> list[str]:
    return [line for name, found in neighbours.items() for line in _neighbour(name, found)]


def _neighbour(name: str, fact: Facts) -> list[str]:
    return node("neighbour", *(leaf(tag, fact[tag]) for tag in _NEIGHBOUR if fact.get(tag)), id=name)


_NEIGHBOUR = ("attribute", "direction", "query_down", "query_up")
