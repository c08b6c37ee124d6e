"""The stand-in keeps Google's rules: rights, states, merging, notices, callbacks."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import requests

from tests.simulator import google_house
from tests.wallets.google import samples
from tests.wallets.google.samples import CLASS_ID, ISSUER, NOW, OBJECT_ID
from wallet_service.simulator.google_errors import GoogleError, SaveRefused
from wallet_service.wallets.google import bodies, callbacks, discovery, service_account
from wallet_service.wallets.google.callback_keys import RootKeys, fetcher
from wallet_service.wallets.google.client import GoogleClient

NOTIFY = {"notifyPreference": "NOTIFY_ON_UPDATE"}


@pytest.fixture
def house():
    with google_house.opened(allows_loopback=True) as house:
        yield house


@pytest.fixture
def card(house):
    house.put_card()
    return OBJECT_ID


@pytest.fixture
def client(house):
    with GoogleClient(
        house.account, issuer_id=ISSUER, api_url=house.google.url
    ) as client:
        yield client


def points(number):
    return {"loyaltyPoints": {"balance": {"money": {"micros": str(number)}}}}


def refused(call, *given, **named):
    with pytest.raises(GoogleError) as error:
        call(*given, **named)
    return error.value.status, error.value.reason


def test_without_a_token_nobody_comes_in(house):
    url = f"{house.google.url}/walletobjects/v1/loyaltyClass/{CLASS_ID}"
    answer = requests.get(url, timeout=5)
    assert answer.status_code == 401
    assert answer.json()["error"]["errors"][0]["reason"] == "authError"
    wrong = {"Authorization": "Bearer guessed"}
    assert requests.get(url, headers=wrong, timeout=5).status_code == 401


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/"),
        ("DELETE", f"/walletobjects/v1/loyaltyObject/{OBJECT_ID}"),
        ("GET", "/walletobjects/v1/offerClass/1.x"),
        ("POST", f"/walletobjects/v1/loyaltyObject/{OBJECT_ID}"),
    ],
)
def test_a_method_that_the_document_does_not_have_is_none(house, verb, path):
    answer = requests.request(verb, house.google.url + path, timeout=5)
    assert answer.status_code in {404, 501}


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "unsupported_grant_type"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"assertion": "a.b.c"}, "invalid_grant"),
        ({"claims": {"aud": "https://elsewhere.example"}}, "invalid_grant"),
        ({"claims": {"scope": "email"}}, "invalid_grant"),
        ({"claims": {"exp": 10}}, "invalid_grant"),
        ({"claims": {"iat": "now"}}, "invalid_grant"),
        ({"claims": {"iss": "stranger@example.com"}}, "invalid_grant"),
    ],
)
def test_the_token_endpoint_judges_the_assertion(house, form, error):
    claims = form.pop("claims", None)
    if claims is not None:
        form["assertion"] = house.account.sign(claims)
    if "assertion" in form:
        form["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    answer = requests.post(house.google.token_uri, data=form, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_another_key_of_a_known_account_gets_no_token(house, client):
    forged = service_account.ServiceAccount(
        house.account.email,
        house.account.key_id,
        house.account.token_uri,
        samples.account().signer,
    )
    with GoogleClient(forged, issuer_id=ISSUER, api_url=house.google.url) as stranger:
        answer = stranger.classes.get(CLASS_ID)
    assert type(answer).__name__ == "CredentialRefused"


def test_a_class_is_approved_at_once_and_a_draft_holds_no_objects(house):
    store = house.google.store
    draft = store.insert(bodies.CLASS, samples.loyalty_class(reviewStatus="DRAFT"))
    assert draft["reviewStatus"] == "DRAFT"
    given = bodies.OBJECT, samples.loyalty_object()
    assert refused(store.insert, *given) == (400, "invalidResource")
    assert house.patch_class()["reviewStatus"] == "APPROVED"
    assert store.insert(*given)["state"] == "ACTIVE"
    back = {"reviewStatus": "DRAFT"}
    assert refused(store.patch, bodies.CLASS, CLASS_ID, back)[0] == 400


def test_a_patch_merges_objects_and_replaces_arrays(house, card):
    modules = [{"id": "until", "header": "Until", "body": "31 March"}]
    patched = house.patch(textModulesData=modules, **points(5))
    assert patched["loyaltyPoints"]["localizedLabel"]["defaultValue"]["value"]
    assert patched["loyaltyPoints"]["balance"]["money"]["micros"] == "5"
    assert patched["textModulesData"] == modules
    assert "heroImage" not in house.patch(heroImage=None)


def test_a_patch_whose_result_breaks_a_rule_is_refused(house, card):
    given = {"loyaltyPoints": {"balance": {"int": 5}}}
    assert refused(house.patch, **given) == (400, "invalidResource")
    cleared = {"loyaltyPoints": {"balance": {"int": 5, "money": None}}}
    assert house.patch(**cleared)["loyaltyPoints"]["balance"] == {"int": 5}


def test_a_put_clears_what_is_not_sent(house, card):
    body = {"id": OBJECT_ID, "classId": CLASS_ID, "state": "INACTIVE"}
    house.google.store.update(bodies.OBJECT, OBJECT_ID, body)
    assert house.google.card(OBJECT_ID)["state"] == "INACTIVE"
    assert "loyaltyPoints" not in house.google.card(OBJECT_ID)


def test_an_identifier_never_changes_nor_does_a_class_vanish(house, card):
    assert refused(house.patch, id=f"{ISSUER}.other")[0] == 400
    assert refused(house.patch, classId=f"{ISSUER}.none") == (404, "classNotFound")


def test_ten_messages_are_all_that_a_card_holds(house, card):
    for _ in range(10):
        house.google.store.add_message(
            bodies.OBJECT, card, {"message": samples.message(messageType="TEXT")}
        )
    full = bodies.OBJECT, card, {"message": samples.message()}
    assert refused(house.google.store.add_message, *full)[0] == 400


def test_unknown_parameters_are_refused(house, card):
    grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    now = int(time.time())
    assertion = house.account.sign(
        {
            "iss": house.account.email,
            "aud": house.google.token_uri,
            "scope": discovery.SCOPE,
            "iat": now,
            "exp": now + 60,
        }
    )
    form = {"grant_type": grant, "assertion": assertion}
    granted = requests.post(house.google.token_uri, data=form, timeout=5).json()
    headers = {"Authorization": f"Bearer {granted['access_token']}"}
    url = f"{house.google.url}/walletobjects/v1/loyaltyClass/{CLASS_ID}"
    assert (
        requests.get(f"{url}?alt=json", headers=headers, timeout=5).status_code == 200
    )
    strict = requests.get(f"{url}?strict=true", headers=headers, timeout=5)
    assert strict.status_code == 400


def test_google_statement_25_a_notice_needs_the_field_and_the_word(house, card):
    phone = house.phone()
    phone.save(house.link())
    house.patch(**points(1))
    house.patch(heroImage=samples.image("new.png"), **NOTIFY)
    house.patch(**points(1), **NOTIFY)
    assert phone.notices == ()
    house.patch(**points(2), **NOTIFY)
    assert [one.cause for one in phone.notices] == ["update"]
    house.patch(**points(3))
    assert len(phone.notices) == 1
    assert "notifyPreference" not in house.google.card(card)


def test_google_statement_25_three_notices_a_card_within_a_day(house, card):
    phone = house.phone()
    phone.save(house.link())
    for number in range(5):
        house.patch(**points(number), **NOTIFY)
    assert len(phone.notices) == 3
    assert len(house.google.notices.entries) == 5
    house.now = NOW + timedelta(hours=24)
    house.google.store.add_message(bodies.OBJECT, card, {"message": samples.message()})
    assert [one.cause for one in phone.notices][3:] == ["message msg_1"]


def test_a_card_that_nobody_saved_rings_nowhere(house, card):
    house.patch(**points(1), **NOTIFY)
    assert house.google.notices.entries == ()


def test_a_tier_on_the_class_rings_on_every_saved_card(house, card):
    phone = house.phone()
    phone.save(house.link())
    house.patch_class(rewardsTier="Gold", **NOTIFY)
    assert [one.object_id for one in phone.notices] == [card]


@pytest.mark.parametrize(
    "body",
    [
        {"heroImage": {"sourceUri": {"uri": "http://127.0.0.1:1/a.png"}}},
        {"heroImage": {"sourceUri": {"uri": "http://cards.example.com/a.png"}}},
    ],
)
def test_google_statement_10_plain_http_is_refused_unless_allowed(body):
    with google_house.opened() as house:
        house.put_card()
        assert refused(house.patch, **body) == (400, "invalidResource")


def test_google_statement_10_a_picture_that_cannot_be_fetched_makes_a_write_fail():
    with (
        google_house.opened(allows_loopback=True, fetches_pictures=True) as house,
        google_house.listening(content=b"png-1") as files,
        google_house.listening(answer=404) as gone,
        google_house.listening(content=b"<html>", kind="text/html") as pages,
    ):
        url = f"http://127.0.0.1:{files.server_port}/a.png"
        logo = {"sourceUri": {"uri": url}}
        store, given = house.google.store, samples.loyalty_class(programLogo=logo)
        store.insert(bodies.CLASS, given)
        assert house.google.pictures.find(url) == (b"png-1", "image/png")
        house.patch_class(programLogo=logo)
        assert files.got == ["/a.png"]
        for other in (gone, pages):
            bad = {"sourceUri": {"uri": f"http://127.0.0.1:{other.server_port}/b.png"}}
            assert refused(house.patch_class, programLogo=bad)[0] == 400
        nobody = {"sourceUri": {"uri": "http://127.0.0.1:1/c.png"}}
        assert refused(house.patch_class, programLogo=nobody)[0] == 400


def test_saving_and_deleting_call_back_with_a_signature_that_verifies(house):
    with google_house.listening() as receiver:
        url = f"http://127.0.0.1:{receiver.server_port}/google/callback"
        house.put_card(callbackOptions={"url": url})
        phone = house.phone()
        phone.save(house.link())
        phone.delete(OBJECT_ID)
        assert house.google.callbacks.wait_until_idle()
        keys = RootKeys(fetcher(house.google.keys_url, timeout=5.0))
        events = [
            callbacks.verify(body, issuer_id=ISSUER, keys=keys, at=NOW)
            for body in receiver.posted
        ]
    assert [one.event for one in events] == ["save", "del"]
    assert {one.object_id for one in events} == {OBJECT_ID}
    assert len({one.nonce for one in events}) == 2
    assert house.google.journal.count("keys") == 1


def test_a_callback_may_come_twice_and_is_tried_again_when_refused(house):
    with google_house.listening(answer=503) as receiver:
        url = f"http://127.0.0.1:{receiver.server_port}/google/callback"
        house.put_card(callbackOptions={"url": url})
        house.google.callbacks.sends_twice = True
        house.phone().save(house.link())
        assert house.google.callbacks.wait_until_idle()
    assert len(receiver.posted) == 6
    assert len(set(receiver.posted)) == 1
    assert {one.status for one in house.google.callbacks.sent} == {503}


def test_lost_callbacks_leave_the_truth_at_google(house):
    house.google.callbacks.is_silent = True
    house.put_card()
    house.phone().save(house.link())
    assert house.google.callbacks.sent == ()
    assert house.google.card(OBJECT_ID)["hasUsers"] is True


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"aud": "pay"}, "aud"),
        ({"typ": "savetoandroidpay"}, "typ"),
        ({"iat": "1"}, "iat"),
        ({"origins": []}, "origins"),
        ({"payload": {}}, "no object"),
        ({"payload": {"loyaltyObjects": [{"id": "99.card"}]}}, "invited"),
        ({"payload": {"loyaltyObjects": [{"id": f"{ISSUER}.none"}]}}, "not found"),
        ({"iss": "stranger@example.com"}, "account not found"),
        ({"note": "x" * 2000}, "too long"),
    ],
)
def test_a_save_link_is_judged(house, card, claims, said):
    good = {
        "iss": house.account.email,
        "aud": "google",
        "typ": "savetowallet",
        "iat": int(NOW.timestamp()),
        "origins": ["https://cards.example.com"],
        "payload": {"loyaltyObjects": [{"id": card}]},
    }
    save = house.google.save
    assert save(house.account.sign(good), phone="a", person="a") == (card,)
    with pytest.raises(SaveRefused, match=said):
        save(house.account.sign({**good, **claims}), phone="a", person="a")


def test_a_link_creates_but_never_changes(house, card):
    def save(**body):
        claims = {
            "iss": house.account.email,
            "aud": "google",
            "typ": "savetowallet",
            "iat": int(NOW.timestamp()),
            "origins": ["https://cards.example.com"],
            "payload": {"loyaltyObjects": [{"classId": CLASS_ID, **body}]},
        }
        return house.google.save(house.account.sign(claims), phone="a", person="a")

    new = f"{ISSUER}.card_2"
    assert save(id=card, state="INACTIVE", accountName="Another") == (card,)
    assert save(id=new, state="ACTIVE", accountName="Boris") == (new,)
    assert house.google.card(card)["accountName"] == "Anna"
    assert house.google.card(new)["accountName"] == "Boris"
    with pytest.raises(SaveRefused, match="colour"):
        save(id=f"{ISSUER}.card_3", state="ACTIVE", colour="red")


def test_a_link_in_a_browser_saves_on_the_phone_that_is_there(house, card):
    path = house.link().removeprefix("https://pay.google.com")
    alone = requests.get(house.google.url + path, timeout=5)
    assert (alone.status_code, "No virtual phone" in alone.text) == (200, True)
    phone = house.phone(name="Anna's <phone>")

    def save(token):
        phone.save(f"https://pay.google.com/gp/v/save/{token}")
        return f"Saved on {phone.options.name}"

    house.google.save_in_browser = save
    page = requests.get(house.google.url + path, timeout=5)
    assert "Saved on Anna&#x27;s &lt;phone&gt;" in page.text
    assert phone.find(card) is not None
    bad = requests.get(f"{house.google.url}/gp/v/save/nonsense", timeout=5)
    assert bad.status_code == 400
