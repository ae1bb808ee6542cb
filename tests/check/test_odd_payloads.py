"""Texts that nobody expects: endless, nested, half, invisible, from another language or from a web page."""

import json

import pytest

from fake_itop.check import Finding, Severity, check

REQUEST = '{"operation": "core/update", "comment": "c", "class": "UserRequest", "key": 1, "fields": {%s}}'
GET = '{"operation": "core/get", "class": "Person", "key": 1, "output_fields": "id"}'


def judged(text: str, kind: str = "request") -> list[Finding]:
    return list(check(text, kind=kind).findings)


def codes(text: str, kind: str = "request") -> list[str]:
    return [finding.code for finding in judged(text, kind)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            REQUEST % '"contacts_list": [{"contact_id": 1, "contact_id": 2}]', ["FI119"], id="twice, deep down"
        ),
        pytest.param(REQUEST % '"title": "a", "\\u0074itle": "b"', ["FI119"], id="twice, once escaped"),
        pytest.param(REQUEST % '"title": TRUE, "Title": "b"', ["FI121", "FI220"], id="twice, but for its case"),
        pytest.param(REQUEST % '"title": "a\0b"', ["FI108"], id="NUL"),
        pytest.param(REQUEST % '"title": "a\\u0000b"', [], id="escaped NUL"),
        pytest.param(REQUEST % '"title": "\\ud83d\\ude00"', [], id="surrogate pair"),
        pytest.param(REQUEST % '"title": "\\\\ud83d"', [], id="no surrogate at all"),
        pytest.param(REQUEST % '"title": "\\ud83d \\ud83d"', ["FI122", "FI122"], id="halves of surrogate pairs"),
        pytest.param(REQUEST % '"title": "\ud83d"', [], id="half a character, which no file holds"),
        pytest.param("[" * 10_000 + "]" * 10_000, ["FI118"], id="10,000 levels of arrays"),
        pytest.param('{"a":' * 10_000 + "1" + "}" * 10_000, ["FI118"], id="10,000 levels of objects"),
        pytest.param("[" * 10_000, ["FI118"], id="10,000 open brackets"),
        pytest.param(
            REQUEST % ('"title": ' + '{"a":' * 400 + "1" + "}" * 400), ["FI230"], id="400 levels in a text field"
        ),
        pytest.param(REQUEST % ('"org_id": ' + '{"org_id":' * 400 + "1" + "}" * 400), ["FI220"], id="400 keys in keys"),
        pytest.param(REQUEST % ('"title": ' + "9" * 5_000), [], id="5,000 digits"),
        pytest.param(REQUEST % ('"title": ' + "9" * 5_000 + ","), ["FI102"], id="5,000 digits and a mistake"),
        pytest.param(REQUEST % ('"title": 1e999, "urgency": -0'), ["FI222"], id="infinite"),
        pytest.param(GET.replace(": 1,", ": 0123,"), ["FI112"], id="octal"),
        pytest.param(GET.replace(", ", ",\r\n").replace('get",', 'get"'), ["FI101"], id="line ends of Windows"),
        pytest.param(GET.replace(": ", ":\u00a0"), ["FI124"] * 4, id="blanks of a web page"),
        pytest.param(GET.replace('"', "&quot;"), ["FI103"] * 7, id="quotes of a web page's source"),
        pytest.param(GET.replace('"', "“"), ["FI103"] * 7, id="curly quotes"),
        pytest.param(GET.replace('"', "'"), ["FI103"] * 7, id="PHP's quotes"),
        pytest.param(json.dumps(GET), ["FI209"], id="JSON in a text"),
        pytest.param(f"[{GET}]", ["FI209"], id="a request in an array"),
        pytest.param("{}", ["FI201"], id="empty"),
        pytest.param("null", ["FI209"], id="null"),
    ],
)
def test_it_is_judged(text: str, expected: list[str]) -> None:
    found = [finding for finding in judged(text) if finding.code != "FI203" and finding.severity is not Severity.INFO]
    assert [finding.code for finding in found] == expected


def test_half_a_character_is_found_where_it_stands() -> None:
    text = REQUEST % '"title": "ab\\ud83d"'
    (finding,) = judged(text)
    assert text[finding.column - 1 :].startswith("\\ud83d")


def test_an_unknown_name_is_found_deep_in_criteria_and_links() -> None:
    (finding,) = judged(REQUEST.replace('"key": 1', '"key": {"caller_id": {"org_id": {"nam": "x"}}}') % "")
    assert (finding.code, finding.pointer) == ("FI220", "/key/caller_id/org_id/nam")
    assert "name" in finding.fix
    (finding,) = judged(REQUEST % '"contacts_list": [{}, {"contact_id": {"nam": "x"}}]')
    assert (finding.code, finding.pointer) == ("FI220", "/fields/contacts_list/1/contact_id/nam")


def test_a_date_that_no_calendar_has_is_found_at_its_field() -> None:
    (finding,) = judged(REQUEST % '"title": "x", "start_date": "2026-13-45"')
    assert (finding.code, finding.pointer) == ("FI223", "/fields/start_date")


def test_a_ticket_cannot_be_its_own_parent() -> None:
    text = REQUEST.replace('"key": 1', '"key": "17"') % '"parent_request_id": %s'
    assert codes(text % 17) == ["FI231"]
    assert codes(text % 16) == []


def test_a_missing_parameter_is_told_once() -> None:
    assert codes('{"operation": "core/check_credentials", "user": "a"}') == ["FI203"]


@pytest.mark.parametrize("key", ["0", "-1", '"0"', "1e40"])
def test_an_id_that_no_object_has_is_refused_where_one_is_needed(key: str) -> None:
    update = REQUEST.replace('"key": 1', f'"key": {key}') % ""
    assert [(finding.code, finding.severity) for finding in judged(update)] == [("FI213", Severity.ERROR)]
    found = judged(GET.replace(": 1,", f": {key},"))
    assert [(finding.code, finding.severity) for finding in found] == [("FI213", Severity.WARNING)]


@pytest.mark.parametrize(
    ("query", "column", "fix"),
    [
        ("SELECT Person WHERE name = ‘x’", 28, "write a straight quote, ' or \""),
        ("SELECT UserRequest WHERE id = $this->id$", 31, "write :this->id for an attribute of the object"),
        ('SELECT Person WHERE name = "ü" AND nome = 1', 36, "write name"),
        ("SELECT Person WHERE", 20, "write the query as OQL and the datamodel have it"),
    ],
)
def test_a_query_is_wrong_at_its_place(query: str, column: int, fix: str) -> None:
    (finding,) = judged(query, "oql")
    assert (finding.code, finding.column, finding.fix) == ("FI211", column, fix)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("function a() {\n $x = <<<EOT\n it's { [ (\nEOT;\n return $x['a'];\n}", []),
        ('// it\'s ‘fine’\nfunction a() { $a = "‘x’"; $b[ $i ]; $c[FOO]; $d[self::X]; $e[foo()]; }', []),
        ("function a() { $x = array_map(fn($y) => $y['a'], $z); if (true) { foo(function() { bar(); }); } }", []),
        ("function a() { if (true) { foo(); }", ["FI603"]),
        ("public function Done(WebResponse $oResponse, $oAction)\n{\n}", ["FI604"]),
    ],
)
def test_php_is_read_as_php_reads_it(text: str, expected: list[str]) -> None:
    assert codes(text, "php") == expected
