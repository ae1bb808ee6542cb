"""Counts, per area, how many cases agree. Results travel in the tests' reports, so they survive pytest-xdist."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import Any

PROPERTY = "conformance"


@dataclass(frozen=True)
class Result:
    """How one case went."""

    area: str
    """With the corpus before it, where there is more than one: `3.1 get`."""
    name: str
    agrees: bool
    skipped: int
    steps: int = 0
    """Of a journey: its steps until the states came apart."""
    agreeing: int = 0
    """And how many of them agree."""

    def to_property(self) -> tuple[str, list[Any]]:
        """The result as a test report's user property."""
        return PROPERTY, list(astuple(self))


def results_in(reports: Iterable[Any]) -> list[Result]:
    """The results that test reports carry, one per case."""
    return [Result(*value) for report in reports if _is_call(report) for value in _properties(report)]


def _is_call(report: Any) -> bool:
    return getattr(report, "when", None) == "call"


def _properties(report: Any) -> Iterator[list[Any]]:
    return (value for name, value in report.user_properties if name == PROPERTY)


def lines(results: Iterable[Result]) -> Iterator[str]:
    """A line per area and one for all of a corpus: agreeing/total, and the steps that could not be played."""
    ordered = sorted(results, key=lambda result: result.area)
    for corpus in dict.fromkeys(map(_corpus, ordered)):
        of_corpus = [result for result in ordered if _corpus(result) == corpus]
        for area in dict.fromkeys(result.area for result in of_corpus):
            yield _line(area, [result for result in of_corpus if result.area == area])
        yield _line(f"{corpus} all areas".strip(), of_corpus)


def _corpus(result: Result) -> str:
    return result.area.rpartition(" ")[0]


def _line(label: str, results: list[Result]) -> str:
    agreeing = sum(result.agrees for result in results)
    skipped = sum(result.skipped for result in results)
    note = f"  ({skipped} steps skipped: they need the control API)" if skipped else ""
    return f"{label:<20} {agreeing:>5}/{len(results)}{_steps(results)}{note}"


def _steps(results: list[Result]) -> str:
    steps = sum(result.steps for result in results)
    agreeing = sum(result.agreeing for result in results)
    return f"  {agreeing}/{steps} steps, {agreeing / steps:.1%}" if steps else ""
