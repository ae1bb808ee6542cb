"""What the other side answers to a checked request: in simulation, or really."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.client import Client, ItopError, Login, NotItopError
from fake_itop.payloads.captured import packed
from fake_itop.payloads.findings import Kind, Report
from fake_itop.payloads.json_text import read
from fake_itop.payloads.judge import Judge
from fake_itop.values.http import REST_PATH

HARMLESS = ("core/get", "core/check_credentials", "list_operations")
"""Operations that a real iTop is sent without ``--execute``."""


def rest_url(target: str) -> str:
    """The endpoint of an iTop, given by that or by the address of its pages.

    Raises:
        CliError: it is no address.
    """
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise CliError(f"--target {target}: expected fake, or the URL of an iTop such as https://itop.example/")
    return target if parts.path.endswith(".php") else target.rstrip("/") + REST_PATH


def answers(judge: Judge, reports: Sequence[Report], url: str | None, login: Login, *, execute: bool) -> Iterator[str]:
    """One line for each request: what the fake answers, or the iTop at a URL.

    Raises:
        CliError: it cannot be asked.
    """
    for report in reports:
        chosen = judge.of(report.text, report.kind)
        data = _request_of(chosen, report)
        if data is None:
            continue
        if not data:
            yield f"{report.path}: cannot be sent, since it is no JSON"
        elif url is None:
            yield f"{report.path}: the fake answers {_short(chosen.target.answer(data))}"
        elif execute or data.get("operation") in HARMLESS:
            yield f"{report.path}: {url} answers {_ask(Client(url, login), data)}"
        else:
            yield f"{report.path}: {data.get('operation')} is not sent to {url} without --execute"


def _request_of(judge: Judge, report: Report) -> Mapping[str, Any] | None:
    """The request in a text: ``None`` where there can be none, empty where it cannot be read."""
    if report.kind not in (Kind.REQUEST, Kind.TEMPLATE, Kind.WEBHOOK):
        return None
    text = report.text
    if report.kind is Kind.WEBHOOK:
        text = packed(text)
    document = read(text)
    value = judge.sent(document.value) if report.kind is Kind.TEMPLATE else document.value
    return value if document.is_valid and isinstance(value, Mapping) else {}


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
