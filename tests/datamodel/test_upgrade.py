"""Older forms of the format are read as the newest."""

from collections.abc import Callable

import pytest

from fake_itop.datamodel import Datamodel, Design, NoteKind, load

WithDelta = Callable[[str], Datamodel]


def new_class(inside: str) -> str:
    return f'<classes><class id="New" _delta="define"><parent>cmdbAbstractObject</parent>{inside}</class></classes>'


def status(values: str) -> str:
    return f'<fields><field id="status" xsi:type="AttributeEnum"><values>{values}</values></field></fields>'


@pytest.mark.parametrize(
    "values",
    [
        "<value>yes</value><value>no</value>",
        '<value id="yes">yes</value><value id="no">no</value>',
        '<value id="y">yes</value><value id="n">no</value>',
        '<value id="yes"><code>yes</code></value><value id="no"><code>no</code></value>',
        "<value><code>yes</code></value><value><code>no</code></value>",
        '<value id="no"><code>no</code><rank>20</rank></value><value id="yes"><code>yes</code><rank>10</rank></value>',
    ],
)
def test_values_of_an_enum_are_read_in_each_form(with_delta: WithDelta, values: str) -> None:
    attribute = with_delta(new_class(status(values)))["New"].attributes["status"]

    assert list(getattr(attribute, "values", ())) == ["yes", "no"]


def test_a_transition_may_name_its_stimulus_by_an_element(with_delta: WithDelta) -> None:
    stimuli = '<stimuli><stimulus id="ev_go" xsi:type="StimulusUserAction"/></stimuli>'
    ways = "<transitions><transition><stimulus>ev_go</stimulus><target>b</target></transition></transitions>"
    states = f'<states><state id="a">{ways}</state><state id="b"/></states>'
    lifecycle = f"<lifecycle><attribute>status</attribute>{stimuli}{states}</lifecycle>"

    model = with_delta(new_class(status("<value>a</value><value>b</value>") + lifecycle))

    found = model["New"].lifecycle
    assert found is not None
    assert found.states["a"].transitions["ev_go"].target == "b"


@pytest.mark.parametrize(
    "action",
    [
        '<action id="action:write">allow</action>',
        '<action xsi:type="write">allow</action>',
        '<action id="write" xsi:type="action">allow</action>',
    ],
)
def test_a_right_may_be_named_by_its_type(with_delta: WithDelta, action: str) -> None:
    group = '<groups><group id="G"><classes><class id="New"/></classes></group></groups>'
    granted = f'<groups><group id="G"><actions>{action}</actions></group></groups>'
    profiles = f'<profiles><profile id="77"><name>Boss</name>{granted}</profile></profiles>'

    model = with_delta(f"{new_class('')}<user_rights>{group}{profiles}</user_rights>")

    assert model.profiles["Boss"].rights["New"] == "w"


def test_a_neighbour_may_name_one_query(with_delta: WithDelta) -> None:
    neighbours = '<neighbour id="n"><query>SELECT Person WHERE id = :this->id</query></neighbour>'
    relations = f'<relations><relation id="impacts"><neighbours>{neighbours}</neighbours></relation></relations>'

    model = with_delta(new_class(relations))

    (neighbour,) = model.relations["impacts"]["New"]
    assert (neighbour.direction, neighbour.query_down, neighbour.to) == (
        "both",
        "SELECT Person WHERE id = :this->id",
        "Person",
    )
    assert [note.kind for note in model.notes] == [NoteKind.READ_AS]


def test_a_class_may_stand_in_its_parent(with_delta: WithDelta) -> None:
    model = with_delta(new_class('<class id="Below"><fields/><class id="Deeper"/></class>'))

    assert [cls.name for cls in model["Deeper"].ancestors] == ["Deeper", "Below", "New"]


def test_what_a_compiler_marks_as_removed_is_gone(with_delta: WithDelta) -> None:
    model = with_delta(new_class('<fields><field id="x" xsi:type="AttributeString" _alteration="removed"/></fields>'))

    assert "x" not in model["New"].attributes


# --- what follows from what is not written ---------------------------------------------------------------------------


def key(code: str, target: str) -> str:
    return f'<field id="{code}" xsi:type="AttributeExternalKey"><target_class>{target}</target_class></field>'


def links(kind: str, remote: str = "") -> str:
    named = f"<linked_class>Link</linked_class><ext_key_to_me>new_id</ext_key_to_me>{remote}"
    return f'<field id="x" xsi:type="{kind}">{named}</field>'


@pytest.mark.parametrize(
    ("fields", "down", "up"),
    [
        (
            key("person_id", "Person"),
            "SELECT Person AS o WHERE o.id = :this->person_id",
            "SELECT New AS o WHERE o.person_id = :this->id",
        ),
        (
            links("AttributeLinkedSet"),
            "SELECT Link AS o WHERE o.new_id = :this->id",
            "SELECT New AS o WHERE o.id = :this->new_id",
        ),
        (
            links("AttributeLinkedSetIndirect", "<ext_key_to_remote>team_id</ext_key_to_remote>"),
            "SELECT Team AS o JOIN Link AS lnk ON lnk.team_id = o.id WHERE lnk.new_id = :this->id",
            "SELECT New AS o JOIN Link AS lnk ON lnk.new_id = o.id WHERE lnk.team_id = :this->id",
        ),
    ],
)
def test_a_neighbour_by_an_attribute_leads_both_ways(with_delta: WithDelta, fields: str, down: str, up: str) -> None:
    attribute = "person_id" if "person_id" in fields else "x"
    relations = (
        '<relations><relation id="impacts"><neighbours><neighbour id="n">'
        f"<attribute>{attribute}</attribute></neighbour></neighbours></relation></relations>"
    )
    link = f'<class id="Link"><parent>cmdbAbstractObject</parent><fields>{key("new_id", "New")}{key("team_id", "Team")}'
    classes = new_class(f"<fields>{fields}</fields>{relations}").replace(
        "</classes>", f"{link}</fields></class></classes>"
    )

    (neighbour,) = with_delta(classes).relations["impacts"]["New"]

    assert (neighbour.direction, neighbour.query_down, neighbour.query_up) == ("both", down, up)


def test_a_hierarchical_key_leads_to_the_class_that_declares_it(with_delta: WithDelta) -> None:
    model = with_delta(new_class('<fields><field id="parent_id" xsi:type="AttributeHierarchicalKey"/></fields>'))

    assert getattr(model["New"].attributes["parent_id"], "target", None) == "New"


def test_a_class_that_only_its_php_parent_tells_takes_after_that(with_delta: WithDelta) -> None:
    php = "<php_parent><name>\\Person</name></php_parent>"

    assert with_delta(new_class(php))["New"].is_a("Person")


def test_a_php_parent_that_is_no_class_of_the_design_leaves_the_parent(with_delta: WithDelta) -> None:
    model = with_delta(new_class("<php_parent><name>_New</name><file>new.php</file></php_parent>"))

    assert model["New"].parent is None


def test_a_class_above_one_that_can_be_obsolete_has_the_flag_and_never_raises_it(with_delta: WithDelta) -> None:
    condition = "<properties><obsolescence><condition>id = 1</condition></obsolescence></properties>"
    model = with_delta(new_class(f'<class id="Below">{condition}</class><class id="Beside"/>'))

    assert [model[name].obsolescence_expression for name in ("New", "Below", "Beside")] == [
        "COALESCE(0, 0)",
        "COALESCE(id = 1, 0)",
        "COALESCE(0, 0)",
    ]


def test_a_name_without_a_format_has_that_of_the_dictionary(with_delta: WithDelta) -> None:
    naming = (
        '<properties><naming><attributes><attribute id="a"/><attribute id="b"/></attributes></naming></properties>'
        '<fields><field id="a" xsi:type="AttributeString"/><field id="b" xsi:type="AttributeString"/></fields>'
    )
    entries = '<entries><entry id="Class:New/Name">%1$s / %2$s</entry></entries>'

    model = with_delta(f'{new_class(naming)}<dictionaries><dictionary id="EN US">{entries}</dictionary></dictionaries>')

    assert model["New"].naming.format == "%1$s / %2$s"


def test_the_group_of_all_holds_what_is_business(with_delta: WithDelta) -> None:
    def cls(name: str, category: str) -> str:
        properties = f"<properties><category>{category}</category></properties>"
        return f'<class id="{name}"><parent>DBObject</parent>{properties}</class>'

    granted = '<groups><group id="*"><actions><action id="action:read">allow</action></actions></group></groups>'
    profiles = f'<profiles><profile id="77"><name>Boss</name>{granted}</profile></profiles>'
    classes = cls("Business", "bizmodel,searchable") + cls("Core", "core") + cls("Shown", "core,view_in_gui")

    rights = with_delta(f"<classes>{classes}</classes><user_rights>{profiles}</user_rights>").profiles["Boss"].rights

    assert [rights.get(name) for name in ("Business", "Core", "Shown", "Person", "UserLocal")] == [
        "r",
        None,
        "r",
        "r",
        None,
    ]


def test_codes_of_a_class_are_told_by_the_attribute_that_names_it(with_delta: WithDelta) -> None:
    fields = (
        '<fields><field id="cls" xsi:type="AttributeClass"/>'
        '<field id="codes" xsi:type="AttributeClassAttCodeSet"><class_field>cls</class_field></field></fields>'
    )

    assert getattr(with_delta(new_class(fields))["New"].attributes["codes"], "class_attribute", None) == "cls"


def test_a_meta_enum_maps_the_values_it_lists(with_delta: WithDelta) -> None:
    value = '<metavalue id="open"><values><value id="new"/><value id="assigned"/></values></metavalue>'
    mapping = f'<mapping id="UserRequest"><attcode>status</attcode><metavalues>{value}</metavalues></mapping>'
    inside = f'<values><value id="open"/></values><mappings>{mapping}</mappings>'

    model = with_delta(new_class(f'<fields><field id="m" xsi:type="AttributeMetaEnum">{inside}</field></fields>'))

    found = getattr(model["New"].attributes["m"], "mapping", {})["UserRequest"]
    assert found.values == {"new": "open", "assigned": "open"}


def test_an_older_version_in_a_design_changes_nothing() -> None:
    old = '<itop_design version="1.0"><classes/></itop_design>'

    assert load([Design("old.xml", old.encode())]).notes == ()
