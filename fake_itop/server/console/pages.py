"""Pages: templates in which every value is escaped, and the files that they refer to."""

from __future__ import annotations

from importlib import resources
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

STATIC: Final = {
    "console.css": "text/css",
    "console.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
"""All files that the console gives out, by name: there is no way from a request to any other."""


class Pages:
    """Renders the console's templates."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("fake_itop.server.console"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._static = {name: _file(name) for name in STATIC}

    def render(self, template: str, **values: Any) -> str:
        """A page."""
        return self._environment.get_template(f"{template}.html.j2").render(**values)

    def static(self, name: str) -> tuple[bytes, str] | None:
        """A file and its type, if there is one of that name."""
        return (self._static[name], STATIC[name]) if name in STATIC else None


def _file(name: str) -> bytes:
    return resources.files(__package__).joinpath("static", name).read_bytes()
