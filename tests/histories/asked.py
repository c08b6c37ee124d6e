"""What is asked of the product and of the model alike, and how both must answer.

Answers are plain dictionaries of figures; a refusal is its code, in the model's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from tests.histories.programs import Wanted

Figures = dict[str, Any]


@dataclass(frozen=True)
class Goods:
    """A line of a receipt; `amount` in minor units."""

    amount: int
    category: str | None = None
    quantity: int = 1
    sku: str | None = None
    cost: int | None = None


@dataclass(frozen=True)
class Sale:
    """A purchase to record; `name` is what later steps call it by."""

    name: str
    card: str
    goods: tuple[Goods, ...]
    occurred_at: datetime
    points: int = 0
    external_id: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class Back:
    """Part of a line that is refunded; a quantity of 0 leaves the count to the sum."""

    line: int
    amount: int
    quantity: int = 0


@dataclass(frozen=True)
class Correction:
    """An adjustment of points or stamps, or a payout; `by` is a person."""

    name: str
    card: str
    unit: str
    amount: int
    by: str


@dataclass(frozen=True)
class Offer:
    """A campaign of local days [since, until); None speaks to everybody."""

    name: str
    program: str
    kind: str
    since: date
    until: date
    terms: dict[str, Any]
    companies: tuple[str, ...] | None = None
    tiers: tuple[str, ...] | None = None


class Refusal(Exception):
    """The request is refused, with the code in the model's words."""

    def __init__(self, code: str, maximum: int | None = None) -> None:
        super().__init__(code)
        self.figures: Figures = {"refused": code}
        if maximum is not None:
            self.figures["maximum"] = maximum


class Face(Protocol):
    """What the steps ask for: done, or a Refusal and nothing has changed."""

    def program(self, name: str, wanted: Wanted, at: datetime) -> Figures: ...
    def publish(
        self, name: str, wanted: Wanted, effective_at: datetime, at: datetime
    ) -> Figures: ...
    def campaign(self, offer: Offer, at: datetime) -> Figures: ...
    def company(self, name: str, at: datetime) -> Figures: ...
    def adopt(self, name: str, parent: str | None, at: datetime) -> Figures: ...
    def member(self, name: str, company: str | None, at: datetime) -> Figures: ...
    def move(self, name: str, company: str | None, at: datetime) -> Figures: ...
    def card(self, name: str, program: str, member: str, at: datetime) -> Figures: ...
    def card_state(self, card: str, verb: str, at: datetime) -> Figures: ...
    def preview(self, sale: Sale, at: datetime) -> Figures: ...
    def buy(self, sale: Sale, at: datetime) -> Figures: ...
    def buy_as_seen(
        self, sale: Sale, between: tuple[Sale, ...], at: datetime
    ) -> Figures: ...
    def draft(self, sale: Sale, at: datetime) -> Figures: ...
    def confirm(self, purchase: str, at: datetime) -> Figures: ...
    def cancel(self, purchase: str, at: datetime) -> Figures: ...
    def pay(self, purchase: str, at: datetime) -> Figures: ...
    def refund(
        self, name: str, purchase: str, parts: tuple[Back, ...], at: datetime
    ) -> Figures: ...
    def approve_company(
        self,
        company: str,
        program: str,
        cap: int | None,
        days: tuple[date | None, date | None],
        at: datetime,
    ) -> Figures: ...
    def override(
        self, member: str, program: str, rate_bp: int, until: date | None, at: datetime
    ) -> Figures: ...
    def correct(self, wanted: Correction, at: datetime) -> Figures: ...
    def approve(self, name: str, by: str, at: datetime) -> Figures: ...
    def reject(self, name: str, at: datetime) -> Figures: ...
    def reserve(self, name: str, card: str, at: datetime) -> Figures: ...
    def redeem(self, name: str, at: datetime) -> Figures: ...
    def release(self, name: str, at: datetime) -> Figures: ...
    def standings(self, cards: list[str], at: datetime) -> dict[str, Figures]: ...
    def read_back(self, purchase: str, at: datetime) -> Figures: ...
    def post_due(self, at: datetime) -> Figures: ...


def shown(figures: Figures) -> Figures:
    """Without what is not there: an absent part and one that is None are the same."""
    return {key: value for key, value in figures.items() if value is not None}
