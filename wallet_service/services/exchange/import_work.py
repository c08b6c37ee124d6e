"""Brings in one row of an import, by the use cases that a person would use.

Who is known is left as they are; an opening balance goes onto a new card alone, so that
the same file twice changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.company import Company
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Invalid, invalid
from wallet_service.services.exchange.import_rows import ImportRow
from wallet_service.services.exchange.import_terms import ImportTerms
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import card_issuing, companies, members
from wallet_service.services.membership.companies import CompanyFields
from wallet_service.services.membership.members import MemberFields
from wallet_service.services.till import adjustments
from wallet_service.services.till.adjustments import NewAdjustment

REASON = "opening balance"


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """Whether the person and the card are new."""

    is_new_person: bool
    is_new_card: bool


def bring_in(
    session: BrandSession,
    keyring: Keyring,
    row: ImportRow,
    terms: ImportTerms | None,
    *,
    actor: Actor,
    now: datetime,
) -> BroughtIn:
    """Do it; raises what the use cases refuse, and Invalid with a fault's own code."""
    if row.faults:
        raise invalid("", "The row is not fit.", code=row.faults[0])
    _check_balances(row, terms)
    member_id, is_new = members.find_or_create(
        session,
        keyring,
        MemberFields(
            name=row.name,
            email=row.contacts.email,
            phone=row.contacts.phone,
            company_id=_company(session, row, actor, now),
            role=row.role,
            locale=row.locale,
        ),
        actor=actor,
        now=now,
    )
    if terms is None:
        return BroughtIn(is_new, is_new_card=False)
    card_id, is_new_card = card_issuing.issue_card(
        session, terms.program_id, member_id, now, actor=actor
    )
    if is_new_card:
        for unit, amount in row.balances.items():
            opening = NewAdjustment(unit, amount, REASON, is_opening=True)
            adjustments.propose(session, card_id, opening, actor=actor, now=now)
    return BroughtIn(is_new, is_new_card)


def _check_balances(row: ImportRow, terms: ImportTerms | None) -> None:
    for unit in row.balances:
        if terms is None or unit not in terms.units:
            raise Invalid(f"{unit}_unknown", "The card has no such balance.")


def _company(
    session: BrandSession, row: ImportRow, actor: Actor, now: datetime
) -> str | None:
    """The company by its tax number, else by its name; a new one where there is none.

    Raises Invalid (`company_ambiguous`).
    """
    if not row.company and not row.tax_id:
        return None
    tax_id = companies.normalise_tax_id(row.tax_id)
    known = (
        session.scalar(select(Company.id).where(Company.tax_id == tax_id))
        if tax_id
        else companies.find_named(session, row.company)
    )
    if known is not None:
        return known
    fields = CompanyFields(name=row.company or row.tax_id, tax_id=tax_id)
    return companies.create_company(session, fields, actor=actor, now=now)
