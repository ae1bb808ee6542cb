"""Profiles: what each allows on which classes, from the groups of classes that a design grants rights on.

A group holds the classes it lists, and a class that no group lists goes with its nearest ancestor that one does (so a
class that a delta adds below another can be worked with). The group ``*`` holds the classes of category ``bizmodel``.
In a shipped base it holds every class, and ``stimulus:*`` stands for every stimulus: administrators may do anything,
new classes included. Where several groups speak about a class, ``deny`` wins. A class of category ``view_in_gui`` that
is not granted by profile may be read by all (facts).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from fake_itop.datamodel.model import MetaClass, Profile
from fake_itop.datamodel.notes import NoteKind, Notes
from fake_itop.datamodel.tree import Element, children, fault, identities, identity, text
from fake_itop.values.names import expected

LETTERS = {
    "action:read": "r",
    "action:bulk read": "R",
    "action:write": "w",
    "action:bulk write": "W",
    "action:delete": "d",
    "action:bulk delete": "D",
    "action:create": "c",
}
"""The letter of each action, in the order in which a profile's letters stand."""

EVERYTHING = "*"
BUSINESS = "bizmodel"
Groups = Mapping[str, frozenset[str]]


def read_profiles(root: Element, classes: Mapping[str, MetaClass], notes: Notes) -> dict[str, Profile]:
    """All profiles by name.

    Raises:
        DesignError: a profile's id is no number.
    """
    groups = _groups(root, classes)
    profiles = (_profile(found, groups, classes, notes) for found in children(root, "user_rights/profiles/profile"))
    return {profile.name: profile for profile in profiles}


def _groups(root: Element, classes: Mapping[str, MetaClass]) -> Groups:
    listed = {
        identity(group): identities(group, "classes/class") for group in children(root, "user_rights/groups/group")
    }
    membership: dict[str, set[str]] = defaultdict(set)
    for name, members in listed.items():
        for member in members:
            membership[member].add(name)
    found: dict[str, set[str]] = {name: set() for name in listed}
    for cls in classes.values():
        nearest = next((above.name for above in cls.ancestors if above.name in membership), cls.name)
        for name in membership.get(nearest, ()):
            found[name].add(cls.name)
    business = frozenset(cls.name for cls in classes.values() if BUSINESS in cls.categories)
    return {EVERYTHING: business, **{name: frozenset(members) for name, members in found.items()}}


def _profile(profile: Element, groups: Groups, classes: Mapping[str, MetaClass], notes: Notes) -> Profile:
    allowed = _granted(profile, groups, classes, "allow", notes)
    denied = _granted(profile, groups, classes, "deny", notes)
    rights: dict[str, str] = {cls.name: "r" for cls in classes.values() if _is_shown_to_all(cls)}
    stimuli = {}
    for cls, actions in allowed.items():
        left = actions - denied.get(cls, set())
        if letters := "".join(letter for action, letter in LETTERS.items() if action in left):
            rights[cls] = letters
        if codes := _stimuli(left, classes[cls]):
            stimuli[cls] = codes
    return Profile(_number(profile), text(profile, "name") or identity(profile), rights, stimuli)


def _number(profile: Element) -> int:
    found = identity(profile)
    if not (found.isascii() and found.isdecimal()):
        raise fault(profile, f"found id {found!r}, expected the profile's number")
    return int(found)


def _is_shown_to_all(cls: MetaClass) -> bool:
    return "view_in_gui" in cls.categories and cls.categories.isdisjoint((BUSINESS, "grant_by_profile"))


def _granted(
    profile: Element, groups: Groups, classes: Mapping[str, MetaClass], mode: str, notes: Notes
) -> dict[str, set[str]]:
    """Class to the actions that the profile allows (or denies) on it."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in children(profile, "groups/group"):
        name = identity(group)
        members: Iterable[str] = groups.get(name, ())
        if name == EVERYTHING and group.source.shipped:
            members = classes
        elif name not in groups and mode == "allow":
            notes.add(NoteKind.LEFT_OUT, group, f"unknown group, {expected(name, groups)}")
        actions = {identity(action) for action in children(group, "actions/action") if _mode(action, notes) == mode}
        for cls in members:
            found[cls] |= actions
    return found


def _mode(action: Element, notes: Notes) -> str | None:
    """Whether an action is allowed or denied (``deny``); ``None`` for what is no action or says neither."""
    code, mode = identity(action), action.text.strip()
    if code not in LETTERS and not code.startswith("stimulus:"):
        notes.add(NoteKind.OVERLOOKED, action, f"unknown action, {expected(code, (*LETTERS, 'stimulus:…'))}")
        return None
    if mode not in ("allow", "deny"):
        notes.add(NoteKind.OVERLOOKED, action, f"found {mode!r}, expected allow or deny")
        return None
    return mode


def _stimuli(actions: Iterable[str], cls: MetaClass) -> frozenset[str]:
    """The stimuli among the actions; a lifecycle that the class inherits counts."""
    codes = {action.removeprefix("stimulus:") for action in actions if action.startswith("stimulus:")}
    own = set(cls.lifecycle.stimuli) if cls.lifecycle else set()
    return frozenset(own if EVERYTHING in codes else codes & own)
