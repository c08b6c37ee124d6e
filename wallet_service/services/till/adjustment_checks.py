"""What must hold before a card is adjusted, when it is asked for and when it is done.

An adjustment is a correction and works on a frozen or closed card too; a payout spends.
"""

from __future__ import annotations

from datetime import datetime

from wallet_service.cards.rules import Rules
from wallet_service.cards.stamp import MOST_STAMPS, StampRules
from wallet_service.database import BrandSession
from wallet_service.ledger import standing
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.models.adjustment import Adjustment
from wallet_service.services.errors import Invalid, invalid
from wallet_service.services.programs import versions
from wallet_service.services.till import checks
from wallet_service.services.till.card_context import CardContext

Accounts = dict[AccountKey, AccountState]


def check(context: CardContext, accounts: Accounts, row: Adjustment) -> None:
    """Raise Invalid for a unit that the card does not have, or an amount too far."""
    units = units_of(context.rules)
    if row.unit not in units:
        known = ", ".join(units) or "none that could be adjusted"
        detail = f"The units of this card are: {known}."
        raise invalid("/unit", detail, code="unit_unknown")
    if row.unit == "stamps" and abs(row.amount) > MOST_STAMPS:
        raise invalid("/amount", f"At most {MOST_STAMPS} stamps at once.")
    if row.unit == "turnover" and accounts[context.turnover_key].balance < -row.amount:
        most = accounts[context.turnover_key].balance
        raise invalid("/amount", f"There is only {most} (minor units) of turnover.")


def units_of(rules: Rules) -> list[str]:
    """What of a card with these rules can be adjusted: what it has and shows."""
    found = []
    if rules.has_points:
        found.append("points")
    if rules.ladder is not None:
        found.append("turnover")
    if isinstance(rules, StampRules):
        found.append("stamps")
    return found


def check_payout(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    row: Adjustment,
    now: datetime,
) -> None:
    """Raise unless the program pays out, the card is in use and the points are there.

    Conflict (`card_not_active`), Invalid (`payouts_off`, `too_many_points`).
    """
    policy = versions.policy_of(session, context.version_id)
    if not policy.payouts or not context.rules.has_points:
        detail = "This program does not pay points out; its policy switches it on."
        raise Invalid("payouts_off", detail)
    checks.require_active(context.state)
    account = accounts[context.points_key]
    most = standing.points(session, account, now).available
    if row.amount > most:
        detail = f"At most {most} (minor units) of points can be paid out."
        raise invalid("/amount", detail, code="too_many_points", maximum=most)
