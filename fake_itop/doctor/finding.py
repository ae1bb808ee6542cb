"""What the doctor has to say: findings, each at a place of the integration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fake_itop.check import Severity
from fake_itop.doctor.catalog import severity_of

_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Finding:
    """One thing about an integration: what it is, where, why it goes wrong, and how it is put right."""

    code: str
    severity: Severity
    where: str
    why: str
    fix: str

    def to_json(self) -> dict[str, str]:
        """The finding as ``--json`` prints it."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "where": self.where,
            "why": self.why,
            "fix": self.fix,
        }


def found(code: str, where: str, why: str, fix: str, severity: Severity | None = None) -> Finding:
    """A finding of the doctor's own codes, as bad as its page says unless told otherwise."""
    return Finding(code, severity or severity_of(code), where, why, fix)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The worst first, each once; else as they were found."""
    return sorted(dict.fromkeys(findings), key=lambda finding: _RANK[finding.severity])
