"""pass.strings, the translations of a pass: UTF-16 with a byte order mark, both ways.

One syntax error makes the phone drop the whole pass, so the reader is as strict as the
writer is careful (Apple: Creating the source for a pass, "Localize").
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_WRITE = str.maketrans(_ESCAPES)
_READ = {escape: character for character, escape in _ESCAPES.items()}
_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_PAIR = re.compile(rf"{_QUOTED}\s*=\s*{_QUOTED}\s*;", re.DOTALL)
_BETWEEN = re.compile(r"(?:\s|/\*.*?\*/|//[^\n]*(?:\n|\Z))*", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class StringsUnreadable(ValueError):
    """The bytes are no pass.strings that a phone could read."""


def render(texts: Mapping[str, str]) -> bytes:
    """`texts` as pass.strings; raises ValueError for a lone surrogate."""
    lines = [
        f'"{key.translate(_WRITE)}" = "{text.translate(_WRITE)}";\n'
        for key, text in texts.items()
    ]
    try:
        return codecs.BOM_UTF16_LE + "".join(lines).encode("utf-16-le")
    except UnicodeEncodeError:
        raise ValueError(
            "a text holds half a character; send whole Unicode text"
        ) from None


def parse(data: bytes) -> dict[str, str]:
    """The texts of a pass.strings; raises StringsUnreadable with place and reason."""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise StringsUnreadable("no UTF-16 byte order mark; write UTF-16, not UTF-8")
    try:
        source = data.decode("utf-16")
    except UnicodeDecodeError:
        raise StringsUnreadable("broken UTF-16; the file was cut or altered") from None
    texts: dict[str, str] = {}
    place = _skip(source, 0)
    while place < len(source):
        pair = _PAIR.match(source, place)
        if pair is None:
            raise StringsUnreadable(f'character {place}: expected "key" = "value";')
        key, text = (_ESCAPE.sub(_unescape, part) for part in pair.groups())
        if key in texts:
            raise StringsUnreadable(f"the key {key!r} stands twice; keep one")
        texts[key] = text
        place = _skip(source, pair.end())
    return texts


def _skip(source: str, place: int) -> int:
    between = _BETWEEN.match(source, place)
    return between.end() if between else place


def _unescape(escape: re.Match[str]) -> str:
    if escape.group() not in _READ:
        raise StringsUnreadable(
            f"unknown escape {escape.group()!r}; escape backslashes"
        )
    return _READ[escape.group()]


def key_problems(languages: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Keys that some language lacks: there the phone shows the raw key."""
    every = {key for texts in languages.values() for key in texts}
    return [
        f"{language}.lproj/pass.strings: lacks {', '.join(sorted(missing))}; "
        "translate them"
        for language, texts in languages.items()
        if (missing := every - texts.keys())
    ]
