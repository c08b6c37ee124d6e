"""Paying with points: how many may be spent, and on which lines (step d)."""

from __future__ import annotations

from dataclasses import replace

from wallet_service.cards.draft import Draft
from wallet_service.cards.errors import TooManyPoints
from wallet_service.cards.money import WHOLE_BP, percent_down, spread
from wallet_service.cards.outcome import Step


def pay(
    draft: Draft,
    *,
    spendable: int,
    share_cap_bp: int | None,
    least_payable: int | None = None,
) -> Draft:
    """Spend the points asked for, spread over the lines by net (C5, C6).

    Share cap and `least_payable` (the margin floor, M2) are of the net of the whole
    purchase, excluded lines too (R11). Raises TooManyPoints with the maximum; nothing
    is trimmed silently (C12).
    """
    asked = draft.purchase.points_to_spend
    if not asked:
        return draft
    net = sum(draft.nets)
    cap = percent_down(net, WHOLE_BP if share_cap_bp is None else share_cap_bp)
    room = net if least_payable is None else net - least_payable
    maximum = max(0, min(cap, spendable, room))
    if asked > maximum:
        raise TooManyPoints(maximum)
    reason = "share_cap" if share_cap_bp is not None and asked == cap else None
    if least_payable is not None and asked == room:
        reason = "margin_floor"
    step = Step("points", net, share_cap_bp, asked, reason)
    return replace(draft, points=spread(asked, draft.nets)).noted(step)
