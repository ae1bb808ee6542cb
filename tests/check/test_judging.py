"""What the judge says of single texts, whatever their kind."""

import json
from pathlib import Path

import pytest

from fake_itop.check import TextKind, check
from fake_itop.cli.main import run
from fake_itop.findings import pages
from fake_itop.findings.formats import FORMATS

UPDATE = '{"operation": "core/update", "comment": "c", "class": "UserRequest", "key": 1, "fields": {%s}}'


def codes(text: str, **options: object) -> list[str]:
    return [finding.code for finding in check(text, **options).findings]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (UPDATE % '"title": "$this->title$"', TextKind.TEMPLATE),
        (UPDATE % "", TextKind.REQUEST),
        ('version=1.3&json_data={"operation":"list_operations"}', TextKind.WEBHOOK),
        ('{"code": 0, "message": null, "objects": null}', TextKind.REPLY),
        ('{"operation": "list_operations"}\n{"operation": "list_operations"}', TextKind.JOURNAL),
        ('<field id="x" xsi:type="AttributeString"/>', TextKind.DESIGN),
        ("public function F()\n{\n}", TextKind.PHP),
        ("SELECT Person", TextKind.OQL),
        ('{"base": "working", "changes": []}', TextKind.WIRING),
        ('[{"to": "ours", "request": {"operation": "core/get", "class": "Person"}}]', TextKind.WIRING),
    ],
)
def test_a_kind_is_recognised(text: str, kind: TextKind) -> None:
    assert check(text).kind is kind


def test_several_errors_are_reported_at_once() -> None:
    assert codes('{"operation": "core/get"\n"class": "Person"\n"key": 1}') == ["FI101", "FI101"]


def test_all_missing_parameters_are_told_at_once() -> None:
    found = check('{"operation": "core/update"}').findings
    assert [(each.code, each.pointer) for each in found] == [
        ("FI203", f"/{name}") for name in ("comment", "class", "key", "fields")
    ]


def test_a_bad_placeholder_hides_no_unknown_attribute() -> None:
    assert codes(UPDATE % '"titel": "$this->nope$"') == ["FI220", "FI301"]


def test_a_query_within_criteria_is_told_of_where_it_stands() -> None:
    text = '{"operation": "core/get", "class": "Person", "key": {"org_id": "SELECT Organisation"}}'
    (found,) = check(text).findings
    assert (found.code, found.pointer, found.column) == ("FI211", "/key/org_id", text.index("Organisation") + 1)


def test_an_abstract_class_with_a_broken_key_is_judged() -> None:
    text = '{"operation": "core/update", "comment": "c", "class": "User", "key": "nonsense", "fields": {"login": "x"}}'
    assert codes(text) == ["FI211"]


def test_the_nearest_name_is_offered() -> None:
    (finding,) = check(UPDATE % '"titel": "x"').findings
    assert (finding.code, finding.pointer) == ("FI220", "/fields/titel")
    assert "title" in finding.fix


def test_a_log_that_is_not_watched_is_warned_of() -> None:
    text = UPDATE % '"private_log": "$this->head(public_log)$"'
    assert "FI304" in codes(text, watched=["title"])
    assert "FI304" not in codes(text, watched=["public_log"])


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_names_the_code(format_: str) -> None:
    report = check('{"operation": "core/get" "class": "Person"}', path="a.json")
    assert "FI101" in FORMATS[format_]("check", [report], pages())


def test_json_has_the_form_that_is_promised() -> None:
    (file,) = json.loads(FORMATS["json"]("check", [check("{", path="a.json")], pages()))["files"]
    assert set(file) == {"path", "kind", "findings"}
    assert set(file["findings"][0]) == {"code", "severity", "line", "column", "pointer", "message", "fix"}


def test_the_exit_code_tells_errors(tmp_path: Path) -> None:
    right, wrong = tmp_path / "right.json", tmp_path / "wrong.json"
    right.write_text('{"operation": "list_operations"}')
    wrong.write_text('{"operation": "list_operations",}')
    assert run(["check", str(right)]) == 0
    assert run(["check", str(right), str(wrong)]) == 1
    assert run(["check", str(tmp_path / "none.json")]) == 2


def test_a_bad_placeholder_in_a_query_hides_nothing_else_of_it() -> None:
    text = '{"operation": "core/get", "class": "Person", "key": "SELECT Persn WHERE id = $this->nope$"}'
    assert codes(text, this="UserRequest") == ["FI211", "FI301"]


def test_a_bad_placeholder_among_criteria_leaves_the_others_judged() -> None:
    text = '{"operation": "core/get", "class": "Person", "key": {"name": "$this->nope$", "nam": "x"}}'
    assert codes(text) == ["FI301", "FI220"]


def test_a_key_that_is_a_text_may_hold_an_id() -> None:
    assert codes(UPDATE.replace('"key": 1', '"key": "$this->title$"') % "") == ["FI213", "FI214"]


def test_the_reference_that_itop_gives_is_no_id() -> None:
    assert codes(UPDATE.replace('"key": 1', '"key": "$this->ref$"') % "") == ["FI213", "FI211"]


def test_a_state_that_is_written_like_a_value_is_told_of() -> None:
    (found,) = check(UPDATE % '"status": "resolved"').findings
    assert (found.code, found.severity, found.pointer) == ("FI236", "warning", "/fields/status")


FOR_OTHERS = (
    '{"text": "$this->title$ is $this->status$"}',
    '{"event_type": "ticket", "client_payload": {"ref": "$this->ref$"}}',
    '{"title": "$this->title$", "body": "$this->text(description)$", "labels": ["itop"]}',
)


@pytest.mark.parametrize("text", FOR_OTHERS)
def test_a_template_for_another_service_needs_no_operation(text: str) -> None:
    assert codes(text) == ["FI002"]
    assert codes(text, receiver="other") == []


def test_who_says_that_a_template_is_for_an_itop_is_told_what_it_lacks() -> None:
    assert codes('{"text": "$this->title$"}', receiver="itop") == ["FI201"]


def test_placeholders_are_judged_whoever_gets_them() -> None:
    assert codes('{"text": "$this->titel$"}', receiver="other") == ["FI301"]
