"""What a control call may be given: read, checked, and refused with a line that shows the right form."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, Final

from fake_itop.network import ConsoleAct
from fake_itop.objects.session import CONSOLE, CONTEXTS

ControlParameters = dict[str, Any]

CONSOLE_FORM: Final = (
    '{"login": "…", "class": "…", "key": 1, "stimulus": "ev_… or -", "fields": {}, "context": "GUI:Console", '
    '"download": "…"}'
)


_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class Refused(Exception):  # noqa: N818 - an answer, not an error of ours
    """A call that is answered with this 4xx status, or 503."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def read_body(body: bytes) -> ControlParameters:
    """The JSON object of a body; an empty body stands for an empty one.

    Raises:
        Refused: it is something else.
    """
    if not body.strip():
        return {}
    try:
        given = json.loads(body)
        if _SURROGATE.search(body):
            json.dumps(given, ensure_ascii=False).encode()  # fails on half of a pair, which no store could keep
    except RecursionError:
        raise Refused(400, "the body is nested too deeply: a JSON object is expected") from None
    except ValueError as error:
        raise Refused(400, f"the body is no JSON ({error}): a JSON object is expected") from None
    if not isinstance(given, dict):
        raise Refused(400, f"the body is a JSON {_kind(given)}: a JSON object is expected")
    return given


def typed(given: ControlParameters, name: str, kinds: tuple[type, ...], form: str) -> Any:
    """The parameter of that name, which has one of these types. ``form`` shows how a right call looks.

    Raises:
        Refused: it is missing or has another type.
    """
    if name not in given:
        raise Refused(400, f"parameter {name!r} is missing; right would be {form}")
    value = given[name]
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise Refused(400, f"parameter {name!r} is a JSON {_kind(value)}; right would be {form}")
    return value


def only(given: ControlParameters, name: str, kinds: tuple[type, ...], form: str) -> Any:
    """The one parameter that a call takes.

    Raises:
        Refused: it is missing or has another type, or there are others.
    """
    _refuse_others(given, {name}, form)
    return typed(given, name, kinds, form)


def moment(text: str) -> datetime:
    """A date and time, naive, in UTC.

    Raises:
        Refused: it is none.
    """
    try:
        value = datetime.fromisoformat(text)
        return value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise Refused(400, f"{text!r} is no date and time; right would be YYYY-MM-DD HH:MM:SS, in UTC") from None


def console_act(given: ControlParameters) -> ConsoleAct:
    """What a person is to do in the console; without ``stimulus`` none is applied, without ``fields`` none are set.

    Raises:
        Refused: a parameter is missing, wrong or unknown.
    """
    _refuse_others(given, {"login", "class", "key", "stimulus", "fields", "context", "download"}, CONSOLE_FORM)
    given = {"stimulus": "-", "fields": {}, "context": CONSOLE, "download": "", **given}
    if given["context"] not in CONTEXTS:
        raise Refused(400, f"context is {given['context']!r}; right would be one of {', '.join(CONTEXTS)}")
    return ConsoleAct(
        login=typed(given, "login", (str,), CONSOLE_FORM),
        cls=typed(given, "class", (str,), CONSOLE_FORM),
        key=typed(given, "key", (int, str), CONSOLE_FORM),
        stimulus=typed(given, "stimulus", (str,), CONSOLE_FORM),
        fields=typed(given, "fields", (dict,), CONSOLE_FORM),
        context=given["context"],
        download=typed(given, "download", (str,), CONSOLE_FORM),
    )


def _refuse_others(given: ControlParameters, known: set[str], form: str) -> None:
    others = [name for name in given if name not in known]
    if others:
        raise Refused(400, f"unknown parameter {others[0]!r}; right would be {form}")


def _kind(value: object) -> str:
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return kinds.get(type(value), "number")
