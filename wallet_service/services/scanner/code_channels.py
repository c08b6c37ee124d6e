"""Brings a spending's code to its member: to their mailbox, and to the card itself.

What is owed goes through the outbox. On the card the code stands as its news, which the
phone announces; the next event takes its place.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.member import Member
from wallet_service.passes import formats
from wallet_service.services.errors import Conflict
from wallet_service.services.keyring import Keyring
from wallet_service.services.mail import letter_texts, letters
from wallet_service.services.mail.letters import NewLetter
from wallet_service.services.membership import card_answers, card_states, contacts
from wallet_service.services.till.commands import CardAnswer
from wallet_service.services.wallet import delivery_status

CARD, EMAIL = "card", "email"
ON_A_PHONE = frozenset({"registered", "saved"})


def owe(
    session: BrandSession,
    keyring: Keyring,
    card_id: str,
    code: str,
    *,
    points: int,
    until: datetime,
    has_mail: bool,
    now: datetime,
) -> tuple[str, ...]:
    """Owe the code wherever the member is reached; says where.

    Raises NotFound (card) or Conflict (`no_channel`).
    """
    card = card_answers.card_answer(session, card_id, now)
    channels = []
    if _is_on_a_phone(session, card):
        row = card_states.locked(session, card_id)
        card_states.changed(session, row, now, event="spending_code", text=code)
        channels.append(CARD)
    if has_mail and _owe_letter(session, keyring, card, code, points, until, now):
        channels.append(EMAIL)
    if not channels:
        detail = (
            "The member has neither an e-mail here nor the card on a phone: "
            "nothing can be spent until one of them is there."
        )
        raise Conflict("no_channel", detail)
    return tuple(channels)


def _is_on_a_phone(session: BrandSession, card: CardAnswer) -> bool:
    known = delivery_status.wallets(session, card.id, card.revision)
    return any(one.state in ON_A_PHONE for one in known)


def _owe_letter(
    session: BrandSession,
    keyring: Keyring,
    card: CardAnswer,
    code: str,
    points: int,
    until: datetime,
    now: datetime,
) -> bool:
    member = session.scalars(select(Member).where(Member.id == card.member_id)).one()
    email = contacts.contacts_of(keyring.data_key(session), member).email
    if email is None:
        return False
    locale = letter_texts.known(member.locale)
    kind = letter_texts.SPENDING if points else letter_texts.REWARD
    figures = {
        "code": code,
        "amount": formats.money(points, card.currency, locale),
        "minutes": str((until - now) // timedelta(minutes=1)),
    }
    letter = NewLetter(kind, email, locale, until, figures)
    letters.owe(session, keyring, letter, now=now)
    return True
