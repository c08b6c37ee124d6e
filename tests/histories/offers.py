"""Steps of a marketing person: campaigns, as far as the law settles what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.histories.asked import Offer
from tests.histories.drawn import numbers
from tests.histories.product import Product
from tests.histories.rights import Rights

KINDS = {"discount": ("extra_rate",), "accumulating": ("extra_rate",)}
EVERY_KIND = ("extra_rate", "multiplier")


class Offers(Rights):
    """Extra rates and multipliers, two of each for a program at most."""

    def __init__(self, new_products: Callable[[], dict[str, Product]]) -> None:
        super().__init__(new_products)
        self.offers: list[tuple[str, str]] = []

    @rule(
        program=numbers,
        kind=st.sampled_from(EVERY_KIND),
        days=st.sampled_from([(0, 20), (-20, 40), (5, 6), (30, 200)]),
        rate_bp=st.sampled_from([1500, 250, 10_000]),
        factor_bp=st.sampled_from([20_000, 13_333]),
        categories=st.sampled_from([None, ["fuel"], ["tools", "gift"]]),
        adds=st.booleans(),
        companies=st.sampled_from([None, None, ("A",)]),
        of_tier=st.booleans(),
    )
    def offer(
        self,
        program: int,
        kind: str,
        days: tuple[int, int],
        rate_bp: int,
        factor_bp: int,
        categories: list[str] | None,
        adds: bool,
        companies: tuple[str, ...] | None,
        of_tier: bool,
    ) -> None:
        name = self.program(program)
        if not self.may_offer(name, kind):
            return
        terms: dict[str, Any] = {"factor_bp": factor_bp}
        if kind == "extra_rate":
            terms = {"rate_bp": rate_bp, "adds": adds}
            terms |= {"categories": categories} if categories else {}
        since, until = (self.local_day(name, later) for later in days)
        assert since is not None
        assert until is not None
        tiers = self.wanted[name].rules.get("tiers")
        self.offers.append((name, kind))
        new = Offer(
            f"campaign-{len(self.offers)}",
            name,
            kind,
            since,
            until,
            terms,
            companies,
            tiers=(tiers[-1]["name"],) if tiers and of_tier else None,
        )
        self.ask("campaign", new)

    def may_offer(self, program: str, kind: str) -> bool:
        """Stamps have no rates; of bands (`marginal`) the law says nothing here."""
        wanted = self.wanted[program]
        if wanted.kind == "stamp" or wanted.rules.get("apply") == "marginal":
            return False
        fits = kind in KINDS.get(wanted.kind, EVERY_KIND)
        return fits and self.offers.count((program, kind)) < 2
