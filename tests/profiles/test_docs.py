"""The page about versions is what its script makes of the rules and the recordings."""

from fake_itop.profiles import PROFILES, RULES
from tools.build.docs.versions import PAGE, document


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == document()


def test_each_rule_has_evidence_and_differs_between_profiles() -> None:
    for rule in RULES:
        assert rule.evidence, rule.name
        assert len({profile.variant(rule).since for profile in PROFILES.values()}) > 1, rule.name


def test_variants_stand_in_the_order_of_versions() -> None:
    for rule in RULES:
        first, *later = (variant.since for variant in rule.variants)
        assert first is None
        assert [each for each in later if each] == sorted(
            later, key=lambda each: [int(p) for p in (each or "").split(".")]
        )
