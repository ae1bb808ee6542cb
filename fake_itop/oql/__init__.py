"""OQL, iTop's query language: parsed, checked against the datamodel, planned and run over the store."""

from __future__ import annotations

from fake_itop.oql.checker import parse
from fake_itop.oql.engine import Arguments, Engine
from fake_itop.oql.errors import MissingArgumentError, OqlError, SqlError
from fake_itop.oql.query import Query

__all__ = ["Arguments", "Engine", "MissingArgumentError", "OqlError", "Query", "SqlError", "parse"]
