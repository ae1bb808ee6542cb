"""Each kind of attribute: what it takes, refuses, keeps and shows (docs/itop/rest.md; recordings ``create``)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from fake_itop.datamodel.attributes import (
    EMPTY_BLOB,
    KINDS,
    Attribute,
    AttributeBlob,
    AttributeBoolean,
    AttributeCaseLog,
    AttributeClassAttCodeSet,
    AttributeDashboard,
    AttributeDate,
    AttributeDateTime,
    AttributeDecimal,
    AttributeDuration,
    AttributeEmailAddress,
    AttributeEncryptedPassword,
    AttributeEncryptedString,
    AttributeEnum,
    AttributeEnumSet,
    AttributeExternalField,
    AttributeExternalKey,
    AttributeHTML,
    AttributeImage,
    AttributeInteger,
    AttributeIPAddress,
    AttributeObjectKey,
    AttributeOneWayPassword,
    AttributePhoneNumber,
    AttributePropertySet,
    AttributeStopWatch,
    AttributeString,
    AttributeSubItem,
    AttributeTable,
    AttributeTagSet,
    AttributeText,
    AttributeURL,
    Blob,
    LogEntry,
    PhpFatalError,
    StopWatchValue,
    ValueRefusedError,
)
from fake_itop.datamodel.model import Datamodel
from fake_itop.values.reasons import NULL_NOT_ALLOWED, Reason


def worded(reason: Reason | None) -> str | None:
    return None if reason is None else str(reason)


def accepted(kind: type[Attribute], raw: Any, **more: Any) -> Any:
    return kind(code="x", **more).accept(raw)


# Texts

TEXTS = (AttributeString, AttributeText, AttributeEmailAddress, AttributePhoneNumber, AttributeURL, AttributeIPAddress)


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize(
    ("raw", "text"), [("a", "a"), (12, "12"), (1.5, "1.5"), (True, "1"), (False, ""), (None, ""), (1e20, "1.0E+20")]
)
def test_a_text_is_what_php_makes_of_a_value(kind: type[Attribute], raw: Any, text: str) -> None:
    assert accepted(kind, raw) == text


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("raw", [{}, {"a": 1}])
def test_php_breaks_on_an_object_in_place_of_a_text(kind: type[Attribute], raw: Any) -> None:
    with pytest.raises(PhpFatalError):
        accepted(kind, raw)


@pytest.mark.parametrize(
    ("value", "size", "issue"),
    [
        ("é" * 5, 5, None),
        ("é" * 6, 5, "String too long (found 6, limited to 5)"),
        ("😀" * 5, 5, None),
        ("x" * 100, None, None),
    ],
)
def test_a_size_counts_characters(value: str, size: int | None, issue: str | None) -> None:
    assert worded(AttributeString(code="x", max_size=size).issue(value)) == issue


@pytest.mark.parametrize(("null_allowed", "issue"), [(True, None), (False, "Null not allowed")])
@pytest.mark.parametrize("kind", TEXTS)
def test_an_empty_text_is_none_whatever_the_pattern(kind: type[Attribute], *, null_allowed: bool, issue: Any) -> None:
    assert worded(kind(code="x", null_allowed=null_allowed).issue("")) == issue


@pytest.mark.parametrize(
    "address", ["a@b.example", "a.b_c%d&e-f'g@x-y.z.example", "A@B.EXAMPLE", "1@2.33", "o’neil@b.example"]
)
def test_an_address_of_mail_has_a_name_an_at_and_a_domain(address: str) -> None:
    assert AttributeEmailAddress(code="x").issue(address) is None


@pytest.mark.parametrize(
    "address", ["nope", "a@b", "a@b.c", "a b@c.example", "a@b.example ", "é@b.example", "@b.example"]
)
def test_another_address_has_the_wrong_format(address: str) -> None:
    assert worded(AttributeEmailAddress(code="x").issue(address)) == f"Wrong format [{address}]"


@pytest.mark.parametrize("address", ["10.0.0.1", "255.255.255.255"])
def test_an_address_of_a_net_is_of_version_four(address: str) -> None:
    assert AttributeIPAddress(code="x").issue(address) is None


@pytest.mark.parametrize("address", ["::1", "fe80::1:2"])
def test_an_address_of_version_six_has_the_wrong_format(address: str) -> None:
    assert worded(AttributeIPAddress(code="x").issue(address)) == f"Wrong format [{address}]"


@pytest.mark.parametrize("address", ["10.0.0", "10.0.0.256", "10.0.0.1 ", "host", "::g"])
def test_another_net_address_has_the_wrong_format(address: str) -> None:
    assert worded(AttributeIPAddress(code="x").issue(address)) == f"Wrong format [{address}]"


def test_a_url_is_any_text() -> None:
    assert AttributeURL(code="x").issue("not an address") is None


@pytest.mark.parametrize(("value", "is_good"), [("+33 (0)1", True), ("0.5-6", True), (" pad ", False), ("0x", False)])
def test_a_phone_number_is_of_digits_blanks_and_signs(value: str, is_good: bool) -> None:
    assert worded(AttributePhoneNumber(code="x").issue(value)) == (None if is_good else f"Wrong format [{value}]")


PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(("data", "issue"), [(PNG, None), (b"", None), (b"hello", "Wrong format [hello]")])
def test_a_picture_is_a_picture_or_nothing(data: bytes, issue: str | None) -> None:
    assert worded(AttributeImage(code="x").issue(Blob(data, "image/png", "a"))) == issue


@pytest.mark.parametrize(("raw", "issue"), [("x", "Null not allowed"), ({"data": "", "filename": ""}, None)])
def test_a_file_may_be_empty_but_not_missing(raw: Any, issue: str | None) -> None:
    attribute = AttributeBlob(code="x", null_allowed=False)

    assert worded(attribute.issue(attribute.accept(raw))) == issue


def test_no_file_shows_as_null_and_is_kept_as_an_empty_one() -> None:
    attribute = AttributeBlob(code="x")

    assert attribute.export(None) is None
    assert attribute.keep(None) == EMPTY_BLOB


@pytest.mark.parametrize(
    ("raw", "kept"), [("plain", "<p>plain</p>"), ("<b>x</b><script>y</script>", "<b>x</b>"), ("", ""), (None, "")]
)
def test_html_is_sanitised_when_it_is_written(raw: Any, kept: str) -> None:
    assert accepted(AttributeHTML, raw) == kept
    assert accepted(AttributeText, raw, format="html") == kept


def test_a_password_shows_as_stars_or_not_at_all() -> None:
    attribute = AttributeOneWayPassword(code="x")

    assert (attribute.export("secret"), attribute.export("")) == ("*****", "")


# Numbers and truth


@pytest.mark.parametrize("kind", [AttributeInteger, AttributeDuration])
@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (5, 5),
        ("7", 7),
        (" 7", 7),
        ("12abc", 12),
        ("x", 0),
        (1.9, 1),
        (-1.9, -1),
        ("1e3", 1000),
        (True, 1),
        (False, 0),
        ([], 0),
        ([0], 1),
        ("", None),
        (None, None),
    ],
)
def test_an_integer_is_what_php_makes_of_a_value(kind: type[Attribute], raw: Any, number: int | None) -> None:
    assert accepted(kind, raw) == number


def test_numbers_show_as_texts() -> None:
    attribute = AttributeInteger(code="x")

    assert [attribute.export(value) for value in (5, 0, -1, None)] == ["5", "0", "-1", ""]


@pytest.mark.parametrize(
    ("value", "fits"), [(2**31 - 1, True), (2**31, False), (-(2**31), True), (-(2**31) - 1, False)]
)
@pytest.mark.parametrize("kind", [AttributeInteger, AttributeDuration, AttributeObjectKey])
def test_the_database_has_room_for_32_bits(kind: type[Attribute], value: int, *, fits: bool) -> None:
    refusal = kind(code="x").database_refusal(value)

    assert (refusal is None) is fits
    if refusal is not None:
        assert (int(refusal.number), refusal.text) == (1264, "Out of range value for column 'x' at row 1")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [("12.5", "12.50"), (1500, "1500.00"), ("1.005", "1.00"), ("abc", "0.00"), ("", None), (None, None)],
)
def test_a_decimal_is_held_as_written_and_kept_with_its_places(raw: Any, kept: str | None) -> None:
    attribute = AttributeDecimal(code="x", decimals=2)
    held = attribute.accept(raw)

    assert held == (None if kept is None else str(raw))
    assert attribute.keep(held) == (None if kept is None else Decimal(kept))


@pytest.mark.parametrize(
    ("raw", "truth"),
    [(True, True), (1, True), ("1", True), (2, True), (False, False), (0, False), ("true", False), ("yes", False)],
)
def test_a_truth_value_is_a_number_first(raw: Any, *, truth: bool) -> None:
    assert accepted(AttributeBoolean, raw) is truth


@pytest.mark.parametrize("raw", ["", None])
def test_a_truth_value_may_be_unknown(raw: Any) -> None:
    assert accepted(AttributeBoolean, raw) is None


# Dates


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2024-02-03 04:05:06", "2024-02-03 04:05:06"),
        (0, "1970-01-01 00:00:00"),
        (1700000000, "2023-11-14 22:13:20"),
        ("1700000000", "2023-11-14 22:13:20"),
        ("", None),
        (None, None),
    ],
)
def test_a_moment_is_sql_or_a_unix_time(raw: Any, moment: str | None) -> None:
    assert accepted(AttributeDateTime, raw) == moment


@pytest.mark.parametrize(("raw", "day"), [("2024-02-03", "2024-02-03"), (0, "1970-01-01"), ("", None)])
def test_a_day_has_no_time(raw: Any, day: str | None) -> None:
    assert accepted(AttributeDate, raw) == day


@pytest.mark.parametrize("raw", ["03/02/2024", "2024-02-03T04:05:06", "2024-2-3", "now"])
@pytest.mark.parametrize(("kind", "form"), [(AttributeDateTime, "Y-m-d H:i:s"), (AttributeDate, "Y-m-d")])
def test_another_form_of_date_is_refused_with_the_right_one(kind: type[Attribute], form: str, raw: Any) -> None:
    with pytest.raises(ValueRefusedError) as caught:
        accepted(kind, raw)

    assert caught.value.message == f'Wrong format for date attribute x, expecting "{form}" and got "{raw}"'


@pytest.mark.parametrize(("kind", "raw"), [(AttributeDateTime, "2024-02-03"), (AttributeDate, "2024-02-03 00:00:00")])
def test_a_day_is_no_moment_and_a_moment_no_day(kind: type[Attribute], raw: str) -> None:
    with pytest.raises(ValueRefusedError):
        accepted(kind, raw)


@pytest.mark.parametrize("raw", [True, [], {}])
def test_what_is_no_text_is_not_quoted_where_a_date_is_expected(raw: Any) -> None:
    with pytest.raises(ValueRefusedError) as caught:
        accepted(AttributeDateTime, raw)

    assert caught.value.message == "Wrong format for date attribute x"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2024-02-29 00:00:00", None),
        ("2023-02-29 00:00:00", "Incorrect datetime value: '2023-02-29 00:00:00' for column 'x' at row 1"),
        ("2024-01-01 24:00:00", "Incorrect datetime value: '2024-01-01 24:00:00' for column 'x' at row 1"),
        (None, None),
    ],
)
def test_the_database_knows_the_calendar(value: str | None, text: str | None) -> None:
    refusal = AttributeDateTime(code="x").database_refusal(value)

    assert (refusal.text if refusal else None) == text


# Lists of codes

COLOURS = {"r": "Red", "1": "One"}


@pytest.mark.parametrize(("raw", "code"), [("r", "r"), (1, "1"), (True, "1"), ("", None), (None, None)])
def test_an_enum_takes_a_code(raw: Any, code: str | None) -> None:
    assert accepted(AttributeEnum, raw, values=COLOURS) == code


@pytest.mark.parametrize(
    ("value", "issue"), [("r", None), ("Red", "Value not allowed [Red]"), ("R", "Value not allowed [R]")]
)
def test_a_code_is_compared_to_the_letter(value: str, issue: str | None) -> None:
    assert worded(AttributeEnum(code="x", values=COLOURS).issue(value)) == issue


def test_php_breaks_on_an_object_in_place_of_a_code() -> None:
    with pytest.raises(PhpFatalError):
        accepted(AttributeEnum, {"r": 1}, values=COLOURS)


def test_a_list_in_place_of_a_code_is_the_word_that_php_has_for_it() -> None:
    assert accepted(AttributeEnum, ["r"], values=COLOURS) == "Array"


@pytest.mark.parametrize(
    ("raw", "codes"), [("a, b", ("a", "b")), ("a,,b ,", ("a", "b")), ("", ()), (["a"], ()), ({"a": 1}, ()), (None, ())]
)
def test_a_set_is_one_text_and_a_list_empties_it(raw: Any, codes: tuple[str, ...]) -> None:
    assert accepted(AttributeEnumSet, raw) == codes


def test_a_set_of_attributes_is_sorted() -> None:
    assert accepted(AttributeClassAttCodeSet, "title, caller_id") == ("caller_id", "title")


def test_sets_show_as_a_text_and_tags_as_a_list() -> None:
    assert AttributeEnumSet(code="x").export(("a", "b")) == "a, b"
    assert AttributeTagSet(code="x").export(("a", "b")) == ["a", "b"]


# Keys


@pytest.mark.parametrize(("raw", "id_"), [(5, 5), ("5", 5), ("x", 0), (None, 0), ([1], 1)])
def test_a_key_without_a_class_is_a_number(raw: Any, id_: int) -> None:
    assert accepted(AttributeObjectKey, raw) == id_


@pytest.mark.parametrize("kind", [AttributeExternalKey, AttributeObjectKey])
def test_a_key_is_unset_at_zero_and_shows_as_a_text(kind: type[Attribute]) -> None:
    attribute = kind(code="x", null_allowed=False)

    assert (attribute.default, worded(attribute.issue(0)), attribute.issue(3)) == (0, "Null not allowed", None)
    assert (attribute.export(0), attribute.export(3)) == ("0", "3")


@pytest.mark.parametrize(("value", "shown"), [(True, "1"), (False, ""), (None, ""), (3, "3"), ("a", "a")])
def test_what_is_read_through_a_key_shows_as_php_makes_texts(value: Any, shown: str) -> None:
    assert AttributeExternalField(code="x").export(value) == shown


# Files


@pytest.mark.parametrize(
    ("raw", "blob"),
    [
        (
            {"data": "aGk=", "mimetype": "text/plain", "filename": "a.txt"},
            Blob(b"hi", "text/plain", "a.txt"),
        ),
        ({"data": "aGk", "filename": "a.txt"}, Blob(b"hi", None, "a.txt")),
        ({"data": "***", "filename": "a"}, Blob(b"", None, "a")),
        ({"data": "aGk=", "downloads_count": "4"}, Blob(b"hi", None, None, 4)),
        ({"filename": "a.txt"}, None),
        ("aGk=", None),
        (None, None),
        ([], None),
    ],
)
def test_a_file_is_an_object_with_its_bytes_in_base64(raw: Any, blob: Blob | None) -> None:
    assert accepted(AttributeBlob, raw) == blob


def test_a_file_shows_as_it_is_written() -> None:
    raw = {"data": "aGk=", "mimetype": "text/plain", "filename": "a.txt", "downloads_count": 0}

    assert AttributeBlob(code="x").export(accepted(AttributeBlob, raw)) == raw


# Structures and watches


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        (AttributePropertySet, {"a": 1}, {"a": 1}),
        (AttributePropertySet, [1], None),
        (AttributeTable, [["a"]], [["a"]]),
        (AttributeTable, {"a": 1}, None),
    ],
)
def test_structures_take_their_own_form_only(kind: type[Attribute], raw: Any, kept: Any) -> None:
    assert accepted(kind, raw) == kept


def test_a_watch_shows_its_seconds_and_is_never_none() -> None:
    attribute = AttributeStopWatch(code="x", null_allowed=False)

    assert attribute.export(StopWatchValue(time_spent=90)) == "90"
    assert attribute.issue(StopWatchValue()) is None


@pytest.mark.parametrize(
    ("item", "value", "shown"),
    [
        ("100_passed", True, "yes"),
        ("100_passed", False, "no"),
        ("100_deadline", None, ""),
        ("100_deadline", "2026-01-01 00:00:00", "2026-01-01 00:00:00"),
        ("100_overrun", None, None),
        ("100_overrun", 5, "5"),
    ],
)
def test_figures_of_a_watch_show_in_their_own_ways(item: str, value: Any, shown: Any) -> None:
    assert AttributeSubItem(code="x", item=item).export(value) == shown


def test_a_dashboard_is_nothing_to_read() -> None:
    assert AttributeDashboard(code="x").export(None) == ""


# All of them


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_is_worked_out_is_not_written(kind: type[Attribute]) -> None:
    attribute = kind(code="x")

    assert attribute.type_name == kind.__name__
    assert attribute.stored or not attribute.writable or "LinkedSet" in kind.__name__


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_changes_of_a_kind_are_told_in_rows_of_a_class_that_there_is(
    kind: type[Attribute], standard: Datamodel
) -> None:
    html = ["HTML"] if issubclass(kind, AttributeText) else []

    rows = [f"CMDBChangeOpSetAttribute{change}" for change in (kind.change, *html) if change]

    assert [row for row in rows if row not in standard] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_a_sample_of_a_kind_is_a_value_that_it_takes(kind: type[Attribute]) -> None:
    attribute = kind(code="a", max_size=kind.usual_size)

    assert kind.sample is None or attribute.issue(kind.sample) in {None, NULL_NOT_ALLOWED}


def test_a_plain_text_of_a_log_holds_all_entries_and_one_of_a_file_its_beginning() -> None:
    log = (LogEntry("2026-01-31 12:00:00", "A", 1, "<p>a</p>"), LogEntry("2026-01-31 12:00:01", "B", 2, "<p>b</p>"))

    first, second = (line for line in AttributeCaseLog(code="a").plain(log).split("\n==========") if line)
    assert first == " 2026-01-31 12:00:00 : A (1) ============\n\na"
    assert second == " 2026-01-31 12:00:01 : B (2) ============\n\nb"
    assert AttributeBlob(code="a").plain(Blob(b"x" * 200)) == "x" * 100
    assert [AttributeBoolean(code="a").plain(value) for value in (True, False, None)] == ["1", "", ""]


@pytest.mark.parametrize("kind", [AttributeOneWayPassword, AttributeEncryptedString, AttributeEncryptedPassword])
def test_the_history_tells_nothing_of_a_secret_but_that_it_changed(kind: type[Attribute]) -> None:
    assert kind(code="a").told_change("old", "new") == {}
