"""Histories: steps of any kind in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from tests.histories import programs
from tests.histories.asked import Back, Goods, Sale
from tests.histories.drawn import goods, numbers, pauses, shares
from tests.histories.offers import Offers
from tests.histories.product import Product
from tests.histories.programs import Wanted
from tests.histories.telling import BEGINNINGS, BLIND, HOLDERS, MEMBERS


class Histories(Offers):
    """What can happen: sales, refunds, rewards, time, and changes around them."""

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
        self.pass_time(self.now + pause, post=False)

    @rule(card=numbers, goods=goods, share=shares)
    def sell_for_points(self, card: int, goods: tuple[Goods, ...], share: int) -> None:
        buyer = self.choose(self.cards, self.with_points(), card)
        most = self.model.most_points(buyer, goods, self.now)
        self.sale(buyer, goods, points=most * share // 100)

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
        number=st.integers(1, 40),
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
        self.remember(sale)
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
        if not (self.is_active(sale.card) and self.is_comparable(sale.card)):
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
            self.remember(other)
        if "refused" not in self.ask("buy_as_seen", sale, tuple(others)):
            self.remember(sale)

    # Refunds

    @precondition(lambda self: self.sales)
    @rule(sale=numbers)
    def refund(self, sale: int) -> None:
        self.count += 1
        name = self.sold(sale).name
        self.ask("refund", f"refund-{self.count}", name, ())
        self.settled.add(name)

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
        code = f"code-{self.count}"
        ready = [name for name, shown in self.shown.items() if shown.get("rewards")]
        holder = self.choose(self.cards, ready, card)
        kind = self.wanted[self.program_of[holder]].kind
        if kind != "stamp" or not (ready or card == BLIND):
            return
        if "refused" not in self.ask("reserve", code, holder):
            self.codes.append(code)

    @precondition(lambda self: self.codes)
    @rule(code=numbers, verb=st.sampled_from(["redeem", "redeem", "release"]))
    def settle_code(self, code: int, verb: str) -> None:
        out = [name for name in self.codes if name not in self.settled]
        name = self.choose(reversed(self.codes), out, code)
        self.ask(verb, name)
        self.settled.add(name)

    # Time, versions, cards and people

    @rule(pause=pauses, post=st.booleans())
    def wait(self, pause: timedelta, post: bool) -> None:
        self.pass_time(self.now + pause, post=post)

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
        self.pass_time(max(self.now, instant), post=post)

    @rule(
        program=numbers,
        data=st.data(),
        later=st.sampled_from([timedelta(), timedelta(days=1), timedelta(days=20)]),
    )
    def publish(self, program: int, data: st.DataObject, later: timedelta) -> None:
        name = self.program(program)
        before = self.wanted[name]
        wanted = data.draw(programs.another_version(before))
        if wanted == before:
            return
        begins = max(self.beginning_of(name, later), self.last_version[name])
        if "refused" not in self.ask("publish", name, wanted, begins):
            self.wanted[name] = wanted
            self.last_version[name] = begins

    def beginning_of(self, program: str, later: timedelta) -> datetime:
        """When a version begins: tiers count the whole of a day to the one before.

        Never at once: what is recorded at that very instant may be of either version.
        """
        wanted = self.wanted[program]
        if "tiers" not in wanted.rules:
            return self.now + later + timedelta(minutes=1)
        zone = ZoneInfo(wanted.zone)
        day = (self.now + later).astimezone(zone).date() + timedelta(days=1)
        return datetime.combine(day, datetime.min.time(), zone).astimezone(UTC)

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
            self.moved.add(member)
            self.ask("move", member, company)

    @rule(company=st.sampled_from(["A", "B"]), parent=st.sampled_from(["H", None]))
    def adopt(self, company: str, parent: str | None) -> None:
        if self.parents[company] != parent:
            self.parents[company] = parent
            self.moved |= {one for one, own in self.companies.items() if own == company}
            self.ask("adopt", company, parent)


def histories_on(
    new_products: Callable[[], dict[str, Product]],
) -> type[RuleBasedStateMachine]:
    """Histories told to these products."""

    class HistoriesHere(Histories):
        def __init__(self) -> None:
            super().__init__(new_products)

    return HistoriesHere
