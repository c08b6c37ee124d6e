"""Google's callbacks over HTTP: refused without effect, or counted once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import requests

from tests import factories
from tests.delivery import google_house
from wallet_service.simulator.google_callback_signer import CallbackSigner
from wallet_service.simulator.google_faults import UNAVAILABLE

OTHER_ISSUER = "3388000000099999999"


@pytest.fixture
def house(database, tmp_path):
    with google_house.opened(database, tmp_path) as found:
        found.install()
        yield found


@pytest.fixture
def any_house(any_database, tmp_path):
    with google_house.opened(any_database, tmp_path) as found:
        found.install()
        yield found


def deletion(house):
    """What Google would tell when the only card is deleted from a phone."""
    row = house.object_row()
    class_id = row.acknowledged["classId"]
    return house.google.signer.message(
        class_id=class_id, object_id=row.object_id, event="del"
    )


def post(house, body):
    answer = requests.post(f"{house.url}/google/callback", data=body, timeout=20)
    return answer.status_code


def of_another_protocol(house, signer):
    return signer.sign(deletion(house), issuer_id=google_house.ISSUER, protocol="ECv2")


def under_a_root_key_that_ended(house, signer):
    signer.root_lives = timedelta(seconds=-1)
    return signer.sign(deletion(house), issuer_id=google_house.ISSUER)


def under_an_intermediate_key_that_ended(house, signer):
    signer.intermediate_lives = timedelta(seconds=-1)
    return signer.sign(deletion(house), issuer_id=google_house.ISSUER)


def that_ended(house, signer):
    signer.message_lives = timedelta(seconds=-1)
    return signer.sign(deletion(house), issuer_id=google_house.ISSUER)


def to_another_issuer(house, signer):
    return signer.sign(deletion(house), issuer_id=OTHER_ISSUER)


def that_was_altered(house, signer):
    body = signer.sign(deletion(house), issuer_id=google_house.ISSUER)
    return body.replace(b"del", b"dex")


def of_a_stranger(house, _):
    signer = CallbackSigner(house.clock)
    return signer.sign(deletion(house), issuer_id=google_house.ISSUER)


def that_is_no_object(*_):
    return b'["save"]'


@pytest.mark.parametrize(
    "made",
    [
        of_another_protocol,
        under_a_root_key_that_ended,
        under_an_intermediate_key_that_ended,
        that_ended,
        to_another_issuer,
        that_was_altered,
        of_a_stranger,
        that_is_no_object,
    ],
)
def test_google_statement_28_a_wrong_callback_is_refused_without_effect(house, made):
    house.google.callbacks.is_silent = True
    house.save(house.add_card())
    before = house.object_row()

    assert post(house, made(house, house.google.signer)) == 400
    row = house.object_row()
    assert (row.saves, row.deletions) == (before.saves, before.deletions)
    assert house.nonces() == 0


def test_google_statement_29_a_callback_with_text_beyond_ascii_counts(house):
    house.google.callbacks.is_silent = True
    house.save(house.add_card())
    message = {**deletion(house), "note": "кафе ☕"}
    body = house.google.signer.sign(message, issuer_id=google_house.ISSUER)

    assert post(house, body) == 200
    assert house.object_row().deletions == 1


def test_google_statement_30_a_callback_counts_once_however_often_it_comes(any_house):
    house = any_house
    house.google.callbacks.sends_twice = True
    card = house.add_card()
    object_id = house.save(card)
    assert house.google.callbacks.wait_until_idle()

    statuses = [one.status for one in house.google.callbacks.sent]
    assert statuses == [200, 200]
    row = house.object_row()
    assert (row.saves, row.has_users) == (1, True)
    house.google.delete(object_id, phone="pixel")
    assert house.google.callbacks.wait_until_idle()
    row = house.object_row()
    assert (row.saves, row.deletions, row.has_users) == (1, 1, False)


def test_google_statement_30_fifty_repeats_at_once_have_one_effect(any_house):
    house = any_house
    house.google.callbacks.is_silent = True
    house.save(house.add_card())
    body = house.google.signer.sign(deletion(house), issuer_id=google_house.ISSUER)
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(post(house, body)))
        for _ in range(50)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 50
    assert house.object_row().deletions == 1
    assert house.nonces() == 1


def test_google_statement_32_a_callback_is_taken_while_the_api_is_gone(house):
    card = house.add_card()
    answer = house.tap(card)
    house.google.faults.always("*", UNAVAILABLE)
    token = answer.headers["Location"].rpartition("/")[2]
    house.google.save(token, phone="pixel", person="pixel")

    assert house.google.callbacks.wait_until_idle()
    assert [one.status for one in house.google.callbacks.sent] == [200]


def test_google_statement_35_a_brand_is_not_told_of_another_s_cards(house):
    """What Google signs for one issuer says nothing of an object of another's."""
    house.google.callbacks.is_silent = True
    house.save(house.add_card())
    other = factories.a_brand(house.database, house.adapters.vault, name="Other")
    house.install(
        other,
        issuer_id=OTHER_ISSUER,
        credentials=house.google.credentials(OTHER_ISSUER),
    )
    signed_for_the_other = house.google.signer.sign(
        deletion(house), issuer_id=OTHER_ISSUER
    )
    claims = {**deletion(house), "objectId": f"{OTHER_ISSUER}.pass_1"}
    ours_about_the_other = house.google.signer.sign(
        claims, issuer_id=google_house.ISSUER
    )

    assert post(house, signed_for_the_other) == 400
    assert post(house, ours_about_the_other) == 400
    assert house.object_row().deletions == 0
