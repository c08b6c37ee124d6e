"""The way back: who has a card is led to it, by a letter or by the code itself."""

from __future__ import annotations

import re

import pytest

from tests.web.joining.people import FORM


def card_at(person, path):
    """The card's link behind the page of a letter, after the button was pressed."""
    page = person.get(path).text
    match = re.search(r'name="card" value="([^"]+)"', page)
    assert match is not None
    return person.post(path, {"card": match[1]})


def test_a_letter_leads_back_to_the_card(person, link):
    card = person.join(link).headers["Location"].partition("?")[0]
    asked = person.post(link + "/restore", {"email": " Anna@Partner.example "})
    assert asked.status_code == 303
    assert "seven days" in person.get(asked.headers["Location"]).text
    opened = card_at(person, person.mailed_link())
    assert opened.status_code == 303
    assert opened.headers["Location"] == card


def test_T13_looking_at_a_mailed_link_changes_nothing_and_five_uses_end_it(
    person, link
):
    person.join(link)
    person.post(link + "/restore", {"email": "anna@partner.example"})
    path = person.mailed_link()
    for _ in range(10):
        assert person.get(path).status_code == 200
    for _ in range(5):
        assert card_at(person, path).status_code == 303
    assert person.get(path).status_code == 404


def test_T23_a_mailed_link_is_good_for_seven_days_and_one_purpose(person, link, clock):
    person.join(link)
    person.post(link + "/restore", {"email": "anna@partner.example"})
    path = person.mailed_link()
    token = path.rpartition("/")[2]
    assert person.get(f"/my-data/{token}").status_code == 404
    secret, _, signature = token.partition(".")
    for wrong in (secret, f"{secret}.", f"{secret}.{'0' * 32}", f"x.{signature}"):
        assert person.get(f"/restore/{wrong}").status_code == 404
    page = person.get(path)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    clock.advance(days=7)
    assert person.get(path).status_code == 404
    assert person.post(path, {"card": "x"}).status_code == 404


def test_a_lost_phone_keeps_nothing_that_is_good_for_anything(api, person, link):
    old = person.join(link).headers["Location"].partition("?")[0]
    person.post(link + "/restore", {"email": "anna@partner.example"})
    path = person.mailed_link()
    page = person.get(path).text
    match = re.search(r'name="card" value="([^"]+)"', page)
    assert match is not None
    code = api.get(f"/cards/{match[1]}").get_json()["code"]
    answer = person.post(path, {"card": match[1], "lost": "1"})
    new = answer.headers["Location"]
    assert new != old
    assert person.get(old).status_code == 404
    assert person.get(new).status_code == 200
    assert api.get("/cards", code=code).status_code == 404


def test_a_letter_opens_its_members_cards_alone(api, person, link, program_id):
    person.join(link)
    body = {"program_id": program_id, "member": {"name": "Bob"}}
    foreign = api.created("/cards", body)["id"]
    person.post(link + "/restore", {"email": "anna@partner.example"})
    path = person.mailed_link()
    assert person.post(path, {"card": foreign}).status_code == 404
    assert person.post(path, {}).status_code == 404


def test_whoever_has_the_card_is_led_to_it_and_stays_as_they_are(api, person, link):
    person.join(link)
    before = api.get("/members").get_json()["data"]
    again = person.join(link, name="Somebody Else", consent_news="1")
    assert again.status_code == 303
    page = person.get(again.headers["Location"])
    assert "You have this card already" in page.text
    after = api.get("/members").get_json()["data"]
    assert len(after) == 1
    assert after[0]["name"] == before[0]["name"]
    news = [one for one in after[0]["consents"] if one["purpose"] == "news"]
    assert news[0]["given"]


def test_a_known_person_gets_the_card_of_another_program(api, person, link, program_id):
    member = {"name": "Anna", "email": "anna@partner.example"}
    member_id = api.created("/members", member)["id"]
    location = person.join(link).headers["Location"]
    assert location.startswith("/c/")
    body = {"program_id": program_id, "member_id": member_id}
    assert api.post("/cards", body).status_code == 200


def test_a_closed_card_is_opened_again(api, person, link):
    person.join(link)
    (member,) = api.get("/members").get_json()["data"]
    program = api.get("/programs").get_json()["data"][0]["id"]
    body = {"program_id": program, "member_id": member["id"]}
    card = api.created("/cards", body)["id"]
    api.created(f"/cards/{card}/close", {"reason": "asked"})
    assert person.join(link).headers["Location"].startswith("/c/")
    assert api.get(f"/cards/{card}").get_json()["state"] == "active"


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("carl@partner.example", "We have sent a link to that address"),
        (None, "for which we know no e-mail"),
    ],
)
def test_a_phone_that_has_a_card_leads_to_its_own_mailbox(
    api, person, link, program_id, email, says
):
    phone = "+442071838750"
    owner = {"name": "Carl", "phone": phone, "email": email}
    api.created("/cards", {"program_id": program_id, "member": owner})
    answer = person.join(link, phone=phone)
    assert answer.status_code == 200
    assert says in answer.text
    assert "carl" not in answer.text
    assert len(api.get("/members").get_json()["data"]) == 1
    if email is not None:
        assert person.letters[0].to == email
        assert person.mailed_link().startswith("/restore/")


@pytest.mark.parametrize(
    ("email", "fault"), [("", "Write your e-mail"), ("anna", "not an e-mail address")]
)
def test_what_is_no_address_is_not_written_to(person, link, email, fault):
    answer = person.post(link + "/restore", {"email": email})
    assert answer.status_code == 422
    assert fault in answer.text
    assert person.letters == []


def test_asking_for_cards_has_the_same_limits_as_joining(person, link):
    for number in range(5):
        answers = {"email": f"p{number}@partner.example"}
        assert person.post(link + "/restore", answers).status_code == 303
    sixth = person.post(link + "/restore", {"email": "p6@partner.example"})
    assert sixth.status_code == 429
    assert person.post(link, FORM).status_code == 429


def test_a_trapped_machine_gets_no_letter(person, link):
    trapped = {"email": "anna@partner.example", "website": "x"}
    assert person.post(link + "/restore", trapped).status_code == 303
    assert person.letters == []


def test_T15_a_button_of_another_site_opens_nothing(person, link):
    person.join(link)
    person.post(link + "/restore", {"email": "anna@partner.example"})
    path = person.mailed_link()
    foreign = {"Origin": "https://elsewhere.example"}
    assert person.post(path, {"card": "x"}, headers=foreign).status_code == 403
