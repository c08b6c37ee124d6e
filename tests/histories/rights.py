"""Steps that people decide: approvals, own rates, corrections, payouts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.histories.asked import Correction
from tests.histories.drawn import numbers
from tests.histories.phases import Phases
from tests.histories.product import Product
from wallet_service.services.till.adjustment_limits import A_DAY


class Rights(Phases):
    """Who may earn, at which rate, and what is corrected with another's consent."""

    def __init__(self, new_products: Callable[[], dict[str, Product]]) -> None:
        super().__init__(new_products)
        self.waiting: list[str] = []
        self.proposed: Counter[tuple[str, date]] = Counter()

    @rule(
        company=st.sampled_from(["A", "B"]),
        program=numbers,
        cap=st.sampled_from([None, 1_000, 9_999]),
        since=st.sampled_from([None, 0, 10]),
        until=st.sampled_from([None, 20, 60]),
    )
    def approve_company(
        self,
        company: str,
        program: int,
        cap: int | None,
        since: int | None,
        until: int | None,
    ) -> None:
        name = self.program(program)
        days = (self.local_day(name, since), self.local_day(name, until))
        self.ask("approve_company", company, name, cap, days)

    @rule(
        member=st.sampled_from(["ann", "bob", "dan"]),
        program=numbers,
        rate_bp=st.sampled_from([700, 50, 3_000]),
        until=st.sampled_from([None, 0, 40]),
    )
    def override(
        self, member: str, program: int, rate_bp: int, until: int | None
    ) -> None:
        name = self.program(program)
        if self.wanted[name].kind != "stamp":
            day = self.local_day(name, until)
            self.ask("override", member, name, rate_bp, day)

    @rule(
        card=numbers,
        amount=st.sampled_from([500, 7_000, -333, -20_000, 1, -2]),
        by=st.sampled_from(["eve", "fay"]),
    )
    def correct(self, card: int, amount: int, by: str) -> None:
        countable = [
            name
            for name, one in self.shown.items()
            if {"cashback", "stamps"} & set(one)
        ]
        name = self.choose(self.cards, countable, card)
        unit = "points"
        if self.wanted[self.program_of[name]].kind == "stamp":
            unit, amount = "stamps", max(min(amount, 9), -3)
        self.propose(name, unit, amount, by)

    @rule(card=numbers, amount=st.sampled_from([100, 2_000]))
    def pay_out(self, card: int, amount: int) -> None:
        paying = [
            name
            for name in self.with_points()
            if self.wanted[self.program_of[name]].policy.get("payouts")
        ]
        self.propose(self.choose(self.cards, paying, card), "payout", amount, "eve")

    def propose(self, card: str, unit: str, amount: int, by: str) -> None:
        """One person may propose so many a day, of which the law says nothing."""
        asked = (by, self.now.date())
        if self.proposed[asked] == A_DAY // 2:
            return
        self.proposed[asked] += 1
        self.count += 1
        name = f"correction-{self.count}"
        answer = self.ask("correct", Correction(name, card, unit, amount, by))
        if answer.get("state") == "waiting":
            self.waiting.append(name)

    @precondition(lambda self: self.waiting)
    @rule(by=st.sampled_from(["eve", "fay", None]))
    def decide(self, by: str | None) -> None:
        """The oldest that waits is approved, or rejected by nobody in particular."""
        asked = (
            ("reject", self.waiting[0])
            if by is None
            else ("approve", self.waiting[0], by)
        )
        if "refused" not in self.ask(*asked):
            self.waiting.pop(0)

    def program(self, number: int) -> str:
        return list(self.wanted)[number % len(self.wanted)]

    def local_day(self, program: str, later: int | None) -> date | None:
        if later is None:
            return None
        today = self.now.astimezone(ZoneInfo(self.wanted[program].zone)).date()
        return today + timedelta(days=later)
