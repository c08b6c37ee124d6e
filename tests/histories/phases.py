"""Steps of a purchase in phases: draft, confirmed, cancelled, paid."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.histories.asked import Goods, Sale
from tests.histories.drawn import goods, numbers
from tests.histories.model import UNDO_WINDOW
from tests.histories.product import Product
from tests.histories.telling import BLIND, Telling


class Phases(Telling):
    """A draft is computed when it is confirmed; a young purchase can be cancelled."""

    def __init__(self, new_products: Callable[[], dict[str, Product]]) -> None:
        super().__init__(new_products)
        self.drafts: dict[str, Sale] = {}
        self.paid: set[str] = set()

    @rule(
        card=numbers,
        goods=goods,
        share=st.sampled_from([0, 0, 100]),
        number=st.integers(1, 40),
    )
    def draft(
        self, card: int, goods: tuple[Goods, ...], share: int, number: int
    ) -> None:
        most = self.model.most_points(self.card(card), goods, self.now)
        sale = self.new_sale(
            card, goods, points=most * share // 100, external_id=f"INV-{number}"
        )
        if "refused" not in self.ask("draft", sale):
            self.drafts[sale.name] = sale

    @precondition(lambda self: self.drafts)
    @rule(number=numbers)
    def confirm(self, number: int) -> None:
        sale = list(self.drafts.values())[number % len(self.drafts)]
        if "refused" not in self.ask("confirm", sale.name):
            self.remember(self.drafts.pop(sale.name))

    @precondition(lambda self: self.drafts)
    @rule(number=numbers)
    def drop(self, number: int) -> None:
        name = list(self.drafts)[number % len(self.drafts)]
        self.ask("cancel", name)
        del self.drafts[name]

    @precondition(lambda self: self.sales)
    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        young = self.young()
        if not (young or number == BLIND):
            return
        name = self.choose(reversed(self.sales), young, number)
        if "refused" not in self.ask("cancel", name):
            self.settled.add(name)

    @rule(card=numbers, goods=goods)
    def sell_and_cancel(self, card: int, goods: tuple[Goods, ...]) -> None:
        self.sale(card, goods)
        if self.young():
            self.cancel(0)

    @precondition(lambda self: self.sales)
    @rule(number=numbers)
    def pay(self, number: int) -> None:
        unpaid = [name for name in self.sales if name not in self.paid | self.settled]
        name = self.choose(reversed(self.sales), unpaid, number)
        if "refused" not in self.ask("pay", name):
            self.paid.add(name)

    def young(self) -> list[str]:
        """Sales that can be cancelled still."""
        return [
            name
            for name, sold_at in self.sold_at.items()
            if self.now <= sold_at + UNDO_WINDOW and name not in self.settled
        ]
