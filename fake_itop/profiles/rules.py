"""The rules in which versions differ: what holds since when, each in one place.

Where a variant is not dated, the version is the older one's successor that was recorded: what lies between is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fake_itop.notifications import rules as notifications
from fake_itop.notifications import template_rules as templates
from fake_itop.notifications.callbacks import FindMethod, with_any_signature, with_exact_signature
from fake_itop.notifications.json_payloads import ExpandJson, expand_text, expand_values
from fake_itop.objects import rules as objects
from fake_itop.objects.classes import BEHAVIOURS, Behaviour
from fake_itop.profiles.rule import Component, Evidence, Rule, Variant
from fake_itop.rest import rules as output
from fake_itop.values.html.early_text import to_text_before_3_2
from fake_itop.values.html.sanitizer import text_to_entities, text_to_html
from fake_itop.values.html.text import ToText, to_text

JSON_PAYLOAD: Rule[ExpandJson] = Rule(
    "json-payload",
    "Placeholders in payloads that are JSON",
    Component.WEBHOOK,
    (
        Variant(None, expand_values, "The payload is read as JSON, its texts are expanded, and it is written again."),
        Variant(
            "1.3.2",
            expand_text,
            "Values go into the JSON text as it stands, which is sent just so if it is JSON still: a quote, a "
            "backslash or a line end in a value makes it `Wrong JSON format for input`, and nothing is sent. A "
            "placeholder may stand for a number, without quotes.",
        ),
        Variant(
            "1.4.2",
            expand_values,
            "The payload is read as JSON, its texts are expanded, and it is written again: no value can break it, and "
            "each comes as a text.",
        ),
    ),
    (
        Evidence("transfer", "1 identify: partner and state", 5, "reply.json.objects.EventWebhook::1.fields.message"),
        Evidence("placeholder", "values are not expanded again", 3, "webhooks.0.body"),
        Evidence("webhook", "payload duplicate keys", 3, "webhooks.0.body"),
        Evidence("webhook", "payload unquoted placeholder", 3, "webhooks"),
    ),
)

CALLBACK_OBJECT: Rule[notifications.ForCallback] = Rule(
    "callback-object",
    "What a response callback stores",
    Component.WEBHOOK,
    (
        Variant(
            None,
            notifications.another_copy,
            "A callback is given a copy of the object that is being saved.",
        ),
        Variant(
            "1.4.1",
            notifications.the_very_object,
            "A callback is given the object itself: what it sets is saved after it.",
        ),
    ),
    (Evidence("exchange", "three tickets seed 7000", 19, "reply.json.objects.UserRequest::2.fields.remote_ticketid"),),
)

CALLBACK_METHOD: Rule[FindMethod] = Rule(
    "callback-method",
    "Which methods are called back",
    Component.WEBHOOK,
    (
        Variant(
            None,
            with_any_signature,
            "Whatever PHP can call, with typed parameters or without. A method that the object does not have breaks "
            "PHP: the caller gets HTTP 500, and the record stays at `Notification pending`.",
        ),
        Variant(
            "1.4.4",
            with_exact_signature,
            "Only methods that declare exactly the parameters of their kind with their types (CVE-2025-49145). One "
            "that there is not is noted as an error, and the save goes on.",
        ),
    ),
    (
        Evidence("webhook", "callback nonsense", 4, "reply.json.objects.EventWebhook::1.fields.message"),
        Evidence("webhook", "prepare payload callback $this->Nope", 3, "reply.status"),
        Evidence(
            "webhook", "prepare payload callback $this->Nope", 4, "reply.json.objects.EventWebhook::1.fields.message"
        ),
    ),
)

PAYLOAD_CHECK: Rule[Behaviour] = Rule(
    "payload-check",
    "Whether a payload must be JSON to be saved",
    Component.WEBHOOK,
    (
        Variant(None, BEHAVIOURS[""], "Any payload is saved; one that is no JSON fails when it is to be sent."),
        Variant("1.4.2", BEHAVIOURS["ActionWebhook"], "An action whose payload is no JSON is refused."),
    ),
    (Evidence("webhook", "payload missing comma", 1, "reply.json.message"),),
)

PLACEHOLDER_OBJECTS: Rule[frozenset[str]] = Rule(
    "placeholder-objects",
    "What placeholders may name",
    Component.ITOP,
    (
        Variant(None, notifications.TRIGGER_AND_ACTION, "`$trigger->…$` and `$action->…$` stay as they are."),
        Variant("3.2.0", notifications.NONE, "The trigger and the action may be named, too."),
    ),
    (Evidence("placeholder", "trigger and action", 6, "webhooks.0.body"),),
)

ACTION_ORDER: Rule[notifications.OrderActions] = Rule(
    "action-order",
    "In which order a trigger's actions run",
    Component.ITOP,
    (
        Variant(None, notifications.by_their_names, "By name, whatever order their links to the trigger give."),
        Variant("3.2.0", notifications.by_their_links, "By the order of their links to the trigger.", dated=False),
    ),
    (Evidence("webhook", "two actions in order", 4, "webhooks.0.body"),),
)

RECORD_HEADERS: Rule[notifications.RecordHeaders] = Rule(
    "record-headers",
    "Headers in the record of a webhook",
    Component.WEBHOOK,
    (
        Variant(
            None,
            notifications.own_and_prepared_headers,
            "The action's headers stand there as they were before expansion; `Authorization` is masked, a token "
            "is not: whoever may read the records can read it.",
        ),
        Variant(
            "1.4.6",
            notifications.prepared_headers,
            "Instead of the action's headers stands `Authorization: ******`, whatever they are; tokens "
            "are masked, too.",
            dated=False,
        ),
    ),
    (
        Evidence("webhook", "headers custom", 4, "reply.json.objects.EventWebhook::1.fields.headers"),
        Evidence("transfer", "whole exchange with tokens", 9, "reply.json.objects.EventWebhook::1.fields.headers"),
    ),
)

HTML_TO_TEXT: Rule[ToText] = Rule(
    "html-to-text",
    "Plain text made of HTML",
    Component.ITOP,
    (
        Variant(
            None,
            to_text_before_3_2,
            "Quotations are not marked, preformatted text is run together, a heading is followed by one line end only.",
        ),
        Variant(
            "3.2.0",
            to_text,
            "Quotations begin with `>`, preformatted text keeps its lines, headings stand between empty lines.",
            dated=False,
        ),
    ),
    (
        Evidence("caselog", "heading", 0, "reply.json.objects.UserRequest::2.fields.public_log.entries.1.message"),
        Evidence("caselog", "blockquote", 0, "reply.json.objects.UserRequest::2.fields.public_log.entries.1.message"),
    ),
)

HTML_IN_JSON: Rule[output.RenderHtml] = Rule(
    "html-in-json",
    "HTML attributes in replies",
    Component.ITOP,
    (
        Variant(
            None,
            output.with_escaped_ampersands,
            "Each `&` of an HTML attribute shows as `&amp;`, so entities come twice escaped; what is stored, and what "
            "placeholders give, is not affected, nor are case logs.",
        ),
        Variant("3.2.0", output.as_stored, "HTML shows as it is stored.", dated=False),
    ),
    (Evidence("get", 'output_fields "description"', 0, "reply.json.objects.UserRequest::1.fields.description"),),
)

REENTRANCE: Rule[objects.ReentranceGuard] = Rule(
    "re-entrance",
    "Saving a copy of an object that is being saved",
    Component.ITOP,
    (
        Variant(None, objects.by_copy, "The copy is saved: what a callback sets in it is kept."),
        Variant(
            "3.1.0",
            objects.by_object,
            "It is refused without a word. Where callbacks are given a copy, the remote id is lost, though the record "
            "says `Sent`, so nothing is ever pushed; only what an asynchronous action's callback stores is kept.",
            dated=False,
        ),
    ),
    (Evidence("exchange", "three tickets seed 7000", 10, "reply.json.objects.UserRequest::3.fields.remote_ticketid"),),
)

STATE_TRIGGERS: Rule[bool] = Rule(
    "state-triggers",
    "When triggers on states fire",
    Component.ITOP,
    (
        Variant(None, True, "When a stimulus is applied, even one that leads back to the same state."),
        Variant("3.1.1", False, "When an object is saved in another state than before, by a stimulus or not."),
    ),
    (Evidence("webhook", "enter same state on reassign", 5, "webhooks"),),
)

TEXT_SIZE: Rule[objects.TextSize] = Rule(
    "text-size",
    "How long a text may be",
    Component.ITOP,
    (
        Variant(None, objects.in_bytes, "Bytes are counted: with accents, a text is full sooner."),
        Variant("3.1.0", len, "Characters are counted.", dated=False),
    ),
    (Evidence("create", "title 255 accents", 0, "reply.json.message"),),
)

NEW_OBJECTS: Rule[bool] = Rule(
    "new-objects",
    "What the reply to `core/create` shows",
    Component.ITOP,
    (
        Variant(None, True, "The new object as the database has it."),
        Variant(
            "3.1.0",
            False,
            "The new object as it is in memory: the class of what an empty key may point to, links as they were given, "
            "names without the names of others that they are made of.",
            dated=False,
        ),
    ),
    (
        Evidence(
            "create",
            'lnkPersonToTeam {"person_id": 4, "team_id": 6}',
            0,
            "reply.json.objects.lnkPersonToTeam::2.fields.friendlyname",
        ),
        Evidence(
            "create",
            'Server {"name": "srv-web-01", "org_id": 2}',
            0,
            "reply.json.objects.Server::4.fields.powerA_id_finalclass_recall",
        ),
    ),
)

NAME_OF_NOTHING: Rule[output.NameOfNothing] = Rule(
    "name-of-nothing",
    "The name that an empty key shows",
    Component.ITOP,
    (
        Variant(None, output.blank_name, "What stands between the parts of a name: nobody is called a blank."),
        Variant("3.1.0", output.nameless, "Nothing.", dated=False),
    ),
    (Evidence("create", "without caller_id", 0, "reply.json.objects.UserRequest::1.fields.caller_id_friendlyname"),),
)

QUERY_ERRORS: Rule[output.QueryError] = Rule(
    "query-errors",
    "What REST says of a wrong query",
    Component.ITOP,
    (
        Variant(None, output.told_by_itself, "What is wrong with it."),
        Variant("3.1.0", output.told_at_length, "The query and the kind of error, too.", dated=False),
    ),
    (Evidence("get", 'key "UserRequest"', 0, "reply.json.message"),),
)

DOWNLOADS: Rule[output.RenderFile] = Rule(
    "downloads",
    "Files in replies",
    Component.ITOP,
    (
        Variant(None, output.without_downloads, "A file has no `downloads_count`."),
        Variant("3.1.0", output.with_downloads, "A file says how often it was fetched.", dated=False),
    ),
    (Evidence("get", "person star", 0, "reply.json.objects.Person::3.fields.picture"),),
)

HTML_ESCAPING: Rule[templates.Escape] = Rule(
    "html-escaping",
    "Accents in `html(…)`",
    Component.ITOP,
    (
        Variant(None, text_to_entities, "Each character that HTML has a name for is written by it, as `&eacute;`."),
        Variant("3.1.0", text_to_html, "Only what HTML must escape is escaped.", dated=False),
    ),
    (Evidence("placeholder", "this group 0", 6, "webhooks.0.body"),),
)

TEXT_FORM: Rule[templates.TextForm] = Rule(
    "text-form",
    "Entities in `text(…)`",
    Component.ITOP,
    (
        Variant(None, templates.with_entities, "An entity of the HTML stays as it is: `&amp;` for an ampersand."),
        Variant("3.1.0", templates.readable, "Entities are what they stand for.", dated=False),
    ),
    (Evidence("placeholder", "this group 1", 6, "webhooks.0.body"),),
)

LINK_SUMMARIES: Rule[bool] = Rule(
    "link-summaries",
    "Links to objects in `html(…)` and `hyperlink()`",
    Component.ITOP,
    (
        Variant(None, False, "A link is a link."),
        Variant("3.1.0", True, "A link shows an object's summary under the pointer, for tickets.", dated=False),
    ),
    (Evidence("placeholder", "this group 4", 6, "webhooks.0.body"),),
)

RULES: Sequence[Rule[Any]] = (
    JSON_PAYLOAD,
    CALLBACK_OBJECT,
    REENTRANCE,
    CALLBACK_METHOD,
    PAYLOAD_CHECK,
    PLACEHOLDER_OBJECTS,
    ACTION_ORDER,
    RECORD_HEADERS,
    STATE_TRIGGERS,
    TEXT_SIZE,
    NEW_OBJECTS,
    NAME_OF_NOTHING,
    QUERY_ERRORS,
    DOWNLOADS,
    HTML_TO_TEXT,
    HTML_IN_JSON,
    HTML_ESCAPING,
    TEXT_FORM,
    LINK_SUMMARIES,
)
"""All of them, in the order in which a person would want to hear of them."""
