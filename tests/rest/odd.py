"""Requests that no sane client sends, and what a reply must look like whatever was asked."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from fake_itop.rest.operations import OPERATIONS
from fake_itop.values.http import HttpReply, HttpRequest
from fake_itop.values.messages import FATAL_PAGE, Code
from fake_itop.values.reasons import TOKEN_FORCED

KNOWN_CODES = frozenset(int(code) for code in Code)

# JSON in any place of a request

CODES = (
    *(
        "id",
        "ref",
        "title",
        "description",
        "status",
        "impact",
        "start_date",
        "remote_ticketid",
        "tto",
        "tto_100_passed",
    ),
    *("org_id", "org_name", "caller_id", "service_id", "parent_request_id", "parent_id", "item_id"),
    *("public_log", "private_log", "contacts_list", "persons_list", "child_request_list", "profile_list"),
    *("name", "login", "password", "email", "phone", "contents", "finalclass", "friendlyname"),
)
INNER_WORDS = (
    "add_item",
    "items",
    "message",
    "date",
    "format",
    "user_id",
    "user_login",
    "data",
    "mimetype",
    "filename",
)
TEXTS = (
    *("SELECT UserRequest", "SELECT Organization WHERE id = 1", "SELECT", "*", "*+", "id, title"),
    *("0", " 1 ", "-1", "1e400", "true", "2024-02-30 00:00:00", "2026-01-01", "99999999999999"),
    *("<p>x</p>", "\x00", "\ud800", "ü\u2028", "UserRequest", "Ticket"),
)
NUMBERS = (0, 1, 2, -1, 2**31, 2**63 - 1, -(2**63), 2**64, 10**400, 0.5, -0.0, 1e308)

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(NUMBERS),
    st.integers(),
    st.floats(),
    st.sampled_from(TEXTS),
    st.text(max_size=12),
)
keys = st.one_of(st.sampled_from(CODES), st.sampled_from(INNER_WORDS), st.text(max_size=4), st.sampled_from("012"))
values: st.SearchStrategy[Any] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8
)
"""Any JSON value, with words in it that mean something to iTop."""

NEW_OBJECTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("UserRequest", {"org_id": 1, "caller_id": 1, "title": "T", "description": "D"}),
    ("Organization", {"name": "O"}),
    ("Person", {"name": "N", "first_name": "F", "org_id": 1}),
    ("UserLocal", {"login": "l", "password": "Pass-w0rd!", "profile_list": [{"profileid": 2}]}),
    ("Attachment", {"item_class": "UserRequest", "item_id": 1}),
    ("TriggerOnObjectUpdate", {"description": "t", "target_class": "UserRequest"}),
    ("CustomerContract", {"name": "C", "org_id": 1, "provider_id": 1}),
)
KNOWN_OBJECTS: tuple[tuple[str, Any], ...] = (
    ("UserRequest", 1),
    ("UserRequest", "SELECT UserRequest WHERE id = 1"),
    ("UserRequest", {"ref": "R-000001"}),
    ("Organization", {"name": "My Company/Department"}),
    ("Person", "1"),
    ("UserLocal", 1),
)

odd_fields = st.dictionaries(st.one_of(st.sampled_from(CODES), st.text(max_size=3)), values, max_size=3)


OPERATION_NAMES = (*OPERATIONS, "list_operations")


@st.composite
def sane_requests(draw: st.DrawFn, operation: str | None = None) -> dict[str, Any]:
    """A request of an operation, or of any, with all that it needs, but for odd values of the fields."""
    name = operation or draw(st.sampled_from(OPERATION_NAMES))
    if name == "list_operations":
        return {"operation": name}
    if name == "core/check_credentials":
        return {"operation": name, "user": "rest", "password": "Rest-passw0rd!"}
    cls, key, fields = draw(_subjects(name))
    about = {"operation": name, "comment": "c", "class": cls, "key": key, "fields": fields}
    return {**about, "output_fields": draw(st.sampled_from(("*", "*+", "id"))), **draw(_own_parameters(name))}


@st.composite
def _subjects(draw: st.DrawFn, operation: str) -> tuple[str, Any, dict[str, Any]]:
    """Class, key and fields: of a new object where one is made."""
    odd = draw(odd_fields)
    if operation == "core/create":
        cls, given = draw(st.sampled_from(NEW_OBJECTS))
        return cls, 1, {**given, **odd}
    return (*draw(st.sampled_from(KNOWN_OBJECTS)), odd)


def _own_parameters(operation: str) -> st.SearchStrategy[dict[str, Any]]:
    match operation:
        case "core/apply_stimulus":
            return st.fixed_dictionaries({"stimulus": st.sampled_from(("ev_assign", "ev_autoresolve", "ev_nope"))})
        case "core/get":
            return st.just({"limit": 1, "page": 1})
        case "core/delete":
            return st.sampled_from(({}, {"simulate": True}, {"simulate": False}))
        case "core/get_related":
            return st.just({"relation": "impacts", "depth": 3, "direction": "up", "redundancy": True})
        case _:
            return st.just({})


@st.composite
def requests(draw: st.DrawFn, operation: str | None = None) -> Any:
    """A request in which anything stands in up to two places, or is missing."""
    request = draw(sane_requests(operation))
    for place in draw(st.lists(st.sampled_from(sorted(request)), max_size=2, unique=True)):
        if draw(st.booleans()):
            request[place] = draw(values)
        elif draw(st.booleans()):
            del request[place]
    return request


# Bytes in any place of an HTTP message

FORM_LOGIN = b"auth_user=rest&auth_pwd=Rest-passw0rd!&version=1.3&"
LOGIN_PARTS = (
    b'--b\r\nContent-Disposition: form-data; name="auth_user"\r\n\r\nrest\r\n'
    b'--b\r\nContent-Disposition: form-data; name="auth_pwd"\r\n\r\nRest-passw0rd!\r\n'
)
PLAIN_FORM = "application/x-www-form-urlencoded"
PARTED_FORM = "multipart/form-data; boundary=b"
NAMES = (
    *(b"version", b"json_data", b"auth_user", b"auth_pwd", b"auth_token", b"login_mode", b"callback"),
    *(b"json_data[operation]", b"json_data[class]", b"json_data[]", b"json_data[a][b]"),
)
VALUES = (
    *(b"1.3", b"rest", b"Rest-passw0rd!", b"basic", b"token", b"form", b"list_operations", b"%ff%fe", b"%ed%a0%80"),
    *(b'{"operation":"list_operations"}', b'{"operation":"core/get","class":"UserRequest","key":1}'),
)
HEADER_NAMES = ("content-type", "Authorization", "Auth-Token", "Host")
HEADER_VALUES = (
    *("Basic cmVzdDpSZXN0LXBhc3N3MHJkIQ==", "Basic x", "Basic", "Bearer y"),
    *("multipart/form-data", 'multipart/form-data; boundary="é"', PARTED_FORM + "b" * 300, "application/json"),
)

pairs = st.tuples(
    st.one_of(st.sampled_from(NAMES), st.binary(max_size=8)), st.one_of(st.sampled_from(VALUES), st.binary(max_size=10))
)
forms = st.lists(pairs.map(b"=".join), max_size=6).map(b"&".join)
file_names = st.sampled_from((b"", b'; filename="f"', b"; filename*=UTF-8''x"))
header_texts = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=20)
headers = st.tuples(
    st.one_of(st.sampled_from(HEADER_NAMES), st.text(min_size=1, max_size=5)),
    st.one_of(st.sampled_from(HEADER_VALUES), header_texts),
)


@st.composite
def parted_forms(draw: st.DrawFn) -> bytes:
    """A multipart body, which may end early."""
    parts = (
        b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (name, draw(file_names), value)
        for name, value in draw(st.lists(pairs, max_size=4))
    )
    body = LOGIN_PARTS + b"".join(parts) + b"--b--\r\n"
    return body[: draw(st.integers(0, len(body)))] if draw(st.booleans()) else body


@st.composite
def messages(draw: st.DrawFn) -> HttpRequest:
    """An HTTP request of any bytes to the endpoint."""
    body = draw(st.one_of(forms, forms.map(FORM_LOGIN.__add__), parted_forms(), st.binary(max_size=60)))
    query = draw(st.one_of(forms.map(lambda form: form.decode("utf-8", "surrogateescape")), st.text(max_size=10)))
    kind = draw(st.sampled_from((PLAIN_FORM, PARTED_FORM)))
    more = draw(st.lists(headers, max_size=3))
    method = draw(st.sampled_from(("POST", "POST", "GET", "PUT", "x")))
    target = f"/webservices/rest.php?version=1.3&{query}"
    return HttpRequest(method, target, (("Content-Type", kind), *more), body)


# What came of it


def code_of(reply: HttpReply) -> int:
    """The code of a reply, 500 for the page of what iTop breaks on.

    Raises:
        AssertionError: a real iTop could not have answered so.
    """
    kind = dict(reply.headers)["Content-Type"]
    if reply.status == 500:
        assert (kind, reply.body) == ("text/html; charset=UTF-8", FATAL_PAGE.encode())
        return 500
    assert reply.status == 200
    if reply.body == str(TOKEN_FORCED).encode():
        return int(Code.UNAUTHORIZED)
    text = reply.body.decode("ascii")
    if kind == "application/javascript":
        text = text[text.index("(") + 1 : -len(");")]
    code: int = json.loads(text)["code"]
    assert code in KNOWN_CODES
    return code
