"""The language of a page: what the visitor chose, else what the browser wants."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, request

from wallet_service.web import cookies

LANGUAGES = ("en", "ru")
COOKIE = "language"
PARAMETER = "language"
KEPT = timedelta(days=365)


def current() -> str:
    """A link's choice, the cookie's, the browser's, English."""
    for chosen in (request.args.get(PARAMETER), cookies.read(COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def remember(response: Response) -> Response:
    """Keep what a link chose; for `after_request`."""
    chosen = request.args.get(PARAMETER)
    if chosen in LANGUAGES:
        cookies.put(response, COOKIE, chosen, life=KEPT)
    return response
