"""Every result code and every text that an instance puts on the wire, in one place.

Facts, as the recordings have them. Nothing else in the package spells a reply's text; what only the pages of data
synchronisation say stands in `fake_itop.synchro.texts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from html import escape


class Code(IntEnum):
    """Result codes of the REST API (reference, A3)."""

    OK = 0
    UNAUTHORIZED = 1
    MISSING_VERSION = 2
    MISSING_JSON = 3
    INVALID_JSON = 4
    UNSUPPORTED_VERSION = 10
    UNKNOWN_OPERATION = 11
    UNSAFE = 12
    INVALID_PAGE = 13
    INTERNAL_ERROR = 100
    SQL_COLUMN_TWICE = 1110
    SQL_WRONG_COUNT = 1136
    SQL_OUT_OF_RANGE = 1264
    SQL_TRUNCATED = 1265
    SQL_INVALID_DATE = 1292
    SQL_INCORRECT_VALUE = 1366
    SQL_TOO_LONG = 1406


class DeleteCode(IntEnum):
    """Codes of the single objects in a reply to ``core/delete``; what goes with others has 0 too."""

    OK = 0
    ISSUE = 1
    REQUEST_EXPLICITLY = 4
    AUTO_UPDATE = 5


CREATED = "created"
UPDATED = "updated"
NOT_LOGGED_IN = "Invalid login"
INVALID_LOGIN = f"Error: {NOT_LOGGED_IN}"
PORTAL_USER = "Error: Portal user is not allowed"
NO_REST_PROFILE = (
    "Error: This user is not authorized to use the web services. "
    "(The profile REST Services User is required to access the REST web services)"
)
MISSING_VERSION = "Error: Missing parameter 'version' (e.g. '1.0')"
MISSING_JSON = "Error: Missing parameter 'json_data'"
INVALID_JSON = "Error: Parameter json_data is not a valid JSON structure"
INVALID_PAGE = "The request page number is not valid. It must be an integer greater than 0"
FATAL_PAGE = "<p>iTop: An error occurred, check server error log for more information.</p>\n"
TOKEN_FORCED = "login_mode 'token' forced without any token passed"  # noqa: S105 - a text, not a secret
WRONG_KEY = "Wrong format for key"
LINK_SET_EXPECTED = "A link set must be defined by an array of objects"
LOG_ITEMS_MISSING = "Missing 'items' elements"
AUTHOR_FOR_ADMINISTRATORS = "Only administrators can set the user id"
LOG_MESSAGE_MISSING = "Missing mandatory entry: 'message'"
NULL_NOT_ALLOWED = "Null not allowed"
INF_OR_NAN = "Inf and NaN cannot be JSON encoded"
MALFORMED_UTF8 = "Malformed UTF-8 characters, possibly incorrectly encoded"
OWN_PARENT_REQUEST = "Cannot assign the Parent request to the request itself"
NO_PROFILE = "At least one profile must be assigned to this user."
WEAK_PASSWORD = (
    "Password must be at least 8 characters and include uppercase, lowercase, numeric and special characters."  # noqa: S105
)
NOT_ALLOWED_TO_DELETE = "You are not allowed to delete this object"
SIMULATED_ISSUES = (
    "SIMULATING: Some issues have been encountered. "
    "See the list of planned changes for more information about the issue(s)."
)
DELETE_EXPLICITLY = (
    "SIMULATING: The deletion requires that other objects be deleted/updated, "
    "and those operations must be requested explicitely"
)
NOTHING_FOUND = "Nothing found"
NO_SUCH_OBJECT = "no such object"
INVALID_PAYLOAD = "Invalid JSON format for Payload"


def error(text: str) -> str:
    """A message as the endpoint words an exception."""
    return f"Error: {text}"


def encoding_failed(reason: str, printed: str) -> str:
    """A reply that is no JSON because a text in it is no UTF-8 (recordings ``oql``, "fact syntax unicode name")."""
    digits = printed.encode("utf-8", "surrogateescape").hex()
    return (
        f"json encoding failed with message: {reason}. "
        f"Full response structure for debugging purposes (print_r+bin2hex): {digits}"
    )


def unsupported_version(version: str) -> str:
    """No service answers for this version of the API."""
    return f"Error: There is no service available for version '{version}'"


def unknown_verb(verb: str, version: str) -> str:
    """No operation of that name."""
    return f"Error: Unknown verb '{verb}' in version '{version}'"


def missing_parameter(name: str) -> str:
    """A parameter of an operation that is absent, or null."""
    return f"Missing parameter '{name}'"


def invalid_class(name: str) -> str:
    """The parameter ``class`` names none (the stray quote is iTop's)."""
    return f"class: '{name}' is not a valid class'"


def unknown_final_class(name: str) -> str:
    """A ``finalclass`` among criteria that there is not."""
    return f"finalclass: Unknown class '{name}'"


def not_a_child_class(name: str, parent: str) -> str:
    """A ``finalclass`` among criteria that is not below the class asked for."""
    return f"finalclass: '{name}' is not a child class of '{parent}'"


def unknown_attribute(code: str) -> str:
    """A key of ``fields`` or of criteria that is no attribute."""
    return f"{code}: Unknown attribute"


def unknown_attribute_of(code: str, cls: str) -> str:
    """An object of another class than the one asked for lacks an attribute of ``output_fields``."""
    return f"Unknown attribute {code} from class {cls}"


def read_only(cls: str, code: str) -> str:
    """An attribute that nobody writes."""
    return f"Attempting to set the value on the read-only attribute {cls}::{code}"


def invalid_output_field(code: str) -> str:
    """``output_fields`` names no attribute."""
    return f"output_fields: invalid attribute code '{code}'"


def invalid_object(cls: str, id_: object) -> str:
    """No such object, or none that the user may see."""
    return f"Invalid object {cls}::{id_}"


def no_item_for_query(query: str) -> str:
    """An OQL key that finds nothing where one is needed."""
    return f"No item found for query: {query}"


def several_items_for_query(count: int, query: str) -> str:
    """An OQL key that finds more than the one needed."""
    return f"Several items found ({count}) for query: {query}"


def no_item_with(criteria: str) -> str:
    """Criteria that find nothing where one is needed."""
    return f"No item found with criteria: {criteria}"


def several_items_with(count: int, criteria: str) -> str:
    """Criteria that find more than the one needed."""
    return f"Several items found ({count}) with criteria: {criteria}"


def criterion(code: str, given: str, found: str) -> str:
    """One of the criteria, as the two messages above list them."""
    return f"{code}: {given} ({found})"


def wrong_date(code: str, expected: str, got: object) -> str:
    """A date in a form that REST does not take; what is no text is not quoted."""
    quoted = f', expecting "{expected}" and got "{got}"' if isinstance(got, str) else ""
    return f"Wrong format for date attribute {code}{quoted}"


def sql_failed(query: str, number: int, text: str) -> str:
    """A statement that the database refuses, with its own number and words for why."""
    return f"Failed to issue SQL query: query = {query}, mysql_errno = {int(number)}, mysql_error = {text}"


def invalid_date(value: str, column: str) -> str:
    """A date that no calendar has, in the database's words."""
    return f"Incorrect datetime value: '{value}' for column '{column}' at row 1"


def out_of_range(column: str) -> str:
    """A number too large for its column, in the database's words."""
    return f"Out of range value for column '{column}' at row 1"


def unexpected_value(label: str, code: str, issue: str) -> str:
    """An issue of one attribute's value."""
    return f"Unexpected value for attribute '{label}' ({code}) : {issue}"


def value_not_allowed(value: object) -> str:
    """A value that is not in the list, or not among the allowed objects."""
    return f"Value not allowed [{value}]"


def too_long(found: int, limit: int) -> str:
    """A text with too many characters."""
    return f"String too long (found {found}, limited to {limit})"


def wrong_format(value: object) -> str:
    """A text that does not match its kind's pattern."""
    return f"Wrong format [{value}]"


def save_refused(issues: Iterable[str], cls: str, id_: int) -> str:
    """All that is wrong with an object that is not saved."""
    listed = list(issues)
    numbered = "; ".join(f"{position}=>{issue}" for position, issue in enumerate(listed))
    return f"{', '.join(listed)}: issues = {{{numbered}}}, class = {cls}, id = {id_}"


def no_text(kind: str, value: str, cls: str, code: str) -> str:
    """A plain text that is none; ``cls`` is the class that has the attribute first."""
    found = f"found_type = {kind}, value = {value}, class = {cls}, attribute = {code}"
    return f"Expected the attribute value to be a string: {found}"


def update_failed(message: str, cls: str, id_: int) -> str:
    """A write to an object that there was, which the database or the class broke off."""
    return f"{message}: id = {id_}, class = {cls}, issues = {{0=>{message}}}"


def wrong_filter(reason: str) -> str:
    """A trigger's query that is none."""
    return f"Wrong filter query: {reason}"


def filter_of_another_class(cls: str) -> str:
    """A trigger's query that finds other objects than the trigger is about."""
    return f'The filter query must return objects of class "{cls}"'


def not_attributes_of(codes: Iterable[str], cls: str) -> str:
    """A set of attribute codes that names some which the class does not have."""
    return f"The attribute(s) {', '.join(codes)} are invalid for class {cls}"


def login_taken(login: str) -> str:
    """A user of that name exists."""
    return f'Login must be unique - "{login}" is already being used.'


def already_linked(first_label: str, first: str, second_label: str, second: str) -> str:
    """A second link between two objects whose relation allows one."""
    return (
        f"{first_label}: {first} is already linked to {second_label}: {second}, "
        "duplicates are not allowed on this relation."
    )


def not_unique(cls_label: str, rule_label: str) -> str:
    """A uniqueness rule that blocks."""
    return f"Object already exists: {cls_label} ({rule_label})"


def invalid_stimulus(stimulus: str, name: str, state: str) -> str:
    """A stimulus that the object's state does not have; the object's name stands there as HTML."""
    shown = escape(name).replace("&#x27;", "&apos;")
    return f"Invalid stimulus: '{stimulus}' on the object {shown} in state '{state}'"


def resolved_from(cls: str, id_: int, name: str) -> str:
    """The solution of a ticket that was resolved with its parent."""
    return f"Automatically resolved from [[{cls}:{id_}|{name}]]"


def missing_for_stimulus(codes: Iterable[str]) -> str:
    """Mandatory attributes of the target state that are empty."""
    return f"Missing mandatory attribute(s) for applying the stimulus: {', '.join(codes)}."


def no_permission(doing: str, cls: str) -> str:
    """What the user may not do to objects of a class; ``doing`` such as ``reading``."""
    return f"The current user does not have enough permissions for {doing} data of class {cls}"


def no_export(classes: Iterable[str]) -> str:
    """Classes of related objects that the user may not read in bulk."""
    return f"The current user does not have enough permissions for exporting data of class(es): {', '.join(classes)}"


def found(count: int) -> str:
    """How many objects match, on all pages."""
    return f"Found: {count}"


def deleted(count: int, more: int, *, simulated: bool) -> str:
    """How many were deleted, and how many others with them."""
    text = f"Deleted: {count}" + (f" plus (for DB integrity) {more}" if more else "")
    return f"SIMULATING: {text}" if simulated else text


def cannot_delete(cls: str, id_: int, issues: Iterable[str]) -> str:
    """A deletion that others stand in the way of."""
    return f"Found issue(s): target_class = {cls}, target_id = {id_}, issues = {', '.join(issues)}"


def delete_manually(cls: str, id_: int) -> str:
    """An object that has to go first, by hand."""
    return f"{cls}::{id_} Must be deleted manually"


def request_explicitly(cls: str, id_: int) -> str:
    """The same in a simulation, beside the object."""
    return f"Must be deleted explicitely... but: {delete_manually(cls, id_)}"


def owned_by_source(name: str) -> str:
    """An object that a source of data synchronisation made, and does not let users delete."""
    return f"You <b>cannot delete the object</b> because it is owned by the external data source {name}"


def mastered(label: str, code: str) -> str:
    """An attribute that only data synchronisation may write."""
    return (
        f"The field {label} ({code}) is not writable because it is mastered by the data synchronization. Value not set."
    )


def reset_keys(labels: Iterable[str]) -> str:
    """Keys of an object that no longer point anywhere after a deletion."""
    return f"Reset external keys: {', '.join(labels)}"


def scope(found_objects: int, related: Iterable[tuple[str, int]]) -> str:
    """What ``core/get_related`` started from and found, by class."""
    counts = ", ".join(f"{cls}= {count}" for cls, count in related)
    return (
        f"Scope: {found_objects}; Related objects: {counts}" if counts else f"Scope: {found_objects}; Related objects: "
    )


def invalid_direction(direction: str) -> str:
    """A direction of ``core/get_related`` other than the two."""
    return f"Invalid value: '{direction}' for the parameter 'direction'. Valid values are 'up' and 'down'"


def breaks_on(what: str) -> str:
    """A value on which a real iTop breaks at the console: it shows a page of its own, so the words are ours."""
    return f"{what}: a real iTop breaks on this value"
