"""Ledger entries in words: what a salesperson can read out, in English and Russian."""

from __future__ import annotations

from collections.abc import Mapping

from wallet_service.ledger.history import EntryView
from wallet_service.passes import formats
from wallet_service.passes.card_view import Locale

MONEY_UNITS = frozenset({"points", "turnover", "carry"})

SENTENCES: Mapping[str, tuple[str, str]] = {
    "earn": ("Earned by a purchase", "Начислено за покупку"),
    "earn_pending": (
        "Earned by a purchase, not spendable yet",
        "Начислено за покупку, ожидает зачисления",
    ),
    "welcome": (
        "Welcome points, spendable after the first purchase",
        "Приветственные баллы, доступны после первой покупки",
    ),
    "release": ("Points became spendable", "Баллы стали доступны"),
    "spend": ("Paid with points", "Оплачено баллами"),
    "spend_return": (
        "Points came back with a refund",
        "Баллы возвращены при возврате покупки",
    ),
    "earn_reverse": (
        "Taken back with a refund",
        "Списано при возврате покупки",
    ),
    "expire": ("Points expired", "Баллы сгорели"),
    "turnover": ("Counted towards the tier", "Учтено в обороте"),
    "turnover_reverse": (
        "Turnover lowered by a refund",
        "Оборот уменьшен из-за возврата",
    ),
    "stamp": ("Stamps for a purchase", "Штампы за покупку"),
    "stamp_reverse": (
        "Stamps taken back with a refund",
        "Штампы сняты при возврате",
    ),
    "stamp_card_filled": (
        "The card is full and starts anew",
        "Карта заполнена и начата заново",
    ),
    "stamp_card_reopened": (
        "A full card was opened again by a refund",
        "Заполненная карта открыта снова из-за возврата",
    ),
    "carry": (
        "Amount carried towards the next stamp",
        "Сумма перенесена в счёт следующего штампа",
    ),
    "carry_used": (
        "Carried amount used for a stamp or returned",
        "Перенесённая сумма ушла в штамп или возвращена",
    ),
    "reward": ("A gift is ready", "Подарок готов"),
    "reward_cancel": (
        "A gift was withdrawn with a refund",
        "Подарок отменён при возврате",
    ),
    "adjust": ("Corrected by hand", "Исправлено вручную"),
    "retro_bonus": ("Bonus for the whole period", "Бонус за весь период"),
    "payout": ("Points paid out in money", "Баллы выплачены деньгами"),
    "reward_redeem": ("A gift was handed out", "Подарок выдан"),
}


OF_UNITS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("expire", "stamps"): ("Stamps expired", "Штампы сгорели"),
    ("expire", "carry"): (
        "The carried amount expired with the stamps",
        "Перенесённая сумма сгорела вместе со штампами",
    ),
    ("expire", "rewards"): ("A gift expired", "Срок подарка истёк"),
}


def explain(entry: EntryView, currency: str) -> dict[str, str]:
    """The entry's kind, amount and new balance as a sentence in each language."""
    words = OF_UNITS.get((entry.kind, entry.unit)) or SENTENCES[entry.kind]
    english, russian = words
    return {
        "en": _sentence(entry, currency, "en", english, "balance"),
        "ru": _sentence(entry, currency, "ru", russian, "остаток"),
    }


def _sentence(
    entry: EntryView, currency: str, locale: Locale, what: str, balance: str
) -> str:
    if entry.kind == "release":
        return (
            f"{what}; {balance} {_amount(entry.balance_after, entry, currency, locale)}"
        )
    moved = _amount(entry.amount, entry, currency, locale, signed=True)
    after = _amount(entry.balance_after, entry, currency, locale)
    return f"{what}: {moved}; {balance} {after}"


def _amount(
    amount: int,
    entry: EntryView,
    currency: str,
    locale: Locale,
    *,
    signed: bool = False,
) -> str:
    if entry.unit in MONEY_UNITS:
        money = formats.signed_money if signed else formats.money
        return money(amount, currency, locale)
    number = formats.signed_number if signed else formats.number
    return number(amount, locale)
