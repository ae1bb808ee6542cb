"""gaps.txt only shrinks, and the count per area is taken from the tests' reports."""

from pathlib import Path
from types import SimpleNamespace

from conformance import gaps
from conformance.tally import Result, lines, results_in


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "gaps.txt"
    gaps.write({"html::fact href #anchor", "get::a", "#odd::name"}, file)

    assert gaps.read(file) == {"html::fact href #anchor", "get::a", "#odd::name"}


def test_no_file_means_no_gaps(tmp_path: Path) -> None:
    assert gaps.read(tmp_path / "none.txt") == frozenset()


def test_names_are_sorted_below_the_explanation(tmp_path: Path) -> None:
    file = tmp_path / "gaps.txt"
    gaps.write(["b::1", "a::2"], file)

    assert file.read_text() == gaps.HEADER + "a::2\nb::1\n"


def test_agreeing_and_unknown_names_go() -> None:
    assert gaps.shrunk({"a", "b", "c"}, agreeing={"a", "new"}, known={"a", "b", "new"}) == {"b"}


def report(*results: Result, when: str = "call") -> SimpleNamespace:
    return SimpleNamespace(when=when, user_properties=[result.to_property() for result in results])


def test_results_are_taken_from_the_call_of_each_test_once() -> None:
    result = Result("get", "get::a", agrees=True, skipped=0)

    assert results_in([report(result), report(result, when="teardown"), object()]) == [result]


def test_each_area_is_counted_and_all_together() -> None:
    results = [
        Result("get", "get::a", agrees=True, skipped=0),
        Result("auth", "auth::a", agrees=False, skipped=2),
        Result("get", "get::b", agrees=False, skipped=0),
    ]

    assert [line.split(maxsplit=2) for line in lines(results)] == [
        ["auth", "0/1", "(2 steps skipped: they need the control API)"],
        ["get", "1/2"],
        ["all", "areas", "1/3  (2 steps skipped: they need the control API)"],
    ]


def test_of_journeys_the_steps_are_counted_too() -> None:
    walks = [Result("far walk", name, agreed == 5, 0, 5, agreed) for name, agreed in (("a", 5), ("b", 4))]

    assert " ".join(next(lines(walks)).split()) == "far walk 1/2 9/10 steps, 90.0%"


def test_corpora_are_counted_apart() -> None:
    results = [Result(f"{corpus} get", f"{corpus}/get::a", agrees=True, skipped=0) for corpus in ("3.2", "3.1", "3.1")]

    assert [" ".join(line.split()) for line in lines(results)] == [
        "3.1 get 2/2",
        "3.1 all areas 2/2",
        "3.2 get 1/1",
        "3.2 all areas 1/1",
    ]
