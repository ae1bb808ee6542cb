"""JSON as people type it: valid texts at the speed of the C parser, others read on past every error.

`read` gives a `Document`: the value, what is wrong with the text, and where each value stands. What counts as valid is
what PHP's ``json_decode`` takes (`fake_itop.values.php_json`), since that is what a real iTop calls.
"""

from __future__ import annotations

from fake_itop.check.json_text.document import Document, read

__all__ = ["Document", "read"]
