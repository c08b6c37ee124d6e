"""In which language a page speaks to a guest: nobody whom a cookie would remember."""

from __future__ import annotations

from typing import cast

from flask import request

from wallet_service.passes.card_view import Locale
from wallet_service.web import languages

LANGUAGES: tuple[Locale, ...] = ("en", "ru")
NAMES = {"en": "English", "ru": "Русский"}


def of_request(otherwise: str) -> Locale:
    """What the address asks for, else what the browser prefers, else `otherwise`."""
    asked = request.args.get(languages.PARAMETER)
    if asked in LANGUAGES:
        return asked
    preferred = request.accept_languages.best_match(LANGUAGES)
    return cast("Locale", preferred or otherwise)
