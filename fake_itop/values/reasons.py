"""Why iTop refuses something: values, whose wording on the wire stands here and nowhere else.

Who wants to know what is wrong asks a reason for its kind and its fields; `str` makes the text, which nobody reads
again.
Source of each wording: the recordings. For what is no refusal see `fake_itop.values.messages`.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any


class Reason(ABC):
    """Why something is refused; `str` words it as iTop does."""

    @abstractmethod
    def __str__(self) -> str: ...


@dataclass(frozen=True)
class Words(Reason):
    """A reason that is always the same, or that only says something: iTop's words for it."""

    text: str

    def __str__(self) -> str:
        return self.text


INVALID_PAGE = Words("The request page number is not valid. It must be an integer greater than 0")
WRONG_KEY = Words("Wrong format for key")
TAG_SET_EXPECTED = Words("A tag set must be defined by an array of tag codes")
LINK_SET_EXPECTED = Words("A link set must be defined by an array of objects")
LOG_ITEMS_MISSING = Words("Missing 'items' elements")
LOG_MESSAGE_MISSING = Words("Missing mandatory entry: 'message'")
AUTHOR_FOR_ADMINISTRATORS = Words("Only administrators can set the user id")
NULL_NOT_ALLOWED = Words("Null not allowed")
NO_PROFILE = Words("At least one profile must be assigned to this user.")
WEAK_PASSWORD = Words(
    "Password must be at least 8 characters and include uppercase, lowercase, numeric and special characters."
)
INVALID_PAYLOAD = Words("Invalid JSON format for Payload")
NOT_LOGGED_IN = Words("Invalid login")
TOKEN_FORCED = Words("login_mode 'token' forced without any token passed")
PORTAL_USER = Words("Portal user is not allowed")
NO_REST_PROFILE = Words(
    "This user is not authorized to use the web services. "
    "(The profile REST Services User is required to access the REST web services)"
)
MISSING_VERSION = Words("Missing parameter 'version' (e.g. '1.0')")
INVALID_JSON = Words("Parameter json_data is not a valid JSON structure")
NOT_ALLOWED_TO_DELETE = Words("You are not allowed to delete this object")
WRONG_JSON = Words("Wrong JSON format for input, see error log for more information.")
NO_EXTERNAL_ID = Words("Could not retrieve external ID")


@dataclass(frozen=True)
class UnreadableMoment(Reason):
    """A text that PHP reads as no moment: what it says of a letter of it, and where that stands."""

    text: str
    position: int
    letter: str
    what: str

    def __str__(self) -> str:
        return f"Failed to parse time string ({self.text}) at position {self.position} ({self.letter}): {self.what}"


@dataclass(frozen=True)
class OwnParent(Reason):
    """A ticket that would be its own parent; what it is called is the middle of its key's code."""

    key: str

    def __str__(self) -> str:
        kind = self.key.removeprefix("parent_").removesuffix("_id")
        return f"Cannot assign the Parent {kind} to the {kind} itself"


@dataclass(frozen=True)
class OfAttribute(Reason):
    """A reason that is about the value written to an attribute, or to a key among criteria."""

    code: str
    reason: Reason

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"


def unwrapped(reason: Reason) -> tuple[tuple[str, ...], Reason]:
    """The attributes that lead to what is wrong, from without, and what that is."""
    way: list[str] = []
    while isinstance(reason, OfAttribute | FailedQuery):
        if isinstance(reason, OfAttribute):
            way.append(reason.code)
        reason = reason.reason
    return tuple(way), reason


# Parameters and fields


@dataclass(frozen=True)
class MissingParameter(Reason):
    """A parameter of an operation that is absent, or null."""

    name: str

    def __str__(self) -> str:
        return f"Missing parameter '{self.name}'"


@dataclass(frozen=True)
class UnsupportedVersion(Reason):
    """No service answers for this version of the API."""

    version: str

    def __str__(self) -> str:
        return f"There is no service available for version '{self.version}'"


@dataclass(frozen=True)
class UnknownVerb(Reason):
    """No operation of that name."""

    verb: str
    version: str

    def __str__(self) -> str:
        return f"Unknown verb '{self.verb}' in version '{self.version}'"


@dataclass(frozen=True)
class InvalidClass(Reason):
    """The parameter ``class`` names none (the stray quote is iTop's)."""

    name: str

    def __str__(self) -> str:
        return f"class: '{self.name}' is not a valid class'"


@dataclass(frozen=True)
class InvalidDirection(Reason):
    """A direction of ``core/get_related`` other than the two."""

    direction: str

    def __str__(self) -> str:
        return f"Invalid value: '{self.direction}' for the parameter 'direction'. Valid values are 'up' and 'down'"


@dataclass(frozen=True)
class InvalidOutputField(Reason):
    """``output_fields`` names no attribute."""

    code: str

    def __str__(self) -> str:
        return f"output_fields: invalid attribute code '{self.code}'"


@dataclass(frozen=True)
class UnknownAttribute(Reason):
    """A key of ``fields`` or of criteria that is no attribute."""

    code: str

    def __str__(self) -> str:
        return f"{self.code}: Unknown attribute"


@dataclass(frozen=True)
class UnknownAttributeOf(Reason):
    """An object of another class than the one asked for lacks an attribute of ``output_fields``."""

    code: str
    cls: str

    def __str__(self) -> str:
        return f"Unknown attribute {self.code} from class {self.cls}"


@dataclass(frozen=True)
class ReadOnly(Reason):
    """An attribute that nobody writes."""

    cls: str
    code: str

    def __str__(self) -> str:
        return f"Attempting to set the value on the read-only attribute {self.cls}::{self.code}"


@dataclass(frozen=True)
class WrongDate(Reason):
    """A date in a form that REST does not take; what is no text is not quoted."""

    code: str
    expected: str
    got: object

    def __str__(self) -> str:
        quoted = f', expecting "{self.expected}" and got "{self.got}"' if isinstance(self.got, str) else ""
        return f"Wrong format for date attribute {self.code}{quoted}"


@dataclass(frozen=True)
class NoText(Reason):
    """A plain text that is none; ``cls`` is the class that has the attribute first."""

    kind: str
    value: str
    cls: str
    code: str

    def __str__(self) -> str:
        found = f"found_type = {self.kind}, value = {self.value}, class = {self.cls}, attribute = {self.code}"
        return f"Expected the attribute value to be a string: {found}"


@dataclass(frozen=True)
class NotAttributesOf(Reason):
    """A set of attribute codes that names some which the class does not have."""

    codes: tuple[str, ...]
    cls: str

    def __str__(self) -> str:
        return f"The attribute(s) {', '.join(self.codes)} are invalid for class {self.cls}"


# Keys


class OfData(Reason, ABC):
    """A reason that lies in the objects that are there, not in the request alone."""


@dataclass(frozen=True)
class InvalidObject(OfData):
    """No such object, or none that the user may see."""

    cls: str
    id: object

    def __str__(self) -> str:
        return f"Invalid object {self.cls}::{self.id}"


@dataclass(frozen=True)
class NothingFound(OfData):
    """An OQL key, or criteria as messages list them, that find nothing where one is needed."""

    by: str
    is_query: bool

    def __str__(self) -> str:
        return f"No item found {'for query' if self.is_query else 'with criteria'}: {self.by}"


@dataclass(frozen=True)
class SeveralFound(OfData):
    """An OQL key, or criteria as messages list them, that find more than the one needed."""

    count: int
    by: str
    is_query: bool

    def __str__(self) -> str:
        return f"Several items found ({self.count}) {'for query' if self.is_query else 'with criteria'}: {self.by}"


@dataclass(frozen=True)
class UnknownFinalClass(Reason):
    """A ``finalclass`` among criteria that there is not."""

    name: str

    def __str__(self) -> str:
        return f"finalclass: Unknown class '{self.name}'"


@dataclass(frozen=True)
class NotAChildClass(Reason):
    """A ``finalclass`` among criteria that is not below the class asked for."""

    name: str
    parent: str

    def __str__(self) -> str:
        return f"finalclass: '{self.name}' is not a child class of '{self.parent}'"


@dataclass(frozen=True)
class NoFile(Reason):
    """A download of what is empty; iTop shows a page of its own, so the words are ours."""

    code: str
    cls: str
    id: int

    def __str__(self) -> str:
        return f"no file in {self.code} of {self.cls}::{self.id}"


# Saving


@dataclass(frozen=True)
class SaveRefused(Reason):
    """All that is wrong with an object that is not saved."""

    issues: tuple[Reason, ...]
    cls: str
    id: int

    def __str__(self) -> str:
        listed = [str(issue) for issue in self.issues]
        numbered = "; ".join(f"{position}=>{issue}" for position, issue in enumerate(listed))
        return f"{', '.join(listed)}: issues = {{{numbered}}}, class = {self.cls}, id = {self.id}"


@dataclass(frozen=True)
class UpdateFailed(Reason):
    """A write to an object that there was, which the database or the class broke off."""

    reason: Reason
    cls: str
    id: int

    def __str__(self) -> str:
        return f"{self.reason}: id = {self.id}, class = {self.cls}, issues = {{0=>{self.reason}}}"


@dataclass(frozen=True)
class UnexpectedValue(Reason):
    """An issue of one attribute's value."""

    label: str
    code: str
    issue: Reason

    def __str__(self) -> str:
        return f"Unexpected value for attribute '{self.label}' ({self.code}) : {self.issue}"


@dataclass(frozen=True)
class ValueNotAllowed(Reason):
    """A value that is not in the list, or not among the allowed objects."""

    value: Any

    def __str__(self) -> str:
        return f"Value not allowed [{self.value}]"


@dataclass(frozen=True)
class TooLong(Reason):
    """A text with too many characters."""

    found: int
    limit: int

    def __str__(self) -> str:
        return f"String too long (found {self.found}, limited to {self.limit})"


@dataclass(frozen=True)
class WrongFormat(Reason):
    """A text that does not match its kind's pattern."""

    value: str

    def __str__(self) -> str:
        return f"Wrong format [{self.value}]"


@dataclass(frozen=True)
class Mastered(Reason):
    """An attribute that only data synchronisation may write."""

    label: str
    code: str

    def __str__(self) -> str:
        return (
            f"The field {self.label} ({self.code}) is not writable because it is mastered by the data synchronization. "
            "Value not set."
        )


@dataclass(frozen=True)
class WrongFilter(Reason):
    """A trigger's query that is none."""

    reason: Reason

    def __str__(self) -> str:
        return f"Wrong filter query: {self.reason}"


@dataclass(frozen=True)
class FilterOfAnotherClass(Reason):
    """A trigger's query that finds other objects than the trigger is about."""

    cls: str

    def __str__(self) -> str:
        return f'The filter query must return objects of class "{self.cls}"'


@dataclass(frozen=True)
class LoginTaken(OfData):
    """A user of that name exists."""

    login: str

    def __str__(self) -> str:
        return f'Login must be unique - "{self.login}" is already being used.'


@dataclass(frozen=True)
class AlreadyLinked(OfData):
    """A second link between two objects whose relation allows one."""

    first_label: str
    first: str
    second_label: str
    second: str

    def __str__(self) -> str:
        return (
            f"{self.first_label}: {self.first} is already linked to {self.second_label}: {self.second}, "
            "duplicates are not allowed on this relation."
        )


@dataclass(frozen=True)
class NotUnique(OfData):
    """A uniqueness rule that blocks."""

    cls_label: str
    rule_label: str

    def __str__(self) -> str:
        return f"Object already exists: {self.cls_label} ({self.rule_label})"


@dataclass(frozen=True)
class RefusedByDatabase(Reason):
    """A statement that the database refuses, with its own number and words for why."""

    query: str
    number: int
    text: str

    def __str__(self) -> str:
        return (
            f"Failed to issue SQL query: query = {self.query}, mysql_errno = {int(self.number)}, "
            f"mysql_error = {self.text}"
        )


# Stimuli, rights, deletion


@dataclass(frozen=True)
class InvalidStimulus(Reason):
    """A stimulus that the object's state does not have; the object's name stands there as HTML."""

    stimulus: str
    name: str
    state: str

    def __str__(self) -> str:
        shown = escape(self.name).replace("&#x27;", "&apos;")
        return f"Invalid stimulus: '{self.stimulus}' on the object {shown} in state '{self.state}'"


@dataclass(frozen=True)
class MissingForStimulus(Reason):
    """Mandatory attributes of the target state that are empty."""

    codes: tuple[str, ...]

    def __str__(self) -> str:
        return f"Missing mandatory attribute(s) for applying the stimulus: {', '.join(self.codes)}."


@dataclass(frozen=True)
class NoPermission(Reason):
    """What the user may not do to objects of a class; ``doing`` such as ``reading``."""

    doing: str
    cls: str

    def __str__(self) -> str:
        return f"The current user does not have enough permissions for {self.doing} data of class {self.cls}"


@dataclass(frozen=True)
class CannotDelete(Reason):
    """A deletion that others stand in the way of."""

    cls: str
    id: int
    issues: tuple[Reason, ...]

    def __str__(self) -> str:
        issues = ", ".join(map(str, self.issues))
        return f"Found issue(s): target_class = {self.cls}, target_id = {self.id}, issues = {issues}"


@dataclass(frozen=True)
class DeleteManually(Reason):
    """An object that has to go first, by hand."""

    cls: str
    id: int

    def __str__(self) -> str:
        return f"{self.cls}::{self.id} Must be deleted manually"


@dataclass(frozen=True)
class OwnedBySource(Reason):
    """An object that a source of data synchronisation made, and does not let users delete."""

    source: str

    def __str__(self) -> str:
        return f"You <b>cannot delete the object</b> because it is owned by the external data source {self.source}"


# Webhooks


@dataclass(frozen=True)
class InvalidCallback(Reason):
    """A callback that is none, or has another signature than it must have."""

    name: str

    def __str__(self) -> str:
        return f"The callback '{self.name}' is not valid."


@dataclass(frozen=True)
class WrongParameterCount(Reason):
    """A callback that takes another number of parameters than those of its kind."""

    method: str
    cls: str
    number: int

    def __str__(self) -> str:
        return f"The callback method '{self.method}' of class '{self.cls}' must have exactly {self.number} parameters."


@dataclass(frozen=True)
class NotCallable(Reason):
    """A callback that is none, in the words of extensions that do not look at signatures (recordings 3.1)."""

    name: str
    prepares: bool

    def __str__(self) -> str:
        kind = "Prepare payload" if self.prepares else "Process response"
        return f"{kind} callback is not callable ({self.name})"


@dataclass(frozen=True)
class NoMethod(Reason):
    """A callback that the object's class does not have."""

    cls: str
    method: str

    def __str__(self) -> str:
        return f"Method {self.cls}::{self.method}() does not exist"


@dataclass(frozen=True)
class NotRegistered(Reason):
    """A method that a design declares in PHP, which never runs here, and that nobody gave a Python callable for."""

    name: str

    def __str__(self) -> str:
        return f"No Python callable is registered for the callback {self.name}"


@dataclass(frozen=True)
class NoAccessToken(Reason):
    """A connection by OAuth whose client has no token; a real iTop would ask for one, the fake sends what is there."""

    connection: str

    def __str__(self) -> str:
        return f"The OAuth client of the connection '{self.connection}' has no access token"


@dataclass(frozen=True)
class NoBody(Reason):
    """A prepare-payload callback that gives no text; ``kind`` is what it gives."""

    name: str
    kind: str

    def __str__(self) -> str:
        return f"The callback '{self.name}' gave a {self.kind}, not the body as a text"


@dataclass(frozen=True)
class NoJsonAnswer(Reason):
    """An answer that a callback cannot read."""

    body: str

    def __str__(self) -> str:
        return f"Could not process response as it is not a valid JSON string: {self.body}"


# Queries


@dataclass(frozen=True, kw_only=True)
class OfQuery(Reason, ABC):
    """Why a query cannot be parsed, checked or run.

    ``position`` (in bytes of the query, as iTop counts) is where the text is wrong, if that can be said, and ``length``
    how far it is wrong.
    """

    position: int | None = None
    length: int = 1


class Complaint(StrEnum):
    """What is wrong with a name in a query."""

    NO_QUERY = "Expecting an OQL query"
    NO_EXPRESSION = "Expecting an OQL expression"
    UNKNOWN_CLASS = "Unknown class"
    UNKNOWN_ALIAS = "Unknown class [alias]"
    UNKNOWN_ALIAS_LEFT = "Unknown class in join condition (left expression)"
    UNKNOWN_ALIAS_RIGHT = "Unknown class in join condition (right expression)"
    UNKNOWN_ATTRIBUTE = "Unknown filter code"
    AMBIGUOUS_ATTRIBUTE = "Ambiguous filter code"
    UNKNOWN_KEY = "Unknown key in join condition (left expression)"
    ID_EXPECTED = "Wrong format for Join clause (right hand), expecting an id"
    NOT_JOINED = "The joined class must stand on one side of its join condition"
    NAME_TWICE = "Duplicate class name"
    ALIAS_TWICE = "Duplicate class alias"
    NO_COMMON_CLASS = "Incompatible classes: could not find a common ancestor"


@dataclass(frozen=True)
class NotJoinable:
    """A complaint of a key that does not lead to the class that is joined by it."""

    joined: str
    target: str

    def __str__(self) -> str:
        return (
            f"The joined class ({self.joined}) is not compatible with the external key, "
            f"which is pointing to {self.target}"
        )


@dataclass(frozen=True)
class NoTree:
    """A complaint of a tree operator behind a key that makes no tree."""

    operator: str

    def __str__(self) -> str:
        return f"The specified tree operator {self.operator} is not applicable to the key"


@dataclass(frozen=True, kw_only=True)
class WrongName(OfQuery):
    """A name that means nothing there; ``expected`` are those that would, ``nearest`` the one that is suggested."""

    complaint: Complaint | NotJoinable | NoTree
    found: str
    query: str
    expected: tuple[str, ...] | None = None
    nearest: str = ""

    def __str__(self) -> str:
        text = f"{self.complaint} - found '{self.found}' at {self.position} in '{self.query}'"
        if self.expected is None:
            return text
        return f"{text}, expecting {{{', '.join(self.expected)}}}, I would suggest to use '{self.nearest}'"


@dataclass(frozen=True, kw_only=True)
class UnexpectedInput(OfQuery):
    """A character that starts no token."""

    character: str
    line: int

    def __str__(self) -> str:
        return f"Unexpected input at line {self.line}: {self.character}"


_END_OF_INPUT = "End of Input"


@dataclass(frozen=True, kw_only=True)
class UnexpectedToken(OfQuery):
    """A token that cannot stand there; without a name it is the end of the text, which iTop finds as ``'0' at 0``."""

    token: str
    found: str
    query: str

    def __str__(self) -> str:
        token, found, at = (self.token, self.found, self.position) if self.token else (_END_OF_INPUT, "0", 0)
        return f"Unexpected token {token} - found '{found}' at {at} in '{self.query}'"


@dataclass(frozen=True, kw_only=True)
class NestedTooDeep(OfQuery):
    """An expression with more levels than are followed here."""

    limit: int

    def __str__(self) -> str:
        return f"The expression is nested more than {self.limit} levels deep"


@dataclass(frozen=True, kw_only=True)
class MissingArgument(OfQuery):
    """A parameter that nobody gave."""

    name: str
    available: tuple[str, ...]

    def __str__(self) -> str:
        shown = ", ".join(f"{index}=>{argument}" for index, argument in enumerate(self.available))
        return f"Missing query argument: expecting = {self.name}, available = {{{shown}}}"


@dataclass(frozen=True, kw_only=True)
class FailedQuery(OfQuery):
    """A query that is the key of an operation, and cannot be run."""

    query: str
    exception_class: str
    reason: Reason

    def __str__(self) -> str:
        return (
            f"Query failed to execute: query = {self.query}, exception_class = {self.exception_class}, "
            f"exception_message = {self.reason}"
        )


_PLACE = re.compile(r" - found '(.*?)' at (\d+) in '", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Quoted(OfQuery):
    """What another server says of a query, in its words."""

    text: str

    @classmethod
    def about(cls, query: str, text: str) -> Quoted:
        """With the place that the text names, if it names one."""
        found = _PLACE.search(text)
        if found is None:
            return cls(text=text)
        position = len(query.encode()) if _END_OF_INPUT in text else int(found[2])
        return cls(text=text, position=position, length=max(1, len(found[1])))

    def __str__(self) -> str:
        return self.text
