"""What the other side answers to a checked request: in simulation, or really."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.client import BasicLogin, Client, ItopError, NotItopError
from fake_itop.payloads.findings import Kind, Report
from fake_itop.payloads.json_text import read
from fake_itop.payloads.judge import Judge
from fake_itop.values.php_form import parse_query

HARMLESS = ("core/get", "core/check_credentials", "list_operations")
"""Operations that a real iTop is sent without ``--execute``."""


def answers(
    judge: Judge, reports: Sequence[Report], target: str, user: str, password: str, *, execute: bool
) -> Iterator[str]:
    """One line for each request: what it is answered.

    Raises:
        CliError: the target cannot be asked.
    """
    for report in reports:
        chosen = judge.of(report.text, report.kind)
        data = _request_of(chosen, report)
        if data is None:
            continue
        if target == "fake":
            yield f"{report.path}: the fake answers {_short(chosen.target.answer(data))}"
        elif execute or data.get("operation") in HARMLESS:
            yield f"{report.path}: {target} answers {_ask(Client(target, BasicLogin(user, password)), data)}"
        else:
            yield f"{report.path}: {data.get('operation')} is not sent to {target} without --execute"


def _request_of(judge: Judge, report: Report) -> Mapping[str, Any] | None:
    text = report.text
    if report.kind is Kind.WEBHOOK and not text.lstrip().startswith("{"):
        text = str(parse_query(text.strip()).get("json_data", ""))
    elif report.kind not in (Kind.REQUEST, Kind.TEMPLATE, Kind.WEBHOOK):
        return None
    value = read(text).value
    if isinstance(value, Mapping) and isinstance(value.get("json_data"), str):
        value = read(value["json_data"]).value
    elif isinstance(value, Mapping) and isinstance(value.get("json_data"), Mapping):
        value = value["json_data"]
    if report.kind is Kind.TEMPLATE:
        value = judge.sent(value)
    return value if isinstance(value, Mapping) else None


def _ask(client: Client, data: Mapping[str, Any]) -> str:
    try:
        return _short(client.call(data))
    except ItopError as error:
        return error.message
    except (OSError, NotItopError, ValueError) as error:
        raise CliError(f"--target does not answer: {error}", ExitCode.UNREACHABLE) from None


def _short(reply: Any) -> str:
    text = json.dumps(reply, ensure_ascii=False)
    return text if len(text) <= 500 else text[:499] + "…"  # noqa: PLR2004 - a line or three
