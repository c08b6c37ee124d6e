"""The transactions behind links in letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wallet_service.database import BrandSession
from wallet_service.passes.design import Design
from wallet_service.services import brands
from wallet_service.services.joining import restoring
from wallet_service.services.joining.restoring import MembersCard
from wallet_service.services.mail import mailed_links
from wallet_service.services.mail.mailed_links import DATA, RESTORE, OpenedLink
from wallet_service.services.membership import members, own_data
from wallet_service.services.programs import programs
from wallet_service.web import adapters


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose link it is, and what its page shows."""

    link: OpenedLink
    brand_name: str
    locale: str
    cards: list[MembersCard]


def open_link(token: str, purpose: str) -> Opened:
    """What is behind a link of a letter; raises NotFound."""
    parts = adapters.current()
    with parts.database.reading_across_brands() as session:
        link = mailed_links.find(session, parts.vault, token, purpose, parts.clock())
    with parts.database.reading(link.brand_id) as session:
        member = members.get_member(session, link.member_id)
        return Opened(
            link=link,
            brand_name=brands.the_brand(session).name,
            locale=member.locale,
            cards=restoring.cards_of(session, link.member_id),
        )


def open_card(token: str, card_id: str, *, is_phone_lost: bool) -> str:
    """The card's own link; raises NotFound, also when the letter's is used up."""
    parts, link = adapters.current(), open_link(token, RESTORE).link
    now = parts.clock()

    def work(session: BrandSession) -> str:
        mailed_links.use(session, link.id)
        return restoring.open_card(
            session, link.member_id, card_id, is_phone_lost=is_phone_lost, now=now
        )

    return parts.database.run(link.brand_id, work)


def data_of(token: str) -> dict[str, Any]:
    """All that is kept about the link's member; raises NotFound."""
    parts, link = adapters.current(), open_link(token, DATA).link
    now = parts.clock()

    def work(session: BrandSession) -> dict[str, Any]:
        mailed_links.use(session, link.id)
        return own_data.document(session, parts.keyring, link.member_id, now)

    return parts.database.run(link.brand_id, work)


def design_of(opened: Opened) -> Design | None:
    """The design of the first card, for the page's colours."""
    parts = adapters.current()
    if not opened.cards:
        return None
    with parts.database.reading(opened.link.brand_id) as session:
        program = programs.get_program(session, opened.cards[0].program_id)
        return parts.designs.get(program.design)
