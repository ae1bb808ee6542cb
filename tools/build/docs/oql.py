"""Writes docs/oql.md from the grammar, the lexer's words and the functions' registry.

Run ``python -m tools.build.docs.oql``.

Every example on the page is run by tests/oql/test_docs.py, which also holds the page to this script.
"""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from fake_itop.oql.functions import FUNCTIONS, Function
from fake_itop.oql.lexer import TOKEN_NAMES
from fake_itop.oql.parser import DEEPEST_NESTING

PAGE = Path(__file__).parents[3] / "docs/oql.md"

GROUPS = {
    "Classes, aliases, joins": (
        "SELECT UserRequest",
        "SELECT UserRequest AS u WHERE u.status = 'new'",
        "SELECT u FROM UserRequest AS u JOIN Person AS p ON u.caller_id = p.id WHERE p.name = 'Agent'",
        "SELECT Person AS p JOIN lnkPersonToTeam AS l ON l.person_id = p.id JOIN Team AS t ON l.team_id = t.id",
        "SELECT Organization AS c JOIN Organization AS p ON c.parent_id BELOW p.id WHERE p.name = 'Combodo'",
        "SELECT Person UNION SELECT Team",
        "SELECT `Person` AS `p` WHERE `p`.`name` = 'x'",
    ),
    "Conditions": (
        "SELECT UserRequest WHERE id IN (1, '2') AND (title LIKE 'VPN%' OR title REGEXP '^[0-9]')",
        "SELECT UserRequest WHERE org_id NOT IN (SELECT Organization WHERE status = 'inactive')",
        "SELECT UserRequest WHERE ISNULL(end_date) = 0 AND start_date > DATE_SUB(NOW(), INTERVAL 2 DAY)",
        "SELECT UserRequest WHERE title = 'It\\'s 100% \\\\ down' OR title = \"It's\"",
        "SELECT Contact WHERE finalclass = 'Team' AND friendlyname LIKE 'H%'",
        "SELECT UserRequest WHERE public_log LIKE '%printer%' AND tto_100_passed = 0",
        "SELECT UserRequest WHERE id & 1 AND id < 0xFF",
    ),
    "Parameters": (
        "SELECT Person WHERE org_id = :this->org_id",
        "SELECT UserRequest WHERE agent_id = :current_contact_id OR :current_user->login = 'admin'",
    ),
}
"""Examples that are answered, by what they show."""

WRONG = {
    "SELECT UserRequest WHERE caller_id->email = 'x'": "a path over a key: join, or use the external field",
    "SELECT UserRequest WHERE NOT id = 1": "`NOT` stands before `LIKE`, `IN`, `BELOW` and `ABOVE` only",
    "SELECT UserRequest WHERE id BETWEEN 1 AND 2": "no word of the language, nor are `IS NULL`, `XOR`, `ORDER BY`",
    "select UserRequest": "words of the language are in capitals",
    "SELECT UserRequest u": "an alias needs `AS`",
    "SELECT UserRequest WHERE id IN ()": "a list has at least one item",
    "SELECT UserRequest WHERE LENGTH(title) > 1": "not one of the functions below",
    "SELECT UserRequest WHERE id = 1.5": "numbers are whole",
    "SELECT UserRequest WHERE title = 'a\\nb'": "in a text a backslash stands before itself and the quote only",
}
"""Texts that are no OQL, and why."""

TEXT = """\
# OQL

Queries in iTop's own language, wherever iTop takes them: keys of REST operations, external keys, triggers' filters,
filters of a datamodel. This page is generated (`python -m tools.build.docs.oql`); its examples are run by the tests.

```console
$ fake-itop oql "SELECT Person WHERE name LIKE 'My%'"
Person	1	My first name My last name
$ fake-itop oql "SELECT Person WHERE id = 1.0"
SELECT Person WHERE id = 1.0
                          ^
Unexpected token DOT - found '.' at 26 in 'SELECT Person WHERE id = 1.0'
$ fake-itop oql --explain "SELECT Person WHERE id = 1"
select
  look up Person AS Person by id (1 object)
sort by friendlyname up
```

`--design` adds a delta to the fresh instance, `--url`, `--user` and `FAKE_ITOP_PASSWORD` ask a running one instead,
a real iTop too.

## Examples
{examples}
## What is none
{wrong}
## How it is taken

- **Precedence**, from the tightest: `* / << >>`; then `+ -` together with `= != < > <= >= LIKE NOT LIKE REGEXP
  MATCHES`; then `AND &`; then `OR | ^`. All go from the left, so `id = 1 + 1` is `(id = 1) + 1`, which always holds.
  `IN` and `NOT IN` belong to the operand before them.
- **Texts** are equal whatever their case, accents and trailing blanks. Compared with a number, a text counts up to its
  last digit, an enum by its place among its values. What is no date is compared as the zero date.
- **NULL** is what an unset date, an empty enum and an external field behind an unset key are; an unset key is 0.
  A comparison with NULL neither holds nor fails.
- **Joins** go over an external key, named on the left, to an `id`. By a key that may be unset the object stays even
  where there is none. `BELOW` and `ABOVE` follow a hierarchy and include the object itself, unless `STRICT`.
- **Columns** are all attributes but link sets and files. A stop-watch `tto` is several: `tto` (seconds),
  `tto_started`, `tto_laststart`, `tto_stopped`, and per threshold `tto_75_deadline`, `tto_75_passed`,
  `tto_75_triggered`, `tto_75_overrun`.
- **Results** are the objects of the first selected alias, each once (for each combination with those of further
  selected aliases), in the default order of their class (of a union: of the nearest class that all have in common),
  equal ones by id.
- **Parameters** are `:name` and `:name->attribute`. A missing one is an error, an attribute that the object lacks
  is NULL. A trigger's filter knows `:id` and the `:current_…` ones, not `:this`.
- **Limits**: {depth} levels of nesting, which are ours; 61 classes in a `SELECT` of which something is read,
  which are the database's. `MATCHES` is always refused, as no attribute has the index that it needs (error 1191). A
  `REGEXP` is read by PCRE2, as by the database, and held to a [budget](limits.md).

## Functions

| Function | Value | Example |
|---|---|---|
{functions}

In an `INTERVAL` stand `SECOND`, `MINUTE`, `HOUR`, `DAY`, `MONTH` and `YEAR`.

## Grammar

What lark reads (`fake_itop/oql/grammar.lark`), with the words themselves in place of iTop's names for them.

```text
{grammar}
```

| Token | Is |
|---|---|
| NAME | a letter or `_`, then letters, digits and `_`; or anything in back-quotes |
| VARNAME | `:` and a name; more names after `->` |
| NUMVAL, HEXVAL | digits; `0x` and hexadecimal digits |
| STRVAL | a text in single or double quotes |
"""


def render() -> str:
    """The page."""
    return TEXT.format(
        examples="".join(f"\n{title}:\n\n```sql\n{chr(10).join(queries)}\n```\n" for title, queries in GROUPS.items()),
        wrong="\n| Text | Why |\n|---|---|\n" + "".join(f"| `{query}` | {why} |\n" for query, why in WRONG.items()),
        depth=DEEPEST_NESTING,
        functions="\n".join(map(_function, FUNCTIONS.values())),
        grammar=_grammar(),
    )


def _function(function: Function) -> str:
    return f"| `{function.name}` | {function.meaning} | `{function.example}` |"


def _grammar() -> str:
    """The grammar without comments, names of alternatives and declarations."""
    text = resources.files("fake_itop.oql").joinpath("grammar.lark").read_text("utf-8")
    text = re.sub(r"\s*(->.*|//.*|%declare.*)$", "", text, flags=re.MULTILINE).strip()
    words = {name: word for word, name in TOKEN_NAMES.items()}
    text = re.sub(r"\b[A-Z_]+\b", lambda found: f'"{words[found[0]]}"' if found[0] in words else found[0], text)
    return re.sub(r"^\?", "", text, flags=re.MULTILINE)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
