"""The transactions behind a card's link: find the card, show it, build its pass.

What is only remembered (opened, fetched) never keeps the card from its member.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from wallet_service.database import BrandSession, DatabaseBusy
from wallet_service.delivery import google_tap
from wallet_service.passes.design import Design
from wallet_service.services.wallet import (
    card_links,
    card_views,
    google_issuers,
    pass_fetches,
    pass_issuing,
)
from wallet_service.services.wallet.card_links import LinkedPass
from wallet_service.services.wallet.card_views import PassView
from wallet_service.services.wallet.pass_issuing import BuiltPass
from wallet_service.wallets.apple import badges as apple_badges
from wallet_service.wallets.google import badges as google_badges
from wallet_service.web import adapters
from wallet_service.web.member.card_page import Badges

log = structlog.get_logger(__name__)


def open_card(link_token: str, *, is_visit: bool) -> PassView:
    """The card behind the link as of now; raises NotFound.

    `is_visit` says that a person looks, and not a program at the headers.
    """
    parts = adapters.current()
    linked = _find(link_token)
    now = parts.clock()
    with parts.database.reading(linked.brand_id) as session:
        shown = card_views.pass_view(
            session, linked.pass_id, base_url=parts.settings.base_url, now=now
        )
    if is_visit and not linked.is_opened:
        _remember(linked, lambda session: _note_opened(session, linked, now))
    return shown


def build_pass(link_token: str, *, is_visit: bool) -> BuiltPass:
    """The signed pass behind the link; raises NotFound or Unavailable."""
    parts = adapters.current()
    linked = _find(link_token)
    now = parts.clock()
    with parts.database.reading(linked.brand_id) as session:
        built = pass_issuing.build_apple_pass(
            session, parts.pass_parts, linked.pass_id, now
        )
    if is_visit:
        _remember(linked, lambda session: _note_fetched(session, linked, built, now))
    return built


def design_of(shown: PassView) -> Design:
    """The design of the card's program."""
    return adapters.current().designs.get(shown.design)


def badges_of(shown: PassView) -> Badges:
    """The platforms' badges in the card's language, if the operator has them."""
    folder, locale = adapters.current().settings.data_dir, shown.view.locale
    return Badges(apple_badges.read(folder, locale), google_badges.read(folder, locale))


def has_google(link_token: str) -> bool:
    """Whether the card's brand has an issuer at Google."""
    linked = _find(link_token)
    with adapters.current().database.reading(linked.brand_id) as session:
        return google_issuers.find(session) is not None


def google_save_url(link_token: str) -> str:
    """Where the member saves the card; raises NotFound or Unavailable."""
    parts = adapters.current()
    linked = _find(link_token)
    now = parts.clock()
    address = google_tap.save_url(parts, linked.brand_id, linked.pass_id)
    _remember(linked, lambda session: _note_opened(session, linked, now))
    return address


def instant(seconds: int) -> datetime:
    """Unix seconds as an instant."""
    return datetime.fromtimestamp(seconds, UTC)


def _find(link_token: str) -> LinkedPass:
    with adapters.current().database.reading_across_brands() as session:
        return card_links.find(session, link_token)


def _note_opened(session: BrandSession, linked: LinkedPass, now: datetime) -> None:
    card_links.note_opened(session, linked.pass_id, now)


def _note_fetched(
    session: BrandSession, linked: LinkedPass, built: BuiltPass, now: datetime
) -> None:
    card_links.note_opened(session, linked.pass_id, now)
    pass_fetches.note_fetched(session, linked.pass_id, revision=built.revision, now=now)


def _remember(linked: LinkedPass, work: Callable[[BrandSession], None]) -> None:
    try:
        adapters.current().database.run(linked.brand_id, work)
    except (SQLAlchemyError, DatabaseBusy) as error:
        log.warning("link_not_noted", error=type(error).__name__)
