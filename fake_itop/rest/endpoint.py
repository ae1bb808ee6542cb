"""The endpoint's envelope: login, version, JSON, operation, in the order of docs/itop/rest.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fake_itop.access.login import LoginFailedError, log_in, open_session
from fake_itop.access.rights import PORTAL_USER, REST_USER, Rights
from fake_itop.datamodel.attributes import PhpFatalError
from fake_itop.notifications import Notifier
from fake_itop.objects.database import Database
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.session import Session
from fake_itop.oql import OqlError
from fake_itop.rest.call import Answering, Call, Reply
from fake_itop.rest.operations import OPERATIONS
from fake_itop.rest.output import Presenter
from fake_itop.rest.parameters import Parameters, read_parameters
from fake_itop.store import Record
from fake_itop.values import messages, php_json, reasons
from fake_itop.values.http import HttpReply, HttpRequest, Work
from fake_itop.values.messages import Code
from fake_itop.values.php_types import loose_empty, print_r, to_str
from fake_itop.values.reasons import Reason

VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4")
TAG = "REST/JSON"
ORIGIN = "webservice-rest"
CALLBACK = re.compile(r"[A-Za-z_$][\w$.]*")
JSON_HEADERS = (("Content-Type", "application/json"), ("Access-Control-Allow-Origin", "*"))
SCRIPT_HEADERS = (("Content-Type", "application/javascript"), ("Access-Control-Allow-Origin", "*"))
HTML_HEADERS = (("Content-Type", "text/html; charset=UTF-8"),)


@dataclass(frozen=True)
class Endpoint:
    """Answers requests to ``/webservices/rest.php`` of one instance."""

    db: Database
    notifier: Notifier
    presenter: Presenter
    url_login: bool = False
    known_rights: dict[int, tuple[int, Rights]] = field(default_factory=dict)

    def handle(self, request: HttpRequest) -> Work[HttpReply]:
        """Answer a request: errors are answers too."""
        parameters = read_parameters(request)
        reason: Reason | None = None
        try:
            reply = yield from self._answer(parameters)
        except ObjectError as error:
            reason = error.reason
            reply = (
                {"code": int(error.code), "message": error.message, "objects": None, **error.beside}
                if error.plain
                else _failure(error.code, messages.error(reason))
            )
        except OqlError as error:
            reason = error.reason
            reply = _failure(Code.INTERNAL_ERROR, messages.error(reason))
        except LoginFailedError as error:
            reason = error.reason
            if error.is_plain:
                return HttpReply(200, HTML_HEADERS, str(reason).encode(), reason=reason)
            reply = _failure(Code.UNAUTHORIZED, messages.error(reason))
        except PhpFatalError:
            return HttpReply(500, HTML_HEADERS, messages.FATAL_PAGE.encode())
        return replace(_json_reply(reply, parameters.any("callback")), reason=reason)

    def _answer(self, parameters: Parameters) -> Answering:
        session, rights = self._enter(parameters)
        version = _version(parameters)
        data = _json_data(parameters)
        if version not in VERSIONS:
            raise ObjectError(reasons.UnsupportedVersion(version), code=Code.UNSUPPORTED_VERSION)
        return (yield from self._run(session, rights, version, data))

    def _enter(self, parameters: Parameters) -> tuple[Session, Rights]:
        user = log_in(self.db, parameters.credentials(url_login=self.url_login))
        rights = self._rights(user)
        if PORTAL_USER in rights.profiles:
            raise ObjectError(reasons.PORTAL_USER, code=Code.UNAUTHORIZED)
        if REST_USER not in rights.profiles:
            raise ObjectError(reasons.NO_REST_PROFILE, code=Code.UNAUTHORIZED)
        return open_session(self.db, user, rights, tag=TAG, origin=ORIGIN), rights

    def _rights(self, user: Record) -> Rights:
        """The rights of a user, worked out anew only after something was written."""
        revision = self.db.store.revision
        known = self.known_rights.get(user.id)
        if known is None or known[0] != revision:
            known = self.known_rights[user.id] = (revision, Rights(self.db, user))
        return known[1]

    def _run(self, session: Session, rights: Rights, version: str, data: Any) -> Answering:
        fields: Mapping[Any, Any] = data if isinstance(data, Mapping) else {}
        verb = fields.get("operation")
        if verb is None:
            raise ObjectError(reasons.MissingParameter("operation"))
        if isinstance(verb, list | dict):
            raise PhpFatalError("operation")
        verb = to_str(verb)
        if verb == "list_operations":
            return list_operations(version)
        if verb not in OPERATIONS:
            raise ObjectError(reasons.UnknownVerb(verb, version), code=Code.UNKNOWN_OPERATION)
        call = Call(self.db, session, rights, self.notifier, self.presenter, version, fields)
        return (yield from OPERATIONS[verb].run(call))


def list_operations(version: str) -> Reply:
    """What the endpoint can do; ``list_operations`` itself is not counted."""
    operations = [
        {"verb": verb, "description": operation.description, "extension": "CoreServices"}
        for verb, operation in OPERATIONS.items()
    ]
    message = f"Operations: {len(operations)}"
    return {"code": 0, "message": message, "version": version, "operations": operations}


def _version(parameters: Parameters) -> str:
    version = parameters.any("version")
    if version is None or version == "":
        raise ObjectError(reasons.MISSING_VERSION, code=Code.MISSING_VERSION)
    return to_str(version)


def _json_data(parameters: Parameters) -> Any:
    """The decoded ``json_data``: a text, an uploaded file, or a form in PHP's array style."""
    raw = parameters.files.get("json_data", parameters.any("json_data"))
    if raw is None or raw in ("", b""):
        raise ObjectError(reasons.MissingParameter("json_data"), code=Code.MISSING_JSON)
    try:
        data = php_json.decode(php_json.encode(raw) if isinstance(raw, dict | list) else raw)
    except php_json.PhpJsonError:
        data = None
    if not isinstance(data, dict) and (data != "0" and loose_empty(data)):
        raise ObjectError(reasons.INVALID_JSON, code=Code.INVALID_JSON)
    return data


def _failure(code: int, message: str) -> Reply:
    return {"code": int(code), "message": message}


def _json_reply(reply: Reply, callback: Any) -> HttpReply:
    try:
        text = php_json.encode(reply)
    except php_json.PhpJsonError as error:
        reason = messages.MALFORMED_UTF8 if isinstance(error.__cause__, UnicodeError) else messages.INF_OR_NAN
        message = messages.encoding_failed(reason, print_r(reply, "RestResult"))
        text = php_json.encode(_failure(Code.INTERNAL_ERROR, message))
    if isinstance(callback, str) and CALLBACK.fullmatch(callback):
        return HttpReply(200, SCRIPT_HEADERS, f"{callback}({text});".encode())
    return HttpReply(200, JSON_HEADERS, text.encode("ascii"))
