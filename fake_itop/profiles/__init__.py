"""Version profiles: which rules hold on which iTop, with which versions of its extensions.

Rules that differ between versions live in the packages that they concern, each variant as a function or a value. Which
variant holds since when stands here, in `fake_itop.profiles.rules`, and nowhere else; what other versions have in their
base design and clean install stands beside it, as deltas on the newest; so does what an edition has. An instance takes
its profile as an argument.
"""

from __future__ import annotations

from fake_itop.profiles.known import DEFAULT, EDITIONS, PLUS, PROFILES, UnknownProfileError, find, newest_of, of_edition
from fake_itop.profiles.profile import AT, SIMPLE, VersionProfile
from fake_itop.profiles.rule import Component, Rule, Variant, Version
from fake_itop.profiles.rules import RULES

__all__ = [
    "AT",
    "DEFAULT",
    "EDITIONS",
    "PLUS",
    "PROFILES",
    "RULES",
    "SIMPLE",
    "Component",
    "Rule",
    "UnknownProfileError",
    "Variant",
    "Version",
    "VersionProfile",
    "find",
    "newest_of",
    "of_edition",
]
