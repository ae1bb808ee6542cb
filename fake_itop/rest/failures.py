"""Errors of queries, as the endpoint words them where a query is the key of an operation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fake_itop.objects.errors import ObjectError
from fake_itop.oql import OqlError
from fake_itop.values.php_types import to_str


@contextmanager
def query_as_key(key: Any) -> Iterator[None]:
    """Word a query's error as that of an operation's key.

    Raises:
        ObjectError: the query cannot be run.
    """
    try:
        yield
    except OqlError as error:
        raise ObjectError(error.for_key(to_str(key)), code=error.code) from None
