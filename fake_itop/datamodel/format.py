"""The format: which elements an ``itop_design`` of version 3.x may hold, and which of them the fake has a use for.

Written from what is publicly documented of the format ("XML reference" of iTop's wiki), in our own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rule:
    """What an element may hold.

    ``children`` are the elements it takes, by tag. ``by_type``: what else it takes, by its ``xsi:type``. ``listed``: it
    is one of several and has no id. ``text``: it holds text. ``used``: false for what is read past.
    """

    children: Mapping[str, Rule] = field(default_factory=dict)
    by_type: Mapping[str, Mapping[str, Rule]] = field(default_factory=dict)
    listed: bool = False
    text: bool = False
    used: bool = True

    def below(self, kind: str | None) -> Mapping[str, Rule]:
        """What an element of an ``xsi:type`` takes; without one, what any type takes: deltas need not repeat it."""
        if not self.by_type:
            return self.children
        if kind is not None:
            return self.by_type[kind]
        return {tag: rule for children in self.by_type.values() for tag, rule in children.items()}


LEAF = Rule(text=True)
UNUSED = Rule(used=False)


def _tags(names: str, rule: Rule = LEAF) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


def _unused(names: str) -> dict[str, Rule]:
    return _tags(names, UNUSED)


def _list(tag: str, children: Mapping[str, Rule] | None = None) -> Rule:
    """An element that holds any number of ``tag``."""
    return Rule({tag: Rule(children or {}, text=not children)})


_ATTRIBUTES = _list("attribute")

# --- fields ---------------------------------------------------------------------------------------------------------

_EVERY_FIELD = _tags("tracking_level") | {"dependencies": _ATTRIBUTES} | _unused("always_load_in_tables display_style")
# Names of columns and tables are part of most elements: with no database they mean nothing, and are not worth a word.
_VALUE = _EVERY_FIELD | _tags("sql default_value is_null_allowed") | _unused("validation_pattern")
_STRING = _VALUE | _tags("max_size")
_TEXT = _STRING | _tags("format") | _unused("width height")
# Up to version 1.7 of the format, a value's text was its code.
_ENUM_VALUES = {"values": Rule({"value": Rule(_tags("code rank") | _unused("style"), text=True)})}
_ENUM = _ENUM_VALUES | _unused("sort_type default_style")
_KEY = (
    _VALUE
    | _tags("target_class filter on_target_delete")
    | _unused("allow_target_creation jointype max_combo_length min_autocomplete_chars")
)
_LINKS = (
    _EVERY_FIELD
    | _tags("linked_class ext_key_to_me duplicates")
    | _unused("count_min count_max edit_mode edit_when filter create_temporary_object relation_type read_only")
    | _unused("with_php_constraint with_php_computation attributes")
)
_SET = _VALUE | _tags("max_size max_items")
_REDUNDANCY = (
    _VALUE
    | _tags("max_size enabled enabled_mode min_up min_up_mode")
    | _unused("relation_code from_class neighbour_id min_up_type")
)
_META_VALUES = _list("metavalue", {"codes": _list("code")})
_STOP_WATCH = {
    "states": _list("state"),
    "goal": LEAF,
    "thresholds": _list("threshold", _unused("highlight actions")),
} | _unused("working_time")

FIELD_TYPES: Mapping[str, Mapping[str, Rule]] = {
    "AttributeApplicationLanguage": _STRING,
    "AttributeBlob": _VALUE,
    "AttributeBoolean": _VALUE,
    "AttributeCaseLog": _STRING | _unused("format"),
    "AttributeClass": _STRING | _unused("class_category more_values"),
    "AttributeClassAttCodeSet": _SET
    | _unused("class_field attribute_definition_list attribute_definition_exclusion_list")
    | _unused("include_child_classes_attributes"),
    "AttributeClassState": _STRING | _unused("class_field"),
    "AttributeDashboard": _EVERY_FIELD | _unused("is_user_editable definition definition_file"),
    "AttributeDate": _VALUE,
    "AttributeDateTime": _VALUE,
    "AttributeDecimal": _VALUE | _tags("digits decimals"),
    "AttributeDuration": _VALUE,
    "AttributeEmailAddress": _STRING,
    "AttributeEncryptedPassword": _STRING,
    "AttributeEncryptedString": _STRING,
    "AttributeEnum": _VALUE | _ENUM,
    "AttributeEnumSet": _SET | _ENUM_VALUES,
    "AttributeExternalField": _EVERY_FIELD | _tags("extkey_attcode target_attcode"),
    "AttributeExternalKey": _KEY,
    "AttributeHTML": _STRING | _unused("width height"),
    "AttributeHierarchicalKey": _KEY,
    "AttributeIPAddress": _STRING,
    "AttributeImage": _VALUE
    | _unused("display_max_width display_max_height storage_max_width storage_max_height default_image"),
    "AttributeInteger": _VALUE,
    "AttributeLinkedSet": _LINKS,
    "AttributeLinkedSetIndirect": _LINKS | _tags("ext_key_to_remote"),
    "AttributeLongText": _TEXT,
    "AttributeMetaEnum": _EVERY_FIELD
    | _ENUM
    | _tags("sql default_value")
    | {"mappings": _list("mapping", _tags("attcode") | {"metavalues": _META_VALUES})},
    "AttributeOQL": _TEXT,
    "AttributeObjectKey": _VALUE | _unused("class_attcode"),
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
_FLAGGED = _list("attribute", _tags(" ".join(FLAGS)))
_ACTION = Rule({"verb": LEAF, "params": Rule({"param": Rule(text=True, listed=True)})}, listed=True)
_TRANSITION = {"target": LEAF, "actions": Rule({"action": _ACTION}), "flags": _FLAGGED} | _unused("stimulus")
_STATE = {
    "inherit_flags_from": LEAF,
    "flags": _FLAGGED,
    "transitions": _list("transition", _TRANSITION),
} | _unused("highlight")
STIMULUS_TYPES = ("StimulusUserAction", "StimulusInternal")
_STIMULI = Rule({"stimulus": Rule(by_type={kind: {} for kind in STIMULUS_TYPES})})
_LIFECYCLE = {"attribute": LEAF, "stimuli": _STIMULI, "states": _list("state", _STATE)} | _unused("highlight_scale")

OWN_FIRST = "own_first"
"""Attribute of ``fields``, ours and not of the format: the class's own fields stand before inherited ones."""

# --- classes --------------------------------------------------------------------------------------------------------

_NAMING = {"format": LEAF, "attributes": _ATTRIBUTES} | _unused("complementary_attributes")
_UNIQUENESS = _tags("filter disabled is_blocking") | {"attributes": _ATTRIBUTES}
_PROPERTIES = (
    {
        "category": LEAF,
        "abstract": LEAF,
        "naming": Rule(_NAMING),
        "reconciliation": Rule({"attributes": _ATTRIBUTES}),
        "order": Rule({"columns": _list("column")}),
        "uniqueness_rules": _list("rule", _UNIQUENESS),
        "fields_semantic": Rule(_tags("state_attribute") | _unused("image_attribute")),
        "obsolescence": Rule(_tags("condition") | _unused("offset")),
    }
    | _tags("key_type db_table db_key_field db_final_class_field")
    | _unused("is_link icon style display_template archive")
)
_METHOD = _tags("static access type code") | _unused("comment arguments")
_NEIGHBOUR = _tags("attribute direction query_down query_up") | _unused("redundancy")
_CLASS = {
    "parent": LEAF,
    "properties": Rule(_PROPERTIES),
    "fields": Rule({"field": Rule(by_type=FIELD_TYPES)}),
    "lifecycle": Rule(_LIFECYCLE),
    "methods": _list("method", _METHOD),
    "relations": _list("relation", {"neighbours": _list("neighbour", _NEIGHBOUR)}),
} | _unused("presentation event_listeners php_parent")

# --- the design -----------------------------------------------------------------------------------------------------

_PROFILE_GROUPS = _list("group", {"actions": _list("action")})
_USER_RIGHTS = {
    "groups": _list("group", {"classes": _list("class")}),
    "profiles": _list("profile", _tags("name") | {"groups": _PROFILE_GROUPS} | _unused("description")),
} | _unused("dictionaries")
_DICTIONARY = {"entries": _list("entry")} | _unused("english_description localized_description")

DESIGN = Rule(
    {
        "classes": _list("class", _CLASS),
        "constants": _list("constant"),
        "user_rights": Rule(_USER_RIGHTS),
        "dictionaries": _list("dictionary", _DICTIONARY),
    }
    | _unused("menus portals portal module_parameters module_designs module_options branding snippets files themes")
    | _unused("events event_listeners loaded_modules meta attribute_properties_definition")
)
"""What stands below ``itop_design``."""
