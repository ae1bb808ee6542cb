"""Which events set off which triggers (recordings ``webhook``)."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.session import CONTEXTS


def test_creating_an_object_fires(itop: Any) -> None:
    itop.hook()

    itop.ticket()

    assert itop.bodies() == ['{"id":"1"}']


def test_a_new_object_does_not_enter_its_first_state(itop: Any) -> None:
    itop.hook("TriggerOnStateEnter", state="new")

    itop.ticket()

    assert itop.sent == []


def test_deleting_an_object_fires_with_the_object_as_it_was(itop: Any) -> None:
    itop.hook("TriggerOnObjectDelete", payload='{"t":"$this->title$"}')

    itop.delete(itop.ticket())

    assert itop.bodies() == ['{"t":"T"}']


def test_a_write_that_changes_nothing_does_not_fire(itop: Any) -> None:
    itop.hook("TriggerOnObjectUpdate")

    itop.update(itop.ticket(), title="T")

    assert itop.sent == []


@pytest.mark.parametrize(
    ("watched", "fields", "fires"),
    [
        ("", {"title": "x"}, True),
        ("title", {"title": "x"}, True),
        ("public_log, private_log", {"private_log": "x"}, True),
        ("public_log, private_log", {"title": "x"}, False),
        ("priority", {"impact": "3"}, False),
        ("contacts_list", {"contacts_list": [{"contact_id": 1}]}, True),
    ],
)
def test_an_update_fires_if_a_watched_attribute_changed(itop: Any, watched: str, fields: Any, fires: bool) -> None:
    itop.hook("TriggerOnObjectUpdate", target_attcodes=watched)

    itop.update(itop.ticket(), **fields)

    assert bool(itop.sent) is fires


@pytest.mark.parametrize(("trigger", "state"), [("TriggerOnStateLeave", "new"), ("TriggerOnStateEnter", "assigned")])
def test_a_transition_leaves_one_state_and_enters_another(itop: Any, trigger: str, state: str) -> None:
    itop.hook(trigger, state=state)
    ticket = itop.ticket()

    itop.stimulate(ticket, "ev_assign", team_id=2, agent_id=1)
    assert len(itop.sent) == 1

    itop.stimulate(ticket, "ev_reassign", team_id=2, agent_id=1)
    assert len(itop.sent) == 1, "the same state again is none that is left or entered"


def test_one_write_fires_update_then_links_then_leave_then_enter_then_mention(itop: Any) -> None:
    states = {"StateEnter": "assigned", "StateLeave": "new"}
    for trigger in ("ObjectMention", "StateEnter", "StateLeave", "PortalUpdate", "ObjectUpdate"):
        given = {"state": states[trigger]} if trigger in states else {}
        itop.hook(f"TriggerOn{trigger}", name=trigger, payload=f'"{trigger}"', description=trigger, **given)
    itop.hook(target_class="lnkContactToTicket", payload='"link created"', description="a")
    itop.session.tags.append("GUI:Portal")
    ticket = itop.ticket()
    entry = TestMentions.LINK.format("Person", 1)

    links = [{"contact_id": 1}]
    itop.stimulate(ticket, "ev_assign", team_id=2, agent_id=1, public_log=entry, contacts_list=links)

    order = ["ObjectUpdate", "PortalUpdate", "link created", "StateLeave", "StateEnter", "ObjectMention"]
    assert itop.bodies() == [f'"{each}"' for each in order]


def test_a_new_object_fires_create_then_mention(itop: Any) -> None:
    for trigger in ("ObjectMention", "ObjectCreate"):
        itop.hook(f"TriggerOn{trigger}", payload=f'"{trigger}"')

    itop.ticket(public_log=TestMentions.LINK.format("Person", 1))

    assert itop.bodies() == ['"ObjectCreate"', '"ObjectMention"']


def test_what_a_callback_changes_is_written_after_all_triggers_of_the_first_write(itop: Any) -> None:
    """A write of its own follows, with its own events: the state that the callback sets is left and entered then."""

    def assign(draft: Draft, *_: Any) -> None:
        if draft.get("status") == "new":
            draft.set("status", "assigned")

    itop.callbacks["UserRequest::Other"] = assign
    itop.hook("TriggerOnStateEnter", state="assigned", payload='"enter"')
    itop.hook("TriggerOnObjectUpdate", description="b", payload='"second update trigger"')
    itop.hook("TriggerOnObjectUpdate", description="a", payload='"update"', process_response_callback="$this->Other")

    itop.update(itop.ticket(), title="x")

    first = ['"update"', '"second update trigger"']
    assert itop.bodies() == [*first, *first, '"enter"']


@pytest.mark.parametrize(("target", "fires"), [("Ticket", True), ("UserRequest", True), ("Person", False)])
def test_a_trigger_is_about_a_class_and_those_below_it(itop: Any, target: str, fires: bool) -> None:
    itop.hook(target_class=target)

    itop.ticket()

    assert bool(itop.sent) is fires


@pytest.mark.parametrize(
    ("context", "fires"),
    [
        ("", CONTEXTS),
        *((context, (context,)) for context in CONTEXTS),
        ("GUI:Console, REST/JSON", ("REST/JSON", "GUI:Console")),
        ("nope", CONTEXTS),
    ],
)
def test_a_trigger_is_for_some_contexts_or_for_all(itop: Any, context: str, fires: Any) -> None:
    itop.hook(context=context, payload='"x"')

    fired = []
    for tag in CONTEXTS:
        itop.session.tags = [tag]
        itop.ticket()
        fired += [tag] if itop.sent else []
        itop.sent.clear()

    assert fired == list(fires)


def test_any_of_the_tags_in_force_will_do(itop: Any) -> None:
    itop.hook(context="REST/JSON")
    itop.session.tags = ["REST/JSON", "something within it"]

    itop.ticket()

    assert len(itop.sent) == 1


def test_portal_updates_fire_for_people_at_the_portal(itop: Any) -> None:
    itop.hook("TriggerOnPortalUpdate")
    ticket = itop.ticket()

    itop.update(ticket, title="by a program")
    assert itop.sent == []

    itop.session.tags = ["GUI:Portal"]
    itop.update(ticket, title="at the portal")
    assert len(itop.sent) == 1


class TestMentions:
    LINK = '<a data-role="object-mention" data-object-class="{}" data-object-id="{}" href="#">@x</a>'

    @pytest.mark.parametrize(
        ("entry", "bodies"),
        [
            (f"<p>{LINK.format('Person', 1)}</p>", ['"Carl"']),
            (f"<p>{LINK.format('Person', 1)} {LINK.format('Person', 1)}</p>", ['"Carl"']),
            (f"<p>{LINK.format('Person', 99)}</p>", []),
            (f"<p>{LINK.format('Nope', 1)}</p>", []),
            ('<p><a href="#">@x</a></p>', []),
        ],
    )
    def test_who_is_mentioned_in_a_log_sets_off_the_trigger_once(self, itop: Any, entry: str, bodies: Any) -> None:
        itop.hook("TriggerOnObjectMention", payload='"$mentioned->first_name$"')

        itop.update(itop.ticket(), public_log=entry)

        assert itop.bodies() == bodies

    def test_a_query_chooses_among_those_who_are_mentioned(self, itop: Any) -> None:
        query = "SELECT Person WHERE org_id != :this->org_id"
        itop.hook("TriggerOnObjectMention", mentioned_filter=query, payload='"$mentioned->first_name$"')

        itop.ticket(public_log=self.LINK.format("Person", 1))

        assert itop.sent == []


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "fires"),
        [
            ("SELECT UserRequest WHERE title='x'", True),
            ("SELECT UserRequest WHERE title='T'", False),
            ("SELECT UserRequest WHERE id = :id", True),
            ("SELECT UserRequest WHERE :current_contact_id = 0", True),
            ("SELECT UserRequest WHERE :current_user->login != 'rest'", False),
            ("SELECT UserRequest WHERE :current_user->friendlyname LIKE 'r%'", True),
            ("SELECT UserRequest WHERE :current_user->nope = 1", False),
        ],
    )
    def test_a_filter_sees_the_values_after_the_write_and_who_acts(self, itop: Any, query: str, fires: bool) -> None:
        itop.hook("TriggerOnObjectUpdate", filter=query)

        itop.update(itop.ticket(), title="x")

        assert bool(itop.sent) is fires

    def test_a_filter_takes_no_notice_of_what_the_actor_may_see(self, itop: Any) -> None:
        itop.hook("TriggerOnObjectUpdate", filter="SELECT UserRequest")
        ticket = itop.ticket()
        itop.session.visible = lambda _: False

        itop.update(ticket, title="x")

        assert len(itop.sent) == 1

    def test_a_filter_must_find_what_the_trigger_is_about(self, itop: Any) -> None:
        with pytest.raises(ObjectError, match='The filter query must return objects of class "UserRequest"'):
            itop.hook("TriggerOnObjectUpdate", filter="SELECT Person")

    def test_a_filter_that_cannot_be_run_is_told_to_the_caller_though_the_object_is_written(self, itop: Any) -> None:
        itop.hook("TriggerOnObjectUpdate", filter="SELECT UserRequest WHERE id = :this->id")
        ticket = itop.ticket()

        with pytest.raises(ObjectError) as refused:
            itop.update(ticket, title="x")

        text = (
            "Missing query argument: expecting = this->id, available = {0=>id} "
            '(<b title="Trigger">TriggerOnObjectUpdate</b>::1 (T)<br/>)'
        )
        assert refused.value.message == f"{text}: id = 1, class = UserRequest, issues = {{0=>{text}}}"
        assert itop.stored(ticket)["title"] == "x"


class TestOrder:
    def test_actions_run_in_the_order_of_their_links(self, itop: Any) -> None:
        first = itop.hook(name="one", payload='"1"', target_class="Person")
        second = itop.hook(name="two", payload='"2"', target_class="Person")
        links = [{"action_id": first.id, "order": 2}, {"action_id": second.id, "order": 1}]
        itop.create("TriggerOnObjectCreate", description="both", target_class="UserRequest", action_list=links)

        itop.ticket()

        assert itop.bodies() == ['"2"', '"1"']

    def test_triggers_fire_by_name(self, itop: Any) -> None:
        for name in ("b", "a", "c"):
            itop.hook(description=name, payload=f'"{name}"')

        itop.ticket()

        assert itop.bodies() == ['"a"', '"b"', '"c"']

    def test_an_action_of_two_triggers_runs_twice(self, itop: Any) -> None:
        action = itop.hook()
        links = [{"action_id": action.id, "order": 1}]
        itop.create("TriggerOnObjectCreate", description="T2", target_class="UserRequest", action_list=links)

        itop.ticket()

        assert len(itop.sent) == 2


def test_each_partner_has_a_trigger_of_its_own(itop: Any) -> None:
    for name in ("North", "South"):
        partner = itop.create("Organization", name=name, category="partner")
        where = {"name": name, "remoteapplicationtype_id": 1, "url": f"http://{name.lower()}.example/"}
        connection = itop.create("RemoteApplicationConnection", **where)
        itop.hook(
            "TriggerOnStateEnter",
            description=name,
            state="pending_partner",
            filter=f"SELECT UserRequest WHERE partner_id = {partner.id}",
            remoteapplicationconnection_id=connection.id,
        )
    ticket = itop.ticket()
    itop.stimulate(ticket, "ev_assign", team_id=2, agent_id=1)

    itop.stimulate(ticket, "ev_pendingpartner", partner_id={"name": "South"})

    assert [request.url for request in itop.sent] == ["http://south.example/"]


class TestActions:
    def test_a_disabled_action_does_not_run_until_it_is_enabled(self, itop: Any) -> None:
        action = itop.hook(status="disabled")
        itop.ticket()
        assert itop.records() == []

        itop.update(action, status="enabled")
        itop.ticket()

        assert [record["object_id"] for record in itop.records()] == [2]

    def test_a_trigger_whose_action_is_gone_does_nothing(self, itop: Any) -> None:
        itop.delete(itop.hook())

        itop.ticket()

        assert itop.records() == []
