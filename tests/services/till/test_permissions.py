"""What people allow, through the services: approvals (M6, M7) and overrides (A17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.services.till.till import Till, line, local, rub
from wallet_service.database import Database
from wallet_service.models.audit import AuditEvent
from wallet_service.models.outbox import OutboxMessage
from wallet_service.services.errors import Conflict, Invalid, NotFound
from wallet_service.services.till.commands import Receipt
from wallet_service.vault import Vault

TIERED = {"tiers": factories.TIERS, "period": "quarter", "hold": "within"}
MEMBERS = {"beneficiary": "member"}


@dataclass(frozen=True)
class Employee:
    """A person of a company with a card of a program whose people earn."""

    till: Till
    company: str
    program: str
    card: str

    def earned(self, amount: str, month: int, day: int) -> int:
        return self.till.buy(self.card, amount, local(month, day)).figures.earned


def employee(till: Till, kind: str = "cashback", **rules: object) -> Employee:
    company = till.company()
    wanted = {"rate_bp": 1000, **rules} if kind == "cashback" else dict(rules)
    program = till.program(kind, wanted, **MEMBERS)
    return Employee(till, company, program, till.card(program, till.member(company)))


def reasons(bought: Receipt) -> list[str]:
    return [step.reason for step in bought.trace if step.reason]


def test_case_M6_an_approval_has_a_cap_and_an_end(till: Till) -> None:
    person = employee(till)
    till.approve(
        person.company,
        person.program,
        local(1, 1),
        monthly_cap_per_member=rub("4,000"),
        valid_until=date(2026, 6, 30),
    )
    assert person.earned("30,000", 6, 10) == rub("3,000")
    cut = till.buy(person.card, "30,000", local(6, 20))
    assert cut.figures.earned == rub("1,000")
    assert "approval_cap" in reasons(cut)
    assert person.earned("30,000", 6, 30) == 0
    after = till.buy(person.card, "30,000", local(7, 1))
    assert after.figures.earned == 0
    assert "approval_missing" in reasons(after)


def test_case_M6_a_cap_is_each_persons_own_and_of_one_month(till: Till) -> None:
    person = employee(till)
    cap = rub("100")
    till.approve(
        person.company, person.program, local(1, 1), monthly_cap_per_member=cap
    )
    colleague = till.card(person.program, till.member(person.company))
    assert person.earned("5,000", 3, 5) == cap
    assert till.buy(colleague, "5,000", local(3, 5)).figures.earned == cap
    assert person.earned("5,000", 4, 1) == cap


def test_case_M6_a_refund_of_the_month_makes_room_again(till: Till) -> None:
    person = employee(till)
    cap = rub("100")
    till.approve(
        person.company, person.program, local(1, 1), monthly_cap_per_member=cap
    )
    bought = till.buy(person.card, "1,000", local(3, 5))
    till.refund(bought, local(3, 6))
    assert person.earned("1,000", 3, 7) == cap


@pytest.mark.parametrize("kind", ["discount", "accumulating", "stamp"])
def test_case_M6_what_is_no_point_goes_on(till: Till, kind: str) -> None:
    program = till.program(kind, None, **MEMBERS)
    without = till.card(program, till.member())
    within = till.card(program, till.member(till.company()))
    first, second = (till.buy(c, "2,000,000", local(3, 1)) for c in (without, within))
    assert first.figures == second.figures


def test_case_M6_programs_of_the_company_need_no_approval(till: Till) -> None:
    company = till.company()
    card = till.card_of("cashback", {"rate_bp": 1000}, company_id=company)
    assert till.buy(card, "1,000", local(3, 1)).figures.earned == rub("100")


def test_case_M7_without_approval_there_are_no_points(till: Till) -> None:
    person = employee(till)
    bought = till.buy(person.card, "1,000", local(3, 1))
    assert bought.figures.earned == 0
    step = next(one for one in bought.trace if one.step == "approval")
    assert (step.base, step.result, step.reason) == (rub("100"), 0, "approval_missing")


def test_reading_R19_a_member_without_company_needs_none(till: Till) -> None:
    program = till.program("cashback", {"rate_bp": 1000}, **MEMBERS)
    card = till.card(program)
    assert till.buy(card, "1,000", local(3, 1)).figures.earned == rub("100")


def test_the_newest_approval_of_a_day_counts_and_a_cap_of_nothing_ends_it(
    till: Till,
) -> None:
    person = employee(till)
    till.approve(person.company, person.program, local(1, 1))
    till.approve(
        person.company,
        person.program,
        local(2, 1),
        monthly_cap_per_member=rub("50"),
        valid_from=date(2026, 3, 1),
        valid_until=date(2026, 3, 31),
    )
    assert person.earned("1,000", 2, 28) == rub("100")
    assert person.earned("1,000", 3, 31) == rub("50")
    assert person.earned("1,000", 4, 1) == rub("100")
    till.approve(
        person.company,
        person.program,
        local(4, 10),
        monthly_cap_per_member=0,
        valid_from=date(2026, 4, 10),
    )
    assert person.earned("1,000", 4, 9) == rub("100")
    refused = till.buy(person.card, "1,000", local(4, 10))
    assert "approval_missing" in reasons(refused)


def test_an_approval_is_of_one_program_and_one_company(till: Till) -> None:
    person = employee(till)
    other = till.program("cashback", {"rate_bp": 1000}, **MEMBERS)
    till.approve(person.company, other, local(1, 1))
    till.approve(till.company("Another"), person.program, local(1, 1))
    assert person.earned("1,000", 3, 1) == 0


def test_a_stale_preview_under_an_approvals_cap_is_told(till: Till) -> None:
    person = employee(till)
    till.approve(
        person.company,
        person.program,
        local(1, 1),
        monthly_cap_per_member=rub("150"),
    )
    shown = till.preview(person.card, "1,000", local(3, 2))
    till.buy(person.card, "1,000", local(3, 1))
    with pytest.raises(Conflict, match="changed"):
        till.buy(person.card, "1,000", local(3, 2), revision=shown.card.revision)


def test_approvals_name_what_is_wrong_with_them(till: Till) -> None:
    company, program = till.company(), till.program("cashback", None, **MEMBERS)
    with pytest.raises(Invalid) as refused:
        till.approve(
            company,
            program,
            local(1, 1),
            valid_from=date(2026, 3, 2),
            valid_until=date(2026, 3, 1),
        )
    assert refused.value.errors[0].pointer == "/valid_until"
    with pytest.raises(NotFound, match="program"):
        till.approve(company, "prog_unknown", local(1, 1))
    with pytest.raises(NotFound, match="company"):
        till.approve("comp_unknown", program, local(1, 1))


def test_cards_are_owed_when_an_approval_begins_and_ends(till: Till) -> None:
    person = employee(till)
    till.approve(
        person.company,
        person.program,
        local(3, 1),
        valid_from=date(2026, 4, 1),
        valid_until=date(2026, 6, 30),
    )
    assert owed(till, "company-changed") == [
        local(3, 1),
        local(4, 1, 0),
        local(7, 1, 0),
    ]


def test_case_A17_an_override_and_the_earned_rate_compete(till: Till) -> None:
    card = till.card_of("accumulating", TIERED)
    till.buy(card, "1,000,000", local(4, 2))
    till.override(card, 700, local(4, 3), date(2026, 5, 31))
    assert till.standing(card, local(4, 3)).rate_bp == 700
    assert till.standing(card, local(4, 3)).tier == "Silver"
    bought = till.buy(card, "100,000", local(5, 1))
    assert (bought.figures.discount, reasons(bought)) == (rub("7,000"), ["override"])
    till.buy(card, "4,500,000", local(5, 20))
    assert till.buy(card, "100,000", local(5, 31)).lines[0].rate_bp == 1000


def test_case_A17_after_its_last_day_only_the_earned_rate_is_left(till: Till) -> None:
    card = till.card_of("accumulating", TIERED)
    till.buy(card, "1,000,000", local(4, 2))
    till.override(card, 700, local(4, 3), date(2026, 5, 31))
    last, after = local(5, 31, 23, 59), local(6, 1, 0)
    assert till.standing(card, last).rate_bp == 700
    assert till.standing(card, after).rate_bp == 500
    assert till.buy(card, "1,000", after).lines[0].rate_bp == 500
    assert owed(till, "member-changed") == [after]


def test_reading_R5_an_override_is_the_least_rate_of_every_band(till: Till) -> None:
    rules = {**TIERED, "apply": "marginal"}
    card = till.card_of("accumulating", rules)
    till.override(card, 600, local(1, 1))
    bought = till.buy(card, "4,000,000", local(1, 2))
    # 3,000,000 at 6 % (bands of 0 and 5 %), 1,000,000 at 7 %
    assert bought.figures.discount == rub("250,000")


def test_an_override_competes_with_a_categorys_rate(till: Till) -> None:
    rules = {"rate_bp": 300, "category_rates_bp": {"fuel": 1000, "service": 0}}
    card = till.card_of("discount", rules)
    till.override(card, 700, local(1, 1))
    lines = [line(1, "100", "fuel"), line(2, "100", "service"), line(3, "100")]
    bought = till.buy(card, lines, local(1, 2))
    assert [one.rate_bp for one in bought.lines] == [1000, 700, 700]


def test_an_override_of_a_cashback_card_is_an_earn_rate(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 300, "tiers": factories.TIERS})
    till.override(card, 700, local(1, 1))
    assert till.buy(card, "1,000", local(1, 2)).figures.earned == rub("70")
    assert till.standing(card, local(1, 2)).rate_bp == 700


def test_the_newest_override_replaces_the_one_before_and_nothing_ends_it(
    till: Till,
) -> None:
    card = till.card_of("discount", {"rate_bp": 300})
    till.override(card, 700, local(3, 1))
    till.override(card, 500, local(3, 10))
    assert till.buy(card, "1,000", local(3, 9)).lines[0].rate_bp == 700
    assert till.buy(card, "1,000", local(3, 10, 13)).lines[0].rate_bp == 500
    till.override(card, 0, local(3, 11))
    assert till.standing(card, local(3, 11)).rate_bp == 300


def test_an_override_is_of_one_person_and_one_program(till: Till) -> None:
    program = till.program("discount", {"rate_bp": 300})
    ann = till.member()
    card, other = till.card(program, ann), till.card(program)
    elsewhere = till.card(till.program("discount", {"rate_bp": 200}), ann)
    till.override(card, 700, local(3, 1))
    rates = [till.standing(one, local(3, 2)).rate_bp for one in (other, elsewhere)]
    assert rates == [300, 200]


def test_a_preview_from_before_an_override_is_stale(till: Till) -> None:
    card = till.card_of("discount", {"rate_bp": 300})
    shown = till.preview(card, "1,000", local(3, 2))
    till.override(card, 700, local(3, 1))
    with pytest.raises(Conflict) as refused:
        till.buy(card, "1,000", local(3, 2), revision=shown.card.revision)
    assert refused.value.code == "card_changed"
    fresh = till.preview(card, "1,000", local(3, 2))
    done = till.buy(card, "1,000", local(3, 2), revision=fresh.card.revision)
    assert done.figures.discount == rub("70")


def test_an_override_moves_the_card_and_is_written_down(till: Till) -> None:
    card = till.card_of("discount", {"rate_bp": 300})
    before = till.answer(card, local(3, 1)).revision
    owed_before = changes_owed(till, "card-changed")
    till.override(card, 700, local(3, 1))
    assert till.answer(card, local(3, 1)).revision == before + 1
    with till.database.reading(till.brand_id) as session:
        chosen = select(AuditEvent.action, AuditEvent.reason).where(
            AuditEvent.action.in_(("member.override", "card_override"))
        )
        assert {(action, why) for action, why in session.execute(chosen)} == {
            ("member.override", "agreed"),
            ("card_override", "agreed"),
        }
    assert changes_owed(till, "card-changed") == owed_before + 1


def test_overrides_name_what_is_wrong_with_them(till: Till) -> None:
    card = till.card_of("discount", {"rate_bp": 300})
    with pytest.raises(Invalid) as refused:
        till.override(card, 700, local(3, 2), date(2026, 3, 1))
    assert refused.value.errors[0].pointer == "/until"
    stamps = till.card_of("stamp")
    with pytest.raises(Invalid) as refused:
        till.override(stamps, 700, local(3, 2))
    assert refused.value.errors[0].pointer == "/program_id"


def test_who_uses_none_of_it_pays_no_statement(
    sqlite_database: Database, vault: Vault
) -> None:
    till = Till(sqlite_database, vault)
    card = till.card_of("cashback", {"rate_bp": 300}, company_id=till.company())
    till.buy(card, "1,000", local(3, 1))
    asked: list[str] = []
    # there is one connection that writes, so this is the one of the purchase
    with till.database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
    driver.set_trace_callback(asked.append)
    till.buy(card, "1,000", local(3, 2))
    driver.set_trace_callback(None)
    assert any("INTO purchases" in one for one in asked)
    tables = ("FROM approvals", "FROM overrides")
    assert not [one for one in asked if any(table in one for table in tables)]


def owed(till: Till, topic: str) -> list[object]:
    """When messages of a topic were or will be owed."""
    with till.database.reading(till.brand_id) as session:
        chosen = select(OutboxMessage.owed_at).where(OutboxMessage.topic == topic)
        return list(session.scalars(chosen.order_by(OutboxMessage.owed_at)))


def changes_owed(till: Till, topic: str) -> int:
    """How many changes wait in the messages of a topic."""
    with till.database.reading(till.brand_id) as session:
        chosen = select(func.sum(OutboxMessage.changes))
        return session.scalar(chosen.where(OutboxMessage.topic == topic)) or 0
