"""What members do on their card's page: history, consents, their data, leaving."""

from __future__ import annotations

import json

import pytest

from tests.web.house import new_program
from tests.web.joining.people import HERE, Person
from wallet_service.web.member import phones, words

NAME, EMAIL = "Anna Larsen", "anna@partner.example"


@pytest.fixture
def program_id(api):
    rules = {"rate_bp": 500, "share_cap_bp": 10_000}
    body = new_program(rules=rules, beneficiary="member")
    program_id = api.created("/programs", body)["id"]
    api.created(f"/programs/{program_id}/publish", {})
    return program_id


@pytest.fixture
def card(api, program_id):
    consents = [
        {"purpose": "processing", "version": "1", "text": "I agree."},
        {"purpose": "news", "version": "1", "text": "Tell me."},
    ]
    company = api.created("/companies", {"name": "Polar Build"})["id"]
    approval = {"program_id": program_id, "approved_by": "The director"}
    api.created(f"/companies/{company}/approvals", approval)
    member = {"name": NAME, "email": EMAIL, "company_id": company}
    body = {"program_id": program_id, "member": {**member, "consents": consents}}
    return api.created("/cards", body)


@pytest.fixture
def person(client, adapters, brand_id):
    return Person(client, adapters, brand_id)


@pytest.fixture
def path(card):
    return card["links"]["card"].removeprefix("http://localhost:8000")


def consents_of(api, card):
    member = api.get(f"/members/{card['member']['id']}").get_json()
    return {one["purpose"]: one for one in member["consents"]}


def test_the_history_tells_every_event_with_its_reasons(api, person, card, path, clock):
    assert words.ENGLISH["history_none"] in person.get(path).text
    bought = {"card_id": card["id"], "amount": 1_000_000}
    purchase = api.created("/purchases", bought)["id"]
    spent = {"card_id": card["id"], "amount": 200_000, "points_to_spend": 10_000}
    clock.advance(minutes=1)
    api.created("/purchases", spent)
    clock.advance(minutes=1)
    api.created(f"/purchases/{purchase}/refunds", {})
    page = person.get(path).text.replace("\u00a0", " ")
    for told in (
        "10,000.00 ₽",
        "Earned by a purchase: +500.00 ₽; balance 500.00 ₽",
        "Paid with points: −100.00 ₽",
        "Taken back with a refund: −500.00 ₽",
    ):
        assert told in page
    assert page.index("Refund") < page.index("Paid with points")
    russian = person.get(path + "?language=ru").text
    assert "Начислено за покупку" in russian
    assert '<html lang="ru">' in russian


def test_colleagues_purchases_are_not_told(api, person, database):
    program = api.created("/programs", new_program("accumulating"))["id"]
    api.created(f"/programs/{program}/publish", {})
    company = api.created("/companies", {"name": "Polar Build"})["id"]
    cards = [
        api.created(
            "/cards",
            {"program_id": program, "member": {"name": name, "company_id": company}},
        )
        for name in ("Anna", "Bob")
    ]
    api.created("/purchases", {"card_id": cards[1]["id"], "amount": 7_654_321})
    path = cards[0]["links"]["card"].removeprefix("http://localhost:8000")
    page = person.get(path).text.replace("\u00a0", " ")
    assert words.ENGLISH["history_none"] in page
    assert words.ENGLISH["history_shared"] in page
    assert "+76,543.21" not in page


def test_more_than_ten_events_are_shown_on_demand(api, person, card, path):
    for _ in range(11):
        api.created("/purchases", {"card_id": card["id"], "amount": 1_000})
    page = person.get(path).text
    assert page.count("<li>\n          <time") == 10
    assert "all=1" in page
    assert person.get(path + "?all=1").text.count("<li>\n          <time") == 11


def test_a_consent_is_withdrawn_and_given_again(api, person, card, path, clock):
    clock.advance(days=1)
    answer = {"purpose": "news", "answer": "withdraw"}
    done = person.post(path + "/consents", answer)
    assert done.status_code == 303
    page = person.get(done.headers["Location"]).text
    assert words.ENGLISH["said_consent"] in page
    assert "withdrawn on 11 March" in page.replace("\u00a0", " ")
    kept = consents_of(api, card)["news"]
    assert (kept["given"], kept["channel"]) == (False, "card_page")
    assert kept["recorded_at"] == clock().isoformat()
    person.post(path + "/consents", {"purpose": "news", "answer": "give"})
    kept = consents_of(api, card)["news"]
    assert kept["given"]
    assert kept["text"] == "I would like to hear about offers and news."


@pytest.mark.parametrize(
    ("purpose", "status"), [("processing", 409), ("unheard_of", 404), ("", 404)]
)
def test_a_needed_or_unknown_consent_is_not_answered(
    api, person, card, path, purpose, status
):
    before = consents_of(api, card)
    answer = {"purpose": purpose, "answer": "withdraw"}
    assert person.post(path + "/consents", answer).status_code == status
    assert consents_of(api, card) == before


def test_ones_data_comes_by_a_letter_and_not_on_the_page(api, person, card, path):
    api.created("/purchases", {"card_id": card["id"], "amount": 1_000_000})
    assert EMAIL not in person.get(path).text
    sent = person.post(path + "/data")
    assert words.ENGLISH["said_data"] in person.get(sent.headers["Location"]).text
    assert person.letters[0].to == EMAIL
    link = person.mailed_link()
    assert EMAIL not in person.get(link).text
    answer = person.post(link)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    data = json.loads(answer.text)
    assert data["person"]["name"] == NAME
    assert data["person"]["email"] == EMAIL
    assert data["person"]["company"] == "Polar Build"
    assert {one["purpose"] for one in data["consents"]} == {"processing", "news"}
    (kept,) = data["cards"]
    assert kept["number"] == card["number"]
    assert kept["purchases"][0]["gross"] == 1_000_000
    assert "Earned by a purchase" in kept["entries"][0]["explanation"]
    for _ in range(4):
        assert person.post(link).status_code == 200
    assert person.post(link).status_code == 404


def test_who_has_no_mailbox_is_told_to_ask(api, person, program_id):
    body = {"program_id": program_id, "member": {"name": "Bob"}}
    links = api.created("/cards", body)["links"]
    path = links["card"].removeprefix("http://localhost:8000")
    assert "knows no e-mail of yours" in person.get(path).text
    sent = person.post(path + "/data")
    assert "knows no e-mail of yours" in person.get(sent.headers["Location"]).text
    assert person.letters == []


def test_letters_with_data_are_limited(person, path):
    for _ in range(3):
        assert person.post(path + "/data").headers["Location"].endswith("said=data")
    assert person.post(path + "/data").headers["Location"].endswith("said=often")


def test_leaving_is_asked_twice(api, person, card, path):
    assert words.ENGLISH["leave_what"] in person.get(path + "/leave").text
    for form in ({}, {"what": "close"}, {"what": "other", "sure": "1"}, {"sure": "1"}):
        answer = person.post(path + "/leave", form)
        assert answer.status_code == 422
        assert words.ENGLISH["leave_choose"] in answer.text
    assert api.get(f"/cards/{card['id']}").get_json()["state"] == "active"


@pytest.mark.parametrize(("what", "given"), [("close", True), ("all", False)])
def test_leaving_closes_the_card_and_may_take_back_all_consents(
    api, person, card, path, what, given
):
    answer = person.post(path + "/leave", {"what": what, "sure": "1"})
    assert answer.status_code == 200
    assert words.ENGLISH["left"] in answer.text
    assert api.get(f"/cards/{card['id']}").get_json()["state"] == "closed"
    assert {one["given"] for one in consents_of(api, card).values()} == {given}
    assert person.get(path).status_code == 404


@pytest.mark.parametrize("ending", ["/consents", "/data", "/leave"])
def test_T15_nothing_is_done_for_a_form_of_another_site(
    api, person, card, path, ending
):
    form = {"purpose": "news", "answer": "withdraw", "what": "all", "sure": "1"}
    for headers in (
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
    ):
        merged = {**HERE, **headers}
        assert person.post(path + ending, form, headers=merged).status_code == 403
    assert api.get(f"/cards/{card['id']}").get_json()["state"] == "active"
    assert consents_of(api, card)["news"]["given"]


def test_a_browser_that_hides_the_address_may_still_send_its_own_form(person, path):
    # under no-referrer a browser writes Origin: null into its own forms too
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    answer = {"purpose": "news", "answer": "withdraw"}
    sent = person.post(path + "/consents", answer, headers=headers)
    assert sent.status_code == 303


def test_consents_of_a_form_that_the_brand_draws_itself_are_taken(
    api, card, program_id, clock
):
    clock.advance(days=1)
    again = {"purpose": "news", "version": "7", "given": False, "channel": "own_form"}
    member = {"name": "Another Name", "email": EMAIL, "consents": [again]}
    answer = api.post("/cards", {"program_id": program_id, "member": member})
    assert answer.status_code == 200
    assert answer.get_json()["member"]["name"] == NAME
    kept = consents_of(api, card)["news"]
    assert (kept["version"], kept["given"], kept["channel"]) == ("7", False, "own_form")


def test_both_languages_of_the_page_say_the_same():
    assert words.ENGLISH.keys() == words.RUSSIAN.keys()
    for key, english in words.ENGLISH.items():
        places = {part.partition("}")[0] for part in english.split("{")[1:]}
        russian = words.RUSSIAN[key]
        assert {part.partition("}")[0] for part in russian.split("{")[1:]} == places


def test_an_android_app_is_told_to_open_chrome():
    inside = "Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) Chrome/140.0 Mobile Safari"
    outside = inside.replace("; wv", "")
    assert phones.visitor(inside).is_inside_app
    assert not phones.visitor(outside).is_inside_app
