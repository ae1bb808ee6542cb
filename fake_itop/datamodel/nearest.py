"""Kinds of attributes that iTop or an extension defines in PHP, and the known kind that each behaves as.

What such a kind does beyond keeping a value stands in its PHP, which is not run.
"""

from __future__ import annotations

from collections.abc import Mapping

from fake_itop.datamodel.attributes import KINDS

NEAREST: Mapping[str, str] = {
    "AttributeAliasList": "AttributeText",
    "AttributeClassSet": "AttributeEnumSet",
    "AttributeCustomFields": "AttributePropertySet",
    "AttributeDeadline": "AttributeDateTime",
    "AttributeIPPercentage": "AttributeInteger",
    "AttributePercentage": "AttributeInteger",
    "AttributePercentageCompletion": "AttributeInteger",
    "AttributeTemplateText": "AttributeText",
}
"""Kinds whose nearest one their name does not tell."""

_BY_WORD = {
    "Percentage": "AttributeInteger",
    "Number": "AttributeInteger",
    "DateTime": "AttributeDateTime",
    "HTML": "AttributeHTML",
    "Text": "AttributeText",
    "URL": "AttributeURL",
    "Set": "AttributeEnumSet",
}


def nearest_kind(kind: str) -> str:
    """The known kind that behaves most like one of another name.

    It is the one that `NEAREST` names; else the one whose name ends like it (``AttributeMyText`` is a text); else a
    line of text, as most kinds of extensions are: host names, addresses, codes.
    """
    name = kind.rpartition("\\")[2]
    if name in KINDS:
        return name
    if name in NEAREST:
        return NEAREST[name]
    word = name.removeprefix("Attribute")
    return next((known for ending, known in _BY_WORD.items() if word.endswith(ending)), "AttributeString")
