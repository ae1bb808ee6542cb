"""The page about versions is what its script makes of the rules and the recordings."""

from fake_itop.notifications.json_payloads import expand_text
from fake_itop.profiles import PROFILES, RULES
from fake_itop.profiles.rules import JSON_PAYLOAD
from tools.build.docs import pairs
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


def test_the_page_of_a_pair_says_what_the_matrix_says() -> None:
    ours, partner = PROFILES["3.0"], PROFILES["3.2"]

    assert pairs.file_of(ours, partner).read_text("utf-8") == pairs.document(ours, partner)


def test_each_pair_has_a_page_in_the_site() -> None:
    site = (PAGE.parents[1] / "mkdocs.yml").read_text("utf-8")

    for pair in pairs.PAIRS:
        assert pairs.file_of(*pair).exists()
        assert f": versions/{pairs.file_of(*pair).name}\n" in site


def test_any_version_holds_where_the_sender_does_not_break_on_quotes() -> None:
    """Plain words get through on all pairs, quotes where nobody sends by the extensions 1.3.2 to 1.4.1."""
    for ours, partner in pairs.PAIRS:
        page = pairs.file_of(ours, partner).read_text("utf-8")
        _, wirings, _, *rows = (line for line in page.splitlines() if line.startswith(("|", "# ")))
        column = wirings.split("|").index(" `any-version` ")
        *plain, quotes = (row.split("|")[column].strip() for row in rows)
        both = {each.of(JSON_PAYLOAD) for each in (ours, partner)}

        assert quotes == ("**no**" if expand_text in both else "yes"), page
        assert [cell for number, cell in enumerate(plain) if number != 1] == ["yes"] * 5, page
