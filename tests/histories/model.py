"""The model of the law (`tests/oracle`), asked in the words of `asked`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.histories.asked import (
    Back,
    Correction,
    Figures,
    Goods,
    Offer,
    Refusal,
    Sale,
    shown,
)
from tests.histories.programs import Wanted
from tests.oracle.records import Line, Outcome, Refused
from tests.oracle.refunds import RefundAnswer
from tests.oracle.world import World

STATES = {"freeze": "frozen", "unfreeze": "active", "close": "closed"}
TOO_MANY = 10**15
UNDO_WINDOW = timedelta(minutes=15)  # a new brand's


class Model:
    """A world of the model; it knows purchases and codes by the steps' own names."""

    def __init__(self) -> None:
        self.world = World(undo_window=UNDO_WINDOW)

    def program(self, name: str, wanted: Wanted, at: datetime) -> Figures:
        self._do(
            self.world.program,
            name,
            wanted.kind,
            wanted.rules,
            policy=wanted.policy,
            beneficiary=wanted.beneficiary,
            zone=wanted.zone,
            at=at,
        )
        return {}

    def publish(
        self, name: str, wanted: Wanted, effective_at: datetime, at: datetime
    ) -> Figures:
        self._do(
            self.world.publish,
            name,
            rules=wanted.rules,
            policy=wanted.policy,
            effective_at=effective_at,
            at=at,
        )
        return {}

    def campaign(self, offer: Offer, at: datetime) -> Figures:
        zone = ZoneInfo(self.world.book.programs[offer.program].zone)
        since, until = (
            datetime.combine(day, time.min, zone).astimezone(UTC)
            for day in (offer.since, offer.until)
        )
        self.world.campaign(
            offer.name,
            offer.program,
            offer.kind,
            at=at,
            since=since,
            until=until,
            companies=offer.companies,
            tiers=offer.tiers,
            **offer.terms,
        )
        return {}

    def company(self, name: str, at: datetime) -> Figures:
        self.world.company(name, at=at)
        return {}

    def adopt(self, name: str, parent: str | None, at: datetime) -> Figures:
        self.world.company(name, parent=parent, at=at)
        return {}

    def member(self, name: str, company: str | None, at: datetime) -> Figures:
        self.world.member(name, company=company, at=at)
        return {}

    def move(self, name: str, company: str | None, at: datetime) -> Figures:
        return self.member(name, company, at)

    def card(self, name: str, program: str, member: str, at: datetime) -> Figures:
        self.world.card(name, program, member, at=at)
        return {}

    def card_state(self, card: str, verb: str, at: datetime) -> Figures:
        self.world.card_state(card, STATES.get(verb, "active"), at=at)
        return {}

    def most_points(
        self,
        card: str,
        goods: tuple[Goods, ...],
        at: datetime,
        occurred_at: datetime | None = None,
    ) -> int:
        """The most that a purchase may be paid with in points; 0 on refusal."""
        sale = Sale("?", card, goods, occurred_at or at, points=TOO_MANY)
        try:
            self.preview(sale, at)
        except Refusal as refusal:
            return int(refusal.figures.get("maximum", 0))
        return 0

    def preview(self, sale: Sale, at: datetime) -> Figures:
        return _outcome(self._preview(sale, at))

    def _preview(self, sale: Sale, at: datetime) -> Outcome:
        found: Outcome = self._do(
            self.world.preview,
            sale.card,
            _lines(sale.goods),
            at=at,
            occurred_at=sale.occurred_at,
            points=sale.points,
        )
        return found

    def buy(self, sale: Sale, at: datetime) -> Figures:
        return self._buy(sale, at, seen=None)

    def _buy(self, sale: Sale, at: datetime, *, seen: Outcome | None) -> Figures:
        return _outcome(self._purchase(sale, at, key=sale.key, seen=seen))

    def draft(self, sale: Sale, at: datetime) -> Figures:
        self._purchase(sale, at, draft=True)
        return {"state": "draft"}

    def _purchase(self, sale: Sale, at: datetime, **more: Any) -> Any:
        return self._do(
            self.world.purchase,
            sale.name,
            sale.card,
            _lines(sale.goods),
            at=at,
            occurred_at=sale.occurred_at,
            points=sale.points,
            external_id=sale.external_id,
            **more,
        )

    def confirm(self, purchase: str, at: datetime) -> Figures:
        return _outcome(self._do(self.world.confirm, purchase, at=at))

    def cancel(self, purchase: str, at: datetime) -> Figures:
        self._do(self.world.cancel, purchase, at=at)
        return {"state": "cancelled"}

    def pay(self, purchase: str, at: datetime) -> Figures:
        self._do(self.world.paid, purchase, at=at)
        return {}

    def buy_as_seen(
        self, sale: Sale, between: tuple[Sale, ...], at: datetime
    ) -> Figures:
        seen = self._preview(sale, at)
        for other in between:
            self.buy(other, at)
        return self._buy(sale, at, seen=seen)

    def refund(
        self, name: str, purchase: str, parts: tuple[Back, ...], at: datetime
    ) -> Figures:
        lines = [
            {"line": part.line, "amount": part.amount}
            | ({"quantity": part.quantity} if part.quantity else {})
            for part in parts
        ]
        answer: RefundAnswer = self._do(
            self.world.refund, name, purchase, lines or None, at=at
        )
        return _refund(answer)

    def approve_company(
        self,
        company: str,
        program: str,
        cap: int | None,
        days: tuple[date | None, date | None],
        at: datetime,
    ) -> Figures:
        self.world.approval(
            company,
            program,
            monthly_cap=cap,
            valid_from=days[0],
            valid_until=days[1],
            at=at,
        )
        return {}

    def override(
        self, member: str, program: str, rate_bp: int, until: date | None, at: datetime
    ) -> Figures:
        self.world.override(member, program, rate_bp=rate_bp, until=until, at=at)
        return {}

    def correct(self, wanted: Correction, at: datetime) -> Figures:
        name, card, amount = wanted.name, wanted.card, wanted.amount
        if wanted.unit == "payout":
            state = self._do(self.world.payout, name, card, amount, by=wanted.by, at=at)
        else:
            state = self._do(
                self.world.adjust, name, card, wanted.unit, amount, by=wanted.by, at=at
            )
        return {"state": state}

    def approve(self, name: str, by: str, at: datetime) -> Figures:
        self._do(self.world.approve, name, by=by, at=at)
        return {"state": "done"}

    def reject(self, name: str, at: datetime) -> Figures:
        self._do(self.world.reject, name, at=at)
        return {"state": "rejected"}

    def reserve(self, name: str, card: str, at: datetime) -> Figures:
        self._do(self.world.reserve, card, code=name, at=at)
        return {"state": "reserved"}

    def redeem(self, name: str, at: datetime) -> Figures:
        self._do(self.world.redeem, name, by="anna", at=at)
        return {"state": "redeemed"}

    def release(self, name: str, at: datetime) -> Figures:
        self._do(self.world.release, name, at=at)
        return {"state": "cancelled"}

    def standings(self, cards: list[str], at: datetime) -> dict[str, Figures]:
        return {card: self._standing(card, at) for card in cards}

    def _standing(self, card: str, at: datetime) -> Figures:
        found = self.world.standing(card, at=at)
        if "cashback" in found:
            cashback = dict(found["cashback"])
            cashback.pop("approval_missing")
            found["cashback"] = shown(cashback)
        return shown(found)

    def read_back(self, purchase: str, at: datetime) -> Figures:
        book = self.world.book
        found = _outcome(book.purchase(purchase).outcome)
        found["turnover_added"] = self.world.turnover_added(purchase)
        answers = [
            self.world.refund_answers[refund.id] for refund in book.refunds_of(purchase)
        ]
        names = ("money", "points_returned", "earning_reversed", "turnover_removed")
        for name in (*names, "stamps_removed"):
            found[name] = sum(getattr(answer, name) for answer in answers)
        return found

    def post_due(self, at: datetime) -> Figures:
        """Time posts nothing here: whatever is asked is told as of its instant."""
        return {}

    def _do(self, ask: Callable[..., Any], *args: Any, **named: Any) -> Any:
        try:
            return ask(*args, **named)
        except Refused as refused:
            maximum = refused.details.get("maximum")
            known = maximum if refused.code == "too_many_points" else None
            raise Refusal(refused.code, known) from refused


def _lines(goods: tuple[Goods, ...]) -> list[Line]:
    return [
        Line(one.amount, one.category, one.quantity, one.sku, one.cost) for one in goods
    ]


def _outcome(outcome: Outcome) -> Figures:
    return outcome.figures()


def _refund(answer: RefundAnswer) -> Figures:
    names = (
        "money",
        "points_returned",
        "earning_reversed",
        "turnover_removed",
        "stamps_removed",
        "rewards_cancelled",
    )
    found: Figures = {name: getattr(answer, name) for name in names}
    found["lines"] = [
        {
            "line": line.line,
            "amount": line.gross,
            "discount": line.discount,
            "money": line.money,
            "points_returned": line.points_returned,
        }
        for line in answer.lines
    ]
    return found
