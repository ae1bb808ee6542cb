"""What is read from a request's target, whatever it is made of."""

import pytest

from fake_itop.values.http import HttpRequest


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/rest.php?a=b?c", "/rest.php", "a=b?c"),
        ("/rest.php", "/rest.php", ""),
        ("//[1", "//[1", ""),
        ("/a?b#c?d", "/a", "b"),
        ("*", "*", ""),
    ],
)
def test_a_target_is_a_path_and_a_query(target: str, path: str, query: str) -> None:
    request = HttpRequest("GET", target)

    assert (request.path, request.query) == (path, query)
