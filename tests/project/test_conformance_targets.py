"""A server is started, waited for until it says READY, and stopped."""

import sys

import pytest

from conformance.targets import TargetError, real_pair, started


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_the_ready_line_is_read_while_the_server_runs_on() -> None:
    with started(python("print('READY {\"ours\": 1}', flush=True); input()")) as ready:
        assert ready == {"ours": 1}


def test_a_server_that_ends_early_is_quoted() -> None:
    with (
        pytest.raises(TargetError, match=r"no READY line .* stderr: no such design"),
        started(python("import sys; sys.exit('no such design')")),
    ):
        pass


def test_a_server_that_is_never_ready_is_given_up() -> None:
    with (
        pytest.raises(TargetError, match="no READY line within 0 s"),
        started(python("import signal; signal.pause()"), limit=0.1),
    ):
        pass


@pytest.mark.parametrize("url", ["http://x/itop", "http://x/itop/", "http://x/itop/webservices/rest.php"])
def test_a_real_server_is_given_by_its_root_or_its_endpoint(url: str) -> None:
    ours = real_pair(url, "http://y")["ours"]

    assert (ours.root, ours.rest, ours.control) == ("http://x/itop/", "http://x/itop/webservices/rest.php", None)
