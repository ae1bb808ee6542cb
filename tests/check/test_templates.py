"""Placeholders: every form that the docs show, told apart as the docs tell them apart."""

import json
import re
from pathlib import Path

import pytest

from fake_itop.check import Finding, Severity, check

PAGE = (Path(__file__).parents[2] / "docs" / "placeholders.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\$[^`]+\$)` \| [^|]* \| (?:`([^`]*)`|\(empty\)) \|$", PAGE, re.MULTILINE)
TEMPLATE = '{"operation": "core/update", "comment": "c", "class": "UserRequest", "key": "$this->id$", "fields": {%s}}'
LITERAL = {"FI301", "FI302", "FI303"}


def judged(text: str, code: str = "description") -> list[Finding]:
    return list(check(TEMPLATE % f'"{code}": {json.dumps(text, ensure_ascii=False)}', kind="template").findings)


def literal(text: str) -> list[Finding]:
    return [finding for finding in judged(text) if finding.code in LITERAL]


def test_the_docs_show_many_forms() -> None:
    assert len(ROWS) > 30


@pytest.mark.parametrize(("placeholder", "gives"), ROWS)
def test_what_the_docs_say_stays_as_it_is_is_an_error_and_nothing_else(placeholder: str, gives: str) -> None:
    assert bool(literal(placeholder)) == (placeholder == gives)


@pytest.mark.parametrize(
    "text",
    [
        "$trigger->description$", "$action->name$", "$mentioned->email$", "$current_contact->friendlyname$",
        "$current_contact_id$", "$APP_URL$", "$MODULES_URL$", "$this-&gt;title$", "%24this->title%24",
        "%24this-&gt;caller_id-&gt;email%24", "$this->ref$$this->title$", "costs 5$ or 6$", "$$", "US$", "a $b c$",
    ],
)  # fmt: skip
def test_it_is_fine(text: str) -> None:
    assert literal(text) == []


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("$this→title$", "write $this->title$"),
        ("$this.title$", "write $this->title$"),
        ("$this -> title$", "write $this->title$"),
        ("this->title$", "write $this->title$"),
        ("$this->title", "write $this->title$"),
        ("$this->titel$", "did you mean title?"),
        ("$this->caller_id->emial$", "did you mean email?"),
        ("$this->hed(public_log)$", "did you mean head?"),
        ("$this->url(itop-portl)$", "did you mean itop-portal or itop-portal-view or itop-portal-edit?"),
        ("$source->title$", "expected action, attachment, current_contact, current_user, mentioned, this, trigger"),
        ("$trigger->descripton$", "did you mean description?"),
        ("$this->label($this->status$)$", "send the parts by themselves"),
        ("$this->$this->title$$", "send the parts by themselves"),
    ],
)
def test_what_stays_as_it_is_comes_with_what_works(text: str, fix: str) -> None:
    (finding,) = literal(f"ä {text} ü")
    assert (finding.severity, finding.fix) == (Severity.ERROR, fix)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("$this->description$", "write $this->text(description)$"),
        ("$this->html(title)$", "write $this->title$"),
        ("$this->html(description)$", "write $this->text(description)$"),
        ("$this->head_html(public_log)$", "write $this->head(public_log)$"),
        ("$this->html(contacts_list)$", "write $this->contacts_list$"),
    ],
)
def test_html_into_plain_text_comes_with_what_works(text: str, fix: str) -> None:
    (finding,) = (one for one in judged(text, "title") if one.code == "FI229")
    assert finding.fix == fix
    assert literal(fix.removeprefix("write ")) == []


def test_placeholders_are_seen_in_names_and_lists_too() -> None:
    text = TEMPLATE % '"contacts_list": [{"contact_id": {"name": "$this->nope$"}}]'
    (finding,) = (one for one in check(text, kind="template").findings if one.code in LITERAL)
    assert finding.pointer == "/fields/contacts_list/0/contact_id/name"


def test_a_placeholder_in_the_place_of_all_fields_is_seen() -> None:
    text = '{"operation": "core/update", "comment": "c", "class": "UserRequest", "key": 1, "fields": "$this->nope$"}'
    (finding,) = (one for one in check(text, kind="template").findings if one.code in LITERAL)
    assert finding.pointer == "/fields"


@pytest.mark.parametrize(
    "log",
    ['"$this->private_log$"', '{"add_item": {"message": "$this->head(private_log)$"}}'],
)
def test_a_private_log_into_a_public_one_is_warned_of_in_every_form(log: str) -> None:
    findings = check(TEMPLATE % f'"public_log": {log}', kind="template").findings
    assert [(finding.code, finding.severity) for finding in findings] == [("FI228", Severity.WARNING)]


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("$this->parent_request_id$", ""),
        ("$this->agent_id->email$", ""),
        ("5", '"caller_id": "$this->agent_id->email$"'),
    ],
)
def test_what_may_be_empty_is_warned_of_where_a_key_is_needed(key: str, fields: str) -> None:
    text = (TEMPLATE % fields).replace("$this->id$", key)
    assert "FI213" in {finding.code for finding in check(text, kind="template").findings}
