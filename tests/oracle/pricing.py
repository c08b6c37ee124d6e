"""The outcome of a purchase, step by step in the fixed order of ground rule 6."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tests.oracle import account, campaigns, earning, limits, money, rates, settings
from tests.oracle.book import Book
from tests.oracle.rates import Buyer
from tests.oracle.records import Line, Outcome, OutcomeLine, Refused


@dataclass(frozen=True)
class Asked:
    """A purchase as it is put to the law."""

    buyer: Buyer
    ledger: tuple[str, str, str]
    lines: tuple[Line, ...]
    points: int
    may_spend: bool

    @property
    def book(self) -> Book:
        return self.buyer.book

    @property
    def at(self) -> datetime:
        return self.buyer.recorded_at

    @property
    def rules(self) -> dict[str, Any]:
        return self.buyer.rules

    @property
    def policy(self) -> dict[str, Any]:
        return self.buyer.version.policy

    @property
    def categories(self) -> list[str | None]:
        return [line.category for line in self.lines]

    @property
    def out(self) -> list[bool]:
        return settings.excluded(self.rules, self.lines)

    @property
    def gross(self) -> list[int]:
        return [line.amount for line in self.lines]

    @property
    def counted(self) -> int:
        """Gross of the lines that are not excluded (R11)."""
        pairs = zip(self.gross, self.out, strict=True)
        return sum(gross for gross, out in pairs if not out)

    @property
    def reaches_minimum(self) -> bool:
        return self.counted >= (self.rules.get("minimum_amount") or 0)


def outcome(asked: Asked) -> Outcome:
    """Every figure but those of stamps, which the card itself decides."""
    tier = rates.decided_tier(asked.buyer, asked.counted)
    discount_rates, given, reasons = discounts(asked, tier)
    net = [g - d for g, d in zip(asked.gross, given, strict=True)]
    limit = maximum_points(asked, net)
    if asked.points > limit:
        raise Refused(422, "too_many_points", maximum=limit)
    spent = money.spread(asked.points, net)
    payable = [n - s for n, s in zip(net, spent, strict=True)]
    earn_rates, earned, parts, why = _earnings(
        asked, tier, given=given, net=net, payable=payable
    )
    turnover = _turnover(asked, net)
    lines = tuple(
        OutcomeLine(
            line=index + 1,
            gross=asked.gross[index],
            discount=given[index],
            points_spent=spent[index],
            payable=payable[index],
            earned=earned[index],
            turnover_added=turnover[index],
            excluded=asked.out[index],
            discount_rate_bp=discount_rates[index] if discount_rates else None,
            earn_rate_bp=earn_rates[index],
        )
        for index in range(len(asked.lines))
    )
    return replace(
        total_of(lines),
        reasons=(*reasons, *why),
        tier=rates.tier_name(asked.buyer, tier),
        campaign_points=tuple(parts.items()),
    )


def total_of(lines: tuple[OutcomeLine, ...]) -> Outcome:
    return Outcome(
        gross=sum(line.gross for line in lines),
        discount=sum(line.discount for line in lines),
        points_spent=sum(line.points_spent for line in lines),
        payable=sum(line.payable for line in lines),
        earned=sum(line.earned for line in lines),
        turnover_added=sum(line.turnover_added for line in lines),
        lines=lines,
    )


def discounts(asked: Asked, tier: int) -> tuple[list[int] | None, list[int], list[str]]:
    """Steps b and c: the discount, its maximum, then the ceilings (R10)."""
    own = asked.buyer.tiers
    accumulating = asked.buyer.program.kind == "accumulating"
    bases = [0 if o else g for g, o in zip(asked.gross, asked.out, strict=True)]
    reasons: list[str] = []
    line_rates: list[int] | None
    if own is not None and accumulating and own.apply == "marginal":
        name = rates.tier_name(asked.buyer, tier)
        line_rates = None
        amounts = rates.marginal_discount(
            asked.buyer, asked.lines, out=asked.out, tier=name
        )
    else:
        found = rates.discount_rates(asked.buyer, asked.lines, tier)
        line_rates = [0 if o else r for r, o in zip(found, asked.out, strict=True)]
        amounts = money.percent_by_rate(bases, line_rates, money.half_up)
    if asked.buyer.program.kind != "cashback" and not asked.reaches_minimum:
        if any(amounts):
            reasons.append("below minimum")
        return line_rates, [0 for _ in amounts], reasons
    maximum = asked.rules.get("maximum_discount")
    if maximum is not None and sum(amounts) > maximum:
        reasons.append("limit")
        amounts = money.trim(amounts, maximum)
    rooms = earning.ceiling_rooms(
        asked.policy,
        categories=asked.categories,
        gross=asked.gross,
        excluded=asked.out,
    )
    for chosen, limit in rooms:
        trimmed = money.trim(amounts, limit, chosen)
        if trimmed != amounts:
            reasons.append("commercial policy")
        amounts = trimmed
    return line_rates, amounts, reasons


def maximum_points(asked: Asked, net: Sequence[int]) -> int:
    """Step d: the least of share cap, balance and margin floor."""
    if not settings.has_points(asked.buyer.program.kind, asked.rules):
        return 0
    if asked.ledger[1] == "company" and not asked.may_spend:
        return 0
    found = account.account(asked.book, asked.ledger, asked.at)
    lots = found.spendable(asked.buyer.occurred_at, asked.at)
    whole = sum(net)
    allowed = [whole, sum(lot.left for lot in lots)]
    share = asked.rules.get("share_cap_bp")
    if share is not None:
        allowed.append(money.down(money.exactly(whole, share)))
    floor = asked.policy.get("margin_floor_bp")
    costs = [line.cost for line in asked.lines if line.cost is not None]
    if floor is not None and costs:
        least = money.up(money.exactly(sum(costs), money.WHOLE + floor))
        allowed.append(whole - least)
    return max(min(allowed), 0)


def _earnings(
    asked: Asked,
    tier: int,
    *,
    given: Sequence[int],
    net: Sequence[int],
    payable: Sequence[int],
) -> tuple[list[int], list[int], dict[str, int], list[str]]:
    """Steps f to j: base, rates, campaigns, then the trims in the order of R10."""
    buyer = asked.buyer
    nothing = [0 for _ in asked.lines]
    if buyer.program.kind != "cashback":
        return nothing, nothing, {}, []
    found = rates.earn_rates(buyer, asked.lines, tier)
    line_rates = [0 if o else r for r, o in zip(found, asked.out, strict=True)]
    audience = buyer.audience(rates.tier_name(buyer, tier))
    stages = campaigns.extra_rates(
        asked.book, audience, lines=asked.lines, rates=line_rates
    )
    last = stages[-1][1] if stages else line_rates
    stages += campaigns.multipliers(asked.book, audience, last)
    stages = [
        (own, [0 if o else r for r, o in zip(step, asked.out, strict=True)])
        for own, step in stages
    ]
    final = stages[-1][1] if stages else line_rates
    if not asked.reaches_minimum:
        return final, nothing, {}, ["below minimum"]
    bases = earning.bases(
        asked.rules,
        gross=asked.gross,
        net=net,
        payable=payable,
        excluded=asked.out,
    )
    amounts, parts = campaigns.earn_in_stages(
        asked.book, bases, rates=line_rates, stages=stages
    )
    amounts, reasons = _trimmed(asked, amounts, given)
    return final, amounts, parts, reasons


def _trimmed(
    asked: Asked, amounts: list[int], given: Sequence[int]
) -> tuple[list[int], list[str]]:
    reasons: list[str] = []
    for reason, room in limits.earning_rooms(asked.buyer, asked.ledger):
        allowed = room(sum(amounts))
        if allowed < sum(amounts):
            reasons.append(reason)
            amounts = money.trim(amounts, allowed)
    under = earning.under_ceilings(
        asked.policy,
        amounts,
        categories=asked.categories,
        gross=asked.gross,
        discounts=given,
        excluded=asked.out,
    )
    if under != amounts:
        reasons.append("commercial policy")
    amounts = under
    most = asked.rules.get("maximum_balance")
    if most is not None:
        found = account.account(asked.book, asked.ledger, asked.at)
        balance = sum(lot.left for lot in found.lots) - found.debt - asked.points
        if sum(amounts) > max(most - balance, 0):
            reasons.append("balance limit")
            amounts = money.trim(amounts, most - balance)
    whole = earning.whole_points(asked.rules, sum(amounts))
    return money.trim(amounts, whole), reasons


def _turnover(asked: Asked, net: Sequence[int]) -> list[int]:
    """Step k: what this purchase adds at once; nothing before payment (R8)."""
    counted = settings.turnover_base(asked.buyer.program.kind, asked.rules)
    if counted is None or counted == "paid":
        return [0 for _ in net]
    base = asked.gross if counted == "gross" else net
    return [0 if o else b for b, o in zip(base, asked.out, strict=True)]
