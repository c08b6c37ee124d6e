"""Histories: steps of any kind in any order, told to the product and to the model.

After every step all of them gave the same answer and tell the same of every card; at
the end they agree on the days to come, and the audit of the product finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from tests.histories import programs
from tests.histories.asked import Back, Face, Figures, Goods, Refusal, Sale
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
COMING = tuple(timedelta(days=days) for days in (1, 16, 60, 200, 500))
# a request may have several of these faults at once
ALL_TOGETHER = frozenset(
    {
        "external_id_taken",
        "card_not_active",
        "too_many_points",
        "in_the_future",
        "too_old",
    }
)

numbers = st.integers(0, 11)
shares = st.sampled_from([100, 50, 1, 99, 33])
amounts = st.one_of(
    st.sampled_from([10_000, 3_333, 9_999, 1, 33_333, 100_000, 999_999]),
    st.integers(1, 400_000),
)
goods = st.lists(
    st.builds(
        Goods,
        amounts,
        st.sampled_from(programs.CATEGORIES),
        st.integers(1, 4),
        st.sampled_from(programs.SKUS),
        st.sampled_from([None, 5_000, 90_000]),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
pauses = st.sampled_from(
    [
        *(timedelta(hours=hours) for hours in (1, 5, 24, 72)),
        *(timedelta(days=days) for days in (7, 14, 31, 92)),
        timedelta(minutes=7),
    ]
)


class Histories(RuleBasedStateMachine):
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
        self.codes: list[str] = []
        self.count = 0

    # The beginning

    @initialize(
        wanted=st.lists(programs.wanted_programs(), min_size=1, max_size=3),
        beginning=st.sampled_from(BEGINNINGS),
    )
    def begin(self, wanted: list[Wanted], beginning: datetime) -> None:
        self.now = beginning
        for company in ("A", "B", "H"):
            self.ask("company", company)
        for member, employer in MEMBERS.items():
            self.ask("member", member, employer)
        for number, one in enumerate(wanted, start=1):
            self.ask("program", f"p{number}", one)
            self.wanted[f"p{number}"] = one
            self.last_version[f"p{number}"] = self.now
            for member in list(MEMBERS)[: HOLDERS[len(wanted)]]:
                self.open_card(f"p{number}", member)

    def open_card(self, program: str, member: str) -> None:
        card = f"{member}-{program}"
        self.ask("card", card, program, member)
        self.cards[card] = "active"
        self.program_of[card] = program

    # Purchases

    @rule(card=numbers, goods=goods)
    def sell(self, card: int, goods: tuple[Goods, ...]) -> None:
        self.sale(card, goods)

    @rule(card=numbers, goods=goods, pause=pauses)
    def sell_and_wait(
        self, card: int, goods: tuple[Goods, ...], pause: timedelta
    ) -> None:
        self.sale(card, goods)
        self.now += pause

    @rule(card=numbers, goods=goods, share=shares)
    def sell_for_points(self, card: int, goods: tuple[Goods, ...], share: int) -> None:
        most = self.model.most_points(self.card(card), goods, self.now)
        self.sale(card, goods, points=most * share // 100)

    @rule(card=numbers, goods=goods, more=st.sampled_from([1, 10_000]))
    def sell_for_too_many_points(
        self, card: int, goods: tuple[Goods, ...], more: int
    ) -> None:
        most = self.model.most_points(self.card(card), goods, self.now)
        self.sale(card, goods, points=most + more)

    @rule(
        card=numbers,
        goods=goods,
        ago=st.sampled_from(
            [
                timedelta(hours=13),
                timedelta(days=2),
                timedelta(days=25),
                timedelta(days=91),
                timedelta(days=94),
                timedelta(minutes=-4),
                timedelta(minutes=-6),
            ]
        ),
        share=st.sampled_from([0, 50, 100]),
    )
    def sell_at_another_time(
        self, card: int, goods: tuple[Goods, ...], ago: timedelta, share: int
    ) -> None:
        occurred_at = min(self.now - ago, self.now + timedelta(minutes=6))
        most = 0
        if share and ago > timedelta():
            most = self.model.most_points(self.card(card), goods, self.now, occurred_at)
        self.sale(card, goods, occurred_at=occurred_at, points=most * share // 100)

    @rule(
        card=numbers,
        goods=goods,
        number=st.integers(1, 4),
        other=st.one_of(st.none(), goods),
    )
    def sell_twice(
        self,
        card: int,
        goods: tuple[Goods, ...],
        number: int,
        other: tuple[Goods, ...] | None,
    ) -> None:
        """The same key again: with the same body, or with another one."""
        self.count += 1
        sale = self.new_sale(
            card, goods, external_id=f"INV-{number}", key=f"key-{self.count}"
        )
        first = self.ask("buy", sale)
        if "refused" in first:
            return
        self.sales[sale.name] = sale
        again = replace(sale, goods=other or goods)
        answer = self.ask("buy", again)
        expected = "idempotency_key_reused" if other not in (None, goods) else None
        assert answer.get("refused") == expected

    @rule(
        card=numbers,
        goods=goods,
        share=st.sampled_from([0, 100]),
        between=st.lists(
            st.tuples(numbers, goods, st.sampled_from([0, 60])), max_size=2
        ),
    )
    def sell_as_seen(
        self,
        card: int,
        goods: tuple[Goods, ...],
        share: int,
        between: list[tuple[int, tuple[Goods, ...], int]],
    ) -> None:
        """A revision is named that its preview showed, with others in between."""
        most = self.model.most_points(self.card(card), goods, self.now)
        sale = self.new_sale(card, goods, points=most * share // 100)
        if not self.is_active(sale.card):
            return
        others: list[Sale] = []
        for other_card, other_goods, other_share in between:
            name = self.card(other_card)
            if not self.is_active(name):
                continue
            most = self.model.most_points(name, other_goods, self.now)
            # the second of them must not ask for what the first has spent
            points = 0 if others else most * other_share // 100
            others.append(self.new_sale(other_card, other_goods, points=points))
        for other in others:
            self.sales[other.name] = other
        if "refused" not in self.ask("buy_as_seen", sale, tuple(others)):
            self.sales[sale.name] = sale

    # Refunds

    @precondition(lambda self: self.sales)
    @rule(sale=numbers)
    def refund(self, sale: int) -> None:
        self.count += 1
        self.ask("refund", f"refund-{self.count}", self.sold(sale).name, ())

    @precondition(lambda self: self.sales)
    @rule(
        sale=numbers,
        parts=st.lists(
            st.tuples(st.integers(1, 3), shares, st.integers(0, 2)),
            min_size=1,
            max_size=2,
            unique_by=lambda part: part[0],
        ),
    )
    def refund_parts(self, sale: int, parts: list[tuple[int, int, int]]) -> None:
        self.count += 1
        sold = self.sold(sale)
        wanted = tuple(
            Back(
                line,
                max(sold.goods[line - 1].amount * share // 100, 1),
                min(quantity, sold.goods[line - 1].quantity),
            )
            for line, share, quantity in parts
            if line <= len(sold.goods)
        )
        if wanted:
            self.ask("refund", f"refund-{self.count}", sold.name, wanted)

    # Rewards

    @rule(card=numbers)
    def reserve(self, card: int) -> None:
        self.count += 1
        name = f"code-{self.count}"
        if self.wanted[self.program_of[self.card(card)]].kind != "stamp":
            return
        if "refused" not in self.ask("reserve", name, self.card(card)):
            self.codes.append(name)

    @precondition(lambda self: self.codes)
    @rule(code=numbers, verb=st.sampled_from(["redeem", "redeem", "release"]))
    def settle_code(self, code: int, verb: str) -> None:
        self.ask(verb, self.codes[-1 - code % len(self.codes)])

    # Time, versions, cards and people

    @rule(pause=pauses, post=st.booleans())
    def wait(self, pause: timedelta, post: bool) -> None:
        self.now += pause
        if post:
            self.ask("post_due")

    @rule(months=st.integers(1, 3), early=st.booleans(), post=st.booleans())
    def wait_for_a_month(self, months: int, early: bool, post: bool) -> None:
        """To the first instant of a month, or to the last one before it."""
        zone = ZoneInfo(next(iter(self.wanted.values())).zone)
        today = self.now.astimezone(zone).date()
        count = today.year * 12 + today.month - 1 + months
        first = datetime.combine(
            date(count // 12, count % 12 + 1, 1), datetime.min.time(), zone
        )
        instant = first.astimezone(UTC) - timedelta(seconds=early)
        self.now = max(self.now, instant)
        if post:
            self.ask("post_due")

    @rule(
        program=numbers,
        data=st.data(),
        later=st.sampled_from([timedelta(), timedelta(days=1), timedelta(days=20)]),
    )
    def publish(self, program: int, data: st.DataObject, later: timedelta) -> None:
        name = list(self.wanted)[program % len(self.wanted)]
        before = self.wanted[name]
        if before.kind not in programs.VERSIONED:
            return
        wanted = data.draw(programs.another_version(before))
        if wanted == before:
            return
        effective_at = max(self.now + later, self.last_version[name])
        if "refused" not in self.ask("publish", name, wanted, effective_at):
            self.wanted[name] = wanted
            self.last_version[name] = effective_at

    @rule(card=numbers, verb=st.sampled_from(["freeze", "close"]))
    def change_card(self, card: int, verb: str) -> None:
        """One card out of use, or the one that is back again."""
        name = self.card(card)
        back = {"frozen": "unfreeze", "closed": "reopen"}
        for other, state in self.cards.items():
            if state in back:
                name, verb = other, back[state]
        self.ask("card_state", name, verb)
        out_of_use = {"freeze": "frozen", "close": "closed"}
        self.cards[name] = out_of_use.get(verb, "active")

    @rule(
        member=st.sampled_from(list(MEMBERS)), company=st.sampled_from(["A", "B", None])
    )
    def move(self, member: str, company: str | None) -> None:
        if self.companies[member] != company:
            self.companies[member] = company
            self.ask("move", member, company)

    @rule(company=st.sampled_from(["A", "B"]), parent=st.sampled_from(["H", None]))
    def adopt(self, company: str, parent: str | None) -> None:
        if self.parents[company] != parent:
            self.parents[company] = parent
            self.ask("adopt", company, parent)

    # What is compared

    @invariant()
    def every_card_shows_the_same(self) -> None:
        self.compare_cards(self.now)

    def teardown(self) -> None:
        """Runs after a failure too: what was said then must not be drowned."""
        try:
            if not self.failed:
                self.at_the_end()
        finally:
            for product in self.products.values():
                product.close()

    def at_the_end(self) -> None:
        for later in COMING:
            self.compare_cards(self.now + later)
        for name in self.sales:
            self.ask("read_back", name)
        for database, product in self.products.items():
            assert (database, product.findings()) == (database, [])

    def compare_cards(self, at: datetime) -> None:
        cards = list(self.cards)
        expected = self.model.standings(cards, at)
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

    # Names behind the numbers that are drawn

    def card(self, number: int) -> str:
        return list(self.cards)[number % len(self.cards)]

    def is_active(self, card: str) -> bool:
        return self.cards[card] == "active"

    def sold(self, number: int) -> Sale:
        """Numbers count from the newest, so that small ones stay near."""
        names = list(self.sales)
        return self.sales[names[-1 - number % len(names)]]

    def new_sale(self, card: int, goods: tuple[Goods, ...], **more: Any) -> Sale:
        self.count += 1
        occurred_at = more.pop("occurred_at", self.now)
        name = f"sale-{self.count}"
        return Sale(name, self.card(card), goods, occurred_at, **more)

    def sale(self, card: int, goods: tuple[Goods, ...], **more: Any) -> None:
        sale = self.new_sale(card, goods, **more)
        if "refused" not in self.ask("buy", sale):
            self.sales[sale.name] = sale


def histories_on(
    new_products: Callable[[], dict[str, Product]],
) -> type[RuleBasedStateMachine]:
    """Histories told to these products."""

    class HistoriesHere(Histories):
        def __init__(self) -> None:
            super().__init__(new_products)

    return HistoriesHere


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
