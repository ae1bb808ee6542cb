"""Form parameters as PHP unpacks them (``parse_str``): ``a[b][]=x`` nests, dots and blanks become underscores."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from fake_itop.values.php_json import array_key

MAX_NESTING = 64
"""PHP drops parameters that nest deeper (``max_input_nesting_level``)."""
MAX_VARIABLES = 1000
"""PHP reads so many parameters and drops the rest (``max_input_vars``): "1,010 names before json_data"."""

_NOT_IN_NAMES = str.maketrans(" .[", "___")
_PLAIN_NAME = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
"""A name that PHP takes as it is: most are."""
_PIECES = re.compile(r"[^&]+")
_ESCAPED = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")
"""A row of escaped bytes: decoded at once, as a table of rows or a text in another script has many."""
_PIECE = 64 * 1024
"""So many bytes of a text are decoded at once."""
_INDEX = re.compile(r"\[([^\]]*)\]")


def parse_query(text: str) -> dict[int | str, Any]:
    """The nested parameters of an urlencoded text; bytes that are not UTF-8 stay as surrogate escapes."""
    return nest(_pair(found[0]) for found in _PIECES.finditer(text))


def _pair(piece: str) -> tuple[str, str]:
    name, _, value = piece.partition("=")
    return _decode(name), _decode(value)


def _decode(text: str) -> str:
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    data = text.encode("utf-8", "surrogateescape")
    return b"".join(map(_decode_piece, _pieces_of(data))).decode("utf-8", "surrogateescape")


def _pieces_of(data: bytes) -> Iterator[bytes]:
    """A text in pieces that part no escaped byte: each of these is an object of its own while its piece is decoded."""
    start = 0
    while start < len(data):
        end = start + _PIECE
        cut = data.rfind(b"%", end - 2, end)
        end = cut if cut >= 0 else end
        yield data[start:end]
        start = end


def _decode_piece(piece: bytes) -> bytes:
    """Rows of escaped bytes are decoded row by row, scattered ones by the library, which is quicker for these."""
    is_dense = piece.count(b"%") * len(b"%00") > len(piece) * 3 / 4
    return _ESCAPED.sub(_unescaped, piece) if is_dense else unquote_to_bytes(piece)


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[0].replace(b"%", b"").decode())


def nest(pairs: Iterable[tuple[str, str]]) -> dict[int | str, Any]:
    """Decoded (name, value) pairs as PHP's nested arrays; of equal names the last wins at the first one's place.

    What comes after the first `MAX_VARIABLES` is dropped.
    """
    result: dict[int | str, Any] = {}
    appended: dict[int, _Array] = {}
    for name, value in islice(pairs, MAX_VARIABLES):
        if _PLAIN_NAME.match(name):
            result[name] = value
            continue
        path = _path(name.lstrip(" "))
        if path and len(path) <= MAX_NESTING + 1:
            _assign(result, path, value, appended)
    return result


def _path(name: str) -> list[str | None]:
    """The keys a name leads through, None for "append"; empty where PHP ignores the parameter."""
    base, bracket, _ = name.partition("[")
    if not base:
        return []
    if bracket and "]" not in name[len(base) :]:
        return [name.translate(_NOT_IN_NAMES)]  # an opening bracket alone is a plain character
    return [base.translate(_NOT_IN_NAMES), *_indexes(name, len(base))]


def _indexes(name: str, position: int) -> Iterable[str | None]:
    while found := _INDEX.match(name, position):
        yield found[1] if found[1].strip() else None
        position = found.end()


class _Array(NamedTuple):
    """An array that was appended to, and the index that comes next, as PHP keeps it with the array."""

    array: dict[int | str, Any]
    following: int


def _assign(target: dict[int | str, Any], path: list[str | None], value: str, appended: dict[int, _Array]) -> None:
    *parents, last = path
    for step in parents:
        key = _key(target, step, appended)
        if not isinstance(target.get(key), dict):
            target[key] = {}
        target = target[key]
    target[_key(target, last, appended)] = value


def _key(array: dict[int | str, Any], step: str | None, appended: dict[int, _Array]) -> int | str:
    """The key that a step means; ``appended`` has, by its identity, what each array was given without a key."""
    known = appended.get(id(array))
    if step is not None:
        key = array_key(step)
        if known is not None and isinstance(key, int) and key >= known.following:
            appended[id(array)] = _Array(array, key + 1)
        return key
    following = (
        known.following if known is not None else max((key for key in array if isinstance(key, int)), default=-1) + 1
    )
    appended[id(array)] = _Array(array, following + 1)
    return following
