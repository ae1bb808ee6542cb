"""Designs that are not of the format, and what is read past."""

import string
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_itop.datamodel import Datamodel, Design, DesignError, load
from fake_itop.datamodel.attributes import KINDS
from fake_itop.datamodel.format import DESIGN, FIELD_TYPES, Rule
from fake_itop.datamodel.nearest import nearest_kind
from fake_itop.datamodel.notes import NoteKind
from fake_itop.datamodel.reader import MAX_SIZE

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
WithDelta = Callable[[str], Datamodel]


def refused(content: bytes) -> str:
    """The message with which a design is refused, which is one line."""
    with pytest.raises(DesignError) as caught:
        load([Design("bad.xml", content)])
    message = str(caught.value)
    assert "\n" not in message
    return message


# --- no design ------------------------------------------------------------------------------------------------------


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DesignError, match=r"none\.xml: cannot be read: No such file or directory$"):
        load([tmp_path / "none.xml"])


def test_a_folder_is_no_design(tmp_path: Path) -> None:
    with pytest.raises(DesignError, match=r"cannot be read: Is a directory$"):
        load([tmp_path])


@pytest.mark.parametrize(
    "content", [b"", b"   ", b"\x00\x01", b"not xml", b"<a>", b"<?xml version='1.0' encoding='none'?><a/>"]
)
def test_what_is_no_xml_is_refused(content: bytes) -> None:
    assert refused(content).startswith("bad.xml:1: not well-formed XML: ")


def test_the_line_of_a_mistake_is_named() -> None:
    assert refused(b"<itop_design>\n<classes>\n</itop_design>").startswith("bad.xml:3: not well-formed XML: ")


def test_a_file_that_is_cut_short_is_told_with_what_is_open() -> None:
    said = refused(b'<itop_design>\n<classes>\n<class id="A">\n<parent>DBObj')

    assert said == (
        "bad.xml:4: not well-formed XML: ends inside itop_design/classes/class@A/parent of line 4, expected </parent>: "
        "the file is cut short"
    )


def test_what_is_not_utf_8_is_told() -> None:
    said = refused("<itop_design>\n<classes>é</classes></itop_design>".encode("latin-1"))

    assert said == (
        "bad.xml:2: not well-formed XML: not UTF-8, expected it or the encoding named in the XML declaration"
    )


def test_an_encoding_that_is_declared_is_read() -> None:
    content = '<?xml version="1.0" encoding="ISO-8859-1"?><itop_design><é/></itop_design>'.encode("latin-1")

    assert [note.path for note in load([Design("my.xml", content)]).notes] == ["é"]


def test_other_xml_is_refused() -> None:
    assert refused(b"<html/>") == "bad.xml:1: found element html, expected itop_design"


def test_too_much_is_refused() -> None:
    content = b"<itop_design>" + b" " * MAX_SIZE + b"</itop_design>"

    assert refused(content) == f"bad.xml: more than {MAX_SIZE} bytes, expected a design of at most that size"


# --- what XML could do to us ----------------------------------------------------------------------------------------


def test_entities_are_refused_before_they_grow() -> None:
    bomb = b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><itop_design>&b;</itop_design>'

    assert refused(bomb) == "bad.xml:1: found a DOCTYPE, expected none: a design has no entities of its own"


def test_no_file_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("planted")
    content = f'<!DOCTYPE b [<!ENTITY s SYSTEM "{secret.as_uri()}">]><itop_design>&s;</itop_design>'

    assert "planted" not in refused(content.encode())


def test_a_doctype_elsewhere_is_refused() -> None:
    assert "DOCTYPE" in refused(b'<!DOCTYPE itop_design SYSTEM "http://127.0.0.1:9/x.dtd"><itop_design/>')


def test_depth_without_end_is_refused() -> None:
    assert refused(b"<itop_design>" + b"<classes>" * 5000).startswith("bad.xml:1: ")


def test_fields_that_build_on_each_other_without_end_are_refused(with_delta: WithDelta) -> None:
    external = "<extkey_attcode>parent_id</extkey_attcode><target_attcode>f{}</target_attcode>"
    fields = "".join(
        f'<field id="f{n}" xsi:type="AttributeExternalField">{external.format(n + 1)}</field>' for n in range(1000)
    )
    last = '<field id="f1000" xsi:type="AttributeString"/>'

    with pytest.raises(DesignError, match=r"^my\.xml: classes, states or fields build on each other too deeply$"):
        with_delta(f'<classes><class id="Organization"><fields>{fields}{last}</fields></class></classes>')


# --- not of the format ----------------------------------------------------------------------------------------------


def field(inside: str) -> str:
    number = f'<field id="x" xsi:type="AttributeInteger">{inside}</field>'
    return f'<class id="Person"><fields>{number}</fields></class>'


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        (
            '<class id="Person">\n<feilds/></class>',
            "my.xml:2: classes/class@Person/feilds: unknown element, did you mean",
        ),
        ("Person", "my.xml:1: classes: found text, expected class"),
        ('<class id="Person" x="1"/>', "my.xml:1: classes/class@Person: the attribute x means nothing"),
        ('<class id="Person"><parent>Contact<b/></parent></class>', "parent/b: unknown element, expected none"),
        (
            field("<target_class/>"),
            "field@x/target_class: means nothing for AttributeInteger",
        ),
        (
            field("\n<default_value>1.1.1</default_value>"),
            "my.xml:2: classes/class@Person/fields/field@x/default_value: found '1.1.1', expected a whole number",
        ),
    ],
)
def test_what_the_format_does_not_know_is_overlooked_and_noted(with_delta: WithDelta, inside: str, told: str) -> None:
    (note,) = with_delta(f"<classes>{inside}</classes>").notes

    assert note.kind is NoteKind.OVERLOOKED
    assert told in str(note)


def test_a_kind_that_is_defined_in_php_behaves_as_the_nearest(with_delta: WithDelta) -> None:
    fields = '<field id="x" xsi:type="AttributeMacAddress"/>'
    model = with_delta(f'<classes><class id="Person"><fields>{fields}</fields></class></classes>')

    assert model["Person"].attributes["x"].type_name == "AttributeString"
    assert [str(note) for note in model.notes] == [
        "my.xml:1: classes/class@Person/fields/field@x: AttributeMacAddress behaves as AttributeString"
    ]


@pytest.mark.parametrize(
    ("kind", "nearest"),
    [
        ("AttributeDeadline", "AttributeDateTime"),
        ("AttributeTemplateText", "AttributeText"),
        (r"Some\Extension\AttributeInteger", "AttributeInteger"),
        (r"Some\Extension\AttributeCronExpression", "AttributeString"),
        ("AttributeIPv6Address", "AttributeString"),
        ("AttributeFooPercentage", "AttributeInteger"),
    ],
)
def test_the_nearest_kind_is_told_by_the_name(kind: str, nearest: str) -> None:
    assert nearest_kind(kind) == nearest


@pytest.mark.parametrize(("written", "read"), [("1", True), ("true", True), ("0", False)])
def test_a_truth_value_may_be_a_number(with_delta: WithDelta, written: str, read: bool) -> None:
    field = f'<field id="x" xsi:type="AttributeString"><is_null_allowed>{written}</is_null_allowed></field>'

    model = with_delta(f'<classes><class id="Person"><fields>{field}</fields></class></classes>')

    assert model["Person"].attributes["x"].null_allowed is read


def test_a_line_beyond_65535_is_the_right_one(with_delta: WithDelta) -> None:
    lines = "\n" * 70_000
    model = with_delta(f'{lines}<classes><class id="Person"\n_delta="must_exist"><feilds/></class></classes>')

    assert model.notes[0].line == 70_002


def test_the_format_knows_every_kind_of_attribute() -> None:
    assert FIELD_TYPES.keys() == KINDS.keys()


# --- read past ------------------------------------------------------------------------------------------------------


def test_parts_without_use_are_read_past_and_named(with_delta: WithDelta) -> None:
    model = with_delta(
        '<menus>\n<menu id="x"><anything/></menu></menus>\n<branding/>'
        '<classes><class id="Person"><presentation><list/></presentation></class></classes>'
    )

    assert [str(note) for note in model.notes] == [
        "my.xml:1: menus",
        "my.xml:3: branding",
        "my.xml:3: classes/class@Person/presentation",
    ]


def test_comments_are_read_past_in_silence(with_delta: WithDelta) -> None:
    assert with_delta("<!-- hello --><?php echo 1; ?><classes><!-- there --></classes>").notes == ()


# --- whatever comes -------------------------------------------------------------------------------------------------

IDS = ["Person", "Organization", "UserRequest", "name", "status", "org_id", "new", "assigned", "ref", "1", "EN US"]
VERBS = ["define", "define_if_not_exists", "must_exist", "if_exists", "redefine", "force", "delete", "delete_if_exists"]
TEXTS = ["", "true", "12", "-", "Person", "Organization", "DBObject", "name", "status", "assigned", "allow", "ü & <"]


@st.composite
def elements(draw: st.DrawFn, tag: str, rule: Rule) -> str:
    """An element that the format knows, with anything for ids, verbs and texts, and some of its children."""
    kind = draw(st.sampled_from([*rule.by_type, None])) if rule.by_type else None
    attributes = {"id": draw(st.sampled_from(IDS)), "xsi:type": kind}
    attributes["_delta"] = draw(st.sampled_from([None] * 30 + VERBS))
    attributes["_rename_from"] = draw(st.sampled_from([None] * 100 + IDS[:3]))
    known = rule.below(kind)
    tags = draw(st.lists(st.sampled_from(sorted(known)), max_size=4)) if known else []
    inside = "".join(draw(elements(below, known[below])) for below in tags)
    shown = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value is not None)
    return f"<{tag}{shown}>{escape(draw(st.sampled_from(TEXTS))) if rule.text else ''}{inside}</{tag}>"


def loads_or_is_refused(content: bytes) -> None:
    with suppress(DesignError):
        load([Design("any.xml", content)])


@given(st.binary(max_size=200))
def test_any_bytes_load_or_are_refused(content: bytes) -> None:
    loads_or_is_refused(content)


@given(st.text(string.printable + "ü€", max_size=100))
def test_any_text_in_a_design_loads_or_is_refused(text: str) -> None:
    loads_or_is_refused(f"<itop_design>{text}</itop_design>".encode())


@given(elements("classes", DESIGN.children["classes"]))
def test_any_classes_load_or_are_refused(classes: str) -> None:
    loads_or_is_refused(f"<itop_design {XSI}>{classes}</itop_design>".encode())


@given(elements("class", DESIGN.children["classes"].children["class"]))
@settings(max_examples=50)
def test_any_change_of_a_class_loads_or_is_refused(cls: str) -> None:
    loads_or_is_refused(f"<itop_design {XSI}><classes>{cls}</classes></itop_design>".encode())


@given(elements("user_rights", DESIGN.children["user_rights"]))
@settings(max_examples=50)
def test_any_rights_load_or_are_refused(rights: str) -> None:
    loads_or_is_refused(f"<itop_design {XSI}>{rights}</itop_design>".encode())
