"""Reads what comes in: strict JSON, and the types that all schemas share.

A whole number may be written 1.0, as JSON Schema has it; NaN, repeated keys and lone
surrogates are no JSON; a time without an offset is no instant.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from flask import Request
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from werkzeug.routing import UnicodeConverter, ValidationError

from wallet_service.services.errors import FieldFault, Invalid, Malformed, ServiceError

DEEPEST = 20
# sums of 500 lines stay far from the end of 64 bits
MOST_MONEY = 10**13
# beyond this a float does not hold every whole number
EXACT_FLOAT = 2**53
RFC_3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})"
)
SURROGATE = re.compile("[\ud800-\udfff]")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
NOT_BLANK = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"


class UnsupportedMediaType(ServiceError):
    """The body is not said to be JSON."""

    status = 415


class PathSegment(UnicodeConverter):
    """A part of a path; with a NUL, which PostgreSQL cannot look for, none at all."""

    def to_python(self, value: str) -> str:
        """The segment as it is; raises ValidationError, so that no route matches."""
        if "\x00" in value:
            raise ValidationError
        return value


class JsonRequest(Request):
    """A request whose JSON was read strictly, once, before its view."""

    document: object = None

    def get_json(self, *_: object, **__: object) -> object:
        """What `read_document` has read."""
        return self.document


def read_document(request: Request) -> dict[str, Any]:
    """The body as a JSON object; no body at all is an empty one.

    Raises Malformed (400), UnsupportedMediaType (415), Invalid for another JSON value.
    """
    data = request.get_data()
    if not data:
        return {}
    if not request.is_json:
        detail = "Send the body as JSON with Content-Type: application/json."
        raise UnsupportedMediaType("unsupported_media_type", detail)
    document = _strict_json(data)
    if not isinstance(document, dict):
        fault = FieldFault("", "must be an object")
        raise Invalid("invalid_request", "The body is not an object.", errors=[fault])
    return document


def _strict_json(data: bytes) -> object:
    try:
        document = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_without_repeats,
            parse_float=_number,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError):
        raise _malformed("The body is not JSON.") from None
    _check_values(document, DEEPEST)
    return document


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _malformed("The body names a key twice.")
    return found


def _number(text: str) -> int | float:
    value = float(text)
    if value.is_integer() and abs(value) <= EXACT_FLOAT:
        return int(value)
    return value


def _refuse_constant(name: str) -> object:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _check_values(value: object, levels: int) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict | list):
        if not levels:
            raise _malformed(f"The body is nested more than {DEEPEST} levels deep.")
        for item in value.values() if isinstance(value, dict) else value:
            _check_values(item, levels - 1)
        for key in value if isinstance(value, dict) else ():
            _check_text(key)


def _check_text(text: str) -> None:
    if "\x00" in text or (not text.isascii() and SURROGATE.search(text)):
        raise _malformed("A text holds a NUL or a lone surrogate.")


def _malformed(detail: str) -> Malformed:
    return Malformed("malformed_json", detail)


def instant(value: object) -> datetime:
    """A time in UTC out of RFC 3339; raises ValueError."""
    if not isinstance(value, str) or not RFC_3339.fullmatch(value):
        message = "must be a time with an offset, such as 2026-03-10T12:00:00+03:00"
        raise ValueError(message)
    try:
        # datetime keeps microseconds; what is finer is cut off
        found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value.upper()))
        if EARLIEST <= found < LATEST:
            return found.astimezone(UTC)
    except ValueError:
        message = "is not a time of the calendar"
        raise ValueError(message) from None
    message = "must lie between the years 2000 and 2100"
    raise ValueError(message)


def _day(value: object) -> date:
    message = "must be a day of the calendar, such as 2026-03-31"
    if not isinstance(value, str) or not re.fullmatch(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value
    ):
        raise ValueError(message)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(message) from None
    if not EARLIEST.date() <= day < LATEST.date():
        message = "must lie between the years 2000 and 2100"
        raise ValueError(message)
    return day


def _from_query(value: object) -> object:
    digits = isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value, re.ASCII)
    return int(str(value)) if digits else value


Int = Annotated[int, Strict()]
Money = Annotated[int, Strict(), Field(ge=0, le=MOST_MONEY)]
PositiveInt = Annotated[int, Strict(), Field(ge=1, le=MOST_MONEY)]
QueryInt = Annotated[int, Strict(), BeforeValidator(_from_query)]
Instant = Annotated[
    datetime,
    BeforeValidator(instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Rate = Annotated[int, Strict(), Field(ge=0, le=10_000)]
Identifier = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=PRINTABLE)
]
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=255, pattern=NOT_BLANK)
]
Word = Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=NOT_BLANK)]
Label = Annotated[
    str, StringConstraints(min_length=1, max_length=128, pattern=NOT_BLANK)
]
Reason = Annotated[
    str, StringConstraints(min_length=1, max_length=1000, pattern=NOT_BLANK)
]


class Body(BaseModel):
    """A body or a query: what is not named in the schema is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def sent(self) -> dict[str, Any]:
        """The fields that were sent, each of them whole."""
        everything = self.model_dump()
        return {name: everything[name] for name in self.model_fields_set}


class Page(Body):
    """A page of a list."""

    limit: QueryInt = Field(default=50, ge=1, le=100)
    after: Identifier | None = Field(
        default=None, description="`next` of the page before"
    )
