"""The views behind a card's link: who has it may see the card, and nobody's contacts.

A link that has ended and one that never was get the same page.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, TypeVar

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from wallet_service.passes import page_card
from wallet_service.services.errors import NotFound
from wallet_service.wallets.apple import bundle, web_service
from wallet_service.web import (
    access,
    adapters,
    brand_colours,
    cross_site,
    form_fields,
    languages,
)
from wallet_service.web.access import Audience
from wallet_service.web.member import phones, rights, work
from wallet_service.web.member.card_page import SAID, CardPage

Answer = TypeVar("Answer", bound=BaseResponse)
KINDS_OF_LEAVING = frozenset({"close", "all"})

blueprint = Blueprint(
    "member",
    __name__,
    url_prefix="/c",
    template_folder="templates",
    static_folder="static",
)
blueprint.before_request(cross_site.refuse)


@blueprint.get("/<link_token>")
@access.allow(Audience.LINK)
def card(link_token: str) -> Response:
    """The card's page, with the button that this very phone can use."""
    return _page("card", link_token)


@blueprint.get("/<link_token>/colours.css")
@access.allow(Audience.LINK)
def colours(link_token: str) -> Response:
    """The card's colours: pages forbid inline styles."""
    view, design = work.look_at(link_token)
    sheet = brand_colours.stylesheet(design, page_card.draw(view, design))
    return _private(Response(sheet, mimetype="text/css"))


@blueprint.get("/<link_token>/pictures/<name>")
@access.allow(Audience.LINK)
def picture(link_token: str, name: str) -> Response:
    """Logo and strip of the card as it is now."""
    found = page_card.pictures(*work.look_at(link_token))
    if name not in found:
        raise NotFound("picture")
    return _private(Response(found[name], mimetype="image/png"))


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
        work.find(link_token)
    else:
        response.headers["Location"] = work.google_save_url(link_token)
    return _private(response)


@blueprint.post("/<link_token>/consents")
@access.allow(Audience.LINK)
def answer_consent(link_token: str) -> BaseResponse:
    """A consent is given or withdrawn."""
    given = form_fields.fields()
    purpose, answer = given.get("purpose", ""), given.get("answer")
    rights.answer_consent(link_token, purpose, is_given=answer == "give")
    return _back(link_token, "consent")


@blueprint.post("/<link_token>/data")
@access.allow(Audience.LINK)
def send_data(link_token: str) -> BaseResponse:
    """A link to the member's data goes to the member's own e-mail."""
    return _back(link_token, rights.send_data(link_token))


@blueprint.get("/<link_token>/leave")
@access.allow(Audience.LINK)
def ask_to_leave(link_token: str) -> Response:
    """Asks whether the card is really to be closed."""
    return _page("leave", link_token)


@blueprint.post("/<link_token>/leave")
@access.allow(Audience.LINK)
def leave(link_token: str) -> Response:
    """The card is closed, if the member said so twice."""
    given = form_fields.fields()
    if given.get("what") not in KINDS_OF_LEAVING or not given.get("sure"):
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page("leave", link_token, status, is_unsure=True, given=given)
    page = _opened(link_token)
    rights.leave(link_token, withdraws=given["what"] == "all")
    body = render_template("member/left.html", page=page)
    return _private(Response(body, mimetype="text/html"))


def _page(
    template: str,
    link_token: str,
    status: int = HTTPStatus.OK,
    *,
    is_unsure: bool = False,
    given: dict[str, str] | None = None,
) -> Response:
    body = render_template(
        f"member/{template}.html",
        page=_opened(link_token),
        link_token=link_token,
        carried=_carried(),
        is_unsure=is_unsure,
        given=given or {},
    )
    return _private(Response(body, status=status, mimetype="text/html"))


def _opened(link_token: str) -> CardPage:
    opened = work.open_card(
        link_token,
        is_visit=request.method == "GET",
        shows_all=request.args.get("all") == "1",
    )
    said = request.args.get("said", "")
    return CardPage(
        view=opened.view,
        design=opened.design,
        badges=work.badges_of(opened.view.locale),
        visitor=phones.visitor(request.user_agent.string),
        has_google=opened.has_google,
        history=opened.history,
        has_more=opened.has_more,
        rights=opened.rights,
        address=adapters.current().settings.base_url
        + url_for("member.card", link_token=link_token),
        is_new=request.args.get("new") == "1",
        said=said if said in SAID else "",
    )


def _carried() -> dict[str, str]:
    name = languages.PARAMETER
    return {name: request.args[name]} if name in request.args else {}


def _back(link_token: str, said: str) -> BaseResponse:
    values: dict[str, Any] = {"said": said, **_carried()}
    address = url_for("member.card", link_token=link_token, **values)
    return _private(redirect(address, 303))


def _private(response: Answer) -> Answer:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
