"""Captured traffic: forms, JSON, multipart bodies, journals and HAR files, and where findings stand in them."""

import json
from pathlib import Path
from urllib.parse import quote_plus, urlencode

import pytest

from fake_itop.check import Finding, TextKind, check

UPDATE = '{"operation": "core/update", "comment": "ä + €", "class": "UserRequest", "key": 1, "fields": {"titel": "x"}}'
GET = '{"operation": "core/get", "class": "Person", "key": 1, "output_fields": "id"}'
REPLY = {"code": 0, "message": "Found: 0", "objects": None}


def only(text: str, kind: TextKind | None = None) -> Finding:
    (finding,) = check(text, kind=kind).findings
    return finding


def under_the_caret(text: str, finding: Finding) -> str:
    line = text.split("\n")[finding.line - 1]
    return line[finding.column - 1 : finding.column - 1 + finding.length]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"version=1.3&json_data={UPDATE}", '"titel"'),
        (f"version=1.3&json_data={quote_plus(UPDATE)}&auth_user=x", quote_plus('"titel"')),
        (f"auth_user=x&json_data={quote_plus(UPDATE)}&version=1.3", quote_plus('"titel"')),
        (urlencode({"version": "1.3", "json_data": UPDATE.replace(", ", ",\n")}), quote_plus('"titel"')),
        (json.dumps({"version": "1.3", "json_data": UPDATE}), '\\"titel\\"'),
        (json.dumps({"version": "1.3", "json_data": UPDATE}, ensure_ascii=False), '\\"titel\\"'),
        ('{"version": "1.3",\n "json_data": ' + UPDATE + "}", '"titel"'),
    ],
)
def test_a_finding_stands_where_the_body_has_it(text: str, shown: str) -> None:
    finding = only(text)
    assert (finding.code, finding.pointer) == ("FI220", "/json_data/fields/titel")
    assert under_the_caret(text, finding) == shown


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_json_data_may_come_in_several_parts(end: str) -> None:
    parts = {"version": "1.3", "auth_user": "x", "json_data": UPDATE.replace(", ", f",{end}")}
    head = 'Content-Disposition: form-data; name="{}"'
    text = "".join(f"--xyz{end}{head.format(name)}{end}{end}{value}{end}" for name, value in parts.items())
    text += f"--xyz--{end}"
    report = check(text)
    assert report.kind is TextKind.WEBHOOK
    assert [under_the_caret(text, finding) for finding in report.findings] == ['"titel"']


def test_a_version_or_json_data_that_is_missing_is_told() -> None:
    assert only(f"json_data={GET}").code == "FI205"
    assert only(f"version=9&json_data={GET}").code == "FI205"
    assert only("version=1.3&auth_user=x").code == "FI208"
    assert only('{"version": "1.3", "json_data": ""}').code == "FI208"


PARTS = f'--xyz\r\nContent-Disposition: form-data; name="json_data"\r\n\r\n{UPDATE}\r\n--xyz--\r\n'
ROWS = [
    {"request": json.loads(UPDATE), "reply": {"status": 200, "json": REPLY}},
    {"request": {"body": UPDATE}},
    {"kind": "webhook", "url": "http://x/rest.php?version=1.3", "body": urlencode({"json_data": UPDATE})},
    {"kind": "request", "url": "/webservices/rest.php?version=1.3", "body": f"json_data={UPDATE}", "reply": None},
    {"kind": "request", "url": "/webservices/rest.php?version=1.3", "body": PARTS},
    {"request": {"url": "http://x/rest.php?version=1.3", "body": {"json_data": json.loads(UPDATE)}}},
    json.loads(UPDATE),
    {"request": {"url": "http://x/rest.php?version=1.3", "postData": {"text": f"json_data={UPDATE}"}}},
    {"request": {"url": f"http://x/rest.php?version=1.3&json_data={quote_plus(UPDATE)}"}},
]


@pytest.mark.parametrize("row", ROWS)
def test_a_line_of_a_journal_is_judged_in_its_place(row: dict[str, object]) -> None:
    text = f"{GET}\n\n{json.dumps(row)}\n{GET}\n"
    report = check(text, kind="journal")
    (finding,) = report.findings
    assert (finding.code, finding.line) == ("FI220", 3)
    assert finding.pointer.startswith("/2")
    assert "titel" in under_the_caret(text, finding)


@pytest.mark.parametrize("indent", [None, 2])
def test_an_answer_to_get_journal_is_a_journal(indent: int | None) -> None:
    text = json.dumps(
        {"dropped": 0, "messages": [ROWS[2], {"kind": "console", "depth": 0, "instance": "x"}]}, indent=indent
    )
    finding = only(text, TextKind.JOURNAL)
    assert finding.pointer == "/messages/0/body/json_data/fields/titel"
    assert "titel" in under_the_caret(text, finding)


@pytest.mark.parametrize(
    "sent",
    [
        {"text": urlencode({"json_data": UPDATE})},
        {"params": [{"name": "json_data", "value": UPDATE}, {"name": "auth_user", "value": "x"}]},
    ],
)
def test_messages_of_a_har_file_are_judged(sent: dict[str, object]) -> None:
    page = {"request": {"url": "http://x/pages/UI.php", "postData": {"text": "a=1"}}}
    call = {
        "request": {"url": "http://x/webservices/rest.php?version=1.3", "postData": sent},
        "response": {"content": {"text": json.dumps({"code": "x"})}},
    }
    text = json.dumps({"log": {"entries": [page, call]}}, indent=1)
    report = check(text)
    assert report.kind is TextKind.JOURNAL
    assert {finding.code for finding in report.findings} == {"FI220", "FI401"}
    for finding in report.findings:
        line = text.split("\n")[finding.line - 1]
        assert "json_data" in line or "params" in line or '"text"' in line
        assert finding.pointer.startswith("/log/entries/1/re")


def test_replies_are_judged_without_requests_too() -> None:
    refused = {"code": 100, "message": "Error: x", "objects": None}
    report = check(f"{json.dumps(REPLY)}\n{json.dumps(refused)}\n", kind="journal")
    assert [(finding.code, finding.line) for finding in report.findings] == [("FI402", 2)]


def test_a_broken_line_is_told_and_the_others_are_judged() -> None:
    text = f'{{"operation": "core/get",}}\n{UPDATE}\n[]'
    codes = [(finding.code, finding.line) for finding in check(text, kind="journal").findings]
    assert codes == [("FI450", 1), ("FI220", 2), ("FI450", 3)]


def test_a_file_of_any_ending_is_recognised_by_what_is_in_it(tmp_path: Path) -> None:
    assert check(json.dumps({"log": {"entries": []}}), path=str(tmp_path / "x.json")).kind is TextKind.JOURNAL
    assert check(f"{GET}\n{GET}\n", path="x.txt").kind is TextKind.JOURNAL
