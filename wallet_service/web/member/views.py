"""The views behind a card's link: who has it may see the card, and nobody's contacts.

A link that has ended and one that never was get the same page.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from wallet_service.wallets.apple import bundle, web_service
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.member import card_page, phones, work

blueprint = Blueprint(
    "member",
    __name__,
    url_prefix="/c",
    template_folder="templates",
    static_folder="static",
)


@blueprint.get("/<link_token>")
@access.allow(Audience.LINK)
def card(link_token: str) -> Response:
    """The card's page, with the button that this very phone can use."""
    shown = work.open_card(link_token, is_visit=request.method == "GET")
    visitor = phones.visitor(request.user_agent.string)
    with_google = work.has_google(link_token)
    page = render_template(
        "member/card.html",
        page=card_page.of(shown, work.design_of(shown), work.badges_of(shown)),
        visitor=visitor,
        with_google=with_google,
        # A phone has the page already; another device shows it the way.
        code=card_page.link_code(_address(link_token))
        if visitor.needs_code(with_google=with_google)
        else None,
        link_token=link_token,
    )
    return _private(Response(page, mimetype="text/html"))


@blueprint.get("/<link_token>/colours.css")
@access.allow(Audience.LINK)
def colours(link_token: str) -> Response:
    """The card's colours: pages forbid inline styles."""
    shown = work.open_card(link_token, is_visit=False)
    sheet = card_page.stylesheet(work.design_of(shown))
    return _private(Response(sheet, mimetype="text/css"))


@blueprint.get("/<link_token>/apple")
@access.allow(Audience.LINK)
def apple(link_token: str) -> Response:
    """The signed pass, with every header that Safari looks at (checked 2026-11)."""
    built = work.build_pass(link_token, is_visit=request.method == "GET")
    response = Response(built.data, content_type=bundle.MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="card.pkpass"'
    response.headers["Content-Length"] = str(len(built.data))
    changed_at = web_service.http_date(work.instant(built.last_modified))
    response.headers["Last-Modified"] = changed_at
    return _private(response)


@blueprint.get("/<link_token>/google")
@access.allow(Audience.LINK)
def google(link_token: str) -> Response:
    """On the member's tap: the card is made at Google, then the save page opens."""
    response = Response(status=303)
    if request.method == "HEAD":
        work.open_card(link_token, is_visit=False)
    else:
        response.headers["Location"] = work.google_save_url(link_token)
    return _private(response)


def _address(link_token: str) -> str:
    base = adapters.current().settings.base_url
    return base + url_for("member.card", link_token=link_token)


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
