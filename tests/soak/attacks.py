"""What stood still, ate memory or broke when it was attacked: requests of a megabyte at most, by name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fake_itop.values.http import FORM

LOGIN = {"version": "1.3", "auth_user": "rest", "auth_pwd": "Rest-passw0rd!"}
MULTIPART = "multipart/form-data; boundary=B"


@dataclass(frozen=True)
class Attack:
    """The body of a POST to the REST endpoint."""

    body: bytes
    kind: str = FORM


def asking(operation: str, cls: str, **more: Any) -> Attack:
    """An operation of somebody who has logged in."""
    given = {"operation": f"core/{operation}", "class": cls, "comment": "", **more}
    return Attack(urlencode({**LOGIN, "json_data": json.dumps(given)}).encode())


def finding(condition: str, cls: str = "Person") -> Attack:
    return asking("get", cls, key=f"SELECT {cls} WHERE {condition}")


def changing(**fields: Any) -> Attack:
    """A ticket is made with these fields."""
    given = {"org_id": 1, "title": "t", "description": "d", **fields}
    return asking("create", "UserRequest", fields=given, output_fields="*+")


def describing(html: str) -> Attack:
    return changing(description=html)


def part(name: str, value: str) -> str:
    return f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


def parts(**values: str) -> bytes:
    return ("".join(part(*each) for each in values.items()) + "--B--\r\n").encode()


ATTACHMENT = {
    "item_class": "UserRequest",
    "item_id": 1,
    "item_org_id": 1,
    "contents": {"data": "QUJD" * 150_000, "mimetype": "text/plain", "filename": "a.txt"},
}
EACH_OTHER = "SELECT a FROM Person AS a JOIN Organization AS o ON a.org_id = o.id JOIN Person AS b ON b.org_id = o.id"
ATTACKS = {
    "a pattern that goes back again and again": finding(
        "CONCAT(name, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!') REGEXP '^.(a|aa)+$'"
    ),
    "nested repeats": finding("name REGEXP '(a+)+$'"),
    "two thousand million repeats": finding("name REGEXP 'a{2000000000}'"),
    "a hundred million groups": finding("name REGEXP '(?:ab){100000000}'"),
    "a fuzzy pattern": finding("name REGEXP '(?e)(?:abcdefghijkl){e<=10}'"),
    "four thousand options": finding(f"REPEAT('a', 4000) REGEXP '{'a?' * 2_000 + 'a' * 2_000}'"),
    "every pair": asking("get", "Person", key=EACH_OTHER),
    "every combination": asking("get", "Person", key=f"{EACH_OTHER} JOIN Person AS c ON c.org_id = o.id"),
    "five hundred brackets": finding("(" * 500 + "id = 1" + ")" * 500),
    "two thousand alternatives": finding("id = 1 OR " * 2_000 + "id = 2"),
    "ninety thousand alternatives": finding("id=1 OR " * 90_000 + "id = 2"),
    "a long list": finding(f"id IN ({','.join(map(str, range(120_000)))})"),
    "forty thousand items": Attack(b"a[]=1&" * 40_000),
    "a megabyte of items": Attack(b"a[]=1&" * 166_000),
    "a megabyte of ampersands": Attack(b"&" * 1_000_000),
    "a megabyte of per cents": Attack(b"%" * 1_000_000),
    "question marks": Attack(b"?" * 80_000),
    "a megabyte of question marks": Attack(b"?" * 1_000_000),
    "open brackets": Attack(b"?[" * 400_000),
    "names of secrets": Attack(b'name="token"\r\n\r\n' * 50_000),
    "secrets": Attack(b"token=" * 150_000),
    "quoted backslashes": Attack(b"auth_user=rest&json_data=" + b'"\\"' * 300_000),
    "text without an end": Attack(urlencode({**LOGIN, "json_data": '"' + "a" * 900_000}).encode()),
    "an open object": Attack(urlencode({**LOGIN, "json_data": '{"a":' * 70_000}).encode()),
    "a list of numbers": Attack(urlencode({**LOGIN, "json_data": "[" + "1," * 240_000 + "1]"}).encode()),
    "many fields": asking("create", "Person", fields={f"f{number}": "x" for number in range(25_000)}),
    "many parts": Attack((part("a", "1") * 16_000 + "--B--\r\n").encode(), MULTIPART),
    "a large part": Attack(parts(**LOGIN, json_data='{"operation": "list_operations"}', file="x" * 900_000), MULTIPART),
    "dashes": Attack(b"\r\n--" * 250_000, MULTIPART),
    "nested quotes": describing("<blockquote>" * 240 + "a<br>" * 5_000),
    "breaks": describing("a<br>" * 110_000),
    "comments in titles": describing('<a title="‹!--' * 5_000),
    "links": describing("<a href='x'>x</a> " * 30_000),
    "brackets": describing("<" * 300_000),
    "entities": describing("&amp;" * 100_000),
    "open paragraphs": describing("<p>" * 140_000),
    "styles": describing('<p style="' + "color:red;" * 40_000 + '">x</p>'),
    "a plain megabyte": describing("x" * 900_000),
    "words": describing("word " * 180_000),
    "addresses": describing("http://a.b " * 60_000),
    "a log": changing(public_log="<p>x</p>" * 50_000),
    "contacts": changing(contacts_list=[{"contact_id": 1 + number % 40} for number in range(4_000)]),
    "an attachment": asking("create", "Attachment", fields=ATTACHMENT, output_fields="*"),
}
"""Each has its line in the issue of attacks, or is its neighbour of a megabyte."""
