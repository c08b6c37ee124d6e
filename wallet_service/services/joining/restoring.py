"""The way back to one's cards: a letter with a link, and what its page can do.

Whoever asks gets the same work done for them, card or no card: the request only writes
down who asked, and what letter that becomes is found out behind the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card, CardPass
from wallet_service.models.joining import JoinLink
from wallet_service.models.member import Member
from wallet_service.models.program import Program
from wallet_service.outbox import topics
from wallet_service.services.actors import Actor
from wallet_service.services.errors import NotFound
from wallet_service.services.keyring import Keyring
from wallet_service.services.mail import letter_texts, letters, mailed_links
from wallet_service.services.mail.letters import NewLetter
from wallet_service.services.membership import card_issuing, contacts

DAYS = str(mailed_links.LIFE.days)
LOST = "the member's phone is lost"


@dataclass(frozen=True, slots=True)
class MembersCard:
    """A card of the member that can be opened."""

    id: str
    program_id: str
    program: str
    kind: str
    number: str
    link_token: str = field(repr=False)


def ask(
    session: BrandSession,
    keyring: Keyring,
    link: JoinLink,
    email: str,
    *,
    locale: str,
    now: datetime,
) -> None:
    """Note that this normalised address wants a letter; nobody is looked up."""
    useless_at = now + mailed_links.LIFE
    figures = {"join_link": link.token}
    asked = NewLetter(letter_texts.WAY_BACK, email, locale, useless_at, figures)
    letters.owe(session, keyring, asked, now=now, topic=topics.WAY_BACK)


def answer(
    session: BrandSession,
    keyring: Keyring,
    letter_id: str,
    *,
    base_url: str,
    now: datetime,
) -> None:
    """Owe the letter that was asked for: to the cards, or to the form; once."""
    asked = letters.take(session, keyring, letter_id, now)
    if asked is None:
        return
    token = asked.figures["join_link"]
    key = keyring.data_key(session)
    found = Member.email_hash == contacts.email_hash(key, asked.to)
    member = session.scalar(select(Member).where(found))
    if member is not None and cards_of(session, member.id):
        owe_letter(session, keyring, member, token, base_url=base_url, now=now)
        return
    figures = {"link": f"{base_url}/join/{token}"}
    letter = replace(asked, kind=letter_texts.NO_CARD, figures=figures)
    letters.owe(session, keyring, letter, now=now)


def owe_letter(
    session: BrandSession,
    keyring: Keyring,
    member: Member,
    join_token: str,
    *,
    base_url: str,
    now: datetime,
) -> bool:
    """Owe the member the link to their cards; False: no e-mail is known.

    A member without a card is led to the form by which one is got.
    """
    email = contacts.contacts_of(keyring.data_key(session), member).email
    if email is None:
        return False
    if cards_of(session, member.id):
        kind, path = letter_texts.RESTORE, "restore/"
        path += new_token(session, keyring, member.id, now)
    else:
        kind, path = letter_texts.NO_CARD, f"join/{join_token}"
    figures = {"link": f"{base_url}/{path}", "days": DAYS}
    letter = NewLetter(kind, email, member.locale, now + mailed_links.LIFE, figures)
    letters.owe(session, keyring, letter, now=now)
    return True


def new_token(
    session: BrandSession, keyring: Keyring, member_id: str, now: datetime
) -> str:
    """A link to the member's cards, for whoever has proved the e-mail."""
    return mailed_links.make(
        session, keyring.vault, member_id, mailed_links.RESTORE, now
    )


def cards_of(session: BrandSession, member_id: str) -> list[MembersCard]:
    """The member's cards that have not been closed, in the order of their issue."""
    statement = (
        select(
            *(Card.id, Program.id, Program.name, Program.kind),
            *(Card.number, CardPass.link_token),
        )
        .join(Program, Program.id == Card.program_id)
        .join(CardPass, CardPass.card_id == Card.id)
        .where(
            Card.member_id == member_id,
            Card.state != "closed",
            CardPass.retired_at.is_(None),
        )
        .order_by(Card.id)
    )
    return [MembersCard(*row) for row in session.execute(statement)]


def open_card(
    session: BrandSession,
    member_id: str,
    card_id: str,
    *,
    is_phone_lost: bool,
    now: datetime,
) -> str:
    """The card's link; for a lost phone a new pass, while the old one ends there.

    Raises NotFound for a card that is not the member's.
    """
    if card_id not in {one.id for one in cards_of(session, member_id)}:
        raise NotFound("card")
    if is_phone_lost:
        actor = Actor("member", member_id)
        card_issuing.reissue(session, card_id, reason=LOST, actor=actor, now=now)
    (found,) = [one for one in cards_of(session, member_id) if one.id == card_id]
    return found.link_token
