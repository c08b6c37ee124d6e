"""A card at the desk: its ledger, corrections, freezing, issuing anew."""

from __future__ import annotations

import re

import pytest

from tests import factories


@pytest.fixture
def card(made):
    policy = {"adjustment_limit": 100_000}
    program = made(factories.a_program, policy=policy)
    return made(factories.a_card, program_id=program)


def page_of(visit, card):
    page = visit.get(f"/brand/cards/{card}")
    assert page.status_code == 200
    return page.text


def test_the_ledger_explains_itself_in_both_languages(owner, card, api):
    api.created("/purchases", {"card_id": card, "amount": 100_000})
    page = page_of(owner, card)
    assert "Earned by a purchase: +50.00\u00a0₽; balance 50.00\u00a0₽" in page
    owner.language = "ru"
    assert "Начислено за покупку: +50,00\u00a0₽; остаток 50,00\u00a0₽" in page_of(
        owner, card
    )


def test_a_balance_is_corrected_once_even_by_two_clicks(owner, card):
    fields = {
        "unit": "points",
        "amount": "900.50",
        "reason": "gift",
        "once": "b" * 22,
    }
    for _ in range(2):
        answer = owner.post(f"/brand/cards/{card}/adjustments", **fields)
        assert answer.status_code == 303
    assert page_of(owner, card).count("Corrected by hand") == 1
    assert "<dd>900.50\u00a0₽</dd>" in page_of(owner, card)
    reused = owner.post(f"/brand/cards/{card}/adjustments", **fields | {"amount": "7"})
    assert reused.status_code == 409
    assert "sent before with other values" in reused.text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"unit": "points", "amount": "many", "reason": "x"}, "amount"),
        ({"unit": "points", "amount": "0", "reason": "x"}, "amount"),
        ({"unit": "points", "amount": "250.000", "reason": "x"}, "amount"),
        ({"unit": "points", "amount": "1", "reason": " "}, "reason"),
        ({"unit": "stamps", "amount": "1", "reason": "x"}, "unit"),
    ],
)
def test_what_cannot_be_corrected_is_told_at_its_field(owner, card, fields, field):
    page = owner.post(f"/brand/cards/{card}/adjustments", **fields)
    assert page.status_code == 422
    assert f'id="{field}-says" role="alert"' in page.text
    assert "Corrected by hand" not in page_of(owner, card)


def test_t6_above_the_limit_a_second_person_agrees(owner, manager, card):
    fields = {"unit": "points", "amount": "1000.01", "reason": "a large gift"}
    owner.done(f"/brand/cards/{card}/adjustments", **fields)
    page = page_of(owner, card)
    assert "Somebody else has to agree." in page
    assert "/approve" not in page
    (waiting,) = re.findall(r"/adjustments/(adjt_\w+)/reject", page)
    path = f"/brand/cards/{card}/adjustments/{waiting}"
    own = owner.post(f"{path}/approve")
    assert own.status_code == 403
    assert "Somebody else has to agree to what you proposed." in own.text
    assert f"{waiting}/approve" in page_of(manager, card)
    elsewhere = path.replace(card, "card_x")
    assert manager.post(f"{elsewhere}/approve").status_code == 404
    manager.done(f"{path}/approve")
    assert "<dd>1,000.01\u00a0₽</dd>" in page_of(owner, card)
    assert manager.post(f"{path}/approve").status_code == 409


def test_what_waits_is_declined_with_a_reason(owner, card):
    fields = {"unit": "points", "amount": "-2000", "reason": "slip"}
    owner.done(f"/brand/cards/{card}/adjustments", **fields)
    (waiting,) = re.findall(r"/adjustments/(adjt_\w+)/reject", page_of(owner, card))
    path = f"/brand/cards/{card}/adjustments/{waiting}/reject"
    assert owner.post(path, reason="").status_code == 422
    owner.done(path, reason="mine")
    assert "adjt_" not in page_of(owner, card)


def test_a_card_is_frozen_issued_anew_and_closed(owner, card):
    here = f"/brand/cards/{card}"
    before = re.findall(r"/c/([\w-]+)", page_of(owner, card))
    assert "frozen" in owner.done(f"{here}/freeze", reason="lost").text
    owner.done(f"{here}/unfreeze", reason="found")
    owner.done(f"{here}/reissue", reason="seen by others")
    assert re.findall(r"/c/([\w-]+)", page_of(owner, card)) != before
    closed = owner.done(f"{here}/close", reason="left")
    assert "closed" in closed.text
    assert "/reissue" not in closed.text
    refused = owner.post(f"{here}/freeze", reason="again")
    assert refused.status_code == 409
    assert "present state does not allow" in refused.text
    assert owner.post(f"{here}/burn", reason="x").status_code == 404


def test_a_card_is_changed_by_who_proved_lately_who_they_are(owner, card, clock):
    clock.advance(minutes=11)
    asked = owner.post(f"/brand/cards/{card}/freeze", reason="lost")
    assert asked.headers["Location"].startswith("/sign-in/again?next=")
    assert "/unfreeze" not in page_of(owner, card)


def test_t9_another_brands_cards_are_unknown(stranger, card):
    foreign = stranger.get(f"/brand/cards/{card}")
    assert foreign.status_code == 404
    assert foreign.text == stranger.get("/brand/cards/card_x").text
    for path in ("freeze", "adjustments"):
        fields = {"reason": "x", "unit": "points", "amount": "5"}
        refused = stranger.post(f"/brand/cards/{card}/{path}", **fields)
        assert refused.status_code == 404
