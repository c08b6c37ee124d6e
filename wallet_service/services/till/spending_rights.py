"""Who may spend a company's points (C18): the role of the card's person decides.

An API key acts with the right, for it asks in the brand's own name (R19).
"""

from __future__ import annotations

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import OwnerKind
from wallet_service.models.member import Member
from wallet_service.services import brands
from wallet_service.services.actors import Actor
from wallet_service.services.errors import invalid
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.till.commands import PurchaseCommand


def check(
    session: BrandSession, command: PurchaseCommand, context: CardContext, actor: Actor
) -> None:
    """Raise Invalid (`too_many_points`, a `maximum` of 0) for a role without it."""
    if not command.points_to_spend or actor.kind == "api_key":
        return
    if not context.rules.has_points:
        return
    if context.points_key.owner_kind is not OwnerKind.COMPANY:
        return
    role = session.scalar(select(Member.role).where(Member.id == context.member_id))
    roles = brands.settings_of(brands.the_brand(session)).spending_roles
    if role in roles:
        return
    detail = (
        "The points are the company's, and this person's role there may not spend "
        f"them; these may: {', '.join(roles) or 'none'}."
    )
    raise invalid("/points_to_spend", detail, code="too_many_points", maximum=0)
