"""What a salesperson confirms at a scanner, with the rules that hold for people.

Each is done by the till's own services; here stands what a person may not: count their
own card, count a receipt or a card twice, spend what was confirmed a while ago or what
its member did not agree to, or give back more than the brand lets one person give.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from wallet_service.cards import periods
from wallet_service.cards.outcome import RefundLine
from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.device import Location
from wallet_service.models.program import Program
from wallet_service.models.purchase import Purchase
from wallet_service.services import audit, brands
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotAllowed
from wallet_service.services.keyring import Keyring
from wallet_service.services.scanner import card_sheets, limits, step_up
from wallet_service.services.staff import workplaces
from wallet_service.services.staff.session_holders import Visitor
from wallet_service.services.till import (
    cancelling,
    past,
    purchases,
    redemptions,
    refunds,
)
from wallet_service.services.till.commands import (
    PurchaseCommand,
    Receipt,
    RefundReceipt,
)
from wallet_service.services.till.redemptions import RedemptionAnswer

# what was confirmed longer ago was not answered: spending it now would surprise
FRESH = timedelta(minutes=2)
SAME_CARD_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who confirmed something, when, and whether they stand at the scanner now."""

    visitor: Visitor
    made_at: datetime
    now: datetime
    is_live: bool

    def require_present(self) -> None:
        """Raise Conflict (`confirmed_too_late`) for what only counts on the spot."""
        if not self.is_live or self.now - self.made_at > FRESH:
            detail = (
                "This was confirmed too long ago and was not done. "
                "Look the card up again."
            )
            raise Conflict("confirmed_too_late", detail)


def record_purchase(
    session: BrandSession,
    keyring: Keyring,
    command: PurchaseCommand,
    by: Confirmed,
    *,
    receipt: str | None,
    is_repeat_meant: bool,
    code_id: str | None = None,
) -> Receipt:
    """Record a purchase; points are spent on the spot or not at all.

    `code_id` is the code by which the member agreed to spend. Raises NotAllowed
    (`own_card`, and what `step_up.require` raises), Conflict (`receipt_used`,
    `just_bought`, `confirmed_too_late`), TooMany, and what `purchases.record_purchase`
    raises.
    """
    points, visitor = command.points_to_spend, by.visitor
    if points:
        by.require_present()
    command = purchases.settled(session, command, by.now)
    command = _numbered(session, command, receipt)
    card_id = str(command.card_id)
    _refuse_own_card(session, keyring, card_id, visitor)
    if not is_repeat_meant:
        _refuse_twin(session, command)
    if points:
        step_up.require(
            session, card_id, points, code_id=code_id, visitor=visitor, now=by.now
        )
    done = purchases.record_purchase(session, command, visitor.actor, by.now)
    limits.check_card(session, card_id, visitor, by.now)
    return done


def cancel_purchase(session: BrandSession, purchase_id: str, by: Confirmed) -> Receipt:
    """Undo one's own purchase in the brand's window.

    Raises NotAllowed (`not_yours`), TooMany (`refunds_often`) and what
    `cancelling.cancel_purchase` raises.
    """
    purchase = past.find(session, purchase_id)
    if purchase.source != str(by.visitor.actor):
        detail = "Somebody else recorded this purchase; refund it instead."
        raise NotAllowed("not_yours", detail)
    limits.lock_person(session, by.visitor)
    done = cancelling.cancel_purchase(
        session, purchase_id, actor=by.visitor.actor, now=by.now
    )
    limits.check_refunds(session, by.visitor, by.now)
    return done


def refund_purchase(
    session: BrandSession,
    keyring: Keyring,
    purchase_id: str,
    lines: tuple[RefundLine, ...],
    by: Confirmed,
    *,
    second_person: str | None,
) -> RefundReceipt:
    """Refund a purchase or a part; above the brand's limit with a second person.

    Raises NotAllowed (`own_card`, `wrong_location`), Conflict
    (`second_person_needed`), TooMany (`refunds_often`) and what
    `refunds.refund_purchase` raises.
    """
    limits.lock_person(session, by.visitor)
    purchase = past.find(session, purchase_id)
    workplaces.require(session, by.visitor.membership_id, purchase.location_id)
    _refuse_own_card(session, keyring, purchase.card_id, by.visitor)
    limit = brands.settings_of(brands.the_brand(session)).refund_limit
    asked = sum(one.amount for one in lines) or purchase.gross - purchase.gross_refunded
    if limit is not None and asked > limit and second_person is None:
        detail = "A refund of this size needs a second person."
        raise Conflict("second_person_needed", detail, extra={"limit": limit})
    if second_person is not None:
        audit.record(
            session,
            Actor("user", second_person),
            action="refund.agree",
            object_id=purchase_id,
            now=by.now,
            detail={"asked": asked, "for": str(by.visitor.actor)},
        )
    done = refunds.refund_purchase(
        session, purchase_id, lines, actor=by.visitor.actor, now=by.now
    )
    limits.check_refunds(session, by.visitor, by.now)
    return done


def hand_out_reward(
    session: BrandSession,
    keyring: Keyring,
    by: Confirmed,
    *,
    card_id: str | None,
    reward_id: str | None,
    code: str | None,
    location_id: str | None,
    code_id: str | None = None,
) -> RedemptionAnswer:
    """Hand a reward out: the one of the member's code, or one that is ready.

    Who shows the reward's own code has agreed; otherwise `code_id` says it where the
    brand asks for it. Raises NotAllowed (`own_card`, and what `step_up.require`
    raises), Conflict (`confirmed_too_late`) and what `redemptions` raises.
    """
    by.require_present()
    actor, now = by.visitor.actor, by.now
    if card_id is not None:
        _refuse_own_card(session, keyring, card_id, by.visitor)
    if code is None:
        card_id = str(card_id)
        step_up.require(
            session, card_id, 0, code_id=code_id, visitor=by.visitor, now=now
        )
        made = redemptions.reserve(session, card_id, reward_id, actor=actor, now=now)
        code = made.code
    given = redemptions.confirm(
        session, code, location_id=location_id, actor=actor, now=now
    )
    _refuse_own_card(session, keyring, given.card.id, by.visitor)
    return given


def _refuse_own_card(
    session: BrandSession, keyring: Keyring, card_id: str, visitor: Visitor
) -> None:
    if card_sheets.is_own_card(session, keyring, card_id, visitor):
        detail = "This is your own card; a colleague has to scan it."
        raise NotAllowed("own_card", detail)


def _numbered(
    session: BrandSession, command: PurchaseCommand, receipt: str | None
) -> PurchaseCommand:
    """The command with its receipt's number, which tills begin anew each day.

    A receipt counts once for its place and day, whoever types it; the place's row is
    locked, so that two scanners with one receipt wait for each other.
    """
    if receipt is None:
        return command
    zone = session.scalars(
        select(Program.time_zone)
        .join(Card, Card.program_id == Program.id)
        .where(Card.id == command.card_id)
    ).one()
    day = periods.local_day(command.occurred_at, ZoneInfo(zone))
    numbered = replace(command, external_id=f"{receipt}@{day.isoformat()}")
    place = select(Location.id).where(Location.id == command.location_id)
    session.execute(place.with_for_update())
    known = session.scalar(
        select(Purchase.id).where(
            Purchase.location_id == command.location_id,
            Purchase.external_id == numbered.external_id,
            Purchase.state != "cancelled",
        )
    )
    if known is not None:
        detail = "This receipt was counted here today already."
        raise Conflict("receipt_used", detail, extra={"purchase_id": known})
    return numbered


def _refuse_twin(session: BrandSession, command: PurchaseCommand) -> None:
    """The same card at the same place within two minutes is asked about first."""
    earliest = command.occurred_at - SAME_CARD_WITHIN
    latest = command.occurred_at + SAME_CARD_WITHIN
    here = Purchase.location_id == command.location_id
    if command.location_id is None:
        here = Purchase.location_id.is_(None)
    twin = session.execute(
        select(Purchase.id, Purchase.gross, Purchase.occurred_at)
        .where(
            Purchase.card_id == command.card_id,
            here,
            Purchase.occurred_at > earliest,
            Purchase.occurred_at < latest,
            Purchase.state.in_(("confirmed", "part_refunded")),
        )
        .order_by(Purchase.recorded_at.desc())
        .limit(1)
    ).one_or_none()
    if twin is not None:
        extra = {"purchase_id": twin[0], "gross": twin[1]}
        detail = "This card bought here less than two minutes ago. Count it again?"
        raise Conflict("just_bought", detail, extra=extra)
