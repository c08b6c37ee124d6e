"""Whatever happens at the till, the books agree: random sequences on one card each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests import factories
from tests.services.till.till import Till, local, rub
from wallet_service.cards.outcome import RefundLine
from wallet_service.cards.purchase import Line
from wallet_service.database import Database
from wallet_service.models.ledger import Account, Entry, Lot
from wallet_service.models.purchase import PurchaseLine
from wallet_service.services.errors import Refused
from wallet_service.services.till.commands import Receipt
from wallet_service.vault import Vault

START = local(3, 1)
RULES: dict[str, tuple[str, dict[str, Any]]] = {
    "cashback": (
        "cashback",
        {
            "rate_bp": 333,
            "category_rates_bp": {"fuel": 1250, "nothing": 0},
            "discount_bp": 370,
            "minimum_amount": rub("5"),
            "hold_days": 3,
            "expiry": {"days": 9},
            "share_cap_bp": 9000,
        },
    ),
    "whole points": (
        "cashback",
        {"rate_bp": 777, "whole_points": True, "earn_base": "gross"},
    ),
    "accumulating": (
        "accumulating",
        {
            "tiers": [
                {"name": "One", "from_turnover": rub("100"), "rate_bp": 333},
                {"name": "Two", "from_turnover": rub("300"), "rate_bp": 777},
            ],
            "period": "month",
            "excluded_categories": ["nothing"],
        },
    ),
    "stamp": (
        "stamp",
        {
            "mode": "amount",
            "per_amount": rub("40"),
            "slots": 5,
            "reward_name": "A gift",
            "milestones": [{"at": 2, "reward_name": "Coffee"}],
            "maximum_per_day": 9,
        },
    ),
}
amounts = st.integers(min_value=0, max_value=rub("150"))
lines = st.lists(
    st.tuples(amounts, st.sampled_from(["fuel", "nothing", None])),
    min_size=1,
    max_size=3,
).filter(lambda rows: any(amount for amount, _ in rows))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), lines, st.integers(0, 100)),
        st.tuples(st.just("refund"), st.integers(0, 9), st.integers(0, 100)),
        st.tuples(st.just("wait"), st.integers(1, 150), st.booleans()),
    ),
    min_size=1,
    max_size=12,
)


@dataclass
class Card:
    """One card, its purchases, and the time at its till."""

    till: Till
    id: str
    now: datetime = START
    bought: list[Receipt] = field(default_factory=list)

    def buy(self, rows: list[tuple[int, str | None]], share: int) -> None:
        goods = [
            Line(number, amount, category, quantity=2)
            for number, (amount, category) in enumerate(rows, start=1)
        ]
        cashback = self.till.standing(self.id, self.now).cashback
        points = cashback.available * share // 100 if cashback else 0
        gross = sum(amount for amount, _ in rows)
        wanted = f"{min(points, gross * 8 // 10) / 100:.2f}"
        self.bought.append(self.till.buy(self.id, goods, self.now, points=wanted))

    def refund(self, which: int, share: int) -> None:
        if not self.bought:
            return
        purchase = self.bought[which % len(self.bought)]
        parts = []
        if share < 100:
            with self.till.database.reading(self.till.brand_id) as session:
                parts = [
                    RefundLine(number, left * share // 100)
                    for number, left in session.execute(_left_of(str(purchase.id)))
                ]
        try:
            self.till.refund_lines(purchase, self.now, *parts)
        except Refused as refused:
            if refused.code != "nothing_left":
                raise

    def wait(self, hours: int, post: bool) -> None:
        self.now += timedelta(hours=hours)
        if post:
            self.till.run_due(self.now)


def _left_of(purchase_id: str) -> Any:
    return (
        select(PurchaseLine.number, PurchaseLine.gross_left)
        .where(PurchaseLine.purchase_id == purchase_id)
        .order_by(PurchaseLine.number)
    )


@dataclass(frozen=True)
class Shop:
    """A till and the one program that it sells by; each example takes a new card."""

    till: Till
    program: str

    def card(self) -> Card:
        return Card(self.till, self.till.card(self.program))


@pytest.fixture(scope="module", params=RULES)
def shop(
    request: pytest.FixtureRequest,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shop]:
    """A database for each kind: an example audits what came before it too."""
    path = tmp_path_factory.mktemp("shop") / "wallet.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    till = Till(database, Vault(factories.SECRET_KEY))
    kind, rules = RULES[request.param]
    yield Shop(till, till.program(kind, rules))
    database.dispose()


@hypothesis_settings(max_examples=25)
@given(steps=steps)
def test_balances_lots_and_entries_agree_after_anything(
    shop: Shop, steps: list[tuple[Any, ...]]
) -> None:
    card = shop.card()
    for name, *given_to in steps:
        getattr(card, name)(*given_to)
    _books_agree(card)
    assert shop.till.findings() == []


@hypothesis_settings(max_examples=25)
@given(rows=lines, shares=st.lists(st.integers(0, 99), max_size=4))
def test_refunds_of_parts_reverse_exactly_the_whole(
    shop: Shop, rows: list[tuple[int, str | None]], shares: list[int]
) -> None:
    card = shop.card()
    card.buy([(rub("90"), "fuel")], 0)
    card.wait(24 * 4, post=False)
    before = _totals(card)
    card.buy(rows, 100)
    for share in [*shares, 100]:
        card.refund(1, share)
    read = shop.till.purchase(card.bought[1], card.now)
    assert read.state == "refunded"
    assert read.refunded.money == read.figures.payable
    assert read.refunded.points_returned == read.figures.points_spent
    assert read.refunded.earning_reversed == read.figures.earned
    assert read.refunded.turnover_removed == read.figures.turnover_added
    assert _totals(card) == before
    assert shop.till.findings() == []


def _totals(card: Card) -> list[tuple[str, int]]:
    """Balances of the card's accounts that are not nothing."""
    with card.till.database.reading(card.till.brand_id) as session:
        chosen = select(Account.unit, Account.balance).where(
            Account.id.in_(_account_ids(card)), Account.balance != 0
        )
        return sorted((unit, balance) for unit, balance in session.execute(chosen))


def _account_ids(card: Card) -> Any:
    return select(Entry.account_id).where(Entry.card_id == card.id)


def _books_agree(card: Card) -> None:
    """balance = sum of entries = open lots - debt, for each account of the card."""
    with card.till.database.reading(card.till.brand_id) as session:
        mine = select(Account).where(Account.id.in_(_account_ids(card)))
        for account in session.scalars(mine):
            entries = session.scalar(
                select(func.sum(Entry.amount)).where(Entry.account_id == account.id)
            )
            assert account.balance == (entries or 0)
            if account.unit == "points":
                open_lots = session.scalar(
                    select(func.sum(Lot.left)).where(Lot.account_id == account.id)
                )
                assert account.balance == (open_lots or 0) - account.debt
