"""Gathers the facts of one card, as of one instant, for the faces that phones show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Row, func, select

from wallet_service.cards import periods, tiers
from wallet_service.cards.accumulation import Accumulation
from wallet_service.database import BrandSession, UtcDateTime
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.models.adjustment import Adjustment
from wallet_service.models.brand import Brand
from wallet_service.models.card import Card, CardPass
from wallet_service.models.company import Company
from wallet_service.models.member import Member
from wallet_service.models.program import Program
from wallet_service.models.purchase import Purchase, Refund
from wallet_service.models.stamp import Redemption
from wallet_service.passes import card_view
from wallet_service.passes.card_view import CardView, Effect, Operation
from wallet_service.services import brands
from wallet_service.services.errors import NotFound
from wallet_service.services.membership import card_answers
from wallet_service.services.programs import versions
from wallet_service.services.till import card_context, news, permissions, reading
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.wallet import program_facts

LAST_OPERATIONS = 5


@dataclass(frozen=True, slots=True)
class PassView:
    """A pass's card to be shown, with what else its file needs to know."""

    view: CardView
    serial_number: str
    token_key_version: int
    changed_at: int
    design: str
    card_id: str
    program_id: str
    rotating_barcode: bool


def pass_view(
    session: BrandSession, pass_id: str, *, base_url: str, now: datetime
) -> PassView:
    """The card behind a pass as of `now`; raises NotFound.

    A retired pass shows the card's last standing, and that it is no longer valid.
    """
    card, card_pass, program, member, company, brand = _facts(session, pass_id)
    context = card_context.load(session, card.id, now)
    keys = context.account_keys()
    found = ledger_accounts.read(session, context.program_id, keys)
    settings = brands.settings_of(brand)
    document = versions.document_of(session, context.version_id)
    locale = cast("card_view.Locale", member.locale)
    view = CardView(
        kind=context.kind.value,
        currency=program.currency,
        time_zone=program.time_zone,
        program_name=program.name,
        brand=card_view.Brand(
            brand.name,
            settings.contacts.phone,
            settings.contacts.email,
            settings.contacts.site,
        ),
        number=card.number,
        code=card_pass.scan_code,
        card_url=f"{base_url}/c/{card_pass.link_token}",
        locale=locale,
        revision=card.revision + card_answers.revision_of(found),
        today=periods.local_day(now, context.time_zone),
        standing=reading.for_display(session, context, found, now),
        facts=program_facts.of(context.kind, document),
        state=_state(card, card_pass),
        member_name=member.name if settings.show_member_name else None,
        company_name=company.name if company else None,
        reward_name=document.get("reward_name"),
        period_ends=_period_ends(context, now),
        operations=_operations(session, card.id),
        news=news.from_document(card.news) if card.news else None,
        terms=program.terms,
        manager=_manager(company),
        awaiting_approval=permissions.awaits_approval(session, context, now),
    )
    return PassView(
        view=view,
        serial_number=card_pass.serial_number,
        token_key_version=card_pass.token_key_version,
        changed_at=card.changed_at,
        design=program.design,
        card_id=card.id,
        program_id=program.id,
        rotating_barcode=program.rotating_barcode,
    )


def _facts(
    session: BrandSession, pass_id: str
) -> Row[Card, CardPass, Program, Member, Company | None, Brand]:
    statement = (
        select(Card, CardPass, Program, Member, Company, Brand)
        .join(CardPass, CardPass.card_id == Card.id)
        .join(Program, Program.id == Card.program_id)
        .join(Member, Member.id == Card.member_id)
        .outerjoin(Company, Company.id == Member.company_id)
        .join(Brand, Brand.id == Card.brand_id)
        .where(CardPass.id == pass_id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("pass")
    return row


def _state(card: Card, card_pass: CardPass) -> card_view.State:
    if card_pass.retired_at is not None:
        return "retired"
    return cast("card_view.State", card.state)


def _period_ends(context: CardContext, now: datetime) -> date | None:
    """The last local day of the running period; None for lifetime and rolling."""
    terms: Accumulation | None = getattr(context.rules, "terms", None)
    if terms is None:
        return None
    ends = tiers.at(terms.ladder, (), now).period_ends
    return periods.last_day_before(ends, context.time_zone) if ends else None


def _manager(company: Company | None) -> card_view.PersonalManager | None:
    if company is None or not company.manager:
        return None
    manager: dict[str, Any] = company.manager
    return card_view.PersonalManager(manager["name"], manager.get("phone"))


def _operations(session: BrandSession, card_id: str) -> tuple[Operation, ...]:
    """The card's last purchases, refunds and gifts handed out, newest first.

    A cancelled purchase is one line: points that it never gave are no loss (C17).
    """
    recorded = [
        *_purchases(session, card_id),
        *_refunds(session, card_id),
        *_cancelled(session, card_id),
        *_redemptions(session, card_id),
        *_adjustments(session, card_id),
    ]
    recorded.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(operation for _, operation in recorded[:LAST_OPERATIONS])


def _purchases(session: BrandSession, card_id: str) -> list[tuple[datetime, Operation]]:
    statement = (
        select(Purchase)
        .where(
            Purchase.card_id == card_id,
            Purchase.state.not_in(["draft", "cancelled"]),
        )
        .order_by(Purchase.recorded_at.desc())
        .limit(LAST_OPERATIONS)
    )
    return [_of_purchase(row) for row in session.scalars(statement)]


def _refunds(session: BrandSession, card_id: str) -> list[tuple[datetime, Operation]]:
    statement = (
        select(Refund)
        .join(Purchase, Purchase.id == Refund.purchase_id)
        .where(Refund.card_id == card_id, Purchase.state != "cancelled")
        .order_by(Refund.recorded_at.desc())
        .limit(LAST_OPERATIONS)
    )
    return [_of_refund(row) for row in session.scalars(statement)]


def _cancelled(session: BrandSession, card_id: str) -> list[tuple[datetime, Operation]]:
    at = func.max(Refund.recorded_at, type_=UtcDateTime())
    statement = (
        select(at, Purchase.payable)
        .join(Purchase, Purchase.id == Refund.purchase_id)
        .where(Refund.card_id == card_id, Purchase.state == "cancelled")
        .group_by(Purchase.id, Purchase.payable)
        .order_by(at.desc())
        .limit(LAST_OPERATIONS)
    )
    return [
        (cancelled_at, Operation("void", cancelled_at, payable))
        for cancelled_at, payable in session.execute(statement)
    ]


def _redemptions(
    session: BrandSession, card_id: str
) -> list[tuple[datetime, Operation]]:
    statement = (
        select(Redemption.settled_at)
        .where(Redemption.card_id == card_id, Redemption.state == "confirmed")
        .order_by(Redemption.settled_at.desc())
        .limit(LAST_OPERATIONS)
    )
    handed_out = (Effect("rewards", -1),)
    return [
        (at, Operation("redemption", at, effects=handed_out))
        for at in session.scalars(statement)
        if at is not None
    ]


def _adjustments(
    session: BrandSession, card_id: str
) -> list[tuple[datetime, Operation]]:
    statement = (
        select(Adjustment)
        .where(Adjustment.card_id == card_id, Adjustment.state == "done")
        .order_by(Adjustment.decided_at.desc())
        .limit(LAST_OPERATIONS)
    )
    return [_of_adjustment(row) for row in session.scalars(statement)]


def _of_adjustment(row: Adjustment) -> tuple[datetime, Operation]:
    at = row.decided_at or row.proposed_at
    amount = -row.amount if row.kind == "payout" else row.amount
    shown = {"points": Effect("points", amount), "stamps": Effect("stamps", amount)}
    effects = (shown[row.unit],) if row.unit in shown else ()
    return at, Operation("adjustment", at, effects=effects)


def _of_purchase(row: Purchase) -> tuple[datetime, Operation]:
    effects = (
        Effect("discount", row.discount),
        Effect("points", row.earned - row.points_spent),
        Effect("stamps", row.stamps_added),
    )
    operation = Operation(
        "purchase", row.occurred_at, row.payable, tuple(e for e in effects if e.amount)
    )
    return row.recorded_at, operation


def _of_refund(row: Refund) -> tuple[datetime, Operation]:
    effects = (
        Effect("points", row.points_returned - row.earning_reversed),
        Effect("stamps", -row.stamps_removed),
    )
    operation = Operation(
        "refund", row.recorded_at, row.money, tuple(e for e in effects if e.amount)
    )
    return row.recorded_at, operation
