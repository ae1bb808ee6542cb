"""What becomes of the elements of a design: fields, labels, attributes by rule, lifecycles, rights."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from fake_itop.datamodel import Datamodel, UnknownClassError
from fake_itop.datamodel.attributes import KINDS, Attribute, AttributeExternalField

WithDelta = Callable[[str], Datamodel]


def new_class(inside: str, parent: str = "cmdbAbstractObject") -> str:
    return f'<classes><class id="New" _delta="define"><parent>{parent}</parent>{inside}</class></classes>'


NEEDED = {
    "AttributeExternalField": "<extkey_attcode>key</extkey_attcode><target_attcode>name</target_attcode>",
    "AttributeExternalKey": "<target_class>Organization</target_class>",
    "AttributeHierarchicalKey": "<target_class>New</target_class>",
    "AttributeLinkedSet": "<linked_class>Person</linked_class><ext_key_to_me>org_id</ext_key_to_me>",
    "AttributeLinkedSetIndirect": "<linked_class>lnkPersonToTeam</linked_class><ext_key_to_me>team_id</ext_key_to_me>"
    "<ext_key_to_remote>person_id</ext_key_to_remote>",
    "AttributeSubItem": "<target_attcode>watch</target_attcode><item_code>100_deadline</item_code>",
}
OTHERS = (
    '<field id="key" xsi:type="AttributeExternalKey"><target_class>Organization</target_class></field>'
    '<field id="watch" xsi:type="AttributeStopWatch"><thresholds><threshold id="100"/></thresholds></field>'
)


def read(with_delta: WithDelta, kind: str, inside: str = "") -> Any:
    """The attribute that a field of a kind declares."""
    field = f'<field id="x_y" xsi:type="{kind}">{NEEDED.get(kind, "")}{inside}</field>'
    return with_delta(new_class(f"<fields>{OTHERS}{field}</fields>"))["New"].attributes["x_y"]


# --- fields ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_read(with_delta: WithDelta, kind: str) -> None:
    attribute: Attribute = read(with_delta, kind)

    assert (attribute.code, attribute.type_name, attribute.tracking) == ("x_y", kind, 3)


@pytest.mark.parametrize(
    ("kind", "written", "default"),
    [
        ("AttributeString", "hello", "hello"),
        ("AttributeString", "", ""),
        ("AttributeText", "hello", "hello"),
        ("AttributeInteger", "-7", -7),
        ("AttributeInteger", "", None),
        ("AttributeDuration", "60", 60),
        ("AttributeDecimal", "0.50", Decimal("0.50")),
        ("AttributeDecimal", "", None),
        ("AttributeBoolean", "true", True),
        ("AttributeBoolean", "false", False),
        ("AttributeBoolean", "", None),
        ("AttributeDateTime", "NOW()", "NOW()"),
        ("AttributeDate", "", "NOW()"),
        ("AttributeEnum", "", None),
        ("AttributeEnumSet", "a, b", ("a", "b")),
        ("AttributeTagSet", "", ()),
        ("AttributeExternalKey", "", 0),
        ("AttributeObjectKey", "3", 3),
    ],
)
def test_defaults_are_values_of_their_kind(with_delta: WithDelta, kind: str, written: str, default: object) -> None:
    assert read(with_delta, kind, f"<default_value>{written}</default_value>").default == default


def test_a_field_takes_null_only_if_it_says_so(with_delta: WithDelta) -> None:
    assert not read(with_delta, "AttributeString").null_allowed
    assert read(with_delta, "AttributeString", "<is_null_allowed>true</is_null_allowed>").null_allowed


@pytest.mark.parametrize(("level", "number"), [("none", 0), ("list", 1), ("details", 2), ("all", 3), ("", 3)])
def test_tracking_levels_are_numbers(with_delta: WithDelta, level: str, number: int) -> None:
    assert read(with_delta, "AttributeLinkedSet", f"<tracking_level>{level}</tracking_level>").tracking == number


def test_values_of_an_enum_stand_by_rank(with_delta: WithDelta) -> None:
    values = "<values><value id='a'><rank>20</rank></value><value id='b'><code>B</code><rank>10</rank></value></values>"

    assert list(read(with_delta, "AttributeEnum", values).values) == ["B", "a"]


def test_a_value_may_be_written_as_text(with_delta: WithDelta) -> None:
    assert list(read(with_delta, "AttributeEnum", "<values><value id='x'>a</value></values>").values) == ["a"]


def test_redundancy_that_is_fixed_is_not_written(with_delta: WithDelta) -> None:
    fixed = "<enabled_mode>fixed</enabled_mode><min_up_mode>fixed</min_up_mode>"

    attribute = read(with_delta, "AttributeRedundancySettings", f"<enabled>true</enabled><min_up>50%</min_up>{fixed}")

    assert (attribute.default, attribute.writable) == ("50%", False)


def test_redundancy_that_is_not_enabled_is_disabled(with_delta: WithDelta) -> None:
    assert read(with_delta, "AttributeRedundancySettings", "<enabled>false</enabled>").default == "disabled"


def test_a_constant_stands_for_its_value(with_delta: WithDelta) -> None:
    model = with_delta(
        '<constants><constant id="PARTNERS" xsi:type="string">SELECT Organization</constant></constants>'
        '<classes><class id="Person"><fields><field id="partner_id" xsi:type="AttributeExternalKey">'
        "<target_class>Organization</target_class><filter>PARTNERS</filter></field></fields></class></classes>"
    )

    assert model["Person"].attributes["partner_id"].filter == "SELECT Organization"


# --- labels ---------------------------------------------------------------------------------------------------------

DICTIONARY = (
    '<dictionaries><dictionary id="{language}"><entries>'
    '<entry id="Class:New">A new one</entry><entry id="Class:New/Attribute:status">How it is</entry>'
    '<entry id="Class:New/Attribute:status/Value:a">Fine</entry>'
    "</entries></dictionary></dictionaries>"
)
WITH_STATUS = new_class(
    '<fields><field id="status" xsi:type="AttributeEnum"><values><value id="a"/></values></field>'
    '<field id="some_text" xsi:type="AttributeString"/></fields>'
)


def test_labels_come_from_the_designs_dictionary(with_delta: WithDelta) -> None:
    cls = with_delta(WITH_STATUS + DICTIONARY.format(language="EN US"))["New"]

    status: Any = cls.attributes["status"]
    assert (cls.label, status.label, status.values) == ("A new one", "How it is", {"a": "Fine"})


def test_other_languages_are_not_read(with_delta: WithDelta) -> None:
    assert with_delta(WITH_STATUS + DICTIONARY.format(language="FR FR"))["New"].label == "New"


def test_without_a_label_names_and_codes_are_shown(with_delta: WithDelta) -> None:
    cls = with_delta(WITH_STATUS)["New"]

    status: Any = cls.attributes["status"]
    assert (cls.label, cls.attributes["some_text"].label, status.values) == ("New", "some text", {"a": "a"})


def test_a_subclass_may_call_an_inherited_attribute_otherwise(with_delta: WithDelta, standard: Datamodel) -> None:
    entry = '<entry id="Class:Person/Attribute:org_id">Employer</entry>'
    model = with_delta(f'<dictionaries><dictionary id="EN US"><entries>{entry}</entries></dictionary></dictionaries>')

    assert model["Person"].attributes["org_id"].label == "Employer"
    assert model["Person"].attributes["org_id_friendlyname"].label == "Employer"
    assert model["Team"].attributes["org_id"].label == standard["Team"].attributes["org_id"].label


# --- attributes by rule ---------------------------------------------------------------------------------------------


def shown(model: Datamodel, cls: str, key: str) -> dict[str, tuple[str, str, str]]:
    """The attributes that a key adds: code to key, field and label."""
    found = model[cls].attributes.values()
    fields = (attribute for attribute in found if isinstance(attribute, AttributeExternalField))
    return {field.code: (field.key, field.field, field.label) for field in fields if field.code.startswith(f"{key}_")}


def test_a_key_shows_name_class_and_obsolescence_of_its_target(standard: Datamodel) -> None:
    assert shown(standard, "lnkContactToTicket", "contact_id") == {
        "contact_id_friendlyname": ("contact_id", "friendlyname", "Contact"),
        "contact_id_finalclass_recall": ("contact_id", "finalclass", "Contact->Contact sub-class"),
        "contact_id_obsolescence_flag": ("contact_id", "obsolescence_flag", "Contact->Obsolete"),
    }


def test_an_external_field_that_shows_a_key_shows_its_target_too(standard: Datamodel) -> None:
    assert shown(standard, "User", "org_id") == {
        "org_id_friendlyname": ("contactid", "org_id_friendlyname", "Person->Organization"),
        "org_id_obsolescence_flag": ("contactid", "org_id_obsolescence_flag", "Person->Organization->Obsolete"),
    }


def test_a_class_on_its_own_has_no_final_class(standard: Datamodel) -> None:
    assert "finalclass" not in standard["Organization"].attributes
    assert "finalclass" in standard["Person"].attributes


def test_the_first_subclass_brings_the_final_class(with_delta: WithDelta) -> None:
    model = with_delta(new_class("", "Organization"))

    assert "finalclass" in model["Organization"].attributes
    assert "org_id_finalclass_recall" in model["Person"].attributes


# --- classes --------------------------------------------------------------------------------------------------------


def test_naming_puts_the_attributes_one_behind_the_other(with_delta: WithDelta) -> None:
    fields = '<fields><field id="a" xsi:type="AttributeString"/><field id="b" xsi:type="AttributeString"/></fields>'
    naming = '<naming><attributes><attribute id="a"/><attribute id="b"/></attributes></naming>'

    naming_of_new = with_delta(new_class(f"<properties>{naming}</properties>{fields}"))["New"].naming

    assert (naming_of_new.format, naming_of_new.attributes) == ("%1$s %2$s", ("a", "b"))


def test_a_class_without_naming_is_called_by_its_name(with_delta: WithDelta) -> None:
    assert with_delta(new_class(""))["New"].naming.format == "New"


def test_a_method_is_read_and_inherited(with_delta: WithDelta) -> None:
    method = "<methods><method id='Go'><static>true</static><code>function Go() {}</code></method></methods>"
    model = with_delta(f'<classes><class id="Contact">{method}</class></classes>')

    assert (model["Person"].methods["Go"].code, model["Person"].methods["Go"].static) == ("function Go() {}", True)


def test_an_unknown_class_is_an_error(standard: Datamodel) -> None:
    with pytest.raises(UnknownClassError):
        standard["person"]


# --- lifecycles -----------------------------------------------------------------------------------------------------

LIFECYCLE = new_class(
    '<fields><field id="status" xsi:type="AttributeEnum"><values><value id="a"/><value id="b"/><value id="c"/>'
    '</values></field><field id="x" xsi:type="AttributeString"/><field id="y" xsi:type="AttributeString"/></fields>'
    "<lifecycle><attribute>status</attribute><stimuli/><states>"
    '<state id="c"><inherit_flags_from>b</inherit_flags_from><flags><attribute id="y"/></flags></state>'
    '<state id="b"><inherit_flags_from>a</inherit_flags_from><flags><attribute id="x"><mandatory/></attribute></flags>'
    '</state><state id="a"><flags><attribute id="x"><hidden/></attribute><attribute id="y"><read_only/></attribute>'
    "</flags></state></states></lifecycle>"
)


def test_flags_are_inherited_attribute_by_attribute(with_delta: WithDelta) -> None:
    lifecycle = with_delta(LIFECYCLE)["New"].lifecycle

    assert lifecycle is not None
    assert {code: dict(state.flags) for code, state in lifecycle.states.items()} == {
        "a": {"x": {"hidden"}, "y": {"read_only"}},
        "b": {"x": {"mandatory"}, "y": {"read_only"}},
        "c": {"x": {"mandatory"}, "y": set()},
    }


# --- rights ---------------------------------------------------------------------------------------------------------


def test_a_class_that_no_group_lists_goes_with_its_parent(with_delta: WithDelta) -> None:
    profiles = with_delta(new_class("", "UserRequest")).profiles

    for profile in profiles.values():
        assert profile.rights.get("New") == profile.rights.get("UserRequest"), profile.name
        assert profile.stimuli.get("New") == profile.stimuli.get("UserRequest"), profile.name


def test_administrators_may_do_anything_with_a_new_class(with_delta: WithDelta) -> None:
    assert with_delta(new_class("")).profiles["Administrator"].rights["New"] == "rRwWdDc"


def test_deny_wins(with_delta: WithDelta) -> None:
    profile = with_delta(
        '<user_rights><profiles><profile id="99"><name>Reader</name><groups>'
        '<group id="*"><actions><action id="action:read">allow</action><action id="action:write">allow</action>'
        '</actions></group><group id="Ticket"><actions><action id="action:write">deny</action></actions></group>'
        "</groups></profile></profiles></user_rights>"
    ).profiles["Reader"]

    assert (profile.id, profile.rights["Person"], profile.rights["Ticket"]) == (99, "rw", "r")


def test_stimuli_are_those_of_the_class(with_delta: WithDelta) -> None:
    profile = with_delta(
        '<user_rights><profiles><profile id="99"><name>Closer</name><groups><group id="*"><actions>'
        '<action id="stimulus:ev_close">allow</action><action id="stimulus:ev_dance">allow</action>'
        "</actions></group></groups></profile></profiles></user_rights>"
    ).profiles["Closer"]

    assert profile.stimuli == {"UserRequest": {"ev_close"}, "WorkOrder": {"ev_close"}}
