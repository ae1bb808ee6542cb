"""A version profile: data, and for each rule that versions differ in the variant that its packages are given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from fake_itop.access.install import read_standard
from fake_itop.datamodel import Base, Datamodel, Design, load
from fake_itop.notifications.rules import NotificationRules
from fake_itop.notifications.template_rules import TemplateRules
from fake_itop.objects.classes import BEHAVIOURS, Behaviour
from fake_itop.objects.rules import ObjectRules
from fake_itop.profiles import rules
from fake_itop.profiles.rule import Component, Rule, Variant, Versions
from fake_itop.rest.rules import OutputRules
from fake_itop.values.json_texts import patched

T = TypeVar("T")

SIMPLE = "simple"
"""The edition that a profile is of where none is named: the one with "simple ticket management"."""


AT = "@"
"""Stands before the compiled datamodel in the name of a profile, as ``3.2@datamodel-production.xml``."""


def _name_of(compiled: Path | Design) -> str:
    return compiled.name if isinstance(compiled, Design) else str(compiled)


@dataclass(frozen=True, eq=False)
class VersionProfile:
    """An iTop of some version with extensions of some versions. A profile is itself and no other, whatever it says.

    ``install`` are files with what a clean install has otherwise than the standard one, each a JSON merge patch.
    """

    name: str
    versions: Versions
    base: Base
    install: tuple[Path, ...] = ()
    variants: Mapping[str, Variant[Any]] = field(default_factory=dict)
    """Variants of rules, by the rules' names, that hold whatever the versions are: to see what a rule does."""
    edition: str = SIMPLE
    """Which of iTop's standard choices of modules it has: one of `fake_itop.profiles.EDITIONS`."""

    def __str__(self) -> str:
        itop, webhook, token = (self.versions[component] for component in Component)
        return f"{self.name} (iTop {itop}, webhook extension {webhook}, token extension {token})"

    def of(self, rule: Rule[T]) -> T:
        """What the packages are given of a rule."""
        return self.variant(rule).chosen

    def variant(self, rule: Rule[T]) -> Variant[T]:
        return self.variants.get(rule.name) or rule.variant(self.versions)

    def with_variants(self, variants: Mapping[str, Variant[Any]]) -> VersionProfile:
        """The same, but for these variants of rules."""
        return replace(self, variants={**self.variants, **variants})

    @cached_property
    def notifications(self) -> NotificationRules:
        return NotificationRules(
            expand_json=self.of(rules.JSON_PAYLOAD),
            find_method=self.of(rules.CALLBACK_METHOD),
            for_callback=self.of(rules.CALLBACK_OBJECT),
            order_actions=self.of(rules.ACTION_ORDER),
            record_headers=self.of(rules.RECORD_HEADERS),
            nameless=self.of(rules.PLACEHOLDER_OBJECTS),
            templates=TemplateRules(
                escape=self.of(rules.HTML_ESCAPING),
                text_form=self.of(rules.TEXT_FORM),
                has_summaries=self.of(rules.LINK_SUMMARIES),
            ),
        )

    @cached_property
    def objects(self) -> ObjectRules:
        return ObjectRules(
            to_text=self.of(rules.HTML_TO_TEXT),
            guard=self.of(rules.REENTRANCE),
            size_of=self.of(rules.TEXT_SIZE),
            states_by_stimuli=self.of(rules.STATE_TRIGGERS),
        )

    @cached_property
    def output(self) -> OutputRules:
        return OutputRules(
            show_html=self.of(rules.HTML_IN_JSON),
            show_file=self.of(rules.DOWNLOADS),
            query_error=self.of(rules.QUERY_ERRORS),
            name_of_nothing=self.of(rules.NAME_OF_NOTHING),
            reads_new_again=self.of(rules.NEW_OBJECTS),
        )

    @cached_property
    def behaviours(self) -> Mapping[str, Behaviour]:
        """What classes do in code, by class name."""
        return {**BEHAVIOURS, "ActionWebhook": self.of(rules.PAYLOAD_CHECK)}

    def with_datamodel(self, compiled: Path | Design, labels_of: tuple[Base, ...] = ()) -> VersionProfile:
        """The same, of the iTop whose compiled datamodel it is; this version's rules stay."""
        return replace(self, name=f"{self.name}{AT}{_name_of(compiled)}", base=self.base.on(compiled, labels_of))

    def datamodel(self, designs: Sequence[Path | str | Design] = ()) -> Datamodel:
        """The classes of this version, with designs on top.

        Raises:
            DesignError: a design cannot be read, is not of the format, or does not fit this version.
        """
        return load(designs, base=self.base)

    @cached_property
    def clean_install(self) -> dict[str, Any]:
        """What a fresh installation holds, in the form of `fake_itop.access.install.STANDARD`."""
        content: dict[str, Any] = read_standard()
        for path in self.install:
            content = patched(content, json.loads(path.read_text(encoding="utf-8")))
        return content
