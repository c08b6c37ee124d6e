"""Names that fit the width of a card: legal forms abbreviated, then cut at a word.

A phone hides what does not fit without a word, so the cut is made where it reads well.
"""

from __future__ import annotations

import re

_LEGAL_FORMS = (
    ("общество с ограниченной ответственностью", "ООО"),
    ("публичное акционерное общество", "ПАО"),
    ("непубличное акционерное общество", "АО"),
    ("закрытое акционерное общество", "ЗАО"),
    ("открытое акционерное общество", "ОАО"),
    ("акционерное общество", "АО"),
    ("индивидуальный предприниматель", "ИП"),
    ("limited liability company", "LLC"),
    ("public limited company", "plc"),
    ("limited", "Ltd"),
    ("incorporated", "Inc."),
    ("corporation", "Corp."),
)
_ELLIPSIS = "…"
# Articles and prepositions that would dangle before the ellipsis.
_LOOSE_END = re.compile(r"(?:\s+[a-zа-яё]{1,3})+$")
_CLOSING = {"«": "»", "“": "”", "„": "“", '"': '"'}


def company(name: str, limit: int) -> str:
    """A company's name in at most `limit` characters, its legal form abbreviated."""
    text = name.strip()
    if len(text) > limit:
        for long_form, short_form in _LEGAL_FORMS:
            text = re.sub(rf"\b{long_form}\b", short_form, text, flags=re.IGNORECASE)
    return words(text, limit)


def words(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut between words where that leaves enough.

    A quotation mark that the cut left open is closed behind the ellipsis.
    """
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    room = limit - 2 if _open_mark(text[: limit - 1]) else limit - 1
    head = text[:room]
    if not text[room].isspace():
        at_word = head.rfind(" ")
        head = head[:at_word] if at_word >= room // 2 else head
    head = _LOOSE_END.sub("", head).rstrip(" ,.;:-–—«“„")
    return head + _ELLIPSIS + _open_mark(head)


def _open_mark(text: str) -> str:
    for opening, closing in _CLOSING.items():
        if opening == closing:
            if text.count(opening) % 2:
                return closing
        elif text.count(opening) > text.count(closing):
            return closing
    return ""
