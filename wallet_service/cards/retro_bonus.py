"""The retro-bonus: at a period's end the final tier's rate of all of it (R24)."""

from __future__ import annotations

from dataclasses import dataclass

from wallet_service.cards.earning import Expiry
from wallet_service.cards.ladder import Ladder
from wallet_service.cards.money import percent_down
from wallet_service.cards.policy import Policy


@dataclass(frozen=True, slots=True)
class BonusTerms:
    """How the bonus is spent: the share that points may pay, and how long they last."""

    share_cap_bp: int | None = None
    expiry: Expiry | None = None


@dataclass(frozen=True, slots=True)
class PeriodSums:
    """What a period holds of a scope, in minor units, as at its end.

    `turnover` is by the program's base; `gross` is of lines that are not excluded, less
    refunds; `discount` is what was given and kept.
    """

    turnover: int
    gross: int
    discount: int


def amount(ladder: Ladder, policy: Policy, sums: PeriodSums) -> int:
    """The bonus: by the tier of the closing turnover, not a held one (A16).

    What was given already is taken off, and so is what goes above the ceiling.
    """
    rate_bp = ladder.rate_bp(ladder.rank(sums.turnover))
    if policy.ceiling_bp is not None:
        rate_bp = min(rate_bp, policy.ceiling_bp)
    return max(0, percent_down(sums.gross, rate_bp) - sums.discount)
