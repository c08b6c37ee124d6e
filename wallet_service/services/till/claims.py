"""Claims: a refund under `on_refund: recompute` proposes, a person decides (A14)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from wallet_service import identifiers
from wallet_service.cards.accumulating import AccumulatingRules
from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.models.claim import Claim
from wallet_service.models.purchase import Purchase
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotAllowed, NotFound
from wallet_service.services.till import recomputing
from wallet_service.services.till.card_context import CardContext

Accounts = dict[AccountKey, AccountState]
Decision = Literal["settled", "dismissed"]


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as it is told; `amount` in minor units of money."""

    id: str
    card_id: str
    purchase_id: str
    refund_id: str
    amount: int
    state: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None


def propose(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    purchase: Purchase,
    refund_id: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Put to a person what the refund took the ground from; most programs: nothing."""
    rules = context.rules
    if not isinstance(rules, AccumulatingRules) or not rules.recomputes:
        return
    account = accounts[context.turnover_key]
    amount = recomputing.given_too_much(
        session, context, account.id, purchase, refund_id
    )
    if not amount:
        return
    claim = Claim(
        id=identifiers.new_id("clam"),
        brand_id=session.brand,
        card_id=context.card_id,
        purchase_id=purchase.id,
        refund_id=refund_id,
        amount=amount,
        state="open",
        proposed_at=now,
    )
    session.add(claim)
    _record(session, claim, actor, now, action="claim.propose")


def decide(
    session: BrandSession,
    claim_id: str,
    state: Decision,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> ClaimView:
    """Settle or dismiss a claim; nothing is charged here.

    Raises NotFound, NotAllowed (`person_needed`) or Conflict (`claim_decided`).
    """
    statement = select(Claim).where(Claim.id == claim_id).with_for_update()
    claim = session.scalar(statement.execution_options(populate_existing=True))
    if claim is None:
        raise NotFound("claim")
    if not actor.is_person:
        detail = "A person has to decide: use a key that belongs to a user."
        raise NotAllowed("person_needed", detail)
    if claim.state != "open":
        detail = f"The claim is {claim.state} already."
        raise Conflict("claim_decided", detail, extra={"state": claim.state})
    claim.state, claim.decision_reason = state, reason
    claim.decided_by, claim.decided_at = str(actor), now
    _record(session, claim, actor, now, action=f"claim.{state}", reason=reason)
    return _view(claim)


def list_claims(
    session: BrandSession, *, state: str | None, after: str | None, limit: int
) -> list[ClaimView]:
    """Claims, newest first, from the one behind `after`."""
    statement = select(Claim).order_by(Claim.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(Claim.state == state)
    if after is not None:
        statement = statement.where(Claim.id < after)
    return [_view(row) for row in session.scalars(statement)]


def _record(
    session: BrandSession,
    claim: Claim,
    actor: Actor,
    now: datetime,
    *,
    action: str,
    reason: str | None = None,
) -> None:
    audit.record(
        session,
        actor,
        action=action,
        object_id=claim.card_id,
        now=now,
        reason=reason,
        detail={"claim": claim.id, "amount": claim.amount},
    )
    session.flush()


def _view(row: Claim) -> ClaimView:
    names = (one.name for one in fields(ClaimView))
    return ClaimView(**{name: getattr(row, name) for name in names})
