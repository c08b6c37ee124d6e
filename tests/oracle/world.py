"""The public face of the model: operations in the order of time, and questions.

A refused operation leaves nothing behind; `replayed` tells the same history anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.oracle import (
    account,
    approvals,
    book,
    left,
    limits,
    refunds,
    standing,
    till,
    turnover,
)
from tests.oracle.approvals import Waiting
from tests.oracle.records import (
    Card,
    Line,
    Outcome,
    Paid,
    Purchase,
    Refund,
    Refused,
)
from tests.oracle.redemptions import Redemptions
from tests.oracle.refunds import RefundAnswer
from tests.oracle.registry import recorded

Lines = int | Sequence[dict[str, Any] | Line]


@dataclass(frozen=True)
class Repeatable:
    """A body that came with a key, and its first answer (ground rule 5)."""

    body: Any
    answer: Outcome | None


class World(Redemptions):
    def __init__(self, *, undo_window: timedelta | None = None) -> None:
        super().__init__()
        self.undo_window = undo_window
        self.drafts: dict[str, till.Request] = {}
        self.waiting: dict[str, Waiting] = {}
        self.answers: dict[str, Repeatable] = {}
        self.external_ids: dict[str, str] = {}  # which purchase has taken it
        self.cancelled: set[str] = set()
        self.refund_answers: dict[str, RefundAnswer] = {}

    def replayed(self) -> World:
        """The same operations, told to a new world."""
        again = World(undo_window=self.undo_window)
        for name, args, named in self.operations:
            getattr(again, name)(*args, **named)
        return again

    # Purchases

    def preview(
        self,
        card: str,
        lines: Lines,
        *,
        at: datetime,
        occurred_at: datetime | None = None,
        points: int = 0,
        by_key: bool = True,
    ) -> Outcome:
        """The outcome of a purchase, nothing written."""
        request = till.Request(
            "preview",
            card,
            till.lines_of(lines),
            occurred_at or at,
            points,
            by_key=by_key,
        )
        request = till.settled(request, at)
        till.check_request(self.book, request, at)
        till.check_card(self.book.cards[card], at)
        return till.computed(self.book, request, at).outcome

    @recorded
    def purchase(
        self,
        purchase: str,
        card: str,
        lines: Lines,
        *,
        at: datetime,
        occurred_at: datetime | None = None,
        points: int = 0,
        currency: str | None = None,
        external_id: str | None = None,
        by_key: bool = True,
        seen: Outcome | None = None,
        key: str | None = None,
        draft: bool = False,
    ) -> Outcome | None:
        """Record a purchase; `seen` is what the preview of a named revision showed.

        A draft answers None and is computed when it is confirmed (R35).
        """
        request = till.Request(
            purchase,
            card,
            till.lines_of(lines),
            occurred_at or at,
            points,
            currency,
            external_id,
            by_key,
        )
        body = (request, draft)
        if key is not None and key in self.answers:
            if self.answers[key].body != body:
                raise Refused(409, "idempotency_key_reused")
            return self.answers[key].answer
        outcome = self._record(request, at, draft=draft, seen=seen)
        if key is not None:
            self.answers[key] = Repeatable(body, outcome)
        return outcome

    def _record(
        self, request: till.Request, at: datetime, *, draft: bool, seen: Outcome | None
    ) -> Outcome | None:
        request = till.settled(request, at)
        till.check_request(self.book, request, at)
        till.check_card(self.book.cards[request.card], at)
        if request.external_id in self.external_ids:
            raise Refused(409, "external_id_taken")
        outcome = None
        if draft:
            self.drafts[request.id] = request
        else:
            fact = till.as_seen(self.book, request, at=at, seen=seen)
            self.book.facts.append(fact)
            outcome = fact.outcome
        if request.external_id is not None:
            self.external_ids[request.external_id] = request.id
        return outcome

    @recorded
    def confirm(
        self, purchase: str, *, at: datetime, seen: Outcome | None = None
    ) -> Outcome:
        request: till.Request = book.find("purchase", self.drafts, purchase)
        till.check_card(self.book.cards[request.card], at)
        fact = till.as_seen(self.book, request, at=at, seen=seen)
        self.book.facts.append(fact)
        del self.drafts[purchase]
        return fact.outcome

    @recorded
    def cancel(self, purchase: str, *, at: datetime) -> RefundAnswer | None:
        """Drop a draft, or refund a confirmed purchase in the undo window (R35)."""
        answer = None
        if purchase in self.drafts:
            del self.drafts[purchase]
        else:
            self._check_standing(purchase)
            recorded_at = self.book.purchase(purchase).at
            if self.undo_window is not None and at > recorded_at + self.undo_window:
                raise Refused(409, "undo_window_over")
            name = f"cancel of {purchase}"
            answer = self._refund(name, purchase, lines=None, at=at)
        self.cancelled.add(purchase)
        taken = self.external_ids.items()
        self.external_ids = {key: own for key, own in taken if own != purchase}
        return answer

    def _check_standing(self, purchase: str) -> None:
        if purchase in self.cancelled:
            raise Refused(409, "purchase_cancelled")

    @recorded
    def paid(self, purchase: str, *, at: datetime) -> None:
        self.book.purchase(purchase)
        if not self.book.is_paid(purchase):
            self._check_standing(purchase)
            self.book.facts.append(Paid(at, purchase))

    def turnover_added(self, purchase: str) -> int:
        """What it has added: where that waits for the payment, nothing before (R8)."""
        found = self.book.purchase(purchase)
        if not turnover.waits_for_payment(found):
            return found.outcome.turnover_added
        refunds: list[Refund] = []
        for fact in self.book.facts:
            if isinstance(fact, Refund) and fact.purchase == purchase:
                refunds.append(fact)
            elif isinstance(fact, Paid) and fact.purchase == purchase:
                return left.left_of(found, refunds).turnover
        return 0

    @recorded
    def refund(
        self,
        refund: str,
        purchase: str,
        lines: Sequence[dict[str, int]] | None = None,
        *,
        at: datetime,
    ) -> RefundAnswer:
        """Refund lines (`line` from 1, `amount` in gross, `quantity`), or all left."""
        self._check_standing(purchase)
        return self._refund(refund, purchase, lines=lines, at=at)

    def _refund(
        self,
        refund: str,
        purchase: str,
        *,
        lines: Sequence[dict[str, int]] | None,
        at: datetime,
    ) -> RefundAnswer:
        found: Purchase = self.book.purchase(purchase)
        gross, quantities = refunds.asked_for(self.book, purchase=found, lines=lines)
        self.book.facts.append(Refund(at, refund, purchase, gross, quantities))
        answer = refunds.answer(self.book, self.book.refunds_of(purchase)[-1])
        self.refund_answers[refund] = answer
        return answer

    # Adjustments and payouts

    @recorded
    def adjust(
        self,
        adjustment: str,
        card: str,
        unit: str,
        amount: int,
        *,
        at: datetime,
        by: str,
    ) -> str:
        """`done`, or `waiting` for a second person above the limit (M8)."""
        found: Card = book.find("card", self.book.cards, card)
        program = self.book.programs[found.program]
        limit = book.version_at(program, at).policy.get("adjustment_limit")
        asked = Waiting(adjustment, card, unit, amount, by)
        approvals.check_unit(self.book, asked, at)
        if limit is not None and abs(amount) > limit:
            self.waiting[adjustment] = asked
            return "waiting"
        self.book.facts.append(approvals.adjustment(self.book, asked, at))
        return "done"

    @recorded
    def payout(
        self, payout: str, card: str, amount: int, *, at: datetime, by: str
    ) -> str:
        asked = Waiting(payout, card, "payout", amount, by)
        approvals.check_payout(self.book, asked, at)
        self.waiting[payout] = asked
        return "waiting"

    @recorded
    def approve(self, waiting: str, *, at: datetime, by: str) -> None:
        asked: Waiting = book.find("waiting", self.waiting, waiting)
        approvals.check_second_person(asked, by)
        make = approvals.payout if asked.unit == "payout" else approvals.adjustment
        self.book.facts.append(make(self.book, asked, at))
        del self.waiting[waiting]

    @recorded
    def reject(self, waiting: str, *, at: datetime) -> None:
        book.find("waiting", self.waiting, waiting)
        del self.waiting[waiting]

    # Questions

    def standing(self, card: str, *, at: datetime) -> dict[str, Any]:
        """What the card shows at an instant."""
        found: Card = book.find("card", self.book.cards, card)
        return standing.standing(self.book.as_of(at), found, at)

    def lots(self, card: str, *, at: datetime) -> list[account.Lot]:
        """The open lots behind the card's balance, in the order they were made."""
        found: Card = book.find("card", self.book.cards, card)
        known = self.book.as_of(at)
        buyer = standing.buyer_of(known, found, occurred=at, at=at)
        key = book.ledger_key(buyer.program, buyer.member, buyer.company)
        return [lot for lot in account.account(known, key, at).lots if lot.left]

    def alarms(self, program: str, *, at: datetime) -> list[int]:
        """The alarms of the budget's period that have been sent by an instant."""
        found = self.book.programs[program]
        return limits.alarms_sent(self.book.as_of(at), found, at)
