"""What a design names must exist, and values must be what their place takes: a mistake is told by place and remedy."""

from collections.abc import Callable

import pytest

from fake_itop.datamodel import Datamodel, DesignError

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


FIELD = r"classes/class@New/fields/field@x"


@pytest.mark.parametrize(
    ("delta", "message"),
    [
        # classes
        (
            '<classes><class id="New"/></classes>',
            r"class@New: has no parent, expected one; is a class meant that exists",
        ),
        (new_class("", "UserReqest"), r"class@New/parent: unknown parent UserReqest, did you mean UserRequest"),
        (new_class("", "New"), r"class@New/parent: New is its own ancestor or more than 100 deep"),
        (new_property("<abstract>yes</abstract>"), r"properties/abstract: found 'yes', expected true or false"),
        ("<classes><class/></classes>", r"classes/class: has no id, expected an attribute id"),
        # properties
        (
            new_property('<naming><attributes><attribute id="nam"/></attributes></naming>'),
            r"naming/attributes/attribute@nam: unknown attribute 'nam', expected friendlyname",
        ),
        (
            new_property('<reconciliation><attributes><attribute id="nam"/></attributes></reconciliation>'),
            r"reconciliation/attributes/attribute@nam: unknown attribute 'nam'",
        ),
        (
            new_property('<order><columns><column id="nam"/></columns></order>'),
            r"order/columns/column@nam: unknown attribute 'nam'",
        ),
        (
            new_uniqueness_rule("nam"),
            r"uniqueness_rules/rule@r/attributes/attribute@nam: unknown attribute 'nam'",
        ),
        (
            new_property("<fields_semantic><state_attribute>nam</state_attribute></fields_semantic>"),
            r"class@New: 'nam' holds the state, expected an AttributeEnum",
        ),
        # fields
        (new_field("AttributeExternalKey", "<target_class>Persn</target_class>"), r"did you mean Person"),
        (
            new_field(
                "AttributeExternalKey", "<target_class>Person</target_class><on_target_delete>X</on_target_delete>"
            ),
            rf"{FIELD}/on_target_delete: found 'X', expected DEL_AUTO, DEL_MANUAL, DEL_MOVEUP, DEL_NONE, DEL_SILENT",
        ),
        (
            new_field("AttributeExternalField", "<extkey_attcode>y</extkey_attcode>"),
            rf"{FIELD}/extkey_attcode: found 'y', expected none",
        ),
        (
            new_field("AttributeLinkedSet", "<linked_class>lnkPersonToTem</linked_class>"),
            rf"{FIELD}/linked_class: unknown class 'lnkPersonToTem', did you mean lnkPersonToTeam",
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
            new_field("AttributeString", '<dependencies><attribute id="y"/></dependencies>'),
            rf"{FIELD}/dependencies/attribute@y: unknown attribute 'y'",
        ),
        (
            new_field("AttributeMetaEnum", '<mappings><mapping id="Persn"/></mappings>'),
            r"mappings/mapping@Persn: unknown class 'Persn', did you mean Person",
        ),
        (
            new_field(
                "AttributeMetaEnum",
                '<mappings><mapping id="Person"><metavalues><metavalue id="z"/></metavalues></mapping></mappings>',
            ),
            r"metavalues/metavalue@z: unknown value 'z', expected none",
        ),
        # values
        (
            new_field("AttributeEnum", '<values><value id="a"/></values><default_value>b</default_value>'),
            rf"{FIELD}/default_value: found 'b', expected a",
        ),
        (
            new_field("AttributeInteger", "<default_value>many</default_value>"),
            r"found 'many', expected a whole number",
        ),
        (
            new_field("AttributeDecimal", "<default_value>NaN</default_value>"),
            r"found 'NaN', expected a decimal number",
        ),
        (new_field("AttributeBoolean", "<default_value>1</default_value>"), r"found '1', expected true or false"),
        (new_field("AttributeText", "<format>HTML</format>"), rf"{FIELD}/format: found 'HTML', expected html, text"),
        (
            new_field("AttributeString", "<tracking_level>some</tracking_level>"),
            r"tracking_level: found 'some', expected all, details, list, none",
        ),
        (
            new_field("AttributeStopWatch", '<thresholds><threshold id="75%"/></thresholds>'),
            r"thresholds/threshold@75%: found id '75%', expected a percentage such as 75",
        ),
        (
            new_class('<fields><field id="x"/></fields>'),
            rf"{FIELD}: has no xsi:type, expected one such as AttributeString",
        ),
        # lifecycles
        (new_class("<lifecycle/>"), r"class@New/lifecycle: has no attribute that holds the state"),
        (
            new_lifecycle('<state id="c"/>'),
            r"states/state@c: unknown value of status 'c', expected a, b",
        ),
        (
            new_transition("ev_come", "a"),
            r"transition@ev_come: unknown stimulus ev_come, did you mean ev_go",
        ),
        (
            new_transition("ev_go", "z"),
            r"transition@ev_go: unknown target 'z', expected a",
        ),
        (
            new_lifecycle('<state id="a"><inherit_flags_from>z</inherit_flags_from></state><state id="b"/>'),
            r"state@a/inherit_flags_from: found 'z', expected b",
        ),
        (
            new_lifecycle(
                '<state id="a"><inherit_flags_from>b</inherit_flags_from></state>'
                '<state id="b"><inherit_flags_from>a</inherit_flags_from></state>'
            ),
            r"state@b/inherit_flags_from: b inherits from itself in the end, expected a state that does not",
        ),
        (
            new_lifecycle('<state id="a"><flags><attribute id="y"><hidden/></attribute></flags></state>'),
            r"state@a/flags/attribute@y: unknown attribute 'y'",
        ),
        # relations
        (
            new_class(
                '<relations><relation id="impacts"><neighbours><neighbour id="n"/></neighbours></relation></relations>'
            ),
            r"neighbour@n: has no direction, expected one of down, up, both",
        ),
        (
            new_class(
                '<relations><relation id="impacts"><neighbours><neighbour id="n"><direction>up</direction></neighbour>'
                "</neighbours></relation></relations>"
            ),
            r"neighbour@n: leads nowhere, expected query_down, query_up or attribute",
        ),
        # rights
        (new_profile("Boss"), r"profile@Boss: found id 'Boss', expected the profile's number"),
        (new_profile("9", '<group id="Tickt"/>'), r"profile@9/groups/group@Tickt: unknown group, did you mean Ticket"),
        (new_profile("9", grant("read", "allow")), r"action@read: unknown action, expected action:bulk delete, "),
        (new_profile("9", grant("action:read", "yes")), r"action@action:read: found 'yes', expected allow or deny"),
    ],
)
def test_a_mistake_is_told_by_place_and_remedy(with_delta: WithDelta, delta: str, message: str) -> None:
    with pytest.raises(DesignError, match=message) as caught:
        with_delta(delta)

    assert str(caught.value).startswith("my.xml:1: ")


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
