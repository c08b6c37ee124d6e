"""What each step and reason of a trace says, in English and in Russian.

`{base}`, `{result}` and `{rate}` stand for the figures of the step. A test holds these
tables to the words that the rules can write.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# steps whose figures are counts; those of all others are amounts of money
COUNTS = frozenset(
    {
        *("stamps", "maximum_per_purchase", "maximum_per_day", "carry_over"),
        *("rewards", "stamps_removed", "rewards_cancelled"),
    }
)
_CUT_DISCOUNT = (
    "Discount cut from {base} to {result}",
    "Скидка уменьшена с {base} до {result}",
)
_CUT_POINTS = (
    "Points cut from {base} to {result}",
    "Баллы уменьшены с {base} до {result}",
)
_CUT_STAMPS = (
    "Stamps cut from {base} to {result}",
    "Штампы уменьшены с {base} до {result}",
)

STEPS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "gross": ("The purchase comes to {result}", "Сумма покупки {result}"),
        "excluded": (
            "{result} of it takes no part: excluded categories",
            "{result} не участвует: исключённые категории",
        ),
        "minimum": (
            "{base} is too little: no discount",
            "{base} недостаточно: скидки нет",
        ),
        "card_discount": (
            "Discount: {rate} of {base} is {result}",
            "Скидка: {rate} от {base} — это {result}",
        ),
        "maximum_discount": _CUT_DISCOUNT,
        "discount_category_ceiling": _CUT_DISCOUNT,
        "discount_ceiling": _CUT_DISCOUNT,
        "points": (
            "Points pay {result} of {base}",
            "Баллами оплачено {result} из {base}",
        ),
        "payable": ("To pay: {result}", "К оплате: {result}"),
        "earn_base": ("Points are counted on {result}", "Баллы считаются от {result}"),
        "earn_minimum": (
            "{base} is too little: no points",
            "{base} недостаточно: баллы не начисляются",
        ),
        "earning": (
            "Points: {rate} of {base} is {result}",
            "Баллы: {rate} от {base} — это {result}",
        ),
        "campaign": (
            "A campaign brings points on {base}: {result}",
            "Акция приносит баллы от {base}: {result}",
        ),
        "campaign_budget": _CUT_POINTS,
        "budget": _CUT_POINTS,
        "approval": _CUT_POINTS,
        "monthly_cap": _CUT_POINTS,
        "earning_category_ceiling": _CUT_POINTS,
        "earning_ceiling": _CUT_POINTS,
        "maximum_balance": _CUT_POINTS,
        "whole_points": (
            "Points rounded down from {base} to {result}",
            "Баллы округлены вниз с {base} до {result}",
        ),
        "turnover": (
            "{result} counts towards the tier",
            "{result} идёт в оборот для уровня",
        ),
        "stamps": ("Stamps for the purchase: {result}", "Штампы за покупку: {result}"),
        "maximum_per_purchase": _CUT_STAMPS,
        "maximum_per_day": _CUT_STAMPS,
        "carry_over": (
            "Of {base} stamps {result} reached the card",
            "Штампов попало на карту: {result} из {base}",
        ),
        "carry": (
            "{result} is kept towards the next stamp",
            "{result} отложено в счёт следующего штампа",
        ),
        "rewards": ("Gifts ready: {result}", "Готово подарков: {result}"),
        "refund": ("Goods for {result} come back", "Возвращается товар на {result}"),
        "refund_discount": (
            "The discount on them was {result}",
            "Скидка на него составляла {result}",
        ),
        "points_returned": (
            "Points given back: {result}",
            "Возвращено баллов: {result}",
        ),
        "money_returned": ("Money given back: {result}", "Возвращено денег: {result}"),
        "earning_reversed": (
            "Points taken back: {result}",
            "Списано начисленных баллов: {result}",
        ),
        "turnover_removed": (
            "Turnover goes down by {result}",
            "Оборот уменьшается на {result}",
        ),
        "stamps_removed": ("Stamps taken off: {result}", "Снято штампов: {result}"),
        "carry_removed": (
            "Kept towards the next stamp now: {result}",
            "Теперь отложено в счёт следующего штампа: {result}",
        ),
        "rewards_cancelled": (
            "Gifts withdrawn: {result}",
            "Отменено подарков: {result}",
        ),
    }
)

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "card_rate": ("the card's own rate", "ставка карты"),
        "category_rate": ("the rate of the category", "ставка категории"),
        "tier": ("the rate of the tier", "ставка уровня"),
        "no_tier": ("no tier is reached yet", "уровень ещё не достигнут"),
        "band": ("the rate of this part of the turnover", "ставка этой части оборота"),
        "override": ("the person's own rate is better", "личная ставка выгоднее"),
        "campaign": ("a campaign's rate is better", "ставка акции выгоднее"),
        "campaign_added": ("a campaign's rate is added", "добавлена ставка акции"),
        "multiplier": ("a campaign multiplies the rate", "акция умножает ставку"),
        "campaign_budget": ("the campaign's own budget", "бюджет акции"),
        "budget": (
            "the program's budget of the period",
            "бюджет программы на период",
        ),
        "below_minimum": ("below the least purchase", "меньше минимальной покупки"),
        "limit": ("the card's maximum is reached", "достигнут максимум карты"),
        "share_cap": (
            "points pay for no more of a purchase",
            "большую долю баллами оплатить нельзя",
        ),
        "margin_floor": (
            "the least margin stays to be paid in money",
            "минимальная наценка оплачивается деньгами",
        ),
        "policy_ceiling": (
            "commercial policy: the limit of the purchase",
            "коммерческая политика: предел на покупку",
        ),
        "policy_category_ceiling": (
            "commercial policy: the limit of the category",
            "коммерческая политика: предел на категорию",
        ),
        "approval_missing": (
            "the company has not approved points for its people",
            "компания не согласовала баллы для сотрудников",
        ),
        "approval_cap": (
            "the most of one month that the company approved",
            "предел на месяц, согласованный компанией",
        ),
        "monthly_cap": ("the most of one month", "предел на месяц"),
        "balance_limit": ("the most that may be held", "предел остатка"),
        "payable": ("on what is paid", "от суммы к оплате"),
        "net": ("on the price after discount", "от суммы после скидки"),
        "gross": ("on the full price", "от полной суммы"),
        "whole_points": (
            "only whole points are credited",
            "начисляются только целые баллы",
        ),
        "purchase_limit": ("the most of one purchase", "предел на покупку"),
        "daily_limit": ("the most of one day", "предел на день"),
        "no_carry_over": (
            "a full card starts anew without surplus",
            "заполненная карта начинается заново без остатка",
        ),
    }
)
