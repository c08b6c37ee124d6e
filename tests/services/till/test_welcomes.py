"""Welcome points: once at the sign-up, freed by the first purchase that is enough."""

from __future__ import annotations

from typing import Any

from tests.services.till.till import Till, local, rub


def a_program(till: Till, *, policy: Any = None, **rules: Any) -> str:
    """A cashback program without earnings of its own."""
    document = {"rate_bp": 0, "expiry": {"days": 30}} | rules
    return till.program("cashback", document, policy=policy or {})


def a_welcome(till: Till, program: str, **fields: Any) -> str:
    """50 points, freed by a net of 100."""
    wanted = {"amount": rub("50"), "minimum_amount": rub("100")} | fields
    return till.campaign(program, "welcome", **wanted)


def test_a_welcome_waits_for_the_first_purchase_that_is_large_enough(
    till: Till,
) -> None:
    program = a_program(till, discount_bp=1000)
    a_welcome(till, program)
    card = till.card(program, at=local(3, 2))
    assert till.points(card, local(3, 2)) == (0, rub("50"), 0)
    till.buy(card, "111.10", local(3, 3))
    assert till.points(card, local(3, 3)) == (0, rub("50"), 0)
    bought = till.buy(card, "111.11", local(3, 4))
    assert bought.figures.earned == 0
    assert bought.card.standing.cashback is not None
    assert till.points(card, local(3, 4)) == (rub("50"), 0, 0)
    assert till.points(card, local(4, 2, 23)) == (rub("50"), 0, 0)
    assert till.points(card, local(4, 3, 0)) == (0, 0, 0)
    kinds = [entry.kind for entry in till.entries(card, local(3, 4))]
    assert kinds == ["welcome", "release"]
    assert till.findings() == []


def test_a_welcome_waits_for_the_payment_when_the_program_does(till: Till) -> None:
    program = a_program(till, hold_until="paid")
    a_welcome(till, program)
    card = till.card(program, at=local(3, 2))
    small, enough = (till.buy(card, one, local(3, 4)) for one in ("99.99", "100"))
    till.pay(small, local(3, 5))
    assert till.points(card, local(3, 5)) == (0, rub("50"), 0)
    till.pay(enough, local(3, 6))
    assert till.points(card, local(3, 6)) == (rub("50"), 0, 0)
    assert till.points(card, local(4, 5, 0)) == (0, 0, 0)
    assert till.findings() == []


def test_a_welcome_is_not_taken_back_with_the_purchase_that_freed_it(
    till: Till,
) -> None:
    program = a_program(till, rate_bp=100)
    a_welcome(till, program)
    card = till.card(program, at=local(3, 2))
    bought = till.buy(card, "100", local(3, 3))
    back = till.refund(bought, local(3, 4))
    assert back.earning_reversed == rub("1")
    assert till.points(card, local(3, 4)) == (rub("50"), 0, 0)
    till.run_due(local(5, 1))
    assert till.points(card, local(5, 1)) == (0, 0, 0)
    assert till.findings() == []


def test_a_welcome_comes_once_per_member_and_program(till: Till) -> None:
    program, member = a_program(till), till.member()
    a_welcome(till, program)
    a_welcome(till, program, amount=rub("70"))
    card = till.card(program, member, at=local(3, 2))
    assert till.card(program, member, at=local(3, 3)) == card
    assert till.points(card, local(3, 3)) == (0, rub("70"), 0)
    before = till.card(program, at=local(2, 1))
    assert till.points(before, local(3, 3)) == (0, 0, 0)
    after = till.card(program, at=local(4, 1, 0))
    assert till.points(after, local(4, 2)) == (0, 0, 0)


def test_a_welcome_has_its_own_budget_and_the_programs(till: Till) -> None:
    limit = {"budget": {"amount": rub("120"), "period": "quarter", "mode": "strict"}}
    program = a_program(till, policy=limit)
    a_welcome(till, program, budget={"amount": rub("80")})
    a_welcome(till, program, amount=rub("40"))
    held = [till.card(program, at=local(3, day)) for day in (2, 3, 4, 5)]
    waiting = [till.points(card, local(3, 6))[1] for card in held]
    assert waiting == [rub("50"), rub("30"), rub("40"), 0]
    assert till.findings() == []


def test_a_welcome_goes_to_the_company_and_follows_the_member_nowhere(
    till: Till,
) -> None:
    program, company = a_program(till), till.company()
    a_welcome(till, program, audience={"companies": [company]})
    member = till.member(company)
    card = till.card(program, member, at=local(3, 2))
    colleague = till.card(program, till.member(company), at=local(2, 1))
    assert till.points(colleague, local(3, 2)) == (0, rub("50"), 0)
    till.move(member, None, local(3, 3))
    till.buy(card, "100", local(3, 4))
    assert till.points(card, local(3, 4)) == (0, 0, 0)
    assert till.points(colleague, local(3, 4)) == (rub("50"), 0, 0)
    assert till.findings() == []


def test_without_the_companys_approval_there_is_no_welcome(till: Till) -> None:
    program = till.program("cashback", {"rate_bp": 0}, beneficiary="member")
    a_welcome(till, program)
    card = till.card(program, till.member(till.company()), at=local(3, 2))
    assert till.points(card, local(3, 2)) == (0, 0, 0)
