"""The format: which elements an ``itop_design`` may hold, and which of them the fake has a use for.

Written from what is publicly documented of the format ("XML reference" of iTop's wiki), in our own words, and from what
stands in designs of real servers and published extensions. Forms of older versions are brought to the newest before
(`fake_itop.datamodel.upgrade`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Reading = Callable[[str], str | None]
"""What a text stands for, in the words that we read; ``None`` for one that says nothing to us."""


@dataclass(frozen=True)
class Rule:
    """What an element may hold.

    ``children`` are the elements it takes, by tag. ``by_type``: what else it takes, by its ``xsi:type``. ``keyed``: its
    ``id`` tells it from its siblings. ``listed``: it is one of several and has no id. ``text``: it holds text, of which
    ``reading`` makes what it says, one of ``words``. ``used``: false for what is read past. ``certain``: a shipped base
    has as many of them as the real design, so one that is missing there is missing.
    """

    children: Mapping[str, Rule] = field(default_factory=dict)
    by_type: Mapping[str, Mapping[str, Rule]] = field(default_factory=dict)
    keyed: bool = False
    listed: bool = False
    text: bool = False
    reading: Reading | None = None
    words: str = ""
    used: bool = True
    certain: bool = False

    def below(self, kind: str | None) -> Mapping[str, Rule]:
        """What an element of an ``xsi:type`` takes; without one, what any type takes: deltas need not repeat it."""
        if not self.by_type:
            return self.children
        if kind is not None:
            return self.by_type.get(kind, {})
        return self._below_any()

    def _below_any(self) -> dict[str, Rule]:
        found: dict[str, Rule] = {}
        for children in self.by_type.values():
            for tag, rule in children.items():
                known = found.setdefault(tag, rule)
                if known is not rule:
                    found[tag] = LEAF if known.used and rule.used else known if known.used else rule
        return found


LEAF = Rule(text=True)
UNUSED = Rule(used=False)

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
"""A constant's name, which may stand where a number does."""


def one_of(*words: str) -> Rule:
    """A text that is one of some words."""
    return Rule(text=True, reading=lambda found: found if found in words else None, words=" or ".join(words))


def _truth(found: str) -> str | None:
    return {"true": "true", "1": "true", "yes": "true", "false": "false", "0": "false", "no": "false"}.get(
        found.lower()
    )


def _whole(found: str) -> str | None:
    try:
        return str(int(float(found)))
    except (ValueError, OverflowError):
        return None


def _decimal(found: str) -> str | None:
    return found if re.fullmatch(r"-?\d+(\.\d+)?", found, re.ASCII) else None


def _or_constant(reading: Reading) -> Reading:
    return lambda found: reading(found) or (found if _NAME.fullmatch(found) else None)


BOOLEAN = Rule(text=True, reading=_truth, words="true or false")
NUMBER = Rule(text=True, reading=_whole, words="a whole number")


def _tags(names: str, rule: Rule = LEAF) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


def _unused(names: str) -> dict[str, Rule]:
    return _tags(names, UNUSED)


def _list(tag: str, children: Mapping[str, Rule] | None = None, *, certain: bool = False) -> Rule:
    """An element that holds any number of ``tag``."""
    return Rule({tag: Rule(children or {}, keyed=True, text=not children, certain=certain)})


_ATTRIBUTES = _list("attribute")

# --- fields ---------------------------------------------------------------------------------------------------------

TRACKING_LEVELS = {"none": 0, "list": 1, "details": 2, "all": 3}
ON_TARGET_DELETE = ("DEL_MANUAL", "DEL_AUTO", "DEL_SILENT", "DEL_MOVEUP", "DEL_NONE")
TEXT_FORMATS = ("text", "html")

_EVERY_FIELD = (
    {"tracking_level": one_of(*TRACKING_LEVELS)}
    | {"dependencies": _ATTRIBUTES}
    | _unused("always_load_in_tables display_style")
)
# Names of columns and tables are part of most elements: with no database they mean nothing, and are not worth a word.
_VALUE = _EVERY_FIELD | _tags("sql default_value") | {"is_null_allowed": BOOLEAN} | _unused("validation_pattern")
_STRING = _VALUE | {"max_size": NUMBER}
_TEXT = _STRING | {"format": one_of(*TEXT_FORMATS)} | _unused("width height")
_INTEGER = _VALUE | {"default_value": Rule(text=True, reading=_or_constant(_whole), words="a whole number")}
_DECIMAL = _VALUE | {"default_value": Rule(text=True, reading=_or_constant(_decimal), words="a number such as 0.5")}
_ENUM_VALUE = Rule({"code": LEAF, "rank": NUMBER} | _unused("style"), keyed=True, text=True, certain=True)
_ENUM_VALUES = {"values": Rule({"value": _ENUM_VALUE})}
_ENUM = _ENUM_VALUES | _unused("sort_type default_style")
_KEY = (
    _VALUE
    | _tags("filter")
    | {"default_value": NUMBER, "on_target_delete": one_of(*ON_TARGET_DELETE)}
    | _unused("allow_target_creation jointype max_combo_length min_autocomplete_chars")
)
_LINKS = (
    _EVERY_FIELD
    | _tags("linked_class ext_key_to_me")
    | {"duplicates": BOOLEAN}
    | _unused("count_min count_max edit_mode edit_when filter create_temporary_object relation_type read_only")
    | _unused("with_php_constraint with_php_computation attributes legacy_edit_mode")
)
_SET = _VALUE | {"max_size": NUMBER, "max_items": NUMBER}
_REDUNDANCY = (
    _VALUE
    | {"max_size": NUMBER, "enabled": BOOLEAN}
    | _tags("enabled_mode min_up min_up_mode")
    | _unused("relation_code from_class neighbour_id min_up_type")
)
# ``codes`` is ours, and older than what we know of the format: shipped bases say it so.
_META_VALUES = _list("metavalue", {"codes": _list("code"), "values": _list("value")})
_STOP_WATCH = {
    "states": _list("state"),
    "goal": LEAF,
    "thresholds": _list("threshold", _unused("highlight actions")),
} | _unused("working_time")

FIELD_TYPES: Mapping[str, Mapping[str, Rule]] = {
    "AttributeApplicationLanguage": _STRING,
    "AttributeBlob": _VALUE,
    "AttributeBoolean": _VALUE | {"default_value": BOOLEAN},
    "AttributeCaseLog": _STRING | _unused("format"),
    "AttributeClass": _STRING | _unused("class_category more_values"),
    "AttributeClassAttCodeSet": _SET
    | _tags("class_field")
    | _unused("attribute_definition_list attribute_definition_exclusion_list")
    | _unused("include_child_classes_attributes"),
    "AttributeClassState": _STRING | _unused("class_field"),
    "AttributeDashboard": _EVERY_FIELD | _unused("is_user_editable definition definition_file"),
    "AttributeDate": _VALUE,
    "AttributeDateTime": _VALUE,
    "AttributeDecimal": _DECIMAL | {"digits": NUMBER, "decimals": NUMBER},
    "AttributeDuration": _INTEGER,
    "AttributeEmailAddress": _STRING,
    "AttributeEncryptedPassword": _STRING,
    "AttributeEncryptedString": _STRING,
    "AttributeEnum": _VALUE | _ENUM,
    "AttributeEnumSet": _SET | _ENUM_VALUES,
    "AttributeExternalField": _EVERY_FIELD | _tags("extkey_attcode target_attcode"),
    "AttributeExternalKey": _KEY | _tags("target_class"),
    "AttributeHTML": _STRING | _unused("width height"),
    "AttributeHierarchicalKey": _KEY | _tags("target_class"),
    "AttributeIPAddress": _STRING,
    "AttributeImage": _VALUE
    | _unused("display_max_width display_max_height storage_max_width storage_max_height default_image"),
    "AttributeInteger": _INTEGER,
    "AttributeLinkedSet": _LINKS,
    "AttributeLinkedSetIndirect": _LINKS | _tags("ext_key_to_remote"),
    "AttributeLongText": _TEXT,
    "AttributeMetaEnum": _EVERY_FIELD
    | _ENUM
    | _tags("sql default_value")
    | {"mappings": _list("mapping", _tags("attcode") | {"metavalues": _META_VALUES})},
    "AttributeOQL": _TEXT,
    "AttributeObjectKey": _VALUE | {"default_value": NUMBER} | _unused("class_attcode"),
    "AttributeOneWayPassword": _STRING,
    "AttributePassword": _STRING,
    "AttributePhoneNumber": _STRING,
    "AttributePropertySet": _VALUE,
    "AttributeRedundancySettings": _REDUNDANCY,
    "AttributeStopWatch": _EVERY_FIELD | _STOP_WATCH,
    "AttributeString": _STRING,
    "AttributeSubItem": _EVERY_FIELD | _tags("target_attcode item_code"),
    "AttributeTable": _VALUE,
    "AttributeTagSet": _SET | _unused("tag_code_max_len"),
    "AttributeTemplateHTML": _TEXT,
    "AttributeTemplateString": _STRING,
    "AttributeText": _TEXT,
    "AttributeURL": _STRING | _unused("target"),
}

# --- lifecycles -----------------------------------------------------------------------------------------------------

FLAGS = ("hidden", "read_only", "mandatory", "must_change", "must_prompt")
_FLAGGED = _list("attribute", _tags(" ".join(FLAGS)) | _tags("normal"))
_ACTION = Rule({"verb": LEAF, "params": Rule({"param": Rule(text=True, listed=True)})}, listed=True)
_TRANSITION = {"target": LEAF, "actions": Rule({"action": _ACTION}), "flags": _FLAGGED} | _unused("stimulus")
_STATE = {
    "inherit_flags_from": LEAF,
    "flags": _FLAGGED,
    "transitions": _list("transition", _TRANSITION, certain=True),
} | _unused("highlight")
STIMULUS_TYPES = ("StimulusUserAction", "StimulusInternal")
_STIMULI = Rule({"stimulus": Rule(by_type={kind: {} for kind in STIMULUS_TYPES}, keyed=True, certain=True)})
_LIFECYCLE = {"attribute": LEAF, "stimuli": _STIMULI, "states": _list("state", _STATE, certain=True)}
_LIFECYCLE |= _unused("highlight_scale")

OWN_FIRST = "own_first"
"""Attribute of ``fields``, ours and not of the format: the class's own fields stand before inherited ones."""

# --- classes --------------------------------------------------------------------------------------------------------

_NAMING = {"format": LEAF, "attributes": _ATTRIBUTES} | _unused("complementary_attributes")
_UNIQUENESS = {"filter": LEAF, "disabled": BOOLEAN, "is_blocking": BOOLEAN, "attributes": _ATTRIBUTES}
_PROPERTIES = (
    {
        "category": LEAF,
        "abstract": BOOLEAN,
        "naming": Rule(_NAMING),
        "reconciliation": Rule({"attributes": _ATTRIBUTES}),
        "order": Rule({"columns": _list("column")}),
        "uniqueness_rules": _list("rule", _UNIQUENESS, certain=True),
        "fields_semantic": Rule(_tags("state_attribute") | _unused("image_attribute")),
        "obsolescence": Rule(_tags("condition") | _unused("offset")),
    }
    | _tags("key_type db_table db_key_field db_final_class_field")
    | _unused("comment indexes is_link icon style display_template archive working_time")
)
_METHOD = {"static": BOOLEAN} | _tags("access type code") | _unused("comment arguments status")
DIRECTIONS = ("down", "up", "both")
_NEIGHBOUR = _tags("attribute query_down query_up") | {"direction": one_of(*DIRECTIONS)} | _unused("redundancy")
CLASS = {
    "parent": LEAF,
    "php_parent": Rule(_tags("name file")),
    "properties": Rule(_PROPERTIES),
    "fields": Rule({"field": Rule(by_type=FIELD_TYPES, keyed=True, certain=True)}),
    "lifecycle": Rule(_LIFECYCLE),
    "methods": _list("method", _METHOD),
    "relations": _list("relation", {"neighbours": _list("neighbour", _NEIGHBOUR)}),
} | _unused("presentation event_listeners")

# --- the design -----------------------------------------------------------------------------------------------------

_PROFILE_GROUPS = _list("group", {"actions": _list("action")})
_USER_RIGHTS = {
    "groups": _list("group", {"classes": _list("class")}),
    "profiles": _list("profile", _tags("name") | {"groups": _PROFILE_GROUPS} | _unused("description"), certain=True),
} | _unused("dictionaries")
_DICTIONARY = {"entries": _list("entry")} | _unused("english_description localized_description")

DESIGN = Rule(
    {
        "classes": _list("class", CLASS, certain=True),
        "constants": _list("constant"),
        "user_rights": Rule(_USER_RIGHTS),
        "dictionaries": _list("dictionary", _DICTIONARY),
        "loaded_modules": _list("module", _tags("label root_dir")),
    }
    | _unused("menus portals portal module_parameters module_designs module_options branding snippets files themes")
    | _unused("events event_listeners meta attribute_properties_definition")
)
"""What stands below ``itop_design``."""

ATTRIBUTES = frozenset(
    {"id", "xsi:type", "_delta", "_before", "_rename_from", "_alteration", "_altered_in", "_created_in", "_revision_id"}
    | {"version", "load", "xmlns:xsi", "xsi:noNamespaceSchemaLocation", "ascending", "ref", OWN_FIRST}
)
"""The attributes that elements may have."""
