"""The operations of the REST API, as methods."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

Fields = Mapping[str, Any]
Key = int | str | Fields
"""An id, an OQL query, or criteria."""

COMMENT = "fake-itop client"
"""What the change history says unless the caller says something else: iTop asks for a comment."""

READS = frozenset({"list_operations", "core/get", "core/get_related", "core/check_credentials"})
"""Operations that change nothing, and may be asked again whatever became of the first time."""

Result = TypeVar("Result")


class Operations(ABC, Generic[Result]):
    """The operations of the REST API; ``Result`` is what iTop says, or the promise of it.

    Each of them raises `ItopError` where iTop refuses and `NotItopError` where something else answers.
    """

    @abstractmethod
    def call(self, json_data: Fields) -> Result:
        """Send an operation as it stands."""

    def get(
        self, class_: str, key: Key, *, output_fields: str = "*", limit: int | None = None, page: int | None = None
    ) -> Result:
        """Objects by key, ``limit`` of them on each ``page``."""
        found = {"class": class_, "key": key, "output_fields": output_fields}
        pages = {"limit": limit, "page": page}
        given = {name: value for name, value in pages.items() if value is not None}
        return self.call({"operation": "core/get", **found, **given})

    def create(self, class_: str, fields: Fields, *, comment: str = COMMENT, output_fields: str = "*") -> Result:
        """A new object."""
        return self.call(
            {
                "operation": "core/create",
                "comment": comment,
                "class": class_,
                "fields": fields,
                "output_fields": output_fields,
            }
        )

    def update(
        self, class_: str, key: Key, fields: Fields, *, comment: str = COMMENT, output_fields: str = "*"
    ) -> Result:
        """Other values for one object."""
        return self.call(
            {
                "operation": "core/update",
                "comment": comment,
                "class": class_,
                "key": key,
                "fields": fields,
                "output_fields": output_fields,
            }
        )

    def apply_stimulus(
        self,
        class_: str,
        key: Key,
        stimulus: str,
        fields: Fields | None = None,
        *,
        comment: str = COMMENT,
        output_fields: str = "*",
    ) -> Result:
        """Values for one object, and a step in its lifecycle."""
        return self.call(
            {
                "operation": "core/apply_stimulus",
                "comment": comment,
                "class": class_,
                "key": key,
                "stimulus": stimulus,
                "fields": fields or {},
                "output_fields": output_fields,
            }
        )

    def delete(self, class_: str, key: Key, *, comment: str = COMMENT, simulate: bool = False) -> Result:
        """Objects go, and what must go with them; with ``simulate`` it is only told."""
        asked = {"operation": "core/delete", "comment": comment, "class": class_, "key": key, "simulate": simulate}
        return self.call(asked)

    def check_credentials(self, user: str, password: str) -> Result:
        """Whether a user has that password: ``authorized`` in the reply."""
        return self.call({"operation": "core/check_credentials", "user": user, "password": password})

    def get_related(
        self,
        class_: str,
        key: Key,
        relation: str = "impacts",
        *,
        depth: int | None = None,
        redundancy: bool | None = None,
        direction: str | None = None,
    ) -> Result:
        """Objects that those of a key have an effect on, or with ``direction="up"`` are affected by."""
        asked = {"operation": "core/get_related", "class": class_, "key": key, "relation": relation}
        rest = {"depth": depth, "redundancy": redundancy, "direction": direction}
        return self.call({**asked, **{name: value for name, value in rest.items() if value is not None}})

    def list_operations(self) -> Result:
        """The verbs that the server knows."""
        return self.call({"operation": "list_operations"})
