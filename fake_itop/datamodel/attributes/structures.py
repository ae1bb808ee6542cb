"""Values with an inner structure that only iTop itself writes."""

from __future__ import annotations

from typing import Any

from fake_itop.datamodel.attributes.base import Attribute, ComputedAttribute


class AttributePropertySet(Attribute):
    """Names and values: a ``dict``, or ``None``."""

    def accept(self, raw: Any) -> Any:
        """A JSON object; anything else counts as none."""
        return raw if isinstance(raw, dict) else None


class AttributeTable(Attribute):
    """Rows of cells: a ``list``, or ``None``."""

    def accept(self, raw: Any) -> Any:
        """A JSON array; anything else counts as none."""
        return raw if isinstance(raw, list) else None


class AttributeDashboard(ComputedAttribute):
    """A dashboard on an object's page: nothing to read, nothing to write."""

    def export(self, value: Any) -> Any:  # noqa: ARG002 - there is nothing to show
        """An empty text (recordings ``get``, "organization star")."""
        return ""
