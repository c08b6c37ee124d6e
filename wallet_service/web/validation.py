"""Turns the validator's errors into plain sentences with JSON pointers.

Values that were sent are never repeated: an answer may be logged, a value may be a
secret.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from wallet_service.services.errors import FieldFault

MOST_FAULTS = 50

Sentence = Callable[[Mapping[str, Any]], str]

WHOLE_NUMBER = "must be a whole number"
TEXT = "must be a text"
SENTENCES: Mapping[str, Sentence] = {
    "missing": lambda _: "is required",
    "extra_forbidden": lambda _: "is not known here",
    "int_type": lambda _: WHOLE_NUMBER,
    "int_parsing": lambda _: WHOLE_NUMBER,
    "int_from_float": lambda _: WHOLE_NUMBER,
    "int_parsing_size": lambda _: "is too large",
    "string_type": lambda _: TEXT,
    "string_unicode": lambda _: "holds characters that are not Unicode",
    "string_pattern_mismatch": lambda _: "is not written in the expected form",
    "string_too_short": lambda context: _length(context, "min_length", "at least"),
    "string_too_long": lambda context: _length(context, "max_length", "at most"),
    "too_short": lambda context: _items(context, "min_length", "at least"),
    "too_long": lambda context: _items(context, "max_length", "at most"),
    "bool_type": lambda _: "must be true or false",
    "dict_type": lambda _: "must be an object",
    "model_type": lambda _: "must be an object",
    "model_attributes_type": lambda _: "must be an object",
    "list_type": lambda _: "must be a list",
    "literal_error": lambda context: f"must be one of: {context['expected']}",
    "greater_than_equal": lambda context: f"must be at least {context['ge']}",
    "less_than_equal": lambda context: f"must be at most {context['le']}",
    "greater_than": lambda context: f"must be more than {context['gt']}",
    "value_error": lambda context: str(context["error"]),
}


def faults_of(error: ValidationError) -> list[FieldFault]:
    """Each error at its place in the document."""
    details = error.errors(include_url=False, include_input=False)
    return [
        FieldFault(pointer_of(one["loc"]), _sentence(one))
        for one in details[:MOST_FAULTS]
    ]


def pointer_of(location: tuple[int | str, ...]) -> str:
    """A JSON pointer (RFC 6901); the empty one is the whole document."""
    # the validator's mark of a fault in a key itself is no step of the document
    steps = (str(step) for step in location if step != "[key]")
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)


def _sentence(details: ErrorDetails) -> str:
    sentence = SENTENCES.get(details["type"])
    return sentence(details.get("ctx", {})) if sentence else "is not valid"


def _length(context: Mapping[str, Any], key: str, word: str) -> str:
    return f"must have {word} {context[key]} characters"


def _items(context: Mapping[str, Any], key: str, word: str) -> str:
    return f"must have {word} {context[key]} items"
