"""The settings of each card kind and of the policy, as the desk's form asks for them.

A form's field has the setting's own name; what the kinds share is described once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Sort(StrEnum):
    """What a setting is, and so how it is typed."""

    RATE = "rate"
    PERCENT = "percent"
    MONEY = "money"
    COUNT = "count"
    CHOICE = "choice"
    FLAG = "flag"
    TEXT = "text"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting; the first option is what the rules take without one.

    Rare ones stand behind "more settings". `inside` is the object of the document that
    holds it, whose name begins the setting's own.
    """

    name: str
    sort: Sort
    options: tuple[str, ...] = ()
    most: int = 0
    is_rare: bool = False
    inside: str = ""

    def value_in(self, document: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """What the document says of it; None without."""
        if not self.inside:
            return document.get(self.name)
        return (document.get(self.inside) or {}).get(self.key)

    @property
    def key(self) -> str:
        """Its name in the document."""
        return self.name[len(self.inside) + 1 :] if self.inside else self.name


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of a document, typed as rows of the form: `<prefix>_<n>_<column>`."""

    name: str
    prefix: str
    columns: tuple[Setting, ...]
    spare: int = 2
    is_rare: bool = False


MOST_DAYS = 3_660
MOST_COUNT = 10_000
PERIODS = ("quarter", "month", "half", "year", "lifetime", "rolling")
BUDGET_PERIODS = ("quarter", "month", "half", "year")

CATEGORIES = Rows(
    "category_rates_bp",
    "category",
    (Setting("name", Sort.TEXT), Setting("rate", Sort.RATE)),
    is_rare=True,
)
EXCLUDED = Setting("excluded_categories", Sort.LIST, is_rare=True)
TIERS = Rows(
    "tiers",
    "tier",
    (
        Setting("name", Sort.TEXT),
        Setting("from_turnover", Sort.MONEY),
        Setting("rate_bp", Sort.RATE),
    ),
)
MILESTONES = Rows(
    "milestones",
    "milestone",
    (Setting("at", Sort.COUNT, most=MOST_COUNT), Setting("reward_name", Sort.TEXT)),
    is_rare=True,
)


def _tier_terms(applies: tuple[str, ...]) -> tuple[Setting, ...]:
    return (
        Setting("period", Sort.CHOICE, PERIODS),
        Setting("scope", Sort.CHOICE, ("company", "member", "holding")),
        Setting("rolling_days", Sort.COUNT, most=MOST_DAYS, is_rare=True),
        Setting("apply", Sort.CHOICE, applies, is_rare=True),
        Setting("hold", Sort.CHOICE, ("", "within", "qualify"), is_rare=True),
        Setting(
            "turnover_base", Sort.CHOICE, ("", "net", "gross", "paid"), is_rare=True
        ),
        Setting(
            "downgrade",
            Sort.CHOICE,
            ("to_earned", "one_step", "never"),
            is_rare=True,
        ),
        Setting("grace_days", Sort.COUNT, most=MOST_DAYS, is_rare=True),
    )


# both life spans at once are a fault of the rules
EXPIRY = (
    Setting("expiry_months", Sort.COUNT, most=120, inside="expiry"),
    Setting("expiry_days", Sort.COUNT, most=MOST_DAYS, is_rare=True, inside="expiry"),
    Setting(
        "expiry_round_up_to",
        Sort.CHOICE,
        ("", "month", "quarter", "half", "year"),
        is_rare=True,
        inside="expiry",
    ),
)
SHARE_CAP = Setting("share_cap_bp", Sort.RATE)
OF_KIND: Mapping[str, tuple[Setting | Rows, ...]] = {
    "discount": (
        Setting("rate_bp", Sort.RATE),
        CATEGORIES,
        EXCLUDED,
        Setting("minimum_amount", Sort.MONEY, is_rare=True),
        Setting("maximum_discount", Sort.MONEY, is_rare=True),
    ),
    "accumulating": (
        TIERS,
        *_tier_terms(("next", "inclusive", "marginal")),
        EXCLUDED,
        Setting("rescue_bp", Sort.RATE, is_rare=True),
        Setting("on_refund", Sort.CHOICE, ("keep", "recompute"), is_rare=True),
        Setting("retro_bonus", Sort.FLAG, is_rare=True),
        Setting("share_cap_bp", Sort.RATE, is_rare=True),
    ),
    "cashback": (
        Setting("rate_bp", Sort.RATE),
        SHARE_CAP,
        *EXPIRY,
        TIERS,
        *_tier_terms(("next", "inclusive")),
        CATEGORIES,
        EXCLUDED,
        Setting("discount_bp", Sort.RATE, is_rare=True),
        Setting("earn_base", Sort.CHOICE, ("payable", "net", "gross"), is_rare=True),
        Setting("hold_days", Sort.COUNT, most=MOST_DAYS, is_rare=True),
        Setting("hold_until", Sort.CHOICE, ("", "paid"), is_rare=True),
        Setting("monthly_cap", Sort.MONEY, is_rare=True),
        Setting("maximum_balance", Sort.MONEY, is_rare=True),
        Setting("minimum_amount", Sort.MONEY, is_rare=True),
        Setting("whole_points", Sort.FLAG, is_rare=True),
    ),
    "stamp": (
        Setting("mode", Sort.CHOICE, ("purchase", "amount", "item")),
        Setting("slots", Sort.COUNT, most=MOST_COUNT),
        Setting("reward_name", Sort.TEXT),
        Setting("per_amount", Sort.MONEY),
        Setting("minimum_amount", Sort.MONEY),
        MILESTONES,
        EXCLUDED,
        Setting("eligible_skus", Sort.LIST, is_rare=True),
        Setting("maximum_per_purchase", Sort.COUNT, most=MOST_COUNT, is_rare=True),
        Setting("maximum_per_day", Sort.COUNT, most=MOST_COUNT, is_rare=True),
        Setting("expiry_days", Sort.COUNT, most=MOST_DAYS, is_rare=True),
        Setting(
            "expiry_from", Sort.CHOICE, ("", "last_stamp", "first_stamp"), is_rare=True
        ),
        Setting("reward_expiry_days", Sort.COUNT, most=MOST_DAYS, is_rare=True),
        Setting("code_minutes", Sort.COUNT, most=24 * 60, is_rare=True),
    ),
}
POLICY: tuple[Setting | Rows, ...] = (
    Setting("ceiling_bp", Sort.RATE),
    Setting("margin_floor_bp", Sort.PERCENT),
    Setting("budget_amount", Sort.MONEY, inside="budget"),
    Setting("budget_period", Sort.CHOICE, BUDGET_PERIODS, inside="budget"),
    Setting(
        "budget_mode",
        Sort.CHOICE,
        ("partial", "strict"),
        is_rare=True,
        inside="budget",
    ),
    Setting("trim_at_purchase", Sort.FLAG, is_rare=True),
    Setting("adjustment_limit", Sort.MONEY, is_rare=True),
    Setting("payouts", Sort.FLAG, is_rare=True),
    Rows(
        "category_ceilings_bp",
        "limit",
        (Setting("name", Sort.TEXT), Setting("rate", Sort.RATE)),
        is_rare=True,
    ),
)
# objects inside the documents, and which of their members a fault of the whole is at
OBJECTS = {"expiry": "months", "budget": "amount"}
# lists that are objects by name in the document
BY_NAME = frozenset({"category_rates_bp", "category_ceilings_bp"})
