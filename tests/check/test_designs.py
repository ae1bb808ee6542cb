"""Design snippets: where they belong, what is wrong with them, and where that stands."""

from pathlib import Path

import pytest

from fake_itop.check import Finding, check

KEY = (
    '<field id="x" xsi:type="AttributeExternalKey" _delta="define"><sql>x</sql><filter>%s</filter>'
    "<target_class>Organization</target_class></field>"
)


def found(text: str, **options: object) -> dict[str, Finding]:
    return {finding.code: finding for finding in check(text, kind="design", **options).findings}  # type: ignore[arg-type]


def under_the_caret(text: str, finding: Finding) -> str:
    line = text.split("\n")[finding.line - 1]
    return line[finding.column - 1 : finding.column - 1 + finding.length]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT Organization WHERE nope = 1",
        "SELECT Organization WHERE name = 'Ä→Ö' AND nope = 1",
        "SELECT Organization WHERE id &gt; 1 AND nope = 1",
        "\n  SELECT Organization\n  WHERE name = 'Ü' AND nope &lt; 1\n",
        "<![CDATA[SELECT Organization WHERE id > 1 AND nope = 1]]>",
    ],
)
def test_the_caret_stands_below_what_is_wrong_in_a_filter(query: str) -> None:
    text = f"<!-- Größe -->\n{KEY % query}"
    assert under_the_caret(text, found(text)["FI503"]) == "nope"


def test_a_snippet_on_its_first_line_has_its_own_columns() -> None:
    text = KEY % "SELECT Organization WHERE nope = 1"
    assert under_the_caret(text, found(text)["FI503"]) == "nope"


def test_what_exists_already_cannot_be_defined() -> None:
    text = '<field id="status" xsi:type="AttributeString" _delta="define"><sql>status</sql></field>'
    assert "exists already" in found(text)["FI502"].message


def test_filters_are_judged_even_where_the_field_exists_already() -> None:
    text = KEY.replace('"x"', '"approver_id"') % "SELECT Organization WHERE nope = 1"
    assert {"FI502", "FI503"} <= set(found(text))


def test_the_heading_of_the_documentation_says_which_class_a_snippet_is_for() -> None:
    text = 'itop_design / classes / class@Nope / fields\n<field id="x" xsi:type="AttributeString"/>'
    report = check(text)
    assert [(finding.code, finding.line) for finding in report.of(report.findings[0].severity)] == [("FI502", 1)]
    assert check(text.replace("Nope", "Person")).clean


@pytest.mark.parametrize(
    "text",
    [
        '<stimuli><stimulus id="ev_x" xsi:type="StimulusUserAction" _delta="define"/></stimuli>',
        '<stimulus id="ev_x" xsi:type="StimulusUserAction" _delta="define"/>',
        '<classes><class id="UserRequest" _delta="must_exist"/></classes>',
        '<?xml version="1.0" encoding="UTF-8"?>\n<class id="UserRequest" _delta="must_exist"/>',
    ],
)
def test_parts_of_every_size_are_completed(text: str) -> None:
    assert check(text).clean


@pytest.mark.parametrize("text", ["", "\n"])
def test_a_text_without_an_element_is_no_design(text: str) -> None:
    assert list(found(text)) == ["FI501"]


@pytest.mark.parametrize("text", ['<field id="x">', '<field id="x"><sql>x</field>', "<field id='x'>&nbsp;</field>"])
def test_broken_xml_is_one_error_within_the_text(text: str) -> None:
    finding = found(text)["FI501"]
    assert (finding.line, finding.column <= len(text) + 1) == (1, True)


def test_a_file_that_is_one_of_the_designs_is_judged_on_those_before_it(tmp_path: Path) -> None:
    delta = tmp_path / "delta.xml"
    field = '<field id="x" xsi:type="AttributeString" _delta="define"><sql>x</sql></field>'
    delta.write_text(
        '<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.2"><classes>'
        f'<class id="Person" _delta="must_exist"><fields>{field}</fields></class></classes></itop_design>'
    )
    assert check(delta.read_text(), path=str(delta), designs=[str(delta)]).clean


def test_the_php_of_a_method_is_judged_where_it_stands() -> None:
    text = (
        "<!-- ‘nothing’ --><methods>\n<method id='F' _delta='define'><static>false</static><access>public</access>\n"
        "<code><![CDATA[\n   public function F($aBody)\n   {\n      return $aBody[‘key’];\n   }\n]]></code>"
        "</method></methods>"
    )
    finding = found(text)["FI601"]
    assert (finding.line, under_the_caret(text, finding)) == (6, "‘key’")
