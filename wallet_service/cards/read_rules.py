"""One reader for each card kind: its settings, their defaults, and what they exclude.

Faults stay in the document; a reader returns rules in any case, which are good only
when the document has no faults.
"""

from __future__ import annotations

from enum import StrEnum
from zoneinfo import ZoneInfo

from wallet_service.cards import read_tiers
from wallet_service.cards.accumulating import AccumulatingRules
from wallet_service.cards.accumulation import Accumulation
from wallet_service.cards.cashback import CashbackRules
from wallet_service.cards.discount import DiscountRules
from wallet_service.cards.document import (
    MOST_COUNT,
    MOST_DAYS,
    MOST_MONTHS,
    Document,
)
from wallet_service.cards.earning import EarnBase, EarnTerms, Expiry, HoldUntil
from wallet_service.cards.earning_caps import EarningCaps
from wallet_service.cards.ladder import Apply, TurnoverBase
from wallet_service.cards.periods import MONTHS, Period
from wallet_service.cards.retro_bonus import BonusTerms
from wallet_service.cards.stamp import CODE_MINUTES, Mode, StampRules
from wallet_service.cards.stamp_layout import Layout, Milestone
from wallet_service.cards.stamp_life import ExpiryFrom, StampLife


class OnRefund(StrEnum):
    """Whether discounts of later purchases are looked at again (A13, A14)."""

    KEEP = "keep"
    RECOMPUTE = "recompute"


MINUTES_OF_DAY = 24 * 60


def discount(doc: Document) -> DiscountRules:
    """A discount card's settings."""
    return DiscountRules(
        rate_bp=doc.rate("rate_bp") or 0,
        category_rates_bp=doc.rates("category_rates_bp"),
        excluded_categories=_excluded(doc),
        minimum_amount=doc.money("minimum_amount"),
        maximum_discount=doc.money("maximum_discount"),
    )


def accumulating(doc: Document, zone: ZoneInfo) -> AccumulatingRules:
    """An accumulating card's settings; tiers are needed."""
    if not doc.raw("tiers"):
        doc.fault("tiers", "at least one tier is needed")
    defaults = read_tiers.Defaults(qualifies=True, applies=tuple(Apply))
    terms = read_tiers.read(doc, zone, defaults)
    return AccumulatingRules(
        terms=terms,
        excluded_categories=_excluded(doc),
        bonus=_bonus(doc, terms),
        recomputes=_recomputes(doc, terms),
    )


def cashback(doc: Document, zone: ZoneInfo) -> CashbackRules:
    """A cashback card's settings, with tiers or without."""
    rate_bp = doc.rate("rate_bp") or 0
    return CashbackRules(
        earn=_earn_terms(doc, zone),
        rate_bp=rate_bp,
        category_rates_bp=doc.rates("category_rates_bp"),
        excluded_categories=_excluded(doc),
        discount_bp=doc.rate("discount_bp") or 0,
        share_cap_bp=doc.rate("share_cap_bp"),
        caps=EarningCaps(doc.money("monthly_cap"), doc.money("maximum_balance")),
        terms=_cashback_tiers(doc, zone, rate_bp),
    )


def stamp(doc: Document, zone: ZoneInfo) -> StampRules:
    """A stamp card's settings; `slots` is needed, `per_amount` in its mode."""
    mode = doc.choice("mode", Mode.PURCHASE, Mode)
    if mode is Mode.AMOUNT and doc.raw("per_amount") is None:
        doc.fault("per_amount", "is needed with the mode amount")
    skus = doc.texts("eligible_skus")
    return StampRules(
        layout=_layout(doc, zone),
        mode=mode,
        excluded_categories=_excluded(doc),
        minimum_amount=doc.money("minimum_amount"),
        per_amount=doc.money("per_amount", least=1) or 1,
        eligible_skus=None if skus is None else frozenset(skus),
        maximum_per_purchase=doc.integer("maximum_per_purchase", 1, MOST_COUNT),
        maximum_per_day=doc.integer("maximum_per_day", 1, MOST_COUNT),
        code_minutes=doc.integer("code_minutes", 1, MINUTES_OF_DAY) or CODE_MINUTES,
    )


def _stamp_life(doc: Document, zone: ZoneInfo) -> StampLife:
    expiry_days = doc.integer("expiry_days", 1, MOST_DAYS)
    if doc.raw("expiry_from") is not None and doc.raw("expiry_days") is None:
        doc.fault("expiry_days", "is needed with expiry_from")
    return StampLife(
        time_zone=zone,
        expiry_days=expiry_days,
        expiry_from=doc.choice("expiry_from", ExpiryFrom.LAST_STAMP, ExpiryFrom),
        reward_expiry_days=doc.integer("reward_expiry_days", 1, MOST_DAYS),
    )


def _recomputes(doc: Document, terms: Accumulation) -> bool:
    """Whether refunds look at later purchases; turnover must count at once for that."""
    chosen = doc.choice("on_refund", OnRefund.KEEP, OnRefund)
    recomputes = chosen is OnRefund.RECOMPUTE
    if recomputes and terms.turnover_base is TurnoverBase.PAID:
        doc.fault("on_refund", "recompute needs a turnover_base of net or gross")
    return recomputes


def _bonus(doc: Document, terms: Accumulation) -> BonusTerms | None:
    """The retro-bonus, and what applies with one only (R24)."""
    wanted = doc.flag("retro_bonus", default=False)
    share_cap_bp, expiry = doc.rate("share_cap_bp"), _expiry(doc.object("expiry"))
    if wanted and not terms.ladder.has_calendar:
        doc.fault("retro_bonus", "needs a period that ends: month to year")
    for key in ("share_cap_bp", "expiry"):
        if not wanted and doc.raw(key) is not None:
            doc.fault(key, "applies with a retro_bonus only")
    return BonusTerms(share_cap_bp, expiry) if wanted else None


def _excluded(doc: Document) -> frozenset[str]:
    return frozenset(doc.texts("excluded_categories") or ())


def _earn_terms(doc: Document, zone: ZoneInfo) -> EarnTerms:
    return EarnTerms(
        time_zone=zone,
        base=doc.choice("earn_base", EarnBase.PAYABLE, EarnBase),
        minimum_amount=doc.money("minimum_amount"),
        whole_points=doc.flag("whole_points", default=False),
        hold_days=doc.integer("hold_days", 0, MOST_DAYS) or 0,
        hold_until_paid=_hold_until_paid(doc),
        expiry=_expiry(doc.object("expiry")),
    )


def _hold_until_paid(doc: Document) -> bool:
    """Points wait for days or for the payment, not for both."""
    if doc.raw("hold_until") is None:
        return False
    if doc.raw("hold_days"):
        doc.fault("hold_until", "cannot stand beside hold_days")
    return doc.choice("hold_until", HoldUntil.PAID, HoldUntil) is HoldUntil.PAID


def _expiry(entry: Document | None) -> Expiry | None:
    if entry is None:
        return None
    days = entry.integer("days", 1, MOST_DAYS)
    months = entry.integer("months", 1, MOST_MONTHS)
    given = [key for key in ("days", "months") if entry.raw(key) is not None]
    if len(given) != 1:
        entry.fault("months", "either months or days must be given")
    round_up_to = None
    if entry.raw("round_up_to") is not None:
        round_up_to = entry.choice("round_up_to", Period.MONTH, MONTHS)
    entry.no_more()
    return Expiry(days, months, round_up_to)


def _cashback_tiers(doc: Document, zone: ZoneInfo, rate_bp: int) -> Accumulation | None:
    applies = (Apply.NEXT, Apply.INCLUSIVE)
    defaults = read_tiers.Defaults(
        qualifies=False, applies=applies, base_rate_bp=rate_bp
    )
    terms = read_tiers.read(doc, zone, defaults)
    return terms if terms.ladder.tiers else None


def _layout(doc: Document, zone: ZoneInfo) -> Layout:
    slots = doc.integer("slots", 1, MOST_COUNT)
    if doc.raw("slots") is None:
        doc.fault("slots", "is needed")
    name = doc.text("reward_name") or ""
    milestones = _milestones(doc, slots or MOST_COUNT)
    at_the_end = [m.reward_name for m in milestones if m.at == slots]
    return Layout(
        slots=slots or 1,
        reward_name=at_the_end[0] if at_the_end else name,
        milestones=tuple(m for m in milestones if m.at != slots),
        carry_over=doc.flag("carry_over", default=True),
        life=_stamp_life(doc, zone),
    )


def _milestones(doc: Document, slots: int) -> tuple[Milestone, ...]:
    """Milestones in rising order; one at `slots` is the full card's reward (R23)."""
    found: dict[int, Milestone] = {}
    for entry in doc.objects("milestones"):
        at = entry.integer("at", 1, slots)
        name = entry.text("reward_name")
        for key in ("at", "reward_name"):
            if entry.raw(key) is None:
                entry.fault(key, "is needed")
        entry.no_more()
        if at in found:
            entry.fault("at", "is the place of another milestone")
        elif at is not None:
            found[at] = Milestone(at, name or "")
    return tuple(found[at] for at in sorted(found))
