"""What iTop says about a wrong query, text for text."""

from __future__ import annotations

import pytest

from fake_itop.datamodel.model import Datamodel
from fake_itop.oql import OqlError, parse
from fake_itop.oql.errors import nearest


def error(query: str, model: Datamodel) -> OqlError:
    with pytest.raises(OqlError) as caught:
        parse(query, model)
    return caught.value


@pytest.mark.parametrize(
    ("query", "token", "found", "position"),
    [
        ("SELECT UserRequest WHERE id IN ()", "PAR_CLOSE", ")", 32),
        ("SELECT UserRequest WHERE id = 1.0", "DOT", ".", 31),
        ("SELECT UserRequest WHERE id = +1", "MATH_PLUS", "+", 30),
        ("SELECT UserRequest WHERE title = 'a''b'", "STRVAL", "'b'", 36),
        ("SELECT UserRequest AS SELECT", "SELECT", "SELECT", 22),
        ("SELECT UserRequest WHERE HOUR('x') = 1", "F_HOUR", "HOUR", 25),
        ("SELECT UserRequest WHERE UPPER(title) = 'X'", "PAR_OPEN", "(", 30),
        ("SELECT UserRequest WHERE NOT id = 1", "NAME", "id", 29),
        ("select UserRequest", "NAME", "UserRequest", 7),
    ],
)
def test_an_unexpected_token_is_named_with_its_place(
    query: str, token: str, found: str, position: int, model: Datamodel
) -> None:
    caught = error(query, model)
    assert caught.message == f"Unexpected token {token} - found '{found}' at {position} in '{query}'"
    assert caught.exception_class == "OQLParserSyntaxErrorException"
    assert (caught.position, caught.length) == (position, len(found))


def test_the_end_of_the_text_is_found_as_0_at_0_but_underlined_where_it_is(model: Datamodel) -> None:
    caught = error("SELECT", model)
    assert caught.message == "Unexpected token End of Input - found '0' at 0 in 'SELECT'"
    assert caught.position == len("SELECT")


def test_positions_count_bytes(model: Datamodel) -> None:
    assert error("SELECT Person WHERE name = 'é' x", model).position == 32


def test_a_path_over_a_key_is_no_oql(model: Datamodel) -> None:
    query = "SELECT UserRequest WHERE caller_id->email = ''"
    assert error(query, model).message == f"Unexpected token GT - found '>' at 35 in '{query}'"


@pytest.mark.parametrize(
    "query", ["SELECT Person;", "SELECT Person WHERE\n name = 'a\\nb'", "SELECT Person WHERE id = 'x"]
)
def test_a_character_that_starts_nothing_is_shown_with_its_line(query: str, model: Datamodel) -> None:
    caught = error(query, model)
    shown = ";" if ";" in query else "'"
    assert caught.message == f"Unexpected input at line {query.count(chr(10)) + 1}: {shown}"
    assert caught.exception_class == "Exception"


def test_a_letter_beyond_ascii_is_shown_by_its_first_byte(model: Datamodel) -> None:
    assert error("SELECT Person WHERE é = 1", model).message.encode("utf-8", "surrogateescape").endswith(b": \xc3")


def test_of_several_mistakes_the_first_counts(model: Datamodel) -> None:
    assert "found 'u' at 19" in error("SELECT UserRequest u ;", model).message


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("UserRequest", "FieldOqlExpression"),
        ("'x'", "ScalarOqlExpression"),
        ("id = 1 AND id = 2", "BinaryOqlExpression"),
        ("NOW()", "FunctionOqlExpression"),
        (":x", "VariableOqlExpression"),
    ],
)
def test_an_expression_is_no_query(text: str, kind: str, model: Datamodel) -> None:
    caught = error(text, model)
    assert caught.message == f"Expecting an OQL query - found '{kind}' at 0 in '{text}'"
    assert caught.exception_class == "OQLException"


def test_an_unknown_class_is_answered_with_all_classes_and_the_nearest(model: Datamodel) -> None:
    caught = error("SELECT Nope", model)
    assert caught.message.startswith("Unknown class - found 'Nope' at 7 in 'SELECT Nope', expecting {AsyncTask, ")
    assert caught.message.endswith("}, I would suggest to use 'Tape'")
    assert caught.exception_class == "UnknownClassOqlException"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "SELECT UserRequest AS u WHERE x.id = 1",
            "Unknown class [alias] - found 'x' at 30 in Q, expecting {u}, I would suggest to use 'u'",
        ),
        (
            "SELECT x FROM UserRequest AS u",
            "Unknown class [alias] - found 'x' at 7 in Q, expecting {u}, I would suggest to use 'u'",
        ),
        (
            "SELECT UserRequest JOIN Organization ON org_id = id",
            (
                "Unknown class in join condition (left expression) - found '' at 0 in Q, "
                "expecting {UserRequest, Organization}, I would suggest to use ''"
            ),
        ),
        (
            "SELECT UserRequest AS u JOIN Organization AS o ON u.org_id = id",
            (
                "Unknown class in join condition (right expression) - found '' at 0 in Q, "
                "expecting {u, o}, I would suggest to use 'o'"
            ),
        ),
        (
            "SELECT UserRequest AS u JOIN Person AS p ON p.id = u.caller_id",
            (
                "Wrong format for Join clause (right hand), expecting an id - found 'caller_id' at 53 in Q, "
                "expecting {id}, I would suggest to use ''"
            ),
        ),
        (
            "SELECT UserRequest AS u JOIN Person AS o ON u.org_id = o.id",
            (
                "The joined class (Person) is not compatible with the external key, which is pointing to Organization"
                " - found 'org_id' at 46 in Q"
            ),
        ),
        (
            "SELECT UserRequest AS u JOIN Organization AS u ON u.org_id = u.id",
            "Duplicate class alias - found 'u' at 45 in Q",
        ),
        (
            "SELECT Person JOIN Person ON Person.manager_id = Person.id",
            "Duplicate class name - found 'Person' at 19 in Q",
        ),
        (
            "SELECT Person AS p JOIN lnkPersonToTeam AS l ON l.team_id = p.id",
            (
                "The joined class (lnkPersonToTeam) is not compatible with the external key, which is pointing to Team"
                " - found 'team_id' at 50 in Q"
            ),
        ),
        (
            "SELECT Person AS p JOIN Organization AS o ON p.name = o.id",
            (
                "Unknown key in join condition (left expression) - found 'name' at 47 in Q, "
                "expecting {org_id, location_id, manager_id}, I would suggest to use ''"
            ),
        ),
        (
            "SELECT UserRequest AS u JOIN Organization AS o ON u.org_id BELOW o.id",
            "The specified tree operator BELOW is not applicable to the key - found 'org_id' at 52 in Q",
        ),
        (
            "SELECT UserRequest UNION SELECT Person",
            (
                "Incompatible classes: could not find a common ancestor - found 'Person' at 32 in Q, "
                "expecting {UserRequest, Change, Ticket}, I would suggest to use ''"
            ),
        ),
    ],
)
def test_a_name_that_means_nothing_is_answered_with_those_that_would(
    query: str, message: str, model: Datamodel
) -> None:
    caught = error(query, model)
    assert caught.message == message.replace(" in Q", f" in '{query}'")
    assert caught.exception_class == "OqlNormalizeException"


def test_an_attribute_of_two_sources_is_ambiguous(model: Datamodel) -> None:
    query = "SELECT Person AS p JOIN Organization AS o ON p.org_id = o.id WHERE name = 'x'"
    assert error(query, model).message == f"Ambiguous filter code - found 'name' at 67 in '{query}'"


def test_unknown_attributes_are_answered_with_magic_ones_first_and_id_last(model: Datamodel) -> None:
    listed = expected("Contact", model)
    assert listed[:4] == ["finalclass", "friendlyname", "obsolescence_flag", "obsolescence_date"]
    place = listed.index("org_id")
    assert listed[place : place + 4] == ["org_id", "org_id_friendlyname", "org_id_obsolescence_flag", "org_name"]
    assert listed[-1] == "id"


def test_an_inherited_obsolescence_date_is_listed_last(model: Datamodel) -> None:
    assert expected("Person", model)[-2:] == ["obsolescence_date", "id"]


def expected(cls: str, model: Datamodel) -> list[str]:
    message = error(f"SELECT {cls} WHERE nope = 1", model).message
    return message[message.index("{") + 1 : message.index("}")].split(", ")


def test_a_nested_query_says_in_no_text_what_is_unknown_and_lists_the_aliases_around_it(model: Datamodel) -> None:
    caught = error("SELECT Person AS p WHERE id IN (SELECT Team AS t WHERE x.id = 1)", model)
    assert caught.message.startswith("Unknown class [alias] - found 'x' at 55 in '', expecting {t, p}, ")


def test_link_sets_and_files_cannot_be_compared(model: Datamodel) -> None:
    for code in ("cis_list", "picture"):
        assert "Unknown filter code" in error(f"SELECT Person WHERE {code} = 1", model).message


@pytest.mark.parametrize(
    ("found", "among", "suggestion"),
    [
        ("Nope", ["Rack", "Tape", "PDU"], "Tape"),
        ("true", ["ref", "title", "tto", "ttr"], "ttr"),
        ("nope", ["ref", "title", "tto", "ttr", "id"], ""),
        ("x", ["u"], "u"),
    ],
)
def test_the_last_of_the_nearest_is_suggested_within_three_edits(found: str, among: list[str], suggestion: str) -> None:
    assert nearest(found, among) == suggestion


def test_core_get_wraps_the_message_in_the_query_and_the_exception(model: Datamodel) -> None:
    assert str(error("SELECT", model).for_key("SELECT")) == (
        "Query failed to execute: query = SELECT, exception_class = OQLParserSyntaxErrorException, "
        "exception_message = Unexpected token End of Input - found '0' at 0 in 'SELECT'"
    )
