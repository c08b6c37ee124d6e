"""Points and turnover of a company: whatever moves them owes its cards an update."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import factories
from tests.services.till.test_due_work import forget_owed, owed
from tests.services.till.till import Till, local
from wallet_service.services.actors import Actor

NOW = local(3, 10)
SOON = NOW + timedelta(minutes=5)
POINTS = {"rate_bp": 1000, "hold_days": 14, "expiry": {"days": 30}}
WAITING = {"rate_bp": 1000, "hold_until": "paid"}
BONUS = {
    "tiers": factories.TIERS,
    "hold": "within",
    "grace_days": 0,
    "retro_bonus": True,
}
BORIS = Actor("user", "user_boris")


def buy(till: Till, card: str) -> None:
    till.buy(card, "100", SOON)


def spend(till: Till, card: str) -> None:
    till.buy(card, "100", SOON, points="10")


def refund(till: Till, card: str) -> None:
    bought = till.buy(card, "100", NOW)
    forget_owed(till)
    till.refund(bought, SOON, (1, "50"))


def cancel(till: Till, card: str) -> None:
    bought = till.buy(card, "100", NOW)
    forget_owed(till)
    till.cancel(bought, SOON)


def pay(till: Till, card: str) -> None:
    bought = till.buy(card, "100", NOW)
    forget_owed(till)
    till.pay(bought, SOON)


def adjust(till: Till, card: str) -> None:
    till.adjust(card, "points", 500, SOON)


def pay_out(till: Till, card: str) -> None:
    till.agree(till.pay_out(card, 500, NOW), SOON, BORIS)


def confirm(till: Till, card: str) -> None:
    draft = till.draft(card, "100", NOW)
    forget_owed(till)
    till.confirm_draft(draft, SOON)


def release(till: Till, card: str) -> None:
    till.buy(card, "100", NOW)
    forget_owed(till)
    till.run_due(NOW + timedelta(days=15))


def expire(till: Till, card: str) -> None:
    till.run_due(local(12, 1))


def end_of_period(till: Till, card: str) -> None:
    till.buy(card, "1,200,000", NOW)
    forget_owed(till)
    till.run_due(local(4, 1))


MOVES: dict[str, tuple[str, dict[str, object], Callable[[Till, str], None]]] = {
    "a purchase": ("cashback", POINTS, buy),
    "a payment with points": ("cashback", POINTS, spend),
    "a refund": ("cashback", POINTS, refund),
    "a cancellation": ("cashback", POINTS, cancel),
    "a payment that was waited for": ("cashback", WAITING, pay),
    "a correction": ("cashback", POINTS, adjust),
    "a payout": ("cashback", POINTS, pay_out),
    "a confirmation": ("cashback", POINTS, confirm),
    "points that become spendable": ("cashback", POINTS, release),
    "points that end": ("cashback", POINTS, expire),
    "a bonus, and a tier that ends": ("accumulating", BONUS, end_of_period),
}
BY_TIME = {"points that become spendable", "points that end"}


@pytest.mark.parametrize("move", MOVES)
def test_who_moves_a_pooled_account_owes_its_cards(till: Till, move: str) -> None:
    kind, rules, act = MOVES[move]
    program = till.program(kind, rules, policy={"payouts": True})
    company = till.company()
    card = till.card(program, till.member(company))
    colleague = till.card(program, till.member(company))
    till.credit(card, "50", NOW, expires_at=local(4, 20))
    before = till.answer(colleague, SOON)
    forget_owed(till)
    act(till, card)
    by_time = move in BY_TIME or kind == "accumulating"
    assert owed(till)["account-aged" if by_time else "account-changed"] >= 1
    after = till.answer(colleague, local(12, 1) if by_time else SOON)
    assert after.revision > before.revision or after.standing != before.standing
    assert till.findings() == []
