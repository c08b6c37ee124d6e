"""Phases of purchases, told to the product and to the oracle: the same comes out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests import factories
from tests.oracle import scenes
from tests.oracle.records import Refused as OracleRefused
from tests.oracle.world import World
from tests.services.till.till import Till, line, local, rub
from wallet_service.database import Database
from wallet_service.services.errors import Refused
from wallet_service.services.till.commands import Receipt
from wallet_service.vault import Vault

START = local(3, 20)
TIERS = [
    {"name": "One", "from_turnover": rub("100"), "rate_bp": 333},
    {"name": "Two", "from_turnover": rub("300"), "rate_bp": 777},
]
COUNTED = {"tiers": TIERS, "period": "month", "turnover_base": "paid"}
HELD = {"rate_bp": 500, "hold_until": "paid", "expiry": {"days": 9}}
RULES: dict[str, tuple[str, dict[str, Any]]] = {
    "held and counted": (
        "cashback",
        {**HELD, **COUNTED, "discount_bp": 370, "share_cap_bp": 6000},
    ),
    "held and capped": ("cashback", {**HELD, "monthly_cap": rub("20")}),
    "counted": ("accumulating", {**COUNTED, "excluded_categories": ["gift"]}),
    "counted and held": (
        "accumulating",
        {**COUNTED, "hold": "qualify", "grace_days": 3, "apply": "inclusive"},
    ),
}
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["draft", "buy", "confirm", "confirm", "cancel", "pay", "pay", "refund"]
        ),
        st.sampled_from([0, 0, 5, 20, 1_000, 15_000]),  # minutes later
        st.integers(1, rub("150")),
        st.integers(0, 9),
        st.sampled_from([0, 0, 40, 100]),
    ),
    min_size=3,
    max_size=16,
)


@dataclass
class Both:
    """One card in either world, and its purchases by name."""

    till: Till
    world: World
    card: str
    now: datetime = START
    drafts: dict[str, Receipt] = field(default_factory=dict)
    bought: dict[str, Receipt] = field(default_factory=dict)
    made: int = 0

    def tell(
        self, product: Callable[[], Any], oracle: Callable[[], Any]
    ) -> tuple[Any, Any] | None:
        """Both do it, or both refuse it."""
        try:
            told = oracle()
        except OracleRefused as refused:
            with pytest.raises(Refused) as own:
                product()
            maximum = refused.details.get("maximum")
            if own.value.code == "too_many_points":
                assert own.value.extra.get("maximum") == maximum
            return None
        return product(), told

    def buy(self, amount: int, which: int, share: int) -> None:
        self._make(amount, which, share, draft=False)

    def draft(self, amount: int, which: int, share: int) -> None:
        self._make(amount, which, share, draft=True)

    def _make(self, amount: int, which: int, share: int, *, draft: bool) -> None:
        self.made += 1
        name = f"p{self.made}"
        cashback = self.world.standing("c", at=self.now).get("cashback")
        points = cashback["available"] * share // 100 if cashback else 0
        category = "gift" if which % 3 == 0 else None
        goods = [line(1, _text(amount), category), line(2, "7.77")]
        make = self.till.draft if draft else self.till.buy
        done = self.tell(
            lambda: make(self.card, goods, self.now, points=_text(points)),
            lambda: self.world.purchase(
                name,
                "c",
                [{"amount": amount, "category": category}, {"amount": 777}],
                points=points,
                draft=draft,
                at=self.now,
            ),
        )
        if done and draft:
            self.drafts[name] = done[0]
        elif done:
            self.bought[name] = done[0]
            _same_figures(*done)

    def confirm(self, amount: int, which: int, share: int) -> None:
        if name := _chosen(self.drafts, which):
            done = self.tell(
                lambda: self.till.confirm_draft(self.drafts[name], self.now),
                lambda: self.world.confirm(name, at=self.now),
            )
            if done:
                self.bought[name] = done[0]
                del self.drafts[name]
                _same_figures(*done)

    def cancel(self, amount: int, which: int, share: int) -> None:
        known = self.drafts if share else self.bought
        if name := _chosen(known, which):
            done = self.tell(
                lambda: self.till.cancel(known[name], self.now),
                lambda: self.world.cancel(name, at=self.now),
            )
            if done:
                assert done[0].state == "cancelled"
                del known[name]

    def pay(self, amount: int, which: int, share: int) -> None:
        if name := _chosen(self.bought, which):
            self.tell(
                lambda: self.till.pay(self.bought[name], self.now),
                lambda: self.world.paid(name, at=self.now),
            )

    def refund(self, amount: int, which: int, share: int) -> None:
        if name := _chosen(self.bought, which):
            part = amount % 500 + 1
            parts = [(1, _text(part))] if share else []
            lines = [{"line": 1, "amount": part}] if share else None
            self.made += 1
            done = self.tell(
                lambda: self.till.refund(self.bought[name], self.now, *parts),
                lambda: self.world.refund(f"r{self.made}", name, lines, at=self.now),
            )
            if done:
                own, told = done
                assert (own.money, own.points_returned, own.earning_reversed) == (
                    told.money,
                    told.points_returned,
                    told.earning_reversed,
                )
                assert own.turnover_removed == told.turnover_removed

    def compare(self) -> None:
        """What the card shows now, and before anything fell due."""
        own = self.till.standing(self.card, self.now)
        told = self.world.standing("c", at=self.now)
        for name in ("rate_bp", "tier", "turnover"):
            if name in told:
                assert getattr(own, name) == told[name], name
        if own.cashback is not None:
            shown = (own.cashback.available, own.cashback.pending, own.cashback.debt)
            cashback = told["cashback"]
            names = ("available", "pending", "debt")
            assert shown == tuple(cashback[name] for name in names)


def _text(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


def _chosen(known: dict[str, Receipt], which: int) -> str | None:
    names = list(known)
    return names[which % len(names)] if names else None


def _same_figures(receipt: Receipt, outcome: Any) -> None:
    figures = outcome.figures()
    for name in ("gross", "discount", "points_spent", "payable", "earned"):
        assert getattr(receipt.figures, name) == figures[name], name
    assert receipt.figures.turnover_added == figures["turnover_added"]


@pytest.fixture(scope="module")
def shop(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Till]:
    """One database for all examples; each takes a card of its own."""
    path = tmp_path_factory.mktemp("shop") / "wallet.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield Till(database, Vault(factories.SECRET_KEY))
    database.dispose()


@pytest.fixture(scope="module", params=RULES)
def program(request: pytest.FixtureRequest, shop: Till) -> tuple[str, str]:
    """A program and the name of its rules."""
    return shop.program(*RULES[request.param]), request.param


@hypothesis_settings(max_examples=40)
@given(steps=steps)
def test_readings_R8_R12_R15_R35_the_oracle_tells_the_same(
    shop: Till, program: tuple[str, str], steps: list[tuple[Any, ...]]
) -> None:
    kind, rules = RULES[program[1]]
    world = scenes.alone(kind, rules)
    world.undo_window = timedelta(minutes=15)
    both = Both(shop, world, shop.card(program[0]))
    for name, minutes, amount, which, share in steps:
        both.now += timedelta(minutes=minutes)
        getattr(both, name)(amount, which, share)
        both.compare()
    assert shop.findings() == []
