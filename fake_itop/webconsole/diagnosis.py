"""The doctor at the desk: examines the instances as they are now, on copies of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fake_itop.doctor import Integration, examine
from fake_itop.findings import Finding, pages
from fake_itop.itop.instance import Itop
from fake_itop.profiles import newest_of
from fake_itop.webconsole.desk import Desk

NAME = "now"


@dataclass(frozen=True)
class ExplainedFinding:
    """A finding, and what the doctor's pages say of its kind."""

    code: str
    severity: str
    title: str
    where: str
    why: str
    fix: str
    explanation: str


class UnknownVersionError(Exception):
    """The doctor cannot say anything of this version; the text says which."""


async def findings(desk: Desk) -> list[ExplainedFinding]:
    """What the doctor finds, the worst first. It takes its time on a thread of its own.

    Raises:
        UnknownVersionError: an instance imitates a version that the doctor has not studied.
    """
    for seat in desk.seats.values():
        if seat.itop.model.base != newest_of(seat.itop.profile).base.name:
            raise UnknownVersionError(
                f"{seat.title} imitates iTop {seat.itop.model.base}: the doctor has not studied it."
            )
    async with desk.turn:
        sides = [seat.itop.copy() for seat in desk.seats.values()]
    return await asyncio.to_thread(_examined, sides)


def _examined(sides: Sequence[Itop]) -> list[ExplainedFinding]:
    return [_told(finding) for finding in examine(Integration(NAME, sides))]


def _told(finding: Finding) -> ExplainedFinding:
    page = pages()[finding.code]
    severity, title = str(finding.severity), page.title
    return ExplainedFinding(finding.code, severity, title, finding.where, finding.message, finding.fix, page.text)
