"""How a card works, in three lines of plain words made from the program's rules."""

from __future__ import annotations

from wallet_service.passes import formats, texts
from wallet_service.passes.card_view import CardView, ProgramFacts

MOST_CATEGORIES = 5


def lines(view: CardView) -> tuple[str, ...]:
    """At most three sentences for the kind of this card."""
    if view.kind == "discount":
        found = (_discount(view), _categories(view), _show(view))
    elif view.kind == "accumulating":
        found = (_tiers(view), _period(view), _show(view))
    elif view.awaiting_approval:
        found = (_say(view, "standing_approval"), _cashback(view), _show(view))
    elif view.kind == "cashback":
        found = (_cashback(view), _life_of_points(view), _share(view))
    else:
        found = (_stamp(view), _gift(view), _show(view))
    return tuple(line for line in found if line)


def _say(view: CardView, key: str, **figures: str) -> str:
    return texts.of(view.locale).say(key, **figures)


def _money(view: CardView, amount: int) -> str:
    return formats.round_money(amount, view.currency, view.locale)


def _rate(view: CardView, rate_bp: int) -> str:
    return formats.rate(rate_bp, view.locale)


def _usual_rate(view: CardView) -> str:
    # Where tiers decide, the program has no rate of its own: the present one is told.
    own = view.facts.rate_bp
    return _rate(view, (view.standing.rate_bp or 0) if own is None else own)


def _show(view: CardView) -> str:
    return _say(view, "how_show")


def _discount(view: CardView) -> str:
    rate = _usual_rate(view)
    minimum = view.facts.minimum_amount
    if minimum:
        return _say(view, "how_discount_from", rate=rate, minimum=_money(view, minimum))
    return _say(view, "how_discount", rate=rate)


def _categories(view: CardView) -> str:
    rates = [
        _say(view, "how_rate_of", name=name, rate=_rate(view, rate_bp))
        for name, rate_bp in view.facts.category_rates[:MOST_CATEGORIES]
    ]
    return _say(view, "how_categories", rates=", ".join(rates)) if rates else ""


def _tiers(view: CardView) -> str:
    tiers = [
        _say(
            view,
            "how_tier_from",
            rate=_rate(view, tier.rate_bp),
            turnover=_money(view, tier.from_turnover),
        )
        for tier in view.facts.tiers
    ]
    return _say(view, "how_tiers", tiers=", ".join(tiers)) if tiers else ""


def _period(view: CardView) -> str:
    period = _say(view, f"how_period_{view.facts.period}")
    return _say(view, f"how_scope_{view.facts.scope}", period=period)


def _cashback(view: CardView) -> str:
    rate = _usual_rate(view)
    return _say(view, "how_cashback", rate=rate, point=_money(view, 100))


def _life_of_points(view: CardView) -> str:
    facts = view.facts
    if facts.hold_until_paid:
        available = _say(view, "how_points_paid")
    elif facts.hold_days:
        days = texts.of(view.locale).count("days", facts.hold_days)
        available = _say(view, "how_points_hold", days=days)
    else:
        available = _say(view, "how_points_at_once")
    life = _life(view, facts)
    if life is None:
        return _say(view, "how_points_forever", available=available)
    return _say(view, "how_points_days", available=available, life=life)


def _life(view: CardView, facts: ProgramFacts) -> str | None:
    language = texts.of(view.locale)
    if facts.expiry_months:
        return language.count("months", facts.expiry_months)
    return language.count("days", facts.expiry_days) if facts.expiry_days else None


def _share(view: CardView) -> str:
    share = view.facts.share_cap_bp
    return _say(view, "how_share", rate=_rate(view, share)) if share else _show(view)


def _stamp(view: CardView) -> str:
    facts = view.facts
    if facts.stamp_mode == "amount":
        amount = _money(view, facts.per_amount or 0)
        return _say(view, "how_stamp_amount", amount=amount)
    if facts.stamp_mode == "item":
        return _say(view, "how_stamp_item")
    if facts.minimum_amount:
        minimum = _money(view, facts.minimum_amount)
        return _say(view, "how_stamp_purchase_from", minimum=minimum)
    return _say(view, "how_stamp_purchase")


def _gift(view: CardView) -> str:
    stamps = view.standing.stamps
    slots = stamps.of if stamps else 0
    stamps_told = texts.of(view.locale).count("stamps", slots)
    reward = f": {view.reward_name}" if view.reward_name else ""
    return _say(view, "how_gift", stamps=stamps_told, reward=reward)
