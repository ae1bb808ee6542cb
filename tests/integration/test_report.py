"""Reports: complete in themselves, safe to show, free of secrets."""

import re
from dataclasses import replace
from io import StringIO
from pathlib import Path

from lxml import etree
from rich.console import Console

from fake_itop.integration.exchange import events
from fake_itop.integration.report.scenarios import page, report, show, shown
from fake_itop.integration.scenarios import Expectation, PlayedScenario
from fake_itop.journal import Event, Sort, cycles, draw
from tests.integration.conftest import played_on

SVG = "{http://www.w3.org/2000/svg}"


def printed(played: list[PlayedScenario]) -> str:
    out = StringIO()
    show(played, Console(file=out, width=160))
    return out.getvalue()


def test_an_answer_comes_after_all_that_happened_before_it(tutorial: list[PlayedScenario]) -> None:
    happened = events(tutorial[2].rows)
    sorts = [event.sort for event in happened[3:]]

    assert sorts == [Sort.ACT, *[Sort.CALL] * 20, Sort.FAILURE, *[Sort.ANSWER] * 20]


def test_what_sets_the_stage_is_not_shown(working: list[PlayedScenario]) -> None:
    assert not any("REST" in event.text for played in working for event in events(played.rows))


def test_a_chain_as_deep_as_one_likes_is_walked() -> None:
    rows = [
        {"seq": n, "cause": n - 1 or None, "kind": "webhook", "instance": "ours", "body": "", "reply": {"failure": "x"}}
        for n in range(1, 5000)
    ]

    assert len(events(rows)) == 2 * len(rows)


def test_a_cycle_is_told_with_its_limit(tutorial: list[PlayedScenario]) -> None:
    (told,) = cycles(tutorial[2].rows)

    assert told.startswith("depth limit: the chain would be 21 webhooks deep, 20 are allowed; 10 times in a row: ")


def test_the_drawing_is_svg_with_both_lanes(working: list[PlayedScenario]) -> None:
    root = etree.fromstring(draw([(played.scenario.name, events(played.rows)) for played in working]))
    texts = [element.text for element in root.iter(f"{SVG}text")]

    assert {"our iTop", "the partner's iTop", "transfer", "created UserRequest::4"} <= set(texts)


def test_what_is_drawn_is_text_whatever_it_holds() -> None:
    root = etree.fromstring(draw([("<b>&", [Event(Sort.CALL, "ours", "partner", "<script>" * 20)])]))

    assert [element.tag for element in root.iter() if "script" in str(element.tag)] == []


def test_the_page_needs_nothing_beside_itself(tutorial: list[PlayedScenario]) -> None:
    html = page(tutorial, "tutorial")

    assert "2 of 5 scenarios hold" in html
    assert not re.search(r"<(script|link|img|iframe)|src=|href=|@import|url\((?!#)", html)


def test_the_page_shows_values_as_text(working: list[PlayedScenario]) -> None:
    step = Expectation("<img src=x>", "<b>", "<script>alert(1)</script>")
    html = page([replace(working[0], steps=(step,))], "<i>")

    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_no_report_holds_a_secret(working: list[PlayedScenario]) -> None:
    reports = page(working, "working") + printed(working)

    assert "passw0rd" not in reports


def test_a_report_names_each_step_that_does_not_hold(tutorial: list[PlayedScenario]) -> None:
    reports = [report(each, "tutorial") for each in tutorial]

    assert [each.name for each in reports if not each.clean] == ["push details", "feedback", "resolution"]
    assert "expected The smoke is getting thicker, got The smoke is getting thicker (10 times)" in [
        finding.message for each in reports for finding in each.findings
    ]


def test_the_terminal_shows_steps_exchange_and_tickets(working: list[PlayedScenario]) -> None:
    text = printed(working)

    assert "ours --> partner  core/update UserRequest::4 public_log=The smoke is getting thicker" in text
    assert "R-000004" in text
    assert text.endswith("5 of 5 scenarios hold\n")


def test_a_case_log_is_shown_by_its_entries() -> None:
    entry = {"user_login": "alice", "message": "two\nlines"}

    assert shown({"entries": [entry, entry]}) == "alice: two lines (2 times)"
    assert shown({"entries": []}) == "-"


def test_the_same_pair_tells_the_same_story_each_time(working: list[PlayedScenario]) -> None:
    assert page(played_on("working"), "working") == page(working, "working")


def test_the_picture_in_the_readme_is_what_is_drawn(working: list[PlayedScenario]) -> None:
    """``python tools/build/docs/exchange.py`` draws it anew."""
    picture = Path(__file__).parents[2] / "docs" / "images" / "exchange.svg"
    drawn = draw([(f"{n}. {played.scenario.name}", events(played.rows)) for n, played in enumerate(working, 1)])

    assert picture.read_text("utf-8") == drawn + "\n"
