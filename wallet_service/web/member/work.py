"""The transactions behind a card's link: find the card, show it, build its pass.

What is only remembered (opened, fetched) never keeps the card from its member.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog
from flask import request
from sqlalchemy.exc import SQLAlchemyError

from wallet_service.database import BrandSession, DatabaseBusy
from wallet_service.delivery import google_tap
from wallet_service.passes.card_view import CardView
from wallet_service.passes.design import Design
from wallet_service.services.joining import leaving
from wallet_service.services.membership import card_history, cards, members
from wallet_service.services.membership.card_history import Event
from wallet_service.services.wallet import (
    card_links,
    card_views,
    google_issuers,
    pass_fetches,
    pass_issuing,
)
from wallet_service.services.wallet.card_links import LinkedPass
from wallet_service.services.wallet.pass_issuing import BuiltPass
from wallet_service.wallets.apple import badges as apple_badges
from wallet_service.wallets.google import badges as google_badges
from wallet_service.web import adapters, guest_language, languages
from wallet_service.web.member.card_page import Badges, Rights

FEW, MANY = 10, 200

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OpenedCard:
    """A card behind a link, with all that its page shows."""

    linked: LinkedPass
    card_id: str
    view: CardView
    design: Design
    has_google: bool
    history: list[Event]
    has_more: bool
    rights: Rights


def look_at(link_token: str) -> tuple[CardView, Design]:
    """The card behind the link as it is drawn; raises NotFound."""
    parts, linked = adapters.current(), find(link_token)
    with parts.database.reading(linked.brand_id) as session:
        shown = card_views.pass_view(
            session,
            linked.pass_id,
            base_url=parts.settings.base_url,
            now=parts.clock(),
        )
    return _in_asked_language(shown.view), parts.designs.get(shown.design)


def open_card(link_token: str, *, is_visit: bool, shows_all: bool) -> OpenedCard:
    """The card behind the link with its history and rights; raises NotFound.

    `is_visit` says that a person looks, and not a program at the headers.
    """
    parts, linked = adapters.current(), find(link_token)
    now = parts.clock()
    with parts.database.reading(linked.brand_id) as session:
        opened = _opened(session, linked, now, most=MANY if shows_all else FEW)
    if is_visit and not linked.is_opened:
        _remember(linked, lambda session: _note_opened(session, linked, now))
    return opened


def build_pass(link_token: str, *, is_visit: bool) -> BuiltPass:
    """The signed pass behind the link; raises NotFound or Unavailable."""
    parts = adapters.current()
    linked = find(link_token)
    now = parts.clock()
    with parts.database.reading(linked.brand_id) as session:
        built = pass_issuing.build_apple_pass(
            session, parts.pass_parts, linked.pass_id, now
        )
    if is_visit:
        _remember(linked, lambda session: _note_fetched(session, linked, built, now))
    return built


def badges_of(locale: str) -> Badges:
    """The platforms' badges in a language, if the operator has them."""
    folder = adapters.current().settings.data_dir
    return Badges(apple_badges.read(folder, locale), google_badges.read(folder, locale))


def google_save_url(link_token: str) -> str:
    """Where the member saves the card; raises NotFound or Unavailable."""
    parts = adapters.current()
    linked = find(link_token)
    now = parts.clock()
    address = google_tap.save_url(parts, linked.brand_id, linked.pass_id)
    _remember(linked, lambda session: _note_opened(session, linked, now))
    return address


def instant(seconds: int) -> datetime:
    """Unix seconds as an instant."""
    return datetime.fromtimestamp(seconds, UTC)


def find(link_token: str) -> LinkedPass:
    """The live pass of a link; raises NotFound."""
    with adapters.current().database.reading_across_brands() as session:
        return card_links.find(session, link_token)


def _opened(
    session: BrandSession, linked: LinkedPass, now: datetime, *, most: int
) -> OpenedCard:
    parts = adapters.current()
    shown = card_views.pass_view(
        session, linked.pass_id, base_url=parts.settings.base_url, now=now
    )
    view = _in_asked_language(shown.view)
    history = card_history.events(session, shown.card_id, limit=most + 1, now=now)
    return OpenedCard(
        linked=linked,
        card_id=shown.card_id,
        view=view,
        design=parts.designs.get(shown.design),
        has_google=google_issuers.find(session) is not None,
        history=history[:most],
        has_more=most == FEW and len(history) > most,
        rights=_rights(session, shown.card_id, view),
    )


def _rights(session: BrandSession, card_id: str, view: CardView) -> Rights:
    member_id = cards.member_of(session, card_id)
    member = members.get_member(session, member_id)
    return Rights(
        consents=leaving.consents_now(session, card_id, view.locale),
        has_email=member.email_hash is not None,
    )


def _in_asked_language(view: CardView) -> CardView:
    """The member's language, unless the page's switch asks for the other one."""
    if languages.PARAMETER not in request.args:
        return view
    return replace(view, locale=guest_language.of_request(view.locale))


def _note_opened(session: BrandSession, linked: LinkedPass, now: datetime) -> None:
    card_links.note_opened(session, linked.pass_id, now)


def _note_fetched(
    session: BrandSession, linked: LinkedPass, built: BuiltPass, now: datetime
) -> None:
    card_links.note_opened(session, linked.pass_id, now)
    pass_fetches.note_fetched(
        session,
        linked.pass_id,
        revision=built.revision,
        change=built.last_modified,
        now=now,
    )


def _remember(linked: LinkedPass, work: Callable[[BrandSession], None]) -> None:
    try:
        adapters.current().database.run(linked.brand_id, work)
    except (SQLAlchemyError, DatabaseBusy) as error:
        log.warning("link_not_noted", error=type(error).__name__)
