"""The code is typed: a new person gets a card, a known one is led back to theirs.

A known person stays as they are: what the form says of them is not written over, only
their consents are added, as they were given now.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card, CardPass
from wallet_service.models.company import Company
from wallet_service.models.joining import JoinLink, SignUp
from wallet_service.models.member import Member
from wallet_service.services.actors import Actor
from wallet_service.services.joining import codes, forms, links, restoring, sign_ups
from wallet_service.services.joining.answers import Answers
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import (
    card_issuing,
    consents,
    contacts,
    members,
)
from wallet_service.services.membership.members import MemberFields
from wallet_service.services.programs import pilots, programs

JOINED, KNOWN, PHONE_KNOWN = "joined", "known", "phone_known"


@dataclass(frozen=True, slots=True)
class WrongCode:
    """Another code was sent; so many tries are left, 0: this code has ended."""

    tries_left: int


@dataclass(frozen=True, slots=True)
class Joined:
    """The member has a new card, behind this link."""

    link_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KnownMember:
    """The member has had the card; this token leads to it, or replaces it."""

    restore_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PhoneKnown:
    """The phone is another e-mail's; `is_mailed`: a letter has gone to that one."""

    is_mailed: bool


@dataclass(frozen=True, slots=True)
class LinkClosed:
    """Meanwhile the link has given its last card."""


Outcome = WrongCode | Joined | KnownMember | PhoneKnown | LinkClosed


def confirm(
    session: BrandSession,
    keyring: Keyring,
    sign_up: SignUp,
    typed: str,
    *,
    base_url: str,
    now: datetime,
) -> Outcome:
    """Judge the code, and let in whoever typed the right one.

    A wrong code is written down: its outcome must be committed like the others. Raises
    NotFound for a sign-up that has ended.
    """
    answers = sign_ups.answers_of(session, keyring, sign_up)
    key = keyring.data_key(session)
    if not sign_ups.is_live(sign_up, now):
        return WrongCode(0)
    if not codes.fits(key, sign_up.id, typed, sign_up.code_hash):
        sign_up.tries_left -= 1
        session.flush()
        return WrongCode(sign_up.tries_left)
    link = links.locked(session, sign_up.join_link_id)
    program = programs.get_program(session, link.program_id)
    if not links.is_open(session, link, program, now):
        return LinkClosed()
    return _let_in(session, keyring, sign_up, answers, link, base_url, now)


def link_of(session: BrandSession, sign_up: SignUp) -> str | None:
    """The card's link of a sign-up that ended with a new card, while there is one."""
    if sign_up.outcome != JOINED or sign_up.member_id is None:
        return None
    link = links.get_link(session, sign_up.join_link_id)
    return _card_link(session, link.program_id, sign_up.member_id)


def _let_in(
    session: BrandSession,
    keyring: Keyring,
    sign_up: SignUp,
    answers: Answers,
    link: JoinLink,
    base_url: str,
    now: datetime,
) -> Outcome:
    by_email, by_phone = _known(session, keyring, answers)
    member = by_email
    if member is None and by_phone is not None:
        sign_ups.settle(sign_up, PHONE_KNOWN, by_phone.id, now)
        is_mailed = restoring.owe_letter(
            session, keyring, by_phone, link.token, base_url=base_url, now=now
        )
        return PhoneKnown(is_mailed)
    actor = Actor("form", link.id)
    if member is not None:
        program = programs.get_program(session, link.program_id)
        if not pilots.admits(session, program, member.company_id):
            return LinkClosed()
        consents.record_consents(session, member.id, answers.consents, now)
        member_id = member.id
    else:
        fields = _fields(session, answers, link, sign_up.locale)
        member_id = members.create_member(
            session, keyring, fields, actor=actor, now=now
        )
    had_card = _has_card(session, link.program_id, member_id)
    card_issuing.issue_card(session, link.program_id, member_id, now, actor=actor)
    sign_ups.settle(sign_up, KNOWN if had_card else JOINED, member_id, now)
    if had_card:
        return KnownMember(restoring.new_token(session, keyring, member_id, now))
    link.uses += 1
    session.flush()
    return Joined(_card_link(session, link.program_id, member_id) or "")


def _known(
    session: BrandSession, keyring: Keyring, answers: Answers
) -> tuple[Member | None, Member | None]:
    key = keyring.data_key(session)
    email = contacts.email_hash(key, answers.email)
    by_email = session.scalar(select(Member).where(Member.email_hash == email))
    if answers.phone is None:
        return by_email, None
    phone = contacts.phone_hash(key, answers.phone)
    return by_email, session.scalar(select(Member).where(Member.phone_hash == phone))


def _fields(
    session: BrandSession, answers: Answers, link: JoinLink, locale: str
) -> MemberFields:
    return MemberFields(
        name=answers.name,
        email=answers.email,
        phone=answers.phone,
        company_id=link.company_id or _company_of(session, answers, link),
        stated_company=answers.company,
        stated_tax_id=answers.tax_id,
        locale=locale,
        consents=answers.consents,
    )


def _company_of(session: BrandSession, answers: Answers, link: JoinLink) -> str | None:
    """The company of the tax number, where the brand lets it decide."""
    form = forms.form_of(session, link.program_id)
    if answers.tax_id is None or not form.attach_by_tax_id:
        return None
    found: str | None = session.scalar(
        select(Company.id).where(Company.tax_id == answers.tax_id)
    )
    return found


def _has_card(session: BrandSession, program_id: str, member_id: str) -> bool:
    statement = select(Card.id).where(
        Card.program_id == program_id,
        Card.member_id == member_id,
        Card.state != "closed",
    )
    return session.scalar(statement) is not None


def _card_link(session: BrandSession, program_id: str, member_id: str) -> str | None:
    statement = (
        select(CardPass.link_token)
        .join(Card, Card.id == CardPass.card_id)
        .where(
            Card.program_id == program_id,
            Card.member_id == member_id,
            CardPass.retired_at.is_(None),
        )
    )
    return session.scalar(statement)
