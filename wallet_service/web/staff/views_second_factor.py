"""Setting up an authenticator app: by a picture, by typing, confirmed by a code."""

from __future__ import annotations

import qrcode
from flask import Response, request
from markupsafe import Markup
from qrcode.image.svg import SvgPathImage

from wallet_service.services.errors import ServiceError
from wallet_service.services.staff import (
    attempts,
    one_time_codes,
    second_factor,
)
from wallet_service.services.staff.attempts import Counted
from wallet_service.web import access, adapters, frame, visitors
from wallet_service.web.access import Audience
from wallet_service.web.staff import ways, work
from wallet_service.web.staff.blueprint import blueprint


@blueprint.get("/account/second-factor")
@access.allow(Audience.HALF_USER)
def factor_page() -> Response:
    """The seed as a QR code and as text, and the form for the first code."""
    return _may_set_up() or _page(None)


@blueprint.post("/account/second-factor")
@access.allow(Audience.HALF_USER)
def confirm_factor() -> Response:
    """Take the app into use; the session is full from now on."""
    visitor, parts = visitors.current(), adapters.current()
    elsewhere = _may_set_up()
    if elsewhere is not None:
        return elsewhere
    now = parts.clock()
    counted = [Counted("second-factor", visitor.user_id, attempts.SECOND_FACTOR)]
    try:
        attempts.take(parts.database, parts.vault, counted, now)
        with parts.database.writing_across_brands() as session:
            codes = second_factor.confirm_totp(
                session,
                parts.vault,
                visitor.user_id,
                request.form.get("code", ""),
                now,
            )
            attempts.forgive(session, parts.vault, counted, now)
    except ServiceError as fault:
        return _page(fault)
    new = work.make_full(visitor)
    page = frame.page("staff/codes.html", codes=codes, next=ways.asked_for())
    return visitors.put(page, new)


def _may_set_up() -> Response | None:
    """Where to go instead: who has a factor gives it first, and proves it lately."""
    visitor = visitors.current()
    with adapters.current().database.reading_across_brands() as session:
        has_factor = second_factor.has_any(session, visitor.user_id)
        has_totp = second_factor.has_totp(session, visitor.user_id)
    if has_factor and not visitor.is_full:
        return ways.to("staff.code_page")
    if has_totp:
        return ways.go("/account")
    if visitor.is_full and not visitor.is_proven(adapters.now()):
        return ways.go("/sign-in/again?next=/account/second-factor")
    return None


def _page(fault: ServiceError | None) -> Response:
    visitor, parts = visitors.current(), adapters.current()
    with parts.database.writing_across_brands() as session:
        seed = second_factor.propose_totp(session, parts.vault, visitor.user_id)
    return frame.page(
        "staff/second_factor.html",
        fault=fault,
        picture=_picture(one_time_codes.address_of(seed, visitor.email)),
        text=one_time_codes.text_of(seed),
        is_forced=not visitor.is_full,
        next=ways.asked_for(),
    )


def _picture(address: str) -> Markup:
    code = qrcode.QRCode(border=0, image_factory=SvgPathImage)
    code.add_data(address.encode("ascii"))
    # the library writes this SVG itself; the address is only in its dark squares
    return Markup(code.make_image().to_string(encoding="unicode"))  # noqa: S704
