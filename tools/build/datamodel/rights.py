"""From the rights of the facts, class by class, to groups of classes and profiles that grant rights on them."""

from __future__ import annotations

from typing import Any

from fake_itop.datamodel.rights import EVERYTHING, LETTERS
from tools.build.datamodel.knowledge import ADMINISTRATOR, DELTA_STIMULI
from tools.build.datamodel.xml import ids, leaf, node

Facts = dict[str, Any]
ACTIONS = {letter: action for action, letter in LETTERS.items()}


def user_rights(rights: Facts, classes: list[str]) -> list[str]:
    """The lines of the element. Classes on which every profile has the same rights form a group, named by its first."""
    groups = _groups(rights, classes)
    members = [line for name, found in groups.items() for line in _group(name, found)]
    profiles = [line for name, fact in rights.items() for line in _profile(name, fact, groups)]
    return node("user_rights", node("groups", members), node("profiles", profiles))


def _groups(rights: Facts, classes: list[str]) -> dict[str, list[str]]:
    alike: dict[tuple[frozenset[str], ...], list[str]] = {}
    for cls in classes:
        alike.setdefault(tuple(_granted(fact, cls) for fact in rights.values()), []).append(cls)
    return {members[0]: members for members in alike.values()}


def _granted(profile: Facts, cls: str) -> frozenset[str]:
    letters = next((found for found, members in profile["rights"].items() if cls in members), "")
    stimuli = set(profile["stimuli"].get(cls, ())) - DELTA_STIMULI
    return frozenset({ACTIONS[letter] for letter in letters} | {f"stimulus:{code}" for code in stimuli})


def _group(name: str, members: list[str]) -> list[str]:
    return node("group", node("classes", ids("class", members)), id=name)


def _profile(name: str, fact: Facts, groups: dict[str, list[str]]) -> list[str]:
    grants = _administrator(fact, groups) if name == ADMINISTRATOR else _grants(fact, groups)
    return node("profile", leaf("name", name), node("groups", grants), id=fact["id"])


def _grants(fact: Facts, groups: dict[str, list[str]]) -> list[str]:
    granted = {name: _granted(fact, members[0]) for name, members in groups.items()}
    return [line for name, actions in granted.items() if actions for line in _grant(name, actions, "allow")]


def _administrator(fact: Facts, groups: dict[str, list[str]]) -> list[str]:
    """All of everything, but for what the facts leave out."""
    lines = _grant(EVERYTHING, frozenset({*LETTERS, f"stimulus:{EVERYTHING}"}), "allow")
    for name, members in groups.items():
        missing = frozenset(LETTERS) - _granted(fact, members[0])
        lines += _grant(name, missing, "deny") if missing else []
    return lines


def _grant(group: str, actions: frozenset[str], mode: str) -> list[str]:
    order = [*(action for action in LETTERS if action in actions), *sorted(actions - set(LETTERS))]
    return node(
        "group", node("actions", [line for action in order for line in leaf("action", mode, id=action)]), id=group
    )
