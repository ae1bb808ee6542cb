"""Placeholders: what each form gives (recordings ``placeholder``; docs/placeholders.md)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_itop.notifications.hyperlinks import Hyperlinks
from fake_itop.notifications.placeholders import Placeholders, TemplateValues
from fake_itop.objects.draft import Draft
from tests.notifications.instance import fresh

TITLE = 'A "quoted" <b>title</b> & é'
STAMP = "2026-11-24 12:00:00"


@pytest.fixture
def expand(itop: Any) -> Any:
    """What a placeholder's text becomes for a ticket with the given fields."""

    def expanding(text: str, **fields: Any) -> str:
        itop.hook(payload=text, headers="Content-type: text/plain")
        itop.ticket(**fields)
        (body,) = itop.bodies()
        return body

    # the action's check wants JSON; what is tested here is the text itself
    return lambda text, **fields: expanding(f'"{text}"', **fields)[1:-1]


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("id", "1"),
        ("ref", "R-000001"),
        ("name()", "R-000001"),
        ("friendlyname", "R-000001"),
        ("finalclass", "UserRequest"),
        ("title", TITLE),
        ("text(title)", TITLE),
        ("html(title)", "A &quot;quoted&quot; &lt;b&gt;title&lt;/b&gt; &amp; é"),
        ("description", "<p>Para <b>bold</b> &amp; é</p>"),
        ("text(description)", "Para bold & é"),
        ("html(description)", '<div class="HTML ibo-is-html-content" ><p>Para <b>bold</b> &amp; é</p></div>'),
        ("status", "new"),
        ("label(status)", "New"),
        ("impact", "1"),
        ("label(impact)", "A department"),
        ("org_id", "1"),
        ("label(org_id)", "1"),
        ("org_name", "Customer & Co"),
        ("org_id_friendlyname", "Customer & Co"),
        ("agent_id", "0"),
        ("agent_name", ""),
        ("start_date", STAMP),
        ("label(start_date)", STAMP),
        ("html(start_date)", STAMP),
        ("raw(start_date)", STAMP),
        ("close_date", ""),
        ("remote_ticketid", "0"),
        ("label(remote_ticketid)", "0"),
        ("time_spent", ""),
        ("tto", "0"),
        ("sla_tto_passed", ""),
        ("operational_status", "ongoing"),
        ("label(operational_status)", "Ongoing"),
        ("workorders_list", ""),
    ],
)
def test_a_form_gives_the_attribute_in_that_form(expand: Any, form: str, value: str) -> None:
    got = expand(f"$this->{form}$", title=TITLE, description="<p>Para <b>bold</b> &amp; é</p>")

    assert got == value


@pytest.mark.parametrize(
    "placeholder",
    [
        "$this->nope$",
        "$this->TITLE$",
        "$this->label(nope)$",
        "$this->head(title)$",
        "$this->nope(title)$",
        "$this->title()$",
        "$this->title $",
        "$this->org_id->nope$",
        "$this->org_id-> name$",
        "$this->title->x$",
        "$this->text(public_log)$",
        "$this->label(public_log)$",
        "$this->raw(title)$",
        "$this->key$",
        "$this->object()$",
        "$this->hyperlink(nowhere)$",
        "$this->$",
        "$this$",
        "$->title$",
        "$$$",
        "$THIS->title$",
        "$this.title$",
        "$this→title$",
        "$this->title",
        "$current_date$",
        "$current_contact->name$",
    ],
)
def test_what_is_no_placeholder_stays_as_it_is(expand: Any, placeholder: str) -> None:
    assert expand(placeholder) == placeholder


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$this-&gt;title$", "T"),
        ("%24this->title%24", "T"),
        ("%24this-&gt;title%24", "T"),
        ("$$this->title$$", "$T$"),
        ("cost: 5$ and $this->ref$", "cost: 5$ and R-000001"),
        ("$this->ref$ and $this->ref$", "R-000001 and R-000001"),
        ("$this-&gt;org_id-&gt;code$", "CUST"),
    ],
)
def test_placeholders_may_be_written_in_other_ways(expand: Any, text: str, value: str) -> None:
    assert expand(text) == value


def test_an_encoded_placeholder_with_a_digit_of_its_delimiter_stays(expand: Any) -> None:
    assert expand("%24this->label(2)%24") == "%24this->label(2)%24"


def test_a_long_way_of_arrows_comes_to_its_end(itop: Any, expand: Any) -> None:
    itop.update(itop.draft_of("Person", 1), manager_id=1)

    assert expand(f"$this->caller_id->{'manager_id->' * 5000}first_name$", caller_id=1) == "Carl"


def test_a_placeholder_within_a_value_is_expanded_if_the_text_holds_it_too(expand: Any) -> None:
    assert expand("$this->title$ / $this->ref$", title="$this->ref$") == "R-000001 / R-000001"


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("caller_id->email", "carl@customer.example"),
        ("caller_id->org_id->code", "CUST"),
        ("org_id->name()", "Customer &amp; Co"),
        ("agent_id->name", "undefined"),
        ("agent_id->nope", "undefined"),
    ],
)
def test_arrows_lead_through_external_keys(expand: Any, form: str, value: str) -> None:
    assert expand(f"$this->{form}$", caller_id=1) == value


def test_an_object_that_the_actor_may_not_see_is_undefined(itop: Any) -> None:
    itop.session.visible = lambda record: record.cls.name != "Person"
    itop.hook(payload='"$this->caller_id->email$ $this->org_id->code$"')
    ticket = Draft.new(itop.db, itop.db.model["UserRequest"])
    for code, value in (("org_id", 1), ("caller_id", 1), ("title", "T"), ("description", "<p>D</p>")):
        ticket.set(code, value)

    itop.save(ticket)

    assert itop.bodies() == ['"undefined CUST"']


@pytest.mark.parametrize(
    ("placeholder", "value"),
    [
        ("$current_contact_id$", "0"),
        ("$current_user->login$", "rest"),
        ("$trigger->description$", "T"),
        ("$trigger->label(target_class)$", "UserRequest"),
        ("$action->name$", "hook"),
        ("$APP_URL$", "http://itop.example/"),
        ("$MODULES_URL$", "http://itop.example/env-production/"),
    ],
)
def test_other_things_than_the_object_have_placeholders(expand: Any, placeholder: str, value: str) -> None:
    assert expand(placeholder) == value


def test_the_contact_of_the_actor_has_placeholders(itop: Any, expand: Any) -> None:
    itop.session.contact_id = 1

    assert expand("$current_contact->first_name$ $current_contact_id$") == "Carl 1"


class TestCaseLogs:
    HEADER = "\n========== 2026-11-24 12:00:00 : rest (1) ============\n\n"

    @pytest.fixture
    def log(self, itop: Any) -> Any:
        def reading(form: str, *entries: str) -> str:
            itop.hook(
                "TriggerOnObjectUpdate",
                payload=f'"$this->{form}$"',
                headers="Content-type: text/plain",
                target_attcodes="title",
            )
            ticket = itop.ticket()
            for entry in entries:
                itop.update(ticket, public_log=entry)
            itop.update(ticket, title="changed")
            body: str = itop.bodies()[-1]
            return body[1:-1]

        return reading

    def test_a_log_reads_oldest_first(self, log: Any) -> None:
        assert log("public_log", "<p>first</p>", "second\nline") == f"{self.HEADER}first{self.HEADER}second line"

    def test_its_head_is_the_newest_entry(self, log: Any) -> None:
        assert log("head(public_log)", "one", "<ul><li>1</li><li>2</li></ul>") == "- 1\n- 2"

    def test_its_head_can_be_had_as_html(self, log: Any) -> None:
        assert log("head_html(public_log)", "one", "1 < 2") == "<p>1 &lt; 2</p>"

    def test_as_html_it_reads_newest_first(self, log: Any) -> None:
        header = (
            '<div class="caselog_header" style=""><span class="caselog_header_date">2026-11-24 12:00:00</span> - '
            '<span class="caselog_header_user">rest</span>:</div>'
        )
        entry = '<div class="caselog_entry_html" style=""><p>{}</p></div>'
        rows = f"{header}{entry.format('two')}{header}{entry.format('one')}"

        got = log("html(public_log)", "one", "two")

        assert got == f'<table style="width:100%;table-layout:fixed"><tr><td>{rows}</td></tr></table>'

    @pytest.mark.parametrize("form", ["public_log", "head(public_log)", "head_html(public_log)"])
    def test_without_entries_it_is_empty(self, log: Any, form: str) -> None:
        assert log(form) == ""


class TestLinkSets:
    CONTACTS = ({"contact_id": 1}, {"contact_id": 2})

    def test_a_link_set_names_the_objects_at_the_far_ends(self, expand: Any) -> None:
        assert expand("$this->contacts_list$", contacts_list=list(self.CONTACTS)) == "Carl Caller\nHelpdesk"

    def test_as_html_it_is_a_list(self, expand: Any) -> None:
        got = expand("$this->html(contacts_list)$", contacts_list=list(self.CONTACTS))

        assert got == "<ul><li>Carl Caller</li><li>Helpdesk</li></ul>"


class TestLinks:
    CONSOLE = "http://itop.example/pages/UI.php?operation=details&class=UserRequest&id=1"
    PORTAL = (
        "http://itop.example/pages/exec.php/object/{}/UserRequest/1?exec_module=itop-portal-base"
        "&exec_page=index.php&exec_env=production&portal_id=itop-portal"
    )

    @pytest.mark.parametrize(
        ("form", "url"),
        [
            ("url()", CONSOLE),
            ("url(portal)", PORTAL.format("edit")),
            ("url(itop-portal)", PORTAL.format("edit")),
            ("url(itop-portal-edit)", PORTAL.format("edit")),
            ("url(itop-portal-view)", PORTAL.format("view")),
        ],
    )
    def test_an_object_has_an_address_in_the_console_and_in_the_portal(self, expand: Any, form: str, url: str) -> None:
        assert expand(f"$this->{form}$") == url

    def test_a_link_to_a_ticket_shows_its_summary_under_the_pointer(self, expand: Any) -> None:
        got = expand("$this->hyperlink()$")

        assert got.startswith('<span class="object-ref " data-tooltip-content="http://itop.example/pages/UI.php?')
        assert got.endswith(
            f'title="User Request::1"><a class="object-ref-link" href="{self.CONSOLE}">R-000001</a></span>'
        )

    def test_an_external_key_as_html_is_a_link(self, expand: Any) -> None:
        assert expand("$this->html(org_id)$") == (
            '<span class="object-ref "  title="Organization::1"><a class="object-ref-link" '
            'href="http://itop.example/pages/UI.php?operation=details&class=Organization&id=1&">'
            "Customer &amp; Co</a></span>"
        )

    def test_a_state_as_html_is_a_badge(self, expand: Any) -> None:
        got = expand("$this->html(status)$")

        assert got.startswith('<div id="ibo-field-badge-')
        assert "ibo-dm-enum--UserRequest-status-new" in got
        assert got.endswith('<span class="ibo-field-badge--label">New</span></div>')


def test_placeholders_stand_in_keys_too_and_other_values_stay_what_they_are(itop: Any) -> None:
    itop.hook(payload='{"$this->ref$": ["$this->id$", 1, 2.5, true, null, {}]}')

    itop.ticket()

    assert itop.bodies() == ['{"R-000001":["1",1,2.5,true,null,[]]}']


@given(text=st.text(alphabet="$%24->this()labe.title_id&gt; ", max_size=60))
def test_any_text_can_be_expanded_and_one_without_placeholders_stays(model: Any, text: str) -> None:
    itop = fresh(model)
    ticket = itop.ticket()
    values = TemplateValues(itop.db, itop.session, Hyperlinks(itop.db.reader, "http://itop.example/"))

    got = Placeholders({"this": itop.stored(ticket)}, {}, values).expand(text)

    assert got == text or "this-" in text
