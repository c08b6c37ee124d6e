"""Every number of the figures against a plain computation from rows and entries.

A short history is drawn and lived through the till's services; then what the page
would show of drawn days is worked out once more in Python, from everything there is.
"""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests import factories, phones
from tests.services.till.till import Till
from wallet_service.database import Database
from wallet_service.models.card import Card, CardPass
from wallet_service.models.ledger import Account, Entry
from wallet_service.models.purchase import Purchase, Refund
from wallet_service.services.actors import Actor
from wallet_service.services.errors import ServiceError
from wallet_service.services.insight import dashboard, selections, spans, tier_counts
from wallet_service.services.insight.dashboard import Figures
from wallet_service.services.insight.selections import Selection
from wallet_service.services.insight.spans import Span
from wallet_service.vault import Vault

START = factories.NOW - timedelta(days=12)
ZONE = ZoneInfo("Europe/Moscow")
CASHBACK = {
    "rate_bp": 500,
    "share_cap_bp": 9_000,
    "expiry": {"days": 5},
    "tiers": [{"name": "Gold", "from_turnover": 80_000, "rate_bp": 1_000}],
    "period": "month",
}
SELLERS = [factories.ACTOR, Actor("user", "user_a"), Actor("user", "user_b")]
PLACES = [None, "loct_a", "loct_b"]

numbers = itertools.count(1)
amounts = st.integers(1, 90_000)
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("buy"),
            st.integers(0, 2),
            amounts,
            st.sampled_from([0, 1, 500]),
            st.sampled_from(SELLERS),
            st.sampled_from(PLACES),
        ),
        st.tuples(st.just("refund"), st.integers(0, 9), st.sampled_from([1, 2, 3])),
        st.tuples(st.just("cancel"), st.integers(0, 9)),
        st.tuples(st.just("adjust"), st.integers(0, 1), st.sampled_from([700, -300])),
        st.tuples(st.just("phone"), st.integers(0, 2), st.booleans()),
        st.tuples(st.just("wait"), st.sampled_from([0.01, 1, 3])),
    ),
    min_size=4,
    max_size=12,
)

# what every history begins with, so that no kind of entry is left to luck
BEGINNING = (
    ("buy", 0, 60_000, 0, SELLERS[1], PLACES[1]),
    ("adjust", 0, 700),
    ("adjust", 0, -300),
    ("buy", 0, 50_000, 500, SELLERS[2], None),
    ("refund", 0, 3),
)


class Life:
    """One brand and what happens to it, step by step."""

    def __init__(self, database, vault) -> None:
        self.till = Till(database, vault, name=f"Brand {next(numbers)}")
        self.now = START
        gold = self.till.program("cashback", CASHBACK)
        off = self.till.program("discount")
        people = [self.till.member(), self.till.member()]
        self.cards = [
            self.till.card(gold, people[0], START),
            self.till.card(gold, people[1], START),
            self.till.card(off, people[0], START),
        ]
        self.bought: list[Any] = []

    def live(self, step) -> None:
        """Do the step; what the services refuse has not happened."""
        self.now += timedelta(seconds=1)
        what, *values = step
        try:
            getattr(self, what)(*values)
        except ServiceError:
            return

    def buy(self, card, amount, points, actor, place) -> None:
        self.bought.append(
            self.till.buy(
                self.cards[card],
                f"{amount / 100:.2f}",
                self.now,
                points=f"{points / 100:.2f}" if card < 2 else "0",
                actor=actor,
                location_id=place,
            )
        )

    def refund(self, number, part) -> None:
        if self.bought:
            purchase = self.bought[number % len(self.bought)]
            gross = purchase.figures.gross
            self.till.refund(purchase, self.now, (1, f"{gross // part / 100:.2f}"))

    def cancel(self, number) -> None:
        if self.bought:
            self.till.cancel(self.bought[number % len(self.bought)], self.now)

    def adjust(self, card, amount) -> None:
        self.till.adjust(self.cards[card], "points", amount, self.now)

    def phone(self, card, takes) -> None:
        with self.till.database.writing(self.till.brand_id) as session:
            change = phones.keep if takes else phones.leave
            change(session, self.cards[card], self.now, device=card)

    def wait(self, days) -> None:
        self.now += timedelta(days=days)
        self.till.run_due(self.now)


class Plainly:
    """The same figures from all rows, by the words of their definitions."""

    def __init__(self, session, span: Span) -> None:
        self.span = span
        self.purchases = session.scalars(select(Purchase)).all()
        self.refunds = session.scalars(select(Refund)).all()
        accounts = session.scalars(select(Account)).all()
        self.points = {one.id: one for one in accounts if one.unit == "points"}
        self.entries = session.scalars(select(Entry)).all()
        self.cards = session.scalars(select(Card)).all()
        self.passes = session.scalars(select(CardPass)).all()

    def has(self, instant) -> bool:
        return instant is not None and self.span.since <= instant < self.span.until

    def turnover(self, keep=lambda purchase: True) -> int:
        by_id = {one.id: one for one in self.purchases}
        sold = sum(
            one.gross - one.discount
            for one in self.purchases
            if self.has(one.occurred_at) and keep(one)
        )
        back = sum(
            one.money + one.points_returned
            for one in self.refunds
            if self.has(one.recorded_at) and keep(by_id[one.purchase_id])
        )
        return sold - back

    def discounts(self) -> int:
        given = sum(o.discount for o in self.purchases if self.has(o.occurred_at))
        back = sum(
            one.gross - one.money - one.points_returned
            for one in self.refunds
            if self.has(one.recorded_at)
        )
        return given - back

    def kept(self):
        return [
            one
            for one in self.purchases
            if self.has(one.occurred_at) and one.state != "cancelled"
        ]

    def times(self) -> Counter[str]:
        return Counter(one.card_id for one in self.kept())

    def moved(self):
        return [
            one
            for one in self.entries
            if one.account_id in self.points and self.has(one.occurred_at)
        ]

    def balances(self) -> Counter[str]:
        """What the entries of points add up to, by account."""
        sums: Counter[str] = Counter()
        for one in self.entries:
            if one.account_id in self.points:
                sums[one.account_id] += one.amount
        return sums


def agree(found: Figures, plain: Plainly, before: Plainly) -> None:
    """Every number of the page."""
    now = found.now
    kept = plain.kept()
    assert now.sales.turnover == plain.turnover()
    assert found.before.sales.turnover == before.turnover()
    assert now.sales.purchases == len(kept)
    receipts = sum(one.gross - one.discount for one in kept)
    assert now.sales.average == (receipts // len(kept) if kept else 0)
    assert now.sales.refunds == len(
        [o for o in plain.refunds if plain.has(o.recorded_at)]
    )
    assert now.buyers.cards == len(plain.times())
    assert now.buyers.repeated == sum(n > 1 for n in plain.times().values())
    moved = plain.moved()
    assert now.points.came_in == sum(o.amount for o in moved if o.amount > 0)
    assert now.points.went_out == -sum(o.amount for o in moved if o.amount < 0)
    cost = sum(one.amount for one in moved if one.counter == "cost")
    assert now.cost == plain.discounts() + cost
    balances = plain.balances().values()
    assert found.open.liability == sum(max(one, 0) for one in balances)
    assert found.open.debt == sum(max(-one, 0) for one in balances)
    for told, key in (
        (found.by_location, lambda one: one.location_id),
        (found.by_staff, lambda one: one.source),
    ):
        for name, sales in told.items():
            assert sales.turnover == plain.turnover(
                lambda one, key=key, name=name: key(one) == name
            )
        assert sum(one.turnover for one in told.values()) == plain.turnover()
    parts = sum(one.turnover for one in found.parts)
    assert parts == plain.turnover()
    cards = found.cards
    assert cards.issued == len(plain.cards)
    assert cards.issued_in_span == sum(plain.has(o.issued_at) for o in plain.cards)
    was_kept = [one for one in plain.passes if one.installed_at]
    assert cards.installed == sum(one.removed_at is None for one in was_kept)
    assert cards.removed == sum(one.removed_at is not None for one in was_kept)
    assert cards.installed_in_span == sum(plain.has(o.installed_at) for o in was_kept)


def tiers_agree(life: Life, session, selection: Selection) -> None:
    """Who is in a tier is who the cards say."""
    for program in selection.programs:
        found = tier_counts.of_program(session, program, life.now)
        if found is None:
            continue
        in_gold = sum(
            life.till.standing(card, life.now).tier == "Gold" for card in life.cards[:2]
        )
        assert [count for _, _, count in found.tiers] == [in_gold]


@pytest.fixture(scope="module")
def shelf(sqlite_template, tmp_path_factory):
    """One database for all examples, each with a brand of its own in it."""
    path = tmp_path_factory.mktemp("figures") / "wallet.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


# a history is lived through a database: shrinking one would take minutes
@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
@given(steps, st.integers(-1, 8), st.integers(0, 30))
def test_every_figure_is_what_the_ledger_says(shelf, drawn, back, days):
    life = Life(shelf, Vault(factories.SECRET_KEY))
    for step in (*BEGINNING, *drawn):
        life.live(step)
    last = life.now.astimezone(ZONE).date() - timedelta(days=back)
    span = Span(last - timedelta(days=days), last, ZONE)
    with shelf.reading(life.till.brand_id) as session:
        (selection, *_) = selections.choices(session)
        found = dashboard.look(session, selection, span, life.now)
        agree(found, Plainly(session, span), Plainly(session, span.before))
        tiers_agree(life, session, selection)


@pytest.mark.parametrize("days", [1, 31, 32, 182, 183, 800])
def test_the_parts_of_a_span_are_the_span(days):
    first = date(2024, 1, 31)
    span = Span(first, first + timedelta(days=days - 1), ZONE)
    cut = spans.parts(span)
    assert (cut[0].first, cut[-1].last) == (span.first, span.last)
    assert sum(one.days for one in cut) == days
    for one, following in itertools.pairwise(cut):
        assert one.until == following.since
    earlier = spans.parts_before(span)
    assert [one.days for one in earlier] == [one.days for one in cut]
    assert earlier[-1].until == span.since
