"""The words of a trace: every step and every reason that the rules can write.

Sentences in each language are made from these tables; a word that is not here is not
written. Steps stand in the order of the computation (ground rule 6).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

STEPS: Mapping[str, str] = MappingProxyType(
    {
        "gross": "sum of all lines",
        "excluded": "gross of lines in excluded categories",
        "minimum": "countable gross against the least purchase",
        "card_discount": "discount of the lines that share a rate, or of one band",
        "maximum_discount": "discount cut to the card's maximum",
        "discount_category_ceiling": "discount cut to the ceiling of its category",
        "discount_ceiling": "discount cut to the ceiling of the whole purchase",
        "points": "points spent, of the net",
        "payable": "what the buyer pays",
        "earn_base": "what the earning is counted on",
        "earn_minimum": "countable gross against the least purchase that earns",
        "earning": "points of the lines that share a rate",
        "approval": "points cut to what the company's approval allows",
        "campaign": "points that a campaign brings, of the earn base",
        "campaign_budget": "a campaign's points cut to what is left of its budget",
        "monthly_cap": "points cut to what is left of the month",
        "budget": "points cut to what is left of the program's budget",
        "earning_category_ceiling": "points cut to the ceiling of their category",
        "earning_ceiling": "points cut to the ceiling of the whole purchase",
        "maximum_balance": "points cut to what the balance has room for",
        "whole_points": "earning down to whole points",
        "turnover": "what the purchase adds to the tier turnover",
        "stamps": "stamps by the mode of the card",
        "maximum_per_purchase": "stamps cut to the most of one purchase",
        "maximum_per_day": "stamps cut to what is left of the day",
        "carry_over": "stamps beyond a full card, dropped",
        "carry": "money kept towards the next stamp",
        "rewards": "rewards that the stamps brought",
        "refund": "gross that comes back",
        "refund_discount": "discount on what comes back",
        "points_returned": "points given back to the card",
        "money_returned": "money given back to the buyer",
        "earning_reversed": "points taken back: base is what was kept before",
        "turnover_removed": "turnover taken off in the purchase's own period",
        "stamps_removed": "stamps taken off the card",
        "carry_removed": "change of the money kept towards the next stamp",
        "rewards_cancelled": "rewards withdrawn with their stamps",
    }
)

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "card_rate": "the card's own rate",
        "category_rate": "the rate of the line's category",
        "tier": "the rate of the tier",
        "no_tier": "no tier is reached yet",
        "band": "the rate of this band of turnover",
        "override": "the person's own rate is better",
        "campaign": "a campaign's rate is better",
        "campaign_added": "a campaign's rate is added",
        "multiplier": "a campaign multiplies the rate",
        "campaign_budget": "the campaign's own budget",
        "budget": "the program's budget of the period",
        "below_minimum": "below the least purchase",
        "limit": "the card's maximum is reached",
        "share_cap": "points pay for as much of the purchase as they may",
        "margin_floor": "points leave the least margin to be paid",
        "policy_ceiling": "commercial policy: the ceiling of the whole purchase",
        "policy_category_ceiling": "commercial policy: the ceiling of the category",
        "approval_missing": "the company has not approved points for its people",
        "approval_cap": "the most points of one month that the company approved",
        "monthly_cap": "the most points of one month",
        "balance_limit": "the most points that may be held",
        "payable": "counted on what is paid",
        "net": "counted on gross less discount",
        "gross": "counted on gross",
        "whole_points": "only whole points are credited",
        "purchase_limit": "the most stamps of one purchase",
        "daily_limit": "the most stamps of one day",
        "no_carry_over": "a full card starts anew without surplus",
    }
)
