"""The page that a person gets instead of the one that was asked for.

It says what happened and what to do next, in the reader's own language.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, render_template, request

LANGUAGES = ("en", "ru")

# The style sheets that all pages of the service share.
blueprint = Blueprint("pages", __name__, static_folder="static", url_prefix="/pages")


@dataclass(frozen=True, slots=True)
class ErrorTexts:
    """What happened, and the cure."""

    title: str
    cure: str


_NOTHING_HERE = {
    "en": ErrorTexts(
        "There is nothing here",
        "The link may have ended. Check the address, or ask for a new link where you "
        "got this one.",
    ),
    "ru": ErrorTexts(
        "Здесь ничего нет",
        "Возможно, ссылка больше не действует. Проверьте адрес или попросите новую "
        "ссылку там, где получили эту.",
    ),
}
_TOO_MANY = {
    "en": ErrorTexts("Too many requests", "Wait a minute, then open the page again."),
    "ru": ErrorTexts(
        "Слишком много запросов", "Подождите минуту и откройте страницу снова."
    ),
}
_OUR_FAULT = {
    "en": ErrorTexts(
        "The service does not answer right now",
        "It is not your fault. Open the page again in a minute.",
    ),
    "ru": ErrorTexts(
        "Сервис временно не отвечает",
        "Это неполадка на нашей стороне. Откройте страницу снова через минуту.",
    ),
}
_NOT_ACCEPTED = {
    "en": ErrorTexts("The request was not accepted", "Go back and try again."),
    "ru": ErrorTexts("Запрос не принят", "Вернитесь назад и попробуйте ещё раз."),
}


def of(status: int, headers: dict[str, str]) -> Response:
    """The page for an HTTP status, in the language that the browser prefers."""
    language = request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    texts = _texts(status)[language]
    page = render_template("error.html", status=status, language=language, texts=texts)
    return Response(page, status=status, headers=headers, mimetype="text/html")


def _texts(status: int) -> dict[str, ErrorTexts]:
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return _NOTHING_HERE
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _TOO_MANY
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _OUR_FAULT
    return _NOT_ACCEPTED
