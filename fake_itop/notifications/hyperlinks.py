"""Addresses of objects' pages, and links to them as iTop writes them into HTML (recordings ``placeholder``)."""

from __future__ import annotations

from fake_itop.notifications.template_rules import NEWEST, TemplateRules
from fake_itop.store import Reader, Record

CONSOLE = ""
PORTALS = {
    "portal": "edit",
    "itop-portal": "edit",
    "itop-portal-edit": "edit",
    "itop-portal-view": "view",
}
"""The portal's names in ``hyperlink(…)`` and ``url(…)``, and how the object's page opens there."""
_PORTAL_QUERY = "exec_module=itop-portal-base&exec_page=index.php&exec_env=production&portal_id=itop-portal"

_TOOLTIP = (
    ("interaction-enabled", "true"),
    ("is-async", "true"),
    ("html-enabled", "true"),
    ("sanitizer-skipped", "false"),
    ("show-delay", "800"),
    ("hide-delay", "500"),
    ("max-width", "600px"),
    ("theme", "object-summary"),
    ("append-to", "body"),
)


class Hyperlinks:
    """Makes addresses that start with ``root_url``, which ends in a slash, by the templates' rules of a version."""

    def __init__(self, reader: Reader, root_url: str, rules: TemplateRules = NEWEST) -> None:
        self._reader = reader
        self._root = root_url
        self._rules = rules

    def url(self, record: Record, where: str = CONSOLE) -> str | None:
        """The address of an object's page in the console, or in a portal; ``None`` for a portal that is unknown."""
        if where == CONSOLE:
            return f"{self._root}pages/UI.php?operation=details&class={record.cls.name}&id={record.id}"
        if where not in PORTALS:
            return None
        return f"{self._root}pages/exec.php/object/{PORTALS[where]}/{record.cls.name}/{record.id}?{_PORTAL_QUERY}"

    def hyperlink(self, record: Record, where: str = CONSOLE) -> str | None:
        """A link to an object's page, with its name; ``None`` likewise."""
        url = self.url(record, where)
        return None if url is None else self._anchor(record, url)

    def reference(self, record: Record) -> str:
        """A link to an object that an external key points to."""
        return self._anchor(record, f"{self.url(record)}&")

    def _anchor(self, record: Record, url: str) -> str:
        title = f"{record.cls.label}::{record.id}"
        name = self._rules.escape(self._reader.friendlyname(record))
        tooltip = f" {self._tooltip(record)}" if self._rules.has_summaries else ""
        return (
            f'<span class="object-ref "{tooltip} title="{title}">'
            f'<a class="object-ref-link" href="{url}">{name}</a></span>'
        )

    def _tooltip(self, record: Record) -> str:
        """What shows an object's summary under the pointer, for the classes that have one."""
        if not record.cls.is_a("Ticket"):
            return ""
        summary = f"{self._root}pages/UI.php?route=object.summary&obj_class={record.cls.name}&obj_key={record.id}"
        options = (f'data-tooltip-{name}="{value}"' for name, value in _TOOLTIP)
        return " \n".join((f'data-tooltip-content="{summary}"', *options))
