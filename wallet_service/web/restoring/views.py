"""Pages behind links in letters; looking changes nothing, a button does.

A link that is forged, over or used up is as unknown as one that never was.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from wallet_service.passes import formats
from wallet_service.services.mail.mailed_links import DATA, RESTORE
from wallet_service.web import access, brand_colours, cross_site, form_fields
from wallet_service.web.access import Audience
from wallet_service.web.restoring import words, work
from wallet_service.web.restoring.work import Opened

Answer = TypeVar("Answer", bound=BaseResponse)
FILE_NAME = "my-data.json"

blueprint = Blueprint("restoring", __name__, template_folder="templates")
blueprint.before_request(cross_site.refuse)


@blueprint.get("/restore/<token>")
@access.allow(Audience.LINK)
def cards(token: str) -> Response:
    """The member's cards, to be opened on this phone."""
    opened = work.open_link(token, RESTORE)
    return _answer("cards", opened, token, is_known=request.args.get("known") == "1")


@blueprint.post("/restore/<token>")
@access.allow(Audience.LINK)
def open_card(token: str) -> BaseResponse:
    """Opens a card; for a lost phone it is made anew and ends there."""
    given = form_fields.fields()
    link_token = work.open_card(
        token, given.get("card", ""), is_phone_lost=bool(given.get("lost"))
    )
    return _private(redirect(url_for("member.card", link_token=link_token), 303))


@blueprint.get("/restore/<token>/colours.css")
@access.allow(Audience.LINK)
def colours(token: str) -> Response:
    """The colours of the member's first card."""
    design = work.design_of(work.open_link(token, RESTORE))
    sheet = brand_colours.stylesheet(design) if design else ""
    return _private(Response(sheet, mimetype="text/css"))


@blueprint.get("/my-data/<token>")
@access.allow(Audience.LINK)
def data(token: str) -> Response:
    """Where the member's data can be downloaded."""
    return _answer("data", work.open_link(token, DATA), token)


@blueprint.post("/my-data/<token>")
@access.allow(Audience.LINK)
def download(token: str) -> Response:
    """All that is kept about the member, as JSON."""
    document = json.dumps(work.data_of(token), ensure_ascii=False, indent=2)
    response = Response(document, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return _private(response)


def _answer(template: str, opened: Opened, token: str, **more: object) -> Response:
    body = render_template(
        f"restoring/{template}.html",
        opened=opened,
        locale=opened.locale,
        token=token,
        say=_speaker(opened),
        number=formats.card_number,
        **more,
    )
    return _private(Response(body, mimetype="text/html"))


def _speaker(opened: Opened) -> Callable[..., str]:
    def say(key: str, **figures: str) -> str:
        sentence = words.of(opened.locale)[key]
        return sentence.format(brand=opened.brand_name, **figures)

    return say


def _private(response: Answer) -> Answer:
    # nobody else is told the address, and our own form says where it is from
    response.headers["Referrer-Policy"] = "same-origin"
    return response
