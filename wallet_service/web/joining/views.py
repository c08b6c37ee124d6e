"""The pages by which people join: they work without scripts and without cookies.

Whoever sends a form gets the same answer, whether we know the address or not.
"""

from __future__ import annotations

import math
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from wallet_service.passes import page_card
from wallet_service.services.errors import NotFound
from wallet_service.services.joining.answers import FormRefused
from wallet_service.services.joining.confirming import (
    Joined,
    KnownMember,
    LinkClosed,
    PhoneKnown,
    WrongCode,
)
from wallet_service.services.joining.limits import Caller, ProofNeeded, TooOften
from wallet_service.web import (
    access,
    adapters,
    assets,
    brand_colours,
    cross_site,
    form_fields,
    security_headers,
    visitor_address,
)
from wallet_service.web.access import Audience
from wallet_service.web.joining import frames, work
from wallet_service.web.joining.page import Page
from wallet_service.web.joining.work import OpenedLink

# a person does not see this field, a machine fills it
TRAP = "website"
PROOF = "proof"
PICTURES = "public, max-age=3600"

blueprint = Blueprint(
    "joining",
    __name__,
    url_prefix="/join",
    template_folder="templates",
    static_folder="static",
)
blueprint.before_request(cross_site.refuse)


@blueprint.get("/<token>")
@access.allow(Audience.ANYONE)
def form(token: str) -> Response:
    """The form of a program."""
    opened = work.open_link(token)
    if not opened.is_open:
        return _answer("closed", _page(opened), HTTPStatus.GONE)
    if not adapters.current().settings.sends_mail:
        return _answer("no_mail", _page(opened), HTTPStatus.SERVICE_UNAVAILABLE)
    return _answer("form", _page(opened))


@blueprint.post("/<token>")
@access.allow(Audience.ANYONE)
def send(token: str) -> BaseResponse:
    """A filled form: its answers wait for the code that is mailed."""
    opened = work.open_link(token)
    if not (opened.is_open and adapters.current().settings.sends_mail):
        return form(token)
    given = form_fields.fields()
    try:
        caller, trapped = _caller(given), bool(given.get(TRAP))
        attempt = work.begin(opened, given, caller, is_trapped=trapped)
    except FormRefused as refused:
        page = _page(opened, given=given, faults=refused.faults)
        return _answer("form", page, HTTPStatus.UNPROCESSABLE_ENTITY)
    except (ProofNeeded, TooOften) as limit:
        return _limited("form", opened, given, limit)
    return _go("joining.code", token, attempt=attempt)


@blueprint.get("/<token>/confirm/<attempt>")
@access.allow(Audience.ANYONE)
def code(token: str, attempt: str) -> Response:
    """The page that asks for the mailed code."""
    opened = work.open_link(token)
    waiting = work.waiting(opened, attempt)
    notice = "" if waiting.is_live else _page(opened).say("code_ended")
    page = _page(opened, notice=notice)
    return _answer("code", page, waiting=waiting, attempt=attempt)


@blueprint.post("/<token>/confirm/<attempt>")
@access.allow(Audience.ANYONE)
def confirm(token: str, attempt: str) -> BaseResponse:
    """A typed code."""
    opened = work.open_link(token)
    outcome = work.confirm(opened, attempt, form_fields.fields().get("code", ""))
    match outcome:
        case WrongCode(tries_left):
            return _wrong_code(opened, attempt, tries_left)
        case LinkClosed():
            return _answer("closed", _page(opened), HTTPStatus.GONE)
        case PhoneKnown(is_mailed):
            return _answer("phone_known", _page(opened), is_mailed=is_mailed)
        case KnownMember(restore_token):
            return _known(opened, restore_token)
        case Joined(link_token):
            return _joined(opened, attempt, link_token)


@blueprint.post("/<token>/confirm/<attempt>/again")
@access.allow(Audience.ANYONE)
def send_again(token: str, attempt: str) -> BaseResponse:
    """Another code to the same address."""
    opened = work.open_link(token)
    waiting = work.waiting(opened, attempt)
    given = form_fields.fields()
    try:
        work.send_again(opened, attempt, _caller(given))
    except (ProofNeeded, TooOften) as limit:
        return _limited(
            "code", opened, given, limit, waiting=waiting, attempt=attempt, again=True
        )
    return _go("joining.code", token, attempt=attempt)


@blueprint.get("/<token>/done/<attempt>")
@access.allow(Audience.ANYONE)
def done(token: str, attempt: str) -> Response:
    """Within a page of the brand: the card is ready, and opens in a page of its own."""
    opened = work.open_link(token)
    link_token = work.card_link(opened, attempt)
    if link_token is None:
        raise NotFound("sign_up")
    return _answer("done", _page(opened), link_token=link_token)


@blueprint.get("/<token>/restore")
@access.allow(Audience.ANYONE)
def restore(token: str) -> Response:
    """Asks for the e-mail of who has a card already."""
    return _answer("restore", _page(work.open_link(token)))


@blueprint.post("/<token>/restore")
@access.allow(Audience.ANYONE)
def send_link(token: str) -> BaseResponse:
    """A letter goes to the address, whatever we know of it."""
    opened, given = work.open_link(token), form_fields.fields()
    try:
        if not given.get(TRAP):
            work.ask_for_cards(opened, given.get("email", ""), _caller(given))
    except FormRefused as refused:
        page = _page(opened, given=given, faults=refused.faults)
        return _answer("restore", page, HTTPStatus.UNPROCESSABLE_ENTITY)
    except (ProofNeeded, TooOften) as limit:
        return _limited("restore", opened, given, limit)
    return _go("joining.sent", token)


@blueprint.get("/<token>/sent")
@access.allow(Audience.ANYONE)
def sent(token: str) -> Response:
    """A letter is on its way."""
    return _answer("sent", _page(work.open_link(token)))


@blueprint.get("/<token>/colours.css")
@access.allow(Audience.ANYONE)
def colours(token: str) -> Response:
    """The colours of the program's cards."""
    page = _page(work.open_link(token))
    sheet = brand_colours.stylesheet(page.opened.design, page.drawing)
    return Response(sheet, mimetype="text/css")


@blueprint.get("/<token>/pictures/<name>")
@access.allow(Audience.ANYONE)
def picture(token: str, name: str) -> Response:
    """Logo and strip of the card that is shown beside the form."""
    opened = work.open_link(token)
    found = page_card.pictures(opened.card, opened.design) if opened.card else {}
    if name not in found:
        raise NotFound("picture")
    response = Response(found[name], mimetype="image/png")
    response.headers["Cache-Control"] = PICTURES
    return response


@blueprint.get("/<token>/embed.js")
@access.allow(Audience.ANYONE)
def embed(token: str) -> Response:
    """The script that puts the form into a page of the brand."""
    work.open_link(token)
    response = assets.answer("joining", "embed.js")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _page(opened: OpenedLink, **more: object) -> Page:
    frame = frames.of_request(opened.settings.embed_origins)
    return Page(opened, frame, **more)  # type: ignore[arg-type]


def _caller(given: dict[str, str]) -> Caller:
    return Caller(visitor_address.current(), given.get(PROOF, ""))


def _answer(
    template: str, page: Page, status: int = HTTPStatus.OK, **more: object
) -> Response:
    body = render_template(f"joining/{template}.html", page=page, **more)
    response = Response(body, status=status, mimetype="text/html")
    if page.frame.is_embedded:
        origins = page.opened.settings.embed_origins
        security_headers.allow_framing(response, origins)
    response.headers["Vary"] = "Accept-Language"
    return response


def _go(endpoint: str, token: str, **more: str) -> BaseResponse:
    values: dict[str, Any] = {**frames.carried(), **more}
    return redirect(url_for(endpoint, token=token, **values), 303)


def _limited(
    template: str,
    opened: OpenedLink,
    given: dict[str, str],
    limit: ProofNeeded | TooOften,
    **more: object,
) -> Response:
    page = _page(opened, given=given)
    wait = timedelta(minutes=10)
    if isinstance(limit, TooOften):
        page = _page(opened, given=given, notice=page.say(f"often_{limit.of}"))
        wait = limit.wait
    else:
        challenge = work.challenge(visitor_address.current())
        notice = page.say("proof_without")
        page = _page(opened, given=given, notice=notice, challenge=challenge)
    response = _answer(template, page, HTTPStatus.TOO_MANY_REQUESTS, **more)
    response.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return response


def _wrong_code(opened: OpenedLink, attempt: str, tries_left: int) -> Response:
    key = {0: "code_ended", 1: "code_wrong_last"}.get(tries_left, "code_wrong")
    page = _page(opened, notice=_page(opened).say(key))
    waiting = work.waiting(opened, attempt)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _answer("code", page, status, waiting=waiting, attempt=attempt)


def _known(opened: OpenedLink, restore_token: str) -> BaseResponse:
    if frames.of_request(()).is_embedded:
        return _answer("known", _page(opened), restore_token=restore_token)
    address = url_for("restoring.cards", token=restore_token, known="1")
    return redirect(address, 303)


def _joined(opened: OpenedLink, attempt: str, link_token: str) -> BaseResponse:
    if frames.of_request(()).is_embedded:
        return _go("joining.done", opened.token, attempt=attempt)
    return redirect(url_for("member.card", link_token=link_token, new="1"), 303)


@blueprint.app_context_processor
def _development() -> dict[str, bool]:
    settings = adapters.current().settings
    return {"keeps_letters": settings.is_development and settings.smtp_url is None}
