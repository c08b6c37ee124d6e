"""Cards: issued once, frozen, closed, reopened and issued anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from wallet_service.database import BrandSession
from wallet_service.models.audit import AuditEvent
from wallet_service.models.card import Card, CardPass
from wallet_service.models.outbox import OutboxMessage
from wallet_service.services.errors import Conflict, NotFound
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import (
    card_answers,
    card_issuing,
    card_numbers,
    card_states,
    cards,
)

NOW = factories.NOW
LATER = NOW + timedelta(hours=1)
BY: dict[str, Any] = {"reason": "lost", "actor": factories.ACTOR, "now": LATER}


@pytest.fixture
def card(session: BrandSession, keyring: Keyring) -> str:
    return factories.a_card(session, keyring)


def test_a_member_has_one_card_in_a_program(
    session: BrandSession, keyring: Keyring
) -> None:
    program = factories.a_program(session)
    member = factories.a_member(session, keyring)
    first, is_new = card_issuing.issue_card(session, program, member, NOW)
    again, is_new_again = card_issuing.issue_card(session, program, member, LATER)
    assert (first, is_new, is_new_again) == (again, True, False)
    other = factories.a_program(session, "stamp")
    assert card_issuing.issue_card(session, other, member, NOW)[0] != first


def test_a_card_needs_a_published_program_and_a_member(
    session: BrandSession, keyring: Keyring
) -> None:
    draft = factories.a_program(session, published=False)
    member = factories.a_member(session, keyring)
    with pytest.raises(Conflict) as refused:
        card_issuing.issue_card(session, draft, member, NOW)
    assert refused.value.code == "program_not_published"
    program = factories.a_program(session)
    for program_id, member_id in ((program, "memb_no"), ("prog_no", member)):
        with pytest.raises(NotFound):
            card_issuing.issue_card(session, program_id, member_id, NOW)


def test_its_secrets_are_apart_and_its_number_has_a_check_digit(
    session: BrandSession, card: str
) -> None:
    answer = card_answers.card_answer(session, card, NOW)
    assert card_numbers.is_valid(answer.number)
    live = session.scalars(select(CardPass)).one()
    secrets = {live.serial_number, live.scan_code, live.link_token, answer.number}
    assert len(secrets) == 4
    assert min(len(live.serial_number), len(live.scan_code)) >= 22
    assert (answer.code, answer.link_token) == (live.scan_code, live.link_token)


@pytest.mark.parametrize("number", ["", "12345678901", "12345678901x", "١" * 12])
def test_what_is_not_a_card_number(number: str) -> None:
    assert not card_numbers.is_valid(number)


def test_one_wrong_digit_is_noticed() -> None:
    number = card_numbers.new_number()
    for place, digit in enumerate(number):
        for other in set("0123456789") - {digit}:
            slip = number[:place] + other + number[place + 1 :]
            assert not card_numbers.is_valid(slip)


def test_freeze_and_unfreeze(session: BrandSession, card: str) -> None:
    before = card_answers.card_answer(session, card, NOW)
    card_states.freeze(session, card, **BY)
    frozen = card_answers.card_answer(session, card, LATER)
    assert (frozen.state, frozen.revision) == ("frozen", before.revision + 1)
    card_states.freeze(session, card, **BY)
    assert card_answers.card_answer(session, card, LATER).revision == frozen.revision
    card_states.unfreeze(session, card, **BY)
    assert card_answers.card_answer(session, card, LATER).state == "active"
    session.flush()
    events = session.scalars(select(AuditEvent).where(AuditEvent.object_id == card))
    kept = [(one.action, one.reason, one.actor) for one in events]
    assert [action for action, _, _ in kept] == ["card_freeze", "card_unfreeze"]
    assert {(reason, actor) for _, reason, actor in kept} == {
        ("lost", str(factories.ACTOR))
    }


def test_a_closed_card_is_reopened_by_issuing_it_again(
    session: BrandSession, card: str
) -> None:
    card_states.close(session, card, **BY)
    for change in (card_states.freeze, card_states.unfreeze, card_issuing.reissue):
        with pytest.raises(Conflict):
            change(session, card, **BY)
    row = session.scalars(select(Card)).one()
    again = card_issuing.issue_card(session, row.program_id, row.member_id, LATER)
    assert again == (card, False)
    assert card_answers.card_answer(session, card, LATER).state == "active"


def test_a_reissue_retires_serial_code_and_link(
    session: BrandSession, card: str
) -> None:
    old = card_answers.card_answer(session, card, NOW)
    card_issuing.reissue(session, card, **BY)
    new = card_answers.card_answer(session, card, LATER)
    assert (new.id, new.number) == (old.id, old.number)
    assert new.code != old.code
    assert new.link_token != old.link_token
    assert cards.find_card(session, code=new.code) == card
    with pytest.raises(NotFound):
        cards.find_card(session, code=old.code)
    passes = session.scalars(select(CardPass)).all()
    assert sorted(one.retired_at is None for one in passes) == [False, True]


@pytest.mark.parametrize(
    "change", [card_states.freeze, card_states.close, card_issuing.reissue]
)
def test_a_change_owes_an_update_and_moves_last_modified_on(
    session: BrandSession, card: str, change: Callable[..., None]
) -> None:
    before = session.scalars(select(Card.changed_at)).one()
    change(session, card, **BY | {"now": NOW})
    assert session.scalars(select(Card.changed_at)).one() == before + 1
    subjects = session.scalars(select(OutboxMessage.subject)).all()
    assert subjects == [card]


@pytest.mark.parametrize(
    "change",
    [card_states.freeze, card_states.unfreeze, card_states.close, card_issuing.reissue],
)
def test_a_card_that_is_not_there(
    session: BrandSession, change: Callable[..., None]
) -> None:
    with pytest.raises(NotFound):
        change(session, "card_no", **BY)
