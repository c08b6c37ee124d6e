"""One broken account or program keeps time from nobody else, and is tried again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from tests.services.till.test_retro_bonus import END, a1
from tests.services.till.till import Till, local, rub
from wallet_service.models.due_fault import DueFault
from wallet_service.models.ledger import Account, Lot
from wallet_service.models.program import Program

HELD = {"rate_bp": 500, "hold_days": 14}
EARNED, LATER = local(3, 1), local(4, 1)


def shift(till: Till, purchase: str, by: int) -> None:
    """An account that says fewer entries than it has: its next one collides."""
    with till.database.writing(till.brand_id) as session:
        mine = select(Lot.account_id).where(Lot.purchase_id == purchase)
        session.execute(
            update(Account)
            .where(Account.id.in_(mine))
            .values(revision=Account.revision + by)
        )


def faults(till: Till) -> list[DueFault]:
    with till.database.reading(till.brand_id) as session:
        return list(session.scalars(select(DueFault)))


def sold(till: Till, program: str) -> tuple[str, str]:
    card = till.card(program)
    return card, str(till.buy(card, "1,000", EARNED).id)


def test_the_others_go_on_and_the_broken_one_is_tried_again(till: Till) -> None:
    program = till.program("cashback", HELD)
    sales = [sold(till, program) for _ in range(3)]
    broken, purchase = sales[1]
    shift(till, purchase, -1)
    assert till.run_due(LATER) == 2
    assert [one.tries for one in faults(till)] == [1]
    assert released(till, [card for card, _ in sales]) == [1, 0, 1]
    # waits for its next try, then fails again and waits for longer
    assert till.run_due(LATER + timedelta(minutes=4)) == 0
    again = LATER + timedelta(minutes=5)
    assert till.run_due(again) == 0
    [fault] = faults(till)
    assert (fault.tries, fault.retry_at) == (2, again + timedelta(minutes=10))
    shift(till, purchase, 1)
    mended = again + timedelta(minutes=10)
    assert till.run_due(mended) == 1
    assert faults(till) == []
    assert released(till, [broken]) == [1]
    assert till.findings() == []


def released(till: Till, cards: list[str]) -> list[int]:
    found = [[entry.kind for entry in till.entries(card, LATER)] for card in cards]
    return [kinds.count("release") for kinds in found]


def test_a_programs_period_waits_alone(till: Till) -> None:
    broken, sound = a1(till), a1(till)
    program = till.answer(broken, END).program_id
    set_zone(till, program, "Nowhere/Nowhere")
    till.run_due(END)
    assert till.points(sound, END) == (rub("295,000"), 0, 0)
    assert program in [one.subject for one in faults(till)]
    set_zone(till, program, "Europe/Moscow")
    later = END + timedelta(minutes=5)
    till.run_due(later)
    assert till.points(broken, later) == (rub("295,000"), 0, 0)
    assert faults(till) == []


def set_zone(till: Till, program_id: str, time_zone: str) -> None:
    with till.database.writing(till.brand_id) as session:
        session.get_one(Program, program_id).time_zone = time_zone
