"""The import page: which rows it takes, and what it says."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.wire import raw_request
from fake_itop.synchro import IMPORT_PATH, loading
from fake_itop.values.http import HttpRequest
from tests.helpers import PASSWORDS, finish
from tests.synchro.collecting import Collector, a_collector, counted

HEADER = "primary_key;name;first_name;org_id"
NED = "a2;Newman;Ned;My Company/Department"


def test_rows_that_come_again_are_updates(collector: Collector) -> None:
    collector.load(HEADER, NED)
    report = counted(collector.load(HEADER, NED, "a3;Zed;Zoe;My Company/Department"))
    assert report["Created (before synchro)"] == 1
    assert report["Updated (before synchro)"] == 1


def test_a_key_twice_in_one_import_is_one_row(collector: Collector) -> None:
    report = counted(collector.load(HEADER, NED, NED.upper().replace("NEWMAN", "Newton")))
    assert report["Replicas"] == 1
    assert "Newton" in collector.names()


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        (["primary_key;nope"], "#Unknown column 'nope' (class: 'Person')<br/>"),
        (["name"], "#Missing reconciliation column 'primary_key'<br/>"),
        (["primary_key;name;name", "a;b;c"], "mysql_errno = 1110"),
        ([HEADER, NED, "a3;Zed"], "mysql_errno = 1136"),
        (["primary_key;" + ";".join(f"c{i}" for i in range(1000))], "#Unknown column 'c0'"),
        ([HEADER, 'a2;"Newman;Ned'], "#Unreadable CSV data: after line 1"),
        (["primary_key;email;name", f"a1;;{'x' * 256}"], "mysql_errno = 1406"),
        (["primary_key;status", "a1;nope"], "mysql_errno = 1265"),
    ],
    ids=lambda value: None if isinstance(value, list) else value,
)
def test_an_import_that_cannot_be_is_one_line_and_keeps_nothing(
    collector: Collector, lines: list[str], error: str
) -> None:
    page = collector.load(*lines)
    assert error in page
    assert "\n" not in page
    assert collector.replicas("status") == []


def test_bytes_that_are_no_utf_8_are_refused_as_the_database_does(collector: Collector) -> None:
    assert "mysql_errno = 1366" in collector.load(HEADER, NED.replace("Newman", "N\udce9e"))


def test_other_encodings_are_read(collector: Collector) -> None:
    latin = NED.replace("Newman", "N\udce9e")
    assert "#Charset Encoding:ISO-8859-1" in collector.load(HEADER, latin, charset="ISO-8859-1")
    assert "Née" in collector.names()


def test_an_encoding_that_nobody_knows_is_one_line(collector: Collector) -> None:
    assert collector.load(HEADER, NED, charset="nope") == "#Unknown charset: 'nope'<br/>"


def test_rows_that_the_database_refuses_can_be_left_out(collector: Collector) -> None:
    report = counted(collector.load(HEADER, "a1;Zed", NED, no_stop_on_import_error="1"))
    assert report["Issues (before synchro)"] == 1
    assert report["Created (before synchro)"] == 1


def test_the_number_of_rows_in_error_stands_last(collector: Collector) -> None:
    page = collector.load(HEADER, "a1;Zed", NED, no_stop_on_import_error="1", output="retcode", synchronize="0")
    assert page == "1"


def test_a_detailed_report_has_a_line_for_each_row(collector: Collector) -> None:
    page = collector.load(HEADER, "a1;Zed", NED, no_stop_on_import_error="1", output="details")
    assert "#Row 1: Column count doesn't match value count at row 1<br/>" in page
    assert "#Row 2: created<br/>" in page
    assert "#Issues (before synchro): 1<br/>" in page


def test_a_cell_of_null_leaves_the_attribute_alone(collector: Collector) -> None:
    collector.load(f"{HEADER};phone", f"{NED};123")
    collector.load(f"{HEADER};phone", f"{NED};<NULL>".replace("Ned", "Nick"))
    assert collector.person("Newman", "first_name", "phone") == {"first_name": "Nick", "phone": "123"}


def test_an_empty_cell_empties_the_attribute(collector: Collector) -> None:
    collector.load(f"{HEADER};phone", f"{NED};123")
    collector.load(f"{HEADER};phone", f"{NED};")
    assert collector.person("Newman", "phone") == {"phone": ""}


@pytest.mark.parametrize(
    ("date_format", "given"),
    [
        ("d/m/Y", "31/12/2026"),
        ("%d/%m/%Y %H:%M", "31/12/2026 10:30"),
        ("d/m/Y H:i:s", "31/12/2026"),
        ("", "2026-12-31"),
    ],
)
def test_dates_are_read_in_the_format_that_is_named(date_format: str, given: str) -> None:
    collector = a_collector(scope_class="Server")
    collector.set("org_id", "SynchroAttExtKey", reconcile="0", reconciliation_attcode="name")
    named = {"date_format": date_format} if date_format else {}
    collector.load("primary_key;name;org_id;move2production", f"1;s;My Company/Department;{given}", **named)
    assert collector.shown("Server", "move2production") == ["2026-12-31"]


def test_a_date_that_is_none_is_refused_by_the_database() -> None:
    collector = a_collector(scope_class="Server")
    assert "mysql_errno = 1292" in collector.load("primary_key;name;move2production", "1;s;31/12/2026")


def test_parameters_may_stand_in_the_query(collector: Collector) -> None:
    query = urlencode({"data_source_id": collector.source, "separator": "|", "csvdata": "primary_key|name"})
    assert "#Separator: |" in collector.post("import", {}, query=query).body.decode()


def test_rows_may_come_as_a_file(collector: Collector) -> None:
    fields = {"auth_user": "rest", "auth_pwd": PASSWORDS["rest"], "data_source_id": str(collector.source)}
    step = {"path": IMPORT_PATH, "form": fields, "files": {"csvfile": f"{HEADER}\n{NED}\n"}}
    sent = raw_request(step)
    reply = finish(collector.itop.handle(HttpRequest(sent.method, sent.path, tuple(sent.headers.items()), sent.body)))
    assert counted(reply.body.decode())["Created (before synchro)"] == 1


def test_an_import_beyond_the_budget_is_refused_whole(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_ROWS", 2)
    page = collector.load(HEADER, *(f"a{i};N{i};Ned;My Company/Department" for i in range(3)))
    assert page == "#Too many rows: an import takes up to 2; send the others in another one<br/>"
    assert collector.replicas("status") == []


def test_a_simulation_reports_and_leaves_nothing(collector: Collector) -> None:
    report = counted(collector.load(HEADER, NED, simulate="1"))
    assert report["Objects created"] == 1
    assert collector.replicas("status") == []
    assert "Newman" not in collector.names()


def test_markup_in_a_parameter_is_text_in_the_page(collector: Collector) -> None:
    assert "<script>" not in collector.load(HEADER, NED, output="<script>")
    assert "<script>" not in collector.load("<script>", NED)
    assert "<script>" not in collector.load(HEADER, NED, comment="<script>")


@pytest.mark.parametrize("missing", ["data_source_id", "csvdata"])
def test_a_parameter_that_is_missing_is_named_with_the_usage(collector: Collector, missing: str) -> None:
    form = {"data_source_id": str(collector.source), "csvdata": HEADER}
    del form[missing]
    text = collector.post("import", form).body.decode()
    assert text.startswith(f"<p>ERROR: Missing argument '{missing}'\n</p><p>USAGE:")


def test_nobody_imports_without_a_login(collector: Collector) -> None:
    assert collector.post("import", {}, user="").body == b"<p>Invalid login</p>"


def test_a_nul_byte_is_a_letter_like_any_other(collector: Collector) -> None:
    collector.load(HEADER, NED.replace("Newman", "New\0man"))
    assert "New\0man" in collector.names()


TEXTS = st.text(st.sampled_from('primary_key;name\n\r"\0 é\udcff,\t12'), max_size=60)
FUZZED = a_collector()


@given(TEXTS, st.sampled_from([";", ",", "tab", "", "\0", "\n"]), st.sampled_from(['"', "'", "", ";"]))
def test_whatever_is_sent_is_answered(text: str, separator: str, qualifier: str) -> None:
    for head in ("", "primary_key;name\n"):
        page = FUZZED.load(head + text, separator=separator, qualifier=qualifier, simulate="1")
        assert page.startswith("#")
    assert FUZZED.replicas("status") == []
