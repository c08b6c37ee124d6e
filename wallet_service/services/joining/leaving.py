"""What members do for themselves on their card's page: consents, data, leaving."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.member import Consent, Member
from wallet_service.services import brands
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotFound
from wallet_service.services.joining import forms, limits
from wallet_service.services.joining.forms import ConsentText
from wallet_service.services.joining.limits import Caller
from wallet_service.services.keyring import Keyring
from wallet_service.services.mail import letter_texts, letters, mailed_links
from wallet_service.services.mail.letters import NewLetter
from wallet_service.services.membership import (
    card_states,
    consents,
    contacts,
    members,
)
from wallet_service.services.membership.consents import NewConsent

CHANNEL = "card_page"
CLOSED = "the member left on the card's page"


@dataclass(frozen=True, slots=True)
class ConsentNow:
    """A consent as the member sees it; a required one is withdrawn by leaving.

    `is_withdrawn`: it was taken back here, and not just never given.
    """

    purpose: str
    text: str
    is_given: bool
    is_withdrawn: bool
    is_required: bool
    version: str
    since: datetime | None


def consents_now(session: BrandSession, card_id: str, locale: str) -> list[ConsentNow]:
    """What the member has agreed to, and what else the program asks."""
    card = _card(session, card_id)
    given = _last_words(session, card.member_id)
    asked = {
        one.purpose: one for one in forms.form_of(session, card.program_id).consents
    }
    brand_name = brands.the_brand(session).name
    known = [*asked, *sorted(given.keys() - asked.keys())]
    return [
        _now(asked.get(one), given.get(one), one, locale, brand_name) for one in known
    ]


def answer_consent(
    session: BrandSession,
    card_id: str,
    purpose: str,
    *,
    is_given: bool,
    locale: str,
    now: datetime,
) -> None:
    """Give or withdraw a consent that is not required.

    Raises NotFound for a purpose that nobody asks, Conflict (`consent_required`).
    """
    known = consents_now(session, card_id, locale)
    found = [one for one in known if one.purpose == purpose]
    if not found:
        raise NotFound("consent")
    if found[0].is_required and not is_given:
        detail = "The program cannot go on without this consent: leave it instead."
        raise Conflict("consent_required", detail)
    member_id = _card(session, card_id).member_id
    _answer(session, member_id, found, is_given=is_given, now=now)


def send_data(
    session: BrandSession,
    keyring: Keyring,
    card_id: str,
    caller: Caller,
    *,
    base_url: str,
    now: datetime,
) -> bool:
    """Owe the member a link to their data; False: no e-mail is known.

    Raises ProofNeeded, TooOften.
    """
    member = members.get_member(session, _card(session, card_id).member_id)
    email = email_of(session, keyring, member)
    if email is None:
        return False
    limits.note(session, keyring, caller, email, now)
    purpose = mailed_links.DATA
    token = mailed_links.make(session, keyring.vault, member.id, purpose, now)
    figures = {
        "link": f"{base_url}/my-data/{token}",
        "days": str(mailed_links.LIFE.days),
    }
    until = now + mailed_links.LIFE
    letter = NewLetter(letter_texts.DATA, email, member.locale, until, figures)
    letters.owe(session, keyring, letter, now=now)
    return True


def leave(
    session: BrandSession, card_id: str, *, withdraws: bool, now: datetime
) -> None:
    """Close the card; `withdraws`: the member takes back every consent as well."""
    card = _card(session, card_id)
    actor = Actor("member", card.member_id)
    card_states.close(session, card_id, reason=CLOSED, actor=actor, now=now)
    if withdraws:
        given = [
            one
            for one in consents_now(session, card_id, _locale(session, card))
            if one.is_given
        ]
        _answer(session, card.member_id, given, is_given=False, now=now)


def email_of(session: BrandSession, keyring: Keyring, member: Member) -> str | None:
    """The member's e-mail, if one is known."""
    return contacts.contacts_of(keyring.data_key(session), member).email


def _answer(
    session: BrandSession,
    member_id: str,
    answered: Iterable[ConsentNow],
    *,
    is_given: bool,
    now: datetime,
) -> None:
    new = [
        NewConsent(
            purpose=one.purpose,
            version=one.version,
            given=is_given,
            text=one.text or None,
            channel=CHANNEL,
        )
        for one in answered
    ]
    consents.record_consents(session, member_id, new, now)


def _now(
    asked: ConsentText | None,
    last: Consent | None,
    purpose: str,
    locale: str,
    brand_name: str,
) -> ConsentNow:
    text = asked.in_language(locale, brand_name) if asked else (last and last.text)
    return ConsentNow(
        purpose=purpose,
        text=text or "",
        is_given=bool(last and last.given),
        is_withdrawn=bool(last and not last.given and last.channel == CHANNEL),
        is_required=bool(asked and asked.required),
        version=asked.version if asked else (last.version if last else "1"),
        since=last.recorded_at if last else None,
    )


def _last_words(session: BrandSession, member_id: str) -> dict[str, Consent]:
    last = consents.current_consents(session, [member_id])[member_id]
    return {one.purpose: one for one in last}


def _card(session: BrandSession, card_id: str) -> Card:
    card = session.scalar(select(Card).where(Card.id == card_id))
    if card is None:
        raise NotFound("card")
    return card


def _locale(session: BrandSession, card: Card) -> str:
    return members.get_member(session, card.member_id).locale
