"""A journal as a page: the sequence diagram, and every row with its cause, its depth and all that it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from fake_itop.journal.drawing import draw
from fake_itop.journal.events import cycles, events
from fake_itop.journal.lines import JsonRow


def page(rows: Sequence[JsonRow], title: str = "What happened", remarks: Sequence[str] = ()) -> str:
    """The page, in itself complete; all values are shown as text, and secrets stay masked as in the journal.

    ``remarks`` stand above the diagram: what a checker found, how to repeat it, ...
    """
    environment = Environment(loader=PackageLoader("fake_itop.journal", "."), autoescape=True)
    drawing = draw([(title, events(rows))], numbered=True)
    return environment.get_template("page.html.j2").render(
        title=title,
        remarks=[*remarks, *cycles(rows)],
        drawing=Markup(drawing),  # noqa: S704 - all texts in it are escaped where they are drawn
        rows=[{**row, "whole": json.dumps(row, indent=2, ensure_ascii=False)} for row in rows],
    )
