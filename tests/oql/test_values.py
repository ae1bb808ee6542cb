"""Values as the database takes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_itop.datamodel.attributes import LogEntry
from fake_itop.oql import OqlError, SqlError

Holds = Callable[..., bool]


@pytest.mark.parametrize(
    "condition",
    [
        "'écran cassé' = 'ECRAN CASSE'",
        "'a ' = 'a'",
        "'12abc' = 12",
        "'abc' = 0",
        "1 IN (1, '2')",
        "'2' IN (1, 2)",
        "2 IN (1, '2')",
        "COALESCE(NULL, 'a') = 'a'",
        "ISNULL(NULL = NULL)",
        "ISNULL(1 / 0)",
        "(NULL OR 1) = 1",
        "(NULL AND 0) = 0",
        "ISNULL(NULL AND 1)",
        "ISNULL(1 IN (2, NULL))",
        "1 IN (1, NULL)",
        "7 / 2 = '3.5'",
        "'x' LIKE '_'",
        "'50% off' LIKE '50%'",
        "'Écran' LIKE 'e%'",
        "'abcabc' LIKE '%b_a%'",
        "'VPN broken' REGEXP '^vpn'",
        "'VPN broken' REGEXP '^[[:alpha:]]+ [[:alpha:]]+$'",
        "IF(0, 1, 2) = 2",
        "ELT(2, 'a', 'b') = 'b'",
        "ISNULL(ELT(3, 'a', 'b'))",
        "CONCAT('a', 1, 'b') = 'a1b'",
        "ISNULL(CONCAT('a', NULL))",
        "SUBSTR('abc', 2) = 'bc'",
        "SUBSTR('abc', -2, 1) = 'b'",
        "SUBSTR('abc', 0) = ''",
        "TRIM('  a ') = 'a'",
        "ROUND('2.5') = 3",
        "FLOOR('-1.5') = -2",
        "INET_ATON('127.0.0.1') = 2130706433",
        "INET_NTOA(1) = '0.0.0.1'",
        "NOW() = '2024-02-29 12:30:45'",
        "CURRENT_DATE() = '2024-02-29'",
        "DATE(NOW()) = CURRENT_DATE()",
        "TIME(NOW()) = '12:30:45'",
        "YEAR(NOW()) = 2024",
        "MONTH(NOW()) = 2",
        "DAY(NOW()) = 29",
        "TO_DAYS('2007-10-07') = 733321",
        "FROM_DAYS(733321) = '2007-10-07'",
        "DATE_ADD(NOW(), INTERVAL 1 YEAR) = '2025-02-28 12:30:45'",
        "DATE_SUB('2024-03-31', INTERVAL 1 MONTH) = '2024-02-29'",
        "DATE_ADD('2024-02-29', INTERVAL 1 HOUR) = '2024-02-29 01:00:00'",
        "ISNULL(DATE('garbage'))",
        "DATE_FORMAT(NOW(), '%Y-%m-%d %H:%i:%s') = '2024-02-29 12:30:45'",
        "DATE_FORMAT(NOW(), '%W %D %M %y, %l:%i %p, %j %%') = 'Thursday 29th February 24, 12:30 PM, 060 %'",
        "NOW() > '2024-02-29'",
        "NOW() > 'garbage'",
        "NOW() > 20240229000000",
        "1 << 70 = 0",
    ],
)
def test_a_condition_that_holds(condition: str, holds: Holds) -> None:
    assert holds(condition)


@pytest.mark.parametrize(
    "condition", ["NULL", "0", "''", "id = NULL", "id NOT IN (2, NULL)", "'a' LIKE NULL", "id = 'x'"]
)
def test_what_is_no_truth_lets_nothing_through(condition: str, holds: Holds) -> None:
    assert not holds(condition)


def test_an_enum_counts_by_its_place_and_compares_by_its_code(
    make: Callable[..., object], find: Callable[..., list[str]]
) -> None:
    make("UserRequest", ref="a", priority="1")
    make("UserRequest", ref="b", priority="4")
    assert find("SELECT UserRequest WHERE priority <= 3") == ["a"]
    assert find("SELECT UserRequest WHERE priority = '4'") == ["b"]


def test_a_case_log_is_a_text_with_the_newest_entry_first(
    make: Callable[..., object], find: Callable[..., list[str]]
) -> None:
    entries = tuple(LogEntry(f"2024-01-0{day} 00:00:00", "Alice", 3, f"<p>line {day}</p>", "html") for day in (1, 2))
    make("UserRequest", ref="a", public_log=entries)
    assert find("SELECT UserRequest WHERE public_log LIKE '%line 2%line 1%'") == ["a"]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("name REGEXP '('", 1139),
        ("name REGEXP 'a{65536}'", 1139),
        ("name REGEXP '(?e)(?:abc){e<=1}'", 1139),
        ("name REGEXP '\\\\u0041'", 1139),
        ("name MATCHES 'x'", 1191),
        ("DATE_ADD(NOW(), 1)", 1064),
        ("FLOOR(1, 2)", 1582),
        ("IF(1, 2)", 1064),
        ("id * 9223372036854775807 * 3", 1690),
        ("id IN (SELECT p, o FROM Person AS p JOIN Organization AS o ON p.org_id = o.id)", 1241),
    ],
)
def test_what_the_database_refuses_has_its_error_number(condition: str, code: int, holds: Holds) -> None:
    with pytest.raises(SqlError) as caught:
        holds(condition)
    assert caught.value.code == code
    query = f"SELECT Organization WHERE {condition}"
    assert str(caught.value.for_key(query)).startswith(
        f"Failed to issue SQL query: query = {query}, mysql_errno = {code}, "
    )


def test_more_tables_than_the_database_joins_are_refused(holds: Holds) -> None:
    joins = " ".join(f"JOIN Organization AS o{n + 1} ON o{n}.parent_id = o{n + 1}.id" for n in range(70))
    with pytest.raises(OqlError, match="Too many tables"):
        holds(f"id IN (SELECT Organization AS o0 {joins} WHERE o70.name = 'x')")


def test_a_table_of_which_nothing_is_read_is_not_joined(holds: Holds) -> None:
    joins = " ".join(f"JOIN Organization AS o{n} ON p.org_id = o{n}.id" for n in range(70))
    assert holds(f"id NOT IN (SELECT Person AS p {joins} WHERE p.id = 0)")
