"""Names a drawn picture by its state, for an address that never shows another one.

A name is of the state alone: who holds such a card cannot be read from it.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import cast, get_args

from wallet_service.passes.card_view import Kind
from wallet_service.passes.face_parts import (
    PROGRESS_STEPS,
    Picture,
    PlainPicture,
    ProgressPicture,
    StampsPicture,
)

_PLAIN = re.compile(r"plain-(?P<kind>[a-z]{1,16})(?P<muted>-m)?")
_PROGRESS = re.compile(
    r"progress-(?P<step>\d{1,2})-(?P<rate>[A-Za-z0-9_]{0,32})"
    r"-(?P<passed>(?:\d{1,2}(?:\.\d{1,2}){0,9})?)(?P<reached>-top)?(?P<muted>-m)?"
)
_STAMPS = re.compile(
    r"stamps-(?P<count>\d{1,3})-(?P<slots>\d{1,3})"
    r"-(?P<gifts>(?:\d{1,3}(?:\.\d{1,3}){0,19})?)(?P<ready>-ready)?(?P<muted>-m)?"
)


def name(picture: Picture) -> str:
    """The picture's name: small, safe in a path, the same for the same state."""
    muted = "-m" if picture.muted else ""
    match picture:
        case PlainPicture(kind):
            return f"plain-{kind}{muted}"
        case ProgressPicture(step, next_rate, passed, reached):
            rate = base64.b32encode(next_rate.encode()).decode().replace("=", "_")
            top = "-top" if reached else ""
            return f"progress-{step}-{rate}-{_list(passed)}{top}{muted}"
        case StampsPicture(count, slots, gifts, ready):
            ending = "-ready" if ready else ""
            return f"stamps-{count}-{slots}-{_list(gifts)}{ending}{muted}"


def read(text: str) -> Picture | None:
    """The picture of a name, or None when it names none."""
    if found := _PLAIN.fullmatch(text):
        if found["kind"] not in get_args(Kind):
            return None
        return PlainPicture(cast("Kind", found["kind"]), bool(found["muted"]))
    if found := _PROGRESS.fullmatch(text):
        return _progress(found)
    if found := _STAMPS.fullmatch(text):
        return StampsPicture(
            int(found["count"]),
            int(found["slots"]),
            _numbers(found["gifts"]),
            ready=bool(found["ready"]),
            muted=bool(found["muted"]),
        )
    return None


def _progress(found: re.Match[str]) -> ProgressPicture | None:
    try:
        encoded = found["rate"].replace("_", "=")
        rate = base64.b32decode(encoded).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    if int(found["step"]) > PROGRESS_STEPS:
        return None
    return ProgressPicture(
        int(found["step"]),
        rate,
        _numbers(found["passed"]),
        reached=bool(found["reached"]),
        muted=bool(found["muted"]),
    )


def _list(numbers: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in numbers)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part)
