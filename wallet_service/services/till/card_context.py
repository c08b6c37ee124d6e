"""Everything a purchase needs to know of a card before the accounts are locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Table, and_, bindparam, select

from wallet_service.cards import periods
from wallet_service.cards.ladder import Scope
from wallet_service.cards.rules import CardKind, Rules
from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import AccountKey, OwnerKind, Unit
from wallet_service.models.card import Card, CardPass
from wallet_service.models.company import Company
from wallet_service.models.member import Member
from wallet_service.prepared import Prepared
from wallet_service.services.errors import NotFound
from wallet_service.services.programs import versions

HOLDING_DEPTH = 20
# accounts that more than one card reads
POOLED = frozenset({OwnerKind.HOLDING, OwnerKind.COMPANY})


@dataclass(frozen=True, slots=True)
class PastScope:
    """What a purchase was made with: version, company, and the holding at that time."""

    version_id: str
    company_id: str | None
    holding_id: str | None


CARDS: Table = Card.__table__  # type: ignore[assignment]
PASSES: Table = CardPass.__table__  # type: ignore[assignment]
MEMBERS: Table = Member.__table__  # type: ignore[assignment]
# made once: building a statement costs several times its execution
THE_CARD = Prepared(
    select(
        CARDS.c.state,
        CARDS.c.revision,
        CARDS.c.number,
        CARDS.c.member_id,
        CARDS.c.welcome_waits,
        MEMBERS.c.name.label("member_name"),
        MEMBERS.c.company_id,
        MEMBERS.c.has_overrides,
        PASSES.c.scan_code,
        PASSES.c.link_token,
        versions.PROGRAMS.c.id.label("program_id"),
        versions.PROGRAMS.c.kind,
        versions.PROGRAMS.c.currency,
        versions.PROGRAMS.c.time_zone,
        versions.PROGRAMS.c.campaigns_until,
        versions.PROGRAMS.c.budgeted_since,
        versions.IN_FORCE.label("version_id"),
    )
    .select_from(CARDS)
    .join(MEMBERS, MEMBERS.c.id == CARDS.c.member_id)
    .join(versions.PROGRAMS, versions.PROGRAMS.c.id == CARDS.c.program_id)
    .outerjoin(
        PASSES, and_(PASSES.c.card_id == CARDS.c.id, PASSES.c.retired_at.is_(None))
    )
    .where(CARDS.c.brand_id == bindparam("brand"), CARDS.c.id == bindparam("card"))
)


@dataclass(frozen=True, slots=True)
class CardContext:
    """A card, its program and the version in force; who owns its accounts."""

    card_id: str
    state: str
    revision: int
    number: str
    scan_code: str
    link_token: str
    member_id: str
    member_name: str
    member_company_id: str | None
    company_id: str | None
    holding_id: str | None
    program_id: str
    kind: CardKind
    currency: str
    time_zone: ZoneInfo
    version_id: str
    beneficiary: str
    rules: Rules
    has_overrides: bool
    welcome_waits: bool
    campaigns_until: datetime | None
    budgeted_since: datetime | None

    def account_keys(self) -> list[AccountKey]:
        """The accounts that this card reads, in no particular order."""
        keys = []
        if self.rules.counts_turnover:
            keys.append(self.turnover_key)
        if self.rules.has_points:
            keys.append(self.points_key)
        if self.kind is CardKind.STAMP:
            units = (Unit.STAMPS, Unit.CARRY, Unit.REWARDS)
            keys += [AccountKey(OwnerKind.CARD, self.card_id, unit) for unit in units]
        return keys

    @property
    def turnover_key(self) -> AccountKey:
        """Whose turnover counts together (ground rule 12, R19)."""
        return AccountKey(*self._scope_owner(), Unit.TURNOVER)

    @property
    def points_key(self) -> AccountKey:
        """Who earns: the company when the member belongs to one, by default (R19)."""
        if self.beneficiary == "company" and self.company_id:
            return AccountKey(OwnerKind.COMPANY, self.company_id, Unit.POINTS)
        return AccountKey(OwnerKind.MEMBER, self.member_id, Unit.POINTS)

    def card_key(self, unit: Unit) -> AccountKey:
        """An account of the card alone."""
        return AccountKey(OwnerKind.CARD, self.card_id, unit)

    def local_day(self, instant: datetime) -> date:
        """The date of the program's wall calendar."""
        return periods.local_day(instant, self.time_zone)

    @property
    def needs_approval(self) -> bool:
        """Whether rewarding this person needs their company's approval (M7, R19)."""
        return (
            self.beneficiary == "member"
            and self.company_id is not None
            and self.rules.has_points
        )

    def _scope_owner(self) -> tuple[OwnerKind, str]:
        scope = self.rules.scope
        if scope is Scope.CARD:
            return OwnerKind.CARD, self.card_id
        if scope is Scope.HOLDING and self.holding_id:
            return OwnerKind.HOLDING, self.holding_id
        if scope is not Scope.MEMBER and self.company_id:
            return OwnerKind.COMPANY, self.company_id
        return OwnerKind.MEMBER, self.member_id


def load(
    session: BrandSession,
    card_id: str,
    instant: datetime,
    *,
    past: PastScope | None = None,
) -> CardContext:
    """The card with the version in force at `instant`; raises NotFound.

    A refund gives what its purchase was made with, `past` (R31, ground rule 8).
    """
    where = {"brand": session.brand, "card": card_id, "at": instant}
    row = THE_CARD.first(session.core, where)
    if row is None:
        raise NotFound("card")
    company_id, program_id, kind = row.company_id, row.program_id, row.kind
    time_zone = ZoneInfo(row.time_zone)
    if past is not None:
        version_id, company_id = past.version_id, past.company_id
    else:
        # before the first version takes effect, the first
        version_id = (
            row.version_id or versions.version_at(session, program_id, instant).id
        )
    terms = versions.terms_of(session, version_id, kind=kind, time_zone=time_zone)
    rules = terms.rules
    holding_id = past.holding_id if past else None
    if past is None and rules.scope is Scope.HOLDING and company_id:
        holding_id = topmost_parent(session, company_id)
    return CardContext(
        card_id=card_id,
        state=row.state,
        revision=row.revision,
        number=row.number,
        scan_code=row.scan_code or "",
        link_token=row.link_token or "",
        member_id=row.member_id,
        member_name=row.member_name,
        member_company_id=row.company_id,
        company_id=company_id,
        holding_id=holding_id,
        program_id=program_id,
        kind=CardKind(kind),
        currency=row.currency,
        time_zone=time_zone,
        version_id=version_id,
        beneficiary=terms.beneficiary,
        rules=rules,
        has_overrides=row.has_overrides,
        welcome_waits=row.welcome_waits,
        campaigns_until=row.campaigns_until,
        budgeted_since=row.budgeted_since,
    )


def topmost_parent(session: BrandSession, company_id: str) -> str:
    """The holding of a company: its topmost parent, or itself (R19)."""
    for _ in range(HOLDING_DEPTH):
        statement = select(Company.parent_id).where(Company.id == company_id)
        parent_id = session.scalar(statement)
        if parent_id is None:
            break
        company_id = parent_id
    return company_id
