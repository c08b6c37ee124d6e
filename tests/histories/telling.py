"""Tells each step to the product and to the model, and compares what they answer.

After every step all of them gave the same answer and show the same of every card; at
the end they agree on the days to come, and the audit of the product finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from tests.histories import drawn
from tests.histories.asked import Face, Figures, Goods, Refusal, Sale
from tests.histories.model import Model
from tests.histories.product import Product
from tests.histories.programs import Wanted

MEMBERS = {"ann": "A", "bob": "A", "cleo": "B", "dan": None}
# how many of the members have a card, by the number of programs
HOLDERS = {1: 4, 2: 3, 3: 2}
BEGINNINGS = (
    datetime(2026, 1, 27, 20, 30, tzinfo=UTC),
    datetime(2026, 3, 31, 20, 59, 59, tzinfo=UTC),
    datetime(2026, 12, 30, 12, 0, tzinfo=UTC),
)
BLIND = drawn.MOST
COMING = tuple(timedelta(days=days) for days in (1, 16, 60, 200, 500))
# a request may have several of these faults at once
ALL_TOGETHER = frozenset(
    {
        "external_id_taken",
        "card_not_active",
        "too_many_points",
        "in_the_future",
        "too_old",
        "payouts_off",
    }
)


class Telling(RuleBasedStateMachine):
    """One history; `new_products` gives the product on as many databases as wanted."""

    def __init__(self, new_products: Callable[[], dict[str, Product]]) -> None:
        super().__init__()
        self.model = Model()
        self.products = new_products()
        self.now = BEGINNINGS[0]
        self.wanted: dict[str, Wanted] = {}
        self.last_version: dict[str, datetime] = {}
        self.companies: dict[str, str | None] = dict(MEMBERS)
        self.parents: dict[str, str | None] = {"A": None, "B": None}
        self.cards: dict[str, str] = {}
        self.program_of: dict[str, str] = {}
        self.sales: dict[str, Sale] = {}
        self.sold_at: dict[str, datetime] = {}
        self.settled: set[str] = set()  # sales and codes with nothing left to do
        self.codes: list[str] = []
        self.moved: set[str] = set()  # members who left the ledgers they had
        self.shown: dict[str, Figures] = {}
        self.count = 0

    def pass_time(self, instant: datetime, *, post: bool) -> None:
        """A retro-bonus is there when the due work has posted it, not by the clock."""
        self.now = instant
        if post or any(map(self.gives_bonus, self.wanted)):
            self.ask("post_due")

    def gives_bonus(self, program: str) -> bool:
        return bool(self.wanted[program].rules.get("retro_bonus"))

    # What is compared

    @invariant()
    def every_card_shows_the_same(self) -> None:
        self.compare_cards(list(self.cards), self.now)

    def teardown(self) -> None:
        """Runs after a failure too: what was said then must not be drowned."""
        try:
            if not self.failed:
                self.at_the_end()
        finally:
            for product in self.products.values():
                product.close()

    def at_the_end(self) -> None:
        coming = [
            card for card, own in self.program_of.items() if not self.gives_bonus(own)
        ]
        for later in COMING:
            self.compare_cards(coming, self.now + later)
        for name in self.sales:
            self.ask("read_back", name)
        for database, product in self.products.items():
            assert (database, product.findings()) == (database, [])

    def compare_cards(self, cards: list[str], at: datetime) -> None:
        expected = self.model.standings(cards, at)
        if at == self.now:
            self.shown = expected
        for database, product in self.products.items():
            told = product.standings(cards, at)
            for card in cards:
                if told[card] != expected[card]:
                    what = f"{card} at {at} on {database}"
                    self.fail(what, told[card], expected[card])

    def ask(self, what: str, *args: Any) -> Figures:
        """Ask all; they answer alike, or this history has found a difference."""
        expected = _answer(self.model, what, args, self.now)
        for database, product in self.products.items():
            told = _answer(product, what, args, self.now)
            if not _alike(told, expected):
                self.fail(f"{what}{args} at {self.now} on {database}", told, expected)
        return expected

    failed = False

    def fail(self, what: str, told: Figures, expected: Figures) -> None:
        self.failed = True
        message = f"{what}\n  product {told}\n  model   {expected}"
        raise AssertionError(message)

    # Names behind the numbers that are drawn: most of them choose what can be done,
    # the last one is blind, so that refusals are asked for too

    def choose(self, names: Iterable[str], fit: Collection[str], number: int) -> str:
        every = list(names)
        fitting = [name for name in every if name in fit]
        chosen = fitting if fitting and number != BLIND else every
        return chosen[number % len(chosen)]

    def card(self, number: int) -> str:
        active = [name for name in self.cards if self.is_active(name)]
        return self.choose(self.cards, active, number)

    def is_active(self, card: str) -> bool:
        return self.cards[card] == "active"

    def is_comparable(self, card: str) -> bool:
        """Whether the product knows what a preview showed.

        Revisions count anew when a member moves, and have no part in a budget.
        """
        program = self.wanted[self.program_of[card]]
        moved = card.partition("-")[0] in self.moved
        return not moved and "budget" not in program.policy

    def with_points(self) -> list[str]:
        """Cards in use that show points to spend."""
        return [
            name
            for name, shown in self.shown.items()
            if shown.get("cashback", {}).get("available") and self.is_active(name)
        ]

    def sold(self, number: int) -> Sale:
        """Of what is not settled; from the newest, so that small numbers stay near."""
        fresh = [name for name in self.sales if name not in self.settled]
        return self.sales[self.choose(reversed(self.sales), fresh, number)]

    def remember(self, sale: Sale) -> None:
        self.sales[sale.name] = sale
        self.sold_at[sale.name] = self.now

    def new_sale(self, card: int | str, goods: tuple[Goods, ...], **more: Any) -> Sale:
        self.count += 1
        occurred_at = more.pop("occurred_at", self.now)
        holder = card if isinstance(card, str) else self.card(card)
        return Sale(f"sale-{self.count}", holder, goods, occurred_at, **more)

    def sale(self, card: int | str, goods: tuple[Goods, ...], **more: Any) -> None:
        sale = self.new_sale(card, goods, **more)
        if "refused" not in self.ask("buy", sale):
            self.remember(sale)


def _alike(told: Figures, expected: Figures) -> bool:
    """The same figures; of two faults in one request either may be named."""
    both = {told.get("refused"), expected.get("refused")}
    return told == expected or (len(both) == 2 and both <= ALL_TOGETHER)


def _answer(face: Face, what: str, args: tuple[Any, ...], at: datetime) -> Figures:
    try:
        found: Figures = getattr(face, what)(*args, at=at)
    except Refusal as refusal:
        return refusal.figures
    return found
