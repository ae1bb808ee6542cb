"""What a design names must exist, and values must be what their place takes: a mistake is told by place and remedy."""

import re
from collections.abc import Callable

import pytest

from fake_itop.datamodel import Datamodel, DesignError, NoteKind

WithDelta = Callable[[str], Datamodel]


def new_class(inside: str, parent: str = "DBObject") -> str:
    return f'<classes><class id="New" _delta="define"><parent>{parent}</parent>{inside}</class></classes>'


def new_field(kind: str, inside: str) -> str:
    return new_class(f'<fields><field id="x" xsi:type="{kind}">{inside}</field></fields>')


def new_property(inside: str) -> str:
    return new_class(f"<properties>{inside}</properties>")


VALUES = '<values><value id="a"/><value id="b"/></values>'
STATUS = f'<fields><field id="status" xsi:type="AttributeEnum">{VALUES}</field></fields>'
STIMULUS = '<stimuli><stimulus id="ev_go" xsi:type="StimulusUserAction"/></stimuli>'


def new_lifecycle(states: str) -> str:
    return new_class(f"{STATUS}<lifecycle><attribute>status</attribute>{STIMULUS}<states>{states}</states></lifecycle>")


def new_uniqueness_rule(attribute: str) -> str:
    attributes = f'<attributes><attribute id="{attribute}"/></attributes>'
    return new_property(f'<uniqueness_rules><rule id="r">{attributes}</rule></uniqueness_rules>')


def new_transition(stimulus: str, target: str) -> str:
    transition = f'<transition id="{stimulus}"><target>{target}</target></transition>'
    return new_lifecycle(f'<state id="a"><transitions>{transition}</transitions></state>')


def new_profile(number: str, groups: str = "") -> str:
    profile = f'<profile id="{number}"><groups>{groups}</groups></profile>'
    return f"<user_rights><profiles>{profile}</profiles></user_rights>"


def grant(action: str, mode: str) -> str:
    return f'<group id="*"><actions><action id="{action}">{mode}</action></actions></group>'


def new_neighbour(inside: str) -> str:
    neighbours = f'<neighbours><neighbour id="n">{inside}</neighbour></neighbours>'
    return new_class(f'<relations><relation id="impacts">{neighbours}</relation></relations>')


FIELD = r"classes/class@New/fields/field@x"


@pytest.mark.parametrize(
    ("delta", "message"),
    [
        # classes
        (
            '<classes><class id="New"/></classes>',
            r"class@New: has no parent, expected one; is a class meant that exists",
        ),
        (
            '<classes><class id="RoutineChange"/></classes>',
            r"class@RoutineChange: has no parent, expected one; RoutineChange comes with the module itop-change-",
        ),
        (new_class("", "UserReqest"), r"class@New/parent: unknown parent UserReqest, did you mean UserRequest"),
        (new_class("", "Problem"), r"unknown parent Problem, .*; Problem comes with the module itop-problem-mgmt"),
        (new_class("", "New"), r"class@New/parent: New is its own ancestor or more than 100 deep"),
        ("<classes><class/></classes>", r"classes/class: has no id, expected an attribute id"),
        (
            new_property("<fields_semantic><state_attribute>nam</state_attribute></fields_semantic>"),
            r"class@New: 'nam' holds the state, expected an AttributeEnum",
        ),
        # fields
        (new_field("AttributeExternalKey", ""), rf"{FIELD}: has no target_class, expected the class that it leads to"),
        (
            new_field("AttributeExternalField", "<extkey_attcode>y</extkey_attcode>"),
            rf"{FIELD}/extkey_attcode: found 'y', expected none",
        ),
        (
            new_field(
                "AttributeLinkedSet",
                "<linked_class>lnkPersonToTeam</linked_class><ext_key_to_me>team</ext_key_to_me>",
            ),
            rf"{FIELD}/ext_key_to_me: unknown attribute of lnkPersonToTeam 'team', did you mean team_",
        ),
        (
            new_field(
                "AttributeLinkedSetIndirect",
                "<linked_class>lnkPersonToTeam</linked_class><ext_key_to_me>team_id</ext_key_to_me>",
            ),
            rf"{FIELD}: has no ext_key_to_remote, expected friendlyname, person_id",
        ),
        (
            new_field("AttributeSubItem", "<target_attcode>tto</target_attcode><item_code>100_passed</item_code>"),
            rf"{FIELD}/target_attcode: unknown stop-watch 'tto', expected none",
        ),
        (
            new_class('<fields><field id="x"/></fields>'),
            rf"{FIELD}: has no xsi:type, expected one such as AttributeString",
        ),
        # lifecycles
        (
            new_lifecycle(
                '<state id="a"><inherit_flags_from>b</inherit_flags_from></state>'
                '<state id="b"><inherit_flags_from>a</inherit_flags_from></state>'
            ),
            r"state@b/inherit_flags_from: b inherits from itself in the end, expected a state that does not",
        ),
        # rights
        (new_profile("Boss"), r"profile@Boss: found id 'Boss', expected the profile's number"),
    ],
)
def test_what_cannot_be_done_without_is_a_mistake_told_by_place_and_remedy(
    with_delta: WithDelta, delta: str, message: str
) -> None:
    with pytest.raises(DesignError, match=message) as caught:
        with_delta(delta)

    assert str(caught.value).startswith("my.xml:1: ")


OVER, LEFT, READ = NoteKind.OVERLOOKED, NoteKind.LEFT_OUT, NoteKind.READ_AS


@pytest.mark.parametrize(
    ("delta", "kind", "message"),
    [
        # properties
        (
            new_property("<abstract>maybe</abstract>"),
            OVER,
            r"properties/abstract: found 'maybe', expected true or false",
        ),
        (
            new_property('<naming><attributes><attribute id="nam"/></attributes></naming>'),
            LEFT,
            r"naming/attributes/attribute@nam: unknown attribute, expected none",
        ),
        (
            new_property('<reconciliation><attributes><attribute id="nam"/></attributes></reconciliation>'),
            LEFT,
            r"reconciliation/attributes/attribute@nam: unknown attribute",
        ),
        (
            new_property('<order><columns><column id="nam"/></columns></order>'),
            LEFT,
            r"order/columns/column@nam: unknown attribute",
        ),
        (new_uniqueness_rule("nam"), LEFT, r"uniqueness_rules/rule@r: unknown attribute nam"),
        # fields
        (
            new_field("AttributeExternalKey", "<target_class>Incident</target_class>"),
            LEFT,
            rf"{FIELD}: leads to the class Incident, which is not there; Incident comes with the module itop-incident-",
        ),
        (
            new_field("AttributeLinkedSet", "<linked_class>lnkPersonToTem</linked_class>"),
            LEFT,
            rf"{FIELD}: leads to the class lnkPersonToTem, which is not there",
        ),
        (
            new_field(
                "AttributeExternalKey", "<target_class>Person</target_class><on_target_delete>X</on_target_delete>"
            ),
            OVER,
            rf"{FIELD}/on_target_delete: found 'X', expected DEL_MANUAL or DEL_AUTO",
        ),
        (
            new_field("AttributeString", '<dependencies><attribute id="y"/></dependencies>'),
            LEFT,
            rf"{FIELD}/dependencies/attribute@y: unknown attribute",
        ),
        # values
        (
            new_field("AttributeEnum", '<values><value id="a"/></values><default_value>b</default_value>'),
            OVER,
            rf"{FIELD}: default 'b', expected a",
        ),
        (
            new_field("AttributeInteger", "<default_value>1.2.3</default_value>"),
            OVER,
            r"'1.2.3', expected a whole number",
        ),
        (
            new_field("AttributeDecimal", "<default_value>1,5</default_value>"),
            OVER,
            r"'1,5', expected a number such as",
        ),
        (new_field("AttributeBoolean", "<default_value>1</default_value>"), READ, r"found '1', read as true"),
        (
            new_field("AttributeText", "<format>HTML</format>"),
            OVER,
            rf"{FIELD}/format: found 'HTML', expected text or html",
        ),
        (
            new_field("AttributeString", "<tracking_level>some</tracking_level>"),
            OVER,
            r"tracking_level: found 'some', expected none or list or details or all",
        ),
        (
            new_field("AttributeStopWatch", '<thresholds><threshold id="75%"/></thresholds>'),
            OVER,
            r"thresholds/threshold@75%: found id '75%', expected a percentage such as 75",
        ),
        # lifecycles
        (new_class("<lifecycle/>"), LEFT, r"class@New/lifecycle: has no attribute that holds the state"),
        (new_lifecycle('<state id="c"/>'), OVER, r"states/state@c: unknown value of status, expected a, b"),
        (new_transition("ev_come", "a"), LEFT, r"transition@ev_come: unknown stimulus ev_come, did you mean ev_go"),
        (new_transition("ev_go", "z"), LEFT, r"transition@ev_go: unknown target 'z', expected a"),
        (
            new_lifecycle('<state id="a"><inherit_flags_from>z</inherit_flags_from></state><state id="b"/>'),
            LEFT,
            r"state@a: inherits flags from z, expected b",
        ),
        (
            new_lifecycle('<state id="a"><flags><attribute id="y"><hidden/></attribute></flags></state>'),
            LEFT,
            r"state@a/flags/attribute@y: unknown attribute",
        ),
        # relations
        (
            new_neighbour("<direction>sideways</direction>"),
            OVER,
            r"direction: found 'sideways', expected down or up or",
        ),
        (new_neighbour(""), LEFT, r"neighbour@n: leads nowhere"),
        (new_neighbour("<attribute>y</attribute>"), LEFT, r"neighbour@n: unknown attribute y"),
        # rights
        (
            new_profile("9", '<group id="Tickt"/>'),
            LEFT,
            r"profile@9/groups/group@Tickt: unknown group, did you mean Ticket",
        ),
        (new_profile("9", grant("read", "allow")), OVER, r"action@read: unknown action, expected action:bulk delete, "),
        (
            new_profile("9", grant("action:read", "yes")),
            OVER,
            r"action@action:read: found 'yes', expected allow or deny",
        ),
    ],
)
def test_what_can_be_done_without_is_noted_by_place_and_remedy(
    with_delta: WithDelta, delta: str, kind: NoteKind, message: str
) -> None:
    found = [str(note) for note in with_delta(delta).notes if note.kind is kind]

    assert re.search(message, "\n".join(found)), with_delta(delta).notes


def test_what_hangs_on_a_key_that_is_left_out_goes_with_it(with_delta: WithDelta) -> None:
    """As in a real iTop, which drops a key to a class of a module that is not installed."""
    key = '<field id="incident_id" xsi:type="AttributeExternalKey"><target_class>Incident</target_class></field>'
    shown = (
        '<field id="incident_ref" xsi:type="AttributeExternalField"><extkey_attcode>incident_id</extkey_attcode>'
        "<target_attcode>ref</target_attcode></field>"
    )
    naming = '<naming><attributes><attribute id="incident_ref"/><attribute id="name"/></attributes></naming>'
    name = '<field id="name" xsi:type="AttributeString"/>'

    model = with_delta(new_class(f"<properties>{naming}</properties><fields>{key}{shown}{name}</fields>"))

    assert list(model["New"].attributes) == ["name", "friendlyname"]
    assert model["New"].naming.attributes == ("name",)


def test_an_external_field_shows_what_its_target_has(with_delta: WithDelta) -> None:
    with pytest.raises(
        DesignError, match=r"target_attcode: found 'nam', which Organization does not have, did you mean"
    ):
        with_delta(
            '<classes><class id="Person"><fields><field id="x" xsi:type="AttributeExternalField">'
            "<extkey_attcode>org_id</extkey_attcode><target_attcode>nam</target_attcode>"
            "</field></fields></class></classes>"
        )


def test_an_external_field_does_not_show_itself(with_delta: WithDelta) -> None:
    with pytest.raises(DesignError, match=r"field@x: shows itself in the end, expected an attribute of another class"):
        with_delta(
            '<classes><class id="Organization"><fields><field id="x" xsi:type="AttributeExternalField">'
            "<extkey_attcode>parent_id</extkey_attcode><target_attcode>x</target_attcode>"
            "</field></fields></class></classes>"
        )
