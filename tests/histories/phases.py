"""Steps of a purchase in phases: draft, confirmed, cancelled, paid."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.histories.asked import Goods, Sale
from tests.histories.drawn import goods, numbers
from tests.histories.product import Product
from tests.histories.telling import Telling


class Phases(Telling):
    """A draft is computed when it is confirmed; a young purchase can be cancelled."""

    def __init__(self, new_products: Callable[[], dict[str, Product]]) -> None:
        super().__init__(new_products)
        self.drafts: dict[str, Sale] = {}

    @rule(
        card=numbers,
        goods=goods,
        share=st.sampled_from([0, 0, 100]),
        number=st.integers(1, 4),
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
            self.sales[sale.name] = self.drafts.pop(sale.name)

    @precondition(lambda self: self.drafts)
    @rule(number=numbers)
    def drop(self, number: int) -> None:
        name = list(self.drafts)[number % len(self.drafts)]
        self.ask("cancel", name)
        del self.drafts[name]

    @precondition(lambda self: self.sales)
    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        self.ask("cancel", self.sold(number).name)

    @precondition(lambda self: self.sales)
    @rule(number=numbers)
    def pay(self, number: int) -> None:
        self.ask("pay", self.sold(number).name)
