"""What is confirmed at a scanner: once, by whom, at once or later, with what limits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from tests import factories
from wallet_service.models.access import User
from wallet_service.models.purchase import Purchase
from wallet_service.services import brands


def count(database):
    with database.reading_across_brands() as session:
        return session.scalar(select(func.count()).select_from(Purchase))


def balance(scanner, card):
    answer = scanner.get(f"cards/{card}").get_json()
    return answer["card"]["standing"]["cashback"]["available"]


def a_card(database, brand_id, keyring, kind="cashback", **fields):
    with database.writing(brand_id) as session:
        program = factories.a_program(session, kind, **fields)
        return factories.a_card(session, keyring, program_id=program)


def test_a_purchase_is_recorded_by_the_person_at_the_place(
    scanner, card, database, sam, shop
):
    done = scanner.buy(card)
    assert done.status_code == 200
    assert done.get_json()["earned"] == 5_000
    with database.reading_across_brands() as session:
        row = session.scalars(select(Purchase)).one()
    assert (row.source, row.location_id) == (f"user:{sam}", shop)


def test_the_same_confirmation_sent_again_gets_the_first_answer(
    scanner, card, database, clock
):
    made = clock().isoformat()
    first = scanner.buy(card, key="scanner-key-of-once", made_at=made)
    clock.advance(seconds=40)
    again = scanner.buy(card, key="scanner-key-of-once", made_at=made)
    assert again.data == first.data
    assert again.headers["Idempotent-Replayed"] == "true"
    other = scanner.buy(card, 1, key="scanner-key-of-once", made_at=made)
    assert other.get_json()["code"] == "idempotency_key_reused"
    assert count(database) == 1


def test_t3_fifty_copies_at_once_make_one_purchase(
    scanner, new_scanner, card, database, clock
):
    made = clock().isoformat()

    def send(_):
        copy = new_scanner()
        copy.state = scanner.state
        for name in ("sid", "device"):
            cookie = scanner.visit.client.get_cookie(name)
            copy.visit.client.set_cookie(name, cookie.value)
        return copy.buy(card, key="scanner-key-of-fifty", made_at=made).data

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(50)))
    assert len(answers) == 1
    assert count(database) == 1


def test_t3_a_receipt_counts_once_a_day_at_its_place(
    scanner, new_scanner, card, database, brand_id, shop, keyring, clock
):
    other_card = a_card(database, brand_id, keyring)
    assert scanner.buy(card, receipt="1024").status_code == 200
    used = scanner.buy(other_card, receipt="1024")
    assert (used.status_code, used.get_json()["code"]) == (409, "receipt_used")
    factories.a_person(database, brand_id, "tom@acme.example", name="Tom")
    tom = new_scanner()
    tom.set_up("tom@acme.example", shop)
    assert tom.buy(other_card, receipt="1024").get_json()["code"] == "receipt_used"
    clock.advance(days=1)
    scanner.unlock(scanner.state["people"][0]["id"])
    assert scanner.buy(card, receipt="1024").status_code == 200


def test_t3_the_same_card_within_two_minutes_is_asked_about(scanner, card, clock):
    scanner.buy(card)
    clock.advance(seconds=90)
    asked = scanner.buy(card)
    assert (asked.status_code, asked.get_json()["code"]) == (409, "just_bought")
    assert scanner.buy(card, is_repeat_meant=True).status_code == 200
    clock.advance(minutes=3)
    assert scanner.buy(card).status_code == 200


def test_t4_nobody_counts_their_own_card(scanner, database, brand_id, keyring):
    with database.writing(brand_id) as session:
        member = factories.a_member(session, keyring, email="Sam@Acme.example")
        own = factories.a_card(session, keyring, member_id=member)
    refused = scanner.buy(own)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "own_card")
    assert scanner.get(f"cards/{own}").get_json()["card"]["is_own"]
    assert count(database) == 0


def test_points_are_spent_on_the_spot(scanner, card, clock):
    scanner.buy(card, 1_000_000)
    clock.advance(minutes=3)
    previewed = scanner.post(
        "preview",
        {
            "card_id": card,
            "lines": [{"amount": 60_000}],
            "made_at": clock().isoformat(),
        },
    ).get_json()
    assert previewed["most_points"] == 30_000
    revision = previewed["card"]["revision"]
    spent = scanner.buy(card, 60_000, points_to_spend=30_000, revision=revision)
    assert spent.get_json()["payable"] == 30_000
    clock.advance(minutes=3)
    too_many = scanner.buy(card, 60_000, points_to_spend=30_001)
    assert too_many.get_json()["maximum"] < 30_001


def test_t26_what_spends_is_not_done_later(scanner, card, clock, sam):
    """Sent without an answer, it was done or it was not: never afterwards."""
    scanner.buy(card, 1_000_000)
    clock.advance(minutes=3)
    made = clock().isoformat()
    spending = {"points_to_spend": 10_000, "made_at": made}
    clock.advance(minutes=2, seconds=1)
    late = scanner.buy(card, 60_000, key="scanner-key-late", **spending)
    assert late.get_json()["code"] == "confirmed_too_late"
    again = scanner.buy(card, 60_000, key="scanner-key-late", **spending)
    assert again.data == late.data
    scanner.post("lock")
    clock.advance(seconds=1)
    now = clock().isoformat()
    shift = scanner.shift
    locked = scanner.buy(card, 60_000, points_to_spend=10_000, made_at=now, shift=shift)
    assert locked.get_json()["code"] == "confirmed_too_late"
    scanner.unlock(sam)
    assert balance(scanner, card) == 50_000


def test_a_spending_that_was_done_is_told_however_late_it_is_asked(
    scanner, card, clock
):
    scanner.buy(card, 1_000_000)
    clock.advance(minutes=3)
    fields = {"points_to_spend": 10_000, "made_at": clock().isoformat()}
    done = scanner.buy(card, 60_000, key="scanner-key-done", **fields)
    shift = scanner.shift
    scanner.post("lock")
    clock.advance(hours=5)
    told = scanner.buy(card, 60_000, key="scanner-key-done", shift=shift, **fields)
    assert told.data == done.data


def test_an_earning_is_sent_after_the_shift_and_counts_for_its_person(
    scanner, card, database, brand_id, clock, sam
):
    made, shift = clock().isoformat(), scanner.shift
    scanner.post("lock")
    factories.a_person(database, brand_id, "tom@acme.example", name="Tom")
    scanner.join("tom@acme.example")
    clock.advance(hours=20)
    assert scanner.buy(card, made_at=made, shift=shift).status_code == 200
    with database.reading_across_brands() as session:
        row = session.scalars(select(Purchase)).one()
    assert row.source == f"user:{sam}"
    assert row.occurred_at == factories.NOW


@pytest.mark.parametrize("offset", [timedelta(hours=-1), timedelta(minutes=6)])
def test_what_was_made_outside_of_the_shift_is_refused(scanner, card, clock, offset):
    made = (clock() + offset).isoformat()
    assert scanner.buy(card, made_at=made).get_json()["code"] == "outside_of_shift"


def test_a_shift_is_worth_nothing_on_another_device_or_altered(
    scanner, new_scanner, card, database, brand_id, clock
):
    factories.a_person(database, brand_id, "tom@acme.example", name="Tom")
    other = new_scanner()
    other.set_up("tom@acme.example")
    for shift in (scanner.shift, "", "sess_x." + "0" * 64, scanner.shift[:-1] + "x"):
        refused = other.buy(card, shift=shift or "none")
        assert refused.get_json()["code"] == "shift_ended", shift
    with database.writing_across_brands() as session:
        session.execute(update(User).values(disabled_at=clock()))
    assert scanner.buy(card).get_json()["code"] == "shift_ended"
    assert count(database) == 0


def test_t5_a_slip_is_undone_by_its_person_in_the_window(
    scanner, new_scanner, card, database, brand_id, clock, shop
):
    purchase = scanner.buy(card).get_json()["id"]
    factories.a_person(database, brand_id, "tom@acme.example", name="Tom")
    tom = new_scanner()
    tom.set_up("tom@acme.example", shop)
    not_his = tom.confirm(f"purchases/{purchase}/cancel", {})
    assert not_his.get_json()["code"] == "not_yours"
    undone = scanner.confirm(f"purchases/{purchase}/cancel", {})
    assert undone.get_json()["state"] == "cancelled"
    assert balance(scanner, card) == 0
    later = scanner.buy(card, is_repeat_meant=True).get_json()["id"]
    clock.advance(minutes=4)
    scanner.get("shift")
    clock.advance(minutes=4)
    scanner.get("shift")
    clock.advance(minutes=4)
    scanner.get("shift")
    clock.advance(minutes=4)
    over = scanner.confirm(f"purchases/{later}/cancel", {})
    assert over.get_json()["code"] == "undo_window_over"


def test_a_refund_in_parts_takes_back_what_was_earned(scanner, card):
    body = {"card_id": card, "lines": [{"amount": 60_000}, {"amount": 40_000}]}
    purchase = scanner.confirm("purchases", body).get_json()["id"]
    left = scanner.get(f"purchases/{purchase}").get_json()["left"]
    assert [one["left"] for one in left] == [60_000, 40_000]
    path = f"purchases/{purchase}/refunds"
    part = scanner.confirm(path, {"lines": [{"line": 2, "amount": 40_000}]})
    assert part.get_json()["money"] == 40_000
    assert balance(scanner, card) == 3_000
    rest = scanner.confirm(path, {})
    assert rest.get_json()["money"] == 60_000
    assert scanner.confirm(path, {}).get_json()["code"] == "nothing_left"


@pytest.mark.parametrize(
    ("amount", "needs_second"), [(5_000_000, False), (5_000_001, True)]
)
def test_t5_a_large_refund_needs_a_second_person(
    scanner, card, database, brand_id, clock, sam, amount, needs_second
):
    purchase = scanner.buy(card, amount).get_json()["id"]
    path = f"purchases/{purchase}/refunds"
    alone = scanner.confirm(path, {})
    assert (alone.status_code == 409) == needs_second
    if not needs_second:
        return
    assert alone.get_json()["limit"] == 5_000_000
    tom = factories.a_person(database, brand_id, "tom@acme.example", name="Tom")
    scanner.join("tom@acme.example")
    scanner.unlock(sam)
    agree = {"purchase_id": purchase, "pin": "2580"}
    own = scanner.post("agreements", {**agree, "user_id": sam})
    assert own.get_json()["code"] == "second_person_same"
    wrong = scanner.post("agreements", {**agree, "user_id": tom, "pin": "1111"})
    assert wrong.get_json()["code"] == "pin_wrong"
    given = scanner.post("agreements", {**agree, "user_id": tom}).get_json()
    token = given["agreement"]
    for false in (token[:-1] + "x", "a.b.c", "", f"{sam}.{token.split('.', 1)[1]}"):
        refused = scanner.confirm(path, {"agreement": false})
        assert refused.get_json()["code"] == "second_person_needed"
    assert scanner.confirm(path, {"agreement": token}).status_code == 200


def test_a_brand_sets_its_own_limit_for_refunds(scanner, card, database, brand_id):
    with database.writing(brand_id) as session:
        brands.change_settings(
            session, {"refund_limit": 1_000}, actor=factories.ACTOR, now=factories.NOW
        )
    purchase = scanner.buy(card).get_json()["id"]
    refused = scanner.confirm(f"purchases/{purchase}/refunds", {})
    assert refused.get_json()["limit"] == 1_000


def test_a_reward_is_handed_out_once_from_the_card_or_by_code(
    scanner, database, brand_id, keyring, clock, api
):
    rules = {"mode": "purchase", "slots": 1, "reward_name": "A drill"}
    card = a_card(database, brand_id, keyring, "stamp", rules=rules)
    for _ in range(2):
        scanner.buy(card, is_repeat_meant=True)
    held = scanner.get(f"cards/{card}").get_json()["card"]["rewards"]
    assert [one["name"] for one in held] == ["A drill", "A drill"]
    body = {"card_id": card, "reward_id": held[0]["id"]}
    given = scanner.confirm("rewards", body)
    assert given.get_json()["reward"]["state"] == "redeemed"
    again = scanner.confirm("rewards", body)
    assert again.get_json()["code"] == "no_reward_ready"
    code = api.post(f"/cards/{card}/redemptions", {}).get_json()["code"]
    by_code = scanner.confirm("rewards", {"code": code.lower()})
    assert by_code.status_code == 200
    assert scanner.confirm("rewards", {"code": code}).status_code == 409
    clock.advance(minutes=3)
    late = {"code": "ABCD1234", "made_at": (clock() - timedelta(minutes=3)).isoformat()}
    assert scanner.confirm("rewards", late).get_json()["code"] == "confirmed_too_late"


def test_what_the_preview_showed_is_what_is_confirmed(scanner, card, api, clock):
    body = {"card_id": card, "lines": [{"amount": 60_000}]}
    scanner.buy(card, 1_000_000)
    clock.advance(minutes=3)
    shown = scanner.post("preview", {**body, "made_at": clock().isoformat()}).get_json()
    api.post(
        "/purchases", {"card_id": card, "amount": 40_000, "points_to_spend": 20_000}
    )
    changed = scanner.buy(
        card, 100_000, points_to_spend=50_000, revision=shown["card"]["revision"]
    )
    told = changed.get_json()
    assert told["code"] == "card_changed"
    assert told["maximum"] == 31_000
    assert told["preview"]["points_spent"] == 31_000


@pytest.mark.parametrize(
    "fields",
    [
        {"brand_id": "brnd_x"},
        {"location_id": "loct_x"},
        {"lines": []},
        {"lines": [{"amount": -1}]},
        {"card_code": "both"},
        {"points_to_spend": -1},
        {"made_at": "yesterday"},
    ],
)
def test_t10_what_does_not_fit_is_refused_with_its_field(
    scanner, card, database, fields
):
    refused = scanner.buy(card, **fields)
    assert refused.status_code == 422
    assert refused.get_json()["errors"]
    assert count(database) == 0


def test_every_confirmation_has_a_key_and_a_cookie_alone_confirms_nothing(
    scanner, card, database, clock
):
    body = {
        "card_id": card,
        "lines": [{"amount": 1}],
        "made_at": clock().isoformat(),
    }
    assert scanner.post("purchases", body).get_json()["code"] == "shift_ended"
    headers = {"X-Shift": scanner.shift}
    without = scanner.post("purchases", body, **headers)
    assert without.get_json()["code"] == "idempotency_key_required"
    headers |= {
        "Idempotency-Key": "scanner-key-foreign",
        "Origin": "https://evil.example",
    }
    assert scanner.post("purchases", body, **headers).status_code == 403
    assert count(database) == 0


def test_t9_another_brands_cards_and_purchases_are_unknown(
    scanner, database, vault, keyring, card
):
    other = factories.a_brand(database, vault, name="Other")
    with database.writing(other) as session:
        foreign = factories.a_card(session, keyring)
    for path in (f"cards/{foreign}", "cards/card_x"):
        assert scanner.get(path).status_code == 404
    assert scanner.get(f"cards/{foreign}").data == scanner.get("cards/card_x").data
    assert scanner.buy(foreign).data == scanner.buy("card_x").data
    assert scanner.get("purchases/purc_x").status_code == 404


def test_the_log_is_ones_own_and_of_this_day(
    scanner, new_scanner, card, database, brand_id, clock, sam
):
    factories.a_person(database, brand_id, "tom@acme.example", name="Tom")
    tom = new_scanner()
    tom.set_up("tom@acme.example")
    tom.buy(card)
    scanner.buy(card, 70_000)
    (logged,) = scanner.get("shift").get_json()["purchases"]
    assert (logged["gross"], logged["member"]) == (70_000, "Ann Buyer")
    clock.advance(hours=12, seconds=1)
    scanner.unlock(sam)
    assert scanner.get("shift").get_json()["purchases"] == []
    bought = scanner.get(f"cards/{card}").get_json()["purchases"]
    assert len(bought) == 2
