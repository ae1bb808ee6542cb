"""Secrets never leave the journal: they are masked where a message is written down for others."""

from __future__ import annotations

import re

from fake_itop.values.http import Headers

MASK = "******"

_SECRET_HEADERS = frozenset({"authorization", "auth-token", "cookie", "proxy-authorization", "x-fake-itop-token"})
_SECRETS = ("auth_pwd", "auth_token", "password", "token", "client_secret", "access_token", "refresh_token")
_NAMES = "|".join(_SECRETS)

# auth_pwd=…  json_data[fields][auth_pwd]=…  json_data%5Bfields%5D%5Bauth_pwd%5D=…
_FORM = re.compile(rf"(?<![^&?\s])((?:[^=&\s]*(?:\[|%5B))?(?:{_NAMES})(?:\]|%5D)?=)[^&\s]*", re.IGNORECASE)
# "auth_pwd": "…"  and the same within a JSON text that is itself quoted
_JSON = re.compile(rf'(\\?"(?:{_NAMES})\\?"\s*:\s*\\?")(?:[^"\\]|\\(?!"\s*[,}}])[\s\S])*', re.IGNORECASE)
# the same, percent-encoded
_ENCODED_JSON = re.compile(
    rf"(%22(?:{_NAMES})%22(?:%20|\+|%0A)*(?:%3A|:)(?:%20|\+|%0A)*%22)(?:%5C(?:%[0-9A-F]{{2}}|.)|(?!%22|&).)*",
    re.IGNORECASE,
)
_MULTIPART = re.compile(rf'(name="(?:{_NAMES})"(?:\r\n[^\r\n]+)*\r\n\r\n)[\s\S]*?(?=\r\n--)', re.IGNORECASE)
_USERINFO = re.compile(r"(://[^/@\s:]*:)[^/@\s]+(?=@)")
_RULES = (_FORM, _ENCODED_JSON, _JSON, _MULTIPART, _USERINFO)


def mask_headers(headers: Headers) -> dict[str, str]:
    """Headers by name, those that carry a secret masked; values of a repeated header are joined as HTTP does."""
    masked: dict[str, str] = {}
    for name, value in headers:
        shown = MASK if name.lower() in _SECRET_HEADERS else value
        masked[name] = f"{masked[name]}, {shown}" if name in masked else shown
    return masked


def is_secret(name: str) -> bool:
    """Whether what is called so is nobody else's business."""
    return name.lower() in _SECRETS


def mask_text(text: str) -> str:
    """A URL or a body, with every password and token in it masked, whether form, JSON, multipart or a mixture."""
    for rule in _RULES:
        text = rule.sub(rf"\g<1>{MASK}", text)
    return text
