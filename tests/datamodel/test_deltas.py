"""What a delta may ask of the design before it, and how it is refused."""

import re
from collections.abc import Callable

import pytest

from fake_itop.datamodel import Datamodel, Design, DesignError, NoteKind, load

WithDelta = Callable[[str], Datamodel]

TEXT = "<default_value/><is_null_allowed>true</is_null_allowed>"


def organization(fields: str) -> str:
    return f'<classes><class id="Organization" _delta="must_exist"><fields>{fields}</fields></class></classes>'


def field(code: str, verb: str, rest: str = TEXT) -> str:
    return organization(f'<field id="{code}" xsi:type="AttributeString" _delta="{verb}">{rest}</field>')


def written(name: str, xml: str) -> Design:
    root = '<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    return Design(name, f"{root}{xml}</itop_design>".encode())


def told(model: Datamodel) -> str:
    """What is told of the designs."""
    return "\n".join(map(str, model.notes))


# --- define ---------------------------------------------------------------------------------------------------------


def test_define_adds_a_field_behind_the_others(with_delta: WithDelta) -> None:
    codes = list(with_delta(field("category", "define"))["Organization"].attributes)

    assert codes[codes.index("category") - 1] == "deliverymodel_name"


def test_define_of_what_exists_is_refused(with_delta: WithDelta) -> None:
    with pytest.raises(
        DesignError,
        match=r"^my\.xml:1: classes/class@Organization/fields/field@code: _delta='define': exists already at "
        r"itop-3\.2\.xml:\d+, expected none to define; use must_exist, redefine or force$",
    ):
        with_delta(field("code", "define"))


def test_define_adds_a_class_with_what_its_parent_has(with_delta: WithDelta) -> None:
    model = with_delta('<classes><class id="VipRequest" _delta="define"><parent>UserRequest</parent></class></classes>')

    cls = model["VipRequest"]
    assert cls.is_a("Ticket")
    assert cls.naming == model["UserRequest"].naming
    assert cls.lifecycle is model["UserRequest"].lifecycle
    assert list(cls.attributes) == list(model["UserRequest"].attributes)


def test_inside_a_defined_element_nothing_exists_yet(with_delta: WithDelta) -> None:
    inside = '<field id="name" xsi:type="AttributeString" _delta="must_exist"/>'

    with pytest.raises(DesignError, match=r"field@name: _delta='must_exist': there is none"):
        with_delta(f'<classes><class id="New" _delta="define"><fields>{inside}</fields></class></classes>')


# --- define_if_not_exists -------------------------------------------------------------------------------------------


def test_define_if_not_exists_leaves_what_exists(with_delta: WithDelta) -> None:
    model = with_delta(field("name", "define_if_not_exists"))

    assert not model["Organization"].attributes["name"].null_allowed


def test_define_if_not_exists_adds_what_does_not(with_delta: WithDelta) -> None:
    assert "category" in with_delta(field("category", "define_if_not_exists"))["Organization"].attributes


# --- must_exist and if_exists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["must_exist", "if_exists", "merge"])
def test_what_exists_is_merged(with_delta: WithDelta, verb: str) -> None:
    name = with_delta(field("name", verb, "<is_null_allowed>true</is_null_allowed>"))["Organization"].attributes["name"]

    assert (name.null_allowed, name.label) == (True, "Name")


def test_must_exist_of_what_does_not_is_refused(with_delta: WithDelta) -> None:
    with pytest.raises(
        DesignError,
        match=r"^my\.xml:1: classes/class@Organisation: _delta='must_exist': there is none, expected one that exists",
    ):
        with_delta('<classes><class id="Organisation" _delta="must_exist"/></classes>')


def test_if_exists_of_what_does_not_is_read_past(with_delta: WithDelta) -> None:
    assert "nothing" not in with_delta(field("nothing", "if_exists"))["Organization"].attributes


def test_merge_of_what_does_not_exist_adds_it(with_delta: WithDelta) -> None:
    assert "category" in with_delta(field("category", "merge"))["Organization"].attributes


def test_the_type_of_a_field_is_not_changed_by_merging(with_delta: WithDelta) -> None:
    model = with_delta(organization('<field id="name" xsi:type="AttributeText" _delta="must_exist"/>'))

    assert model["Organization"].attributes["name"].type_name == "AttributeString"
    assert re.search(r"stays AttributeString, which it is at itop-3\.2\.xml:\d+, not AttributeText", told(model))


def test_the_type_of_a_field_need_not_be_repeated(with_delta: WithDelta) -> None:
    model = with_delta(organization('<field id="name" _delta="must_exist"><max_size>80</max_size></field>'))

    assert model["Organization"].attributes["name"].max_size == 80


def test_an_element_of_another_type_is_overlooked(with_delta: WithDelta) -> None:
    model = with_delta(organization('<field id="name" _delta="must_exist"><goal>1</goal></field>'))

    assert "field@name/goal: means nothing for AttributeString" in told(model)


# --- what a shipped base cannot tell ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "delta",
    [
        '<classes><class id="Person"><methods><method id="Check" _delta="redefine"/></methods></class></classes>',
        '<user_rights><groups><group id="General" _delta="must_exist"><classes/></group></groups></user_rights>',
        '<classes><class id="Person"><properties><naming _delta="define"/></properties></class></classes>',
        '<classes><class id="Person"><properties><order _delta="delete"/></properties></class></classes>',
    ],
)
def test_a_condition_on_what_a_shipped_base_does_not_know_is_not_judged(with_delta: WithDelta, delta: str) -> None:
    assert [note.kind for note in with_delta(delta).notes] == [NoteKind.NOT_JUDGED]


def test_a_class_that_is_missing_is_told_with_the_module_that_brings_it(with_delta: WithDelta) -> None:
    with pytest.raises(DesignError, match=r"Incident comes with the module itop-incident-mgmt-itil, which the ITIL ed"):
        with_delta('<classes><class id="Incident" _delta="must_exist"/></classes>')


def test_a_class_that_two_designs_define_is_told_with_both_places() -> None:
    new = '<classes><class id="New" _delta="define"><parent>DBObject</parent></class></classes>'

    with pytest.raises(DesignError, match=r"^two\.xml:1: classes/class@New: _delta='define': exists already at one\.x"):
        load([written("one.xml", new), written("two.xml", new)])


# --- redefine and force ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["redefine", "force"])
def test_what_exists_is_replaced_where_it_stands(with_delta: WithDelta, standard: Datamodel, verb: str) -> None:
    attributes = with_delta(field("code", verb, "<max_size>10</max_size>"))["Organization"].attributes

    assert (attributes["code"].max_size, attributes["code"].null_allowed) == (10, False)
    assert list(attributes) == list(standard["Organization"].attributes)


def test_redefine_of_what_does_not_exist_is_refused(with_delta: WithDelta) -> None:
    with pytest.raises(
        DesignError, match=r"field@category: _delta='redefine': there is none, expected one that exists"
    ):
        with_delta(field("category", "redefine"))


def test_force_adds_what_does_not_exist(with_delta: WithDelta) -> None:
    assert "category" in with_delta(field("category", "force"))["Organization"].attributes


# --- delete and delete_if_exists ------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["delete", "delete_if_exists"])
def test_what_exists_is_taken_away(with_delta: WithDelta, verb: str) -> None:
    assert (
        "overview" not in with_delta(organization(f'<field id="overview" _delta="{verb}"/>'))["Organization"].attributes
    )


def test_delete_of_what_does_not_exist_is_refused(with_delta: WithDelta) -> None:
    with pytest.raises(DesignError, match=r"field@nothing: _delta='delete': there is none, expected one that exists"):
        with_delta(organization('<field id="nothing" _delta="delete"/>'))


def test_delete_if_exists_of_what_does_not_is_read_past(with_delta: WithDelta, standard: Datamodel) -> None:
    model = with_delta(organization('<field id="nothing" _delta="delete_if_exists"/>'))

    assert list(model["Organization"].attributes) == list(standard["Organization"].attributes)


def test_what_still_names_a_deleted_field_is_left_out(with_delta: WithDelta) -> None:
    model = with_delta(organization('<field id="code" _delta="delete"/>'))

    assert "code" not in model["Organization"].reconciliation
    assert "class@Organization/properties/reconciliation/attributes/attribute@code: unknown attribute" in told(model)


# --- _rename_from ---------------------------------------------------------------------------------------------------


def test_rename_from_gives_an_element_another_id(with_delta: WithDelta) -> None:
    codes = list(with_delta(organization('<field id="view" _rename_from="overview"/>'))["Organization"].attributes)

    assert "view" in codes
    assert "overview" not in codes


def test_rename_from_what_does_not_exist_is_refused(with_delta: WithDelta) -> None:
    with pytest.raises(
        DesignError, match=r"field@view: _rename_from='nothing': no such field, expected one that exists"
    ):
        with_delta(organization('<field id="view" _rename_from="nothing"/>'))


def test_rename_to_what_exists_is_refused(with_delta: WithDelta) -> None:
    with pytest.raises(
        DesignError, match=r"_rename_from='overview': code exists already at itop-3\.2\.xml:\d+, expected"
    ):
        with_delta(organization('<field id="code" _rename_from="overview"/>'))


# --- all of them ----------------------------------------------------------------------------------------------------


def test_an_unknown_verb_is_refused_with_the_nearest(with_delta: WithDelta) -> None:
    with pytest.raises(DesignError, match=r"field@x: unknown _delta mustexist, did you mean must_exist"):
        with_delta(field("x", "mustexist"))


def test_a_value_of_an_enum_is_added(with_delta: WithDelta) -> None:
    model = with_delta(
        '<classes><class id="Organization"><fields><field id="status"><values>'
        '<value id="guest" _delta="define"><code>guest</code></value>'
        "</values></field></fields></class></classes>"
    )

    assert model["Organization"].attributes["status"].values == {
        "active": "Active",
        "inactive": "Inactive",
        "guest": "guest",
    }
    assert "guest" in model["Organization"].lifecycle.states


def test_deltas_apply_in_order() -> None:
    model = load([written("a.xml", field("category", "define")), written("b.xml", field("category", "delete"))])

    assert "category" not in model["Organization"].attributes


def test_a_later_delta_is_told_where_an_earlier_one_defined() -> None:
    again = written("b.xml", field("category", "define"))

    with pytest.raises(DesignError, match=r"^b\.xml:1: .*exists already at .*design\.xml:1[0-9], expected"):
        load(["transfer", again])


def test_actions_of_a_transition_are_added_to(with_delta: WithDelta) -> None:
    model = with_delta(
        '<classes><class id="UserRequest"><lifecycle><states><state id="new"><transitions><transition id="ev_assign">'
        "<actions><action><verb>Reset</verb><params><param>title</param></params></action></actions>"
        "</transition></transitions></state></states></lifecycle></class></classes>"
    )

    actions = model["UserRequest"].lifecycle.states["new"].transitions["ev_assign"].actions
    assert [action.verb for action in actions] == ["SetCurrentDate", "Reset"]
