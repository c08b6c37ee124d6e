"""The form of a program: what it asks, what it takes, what comes of it."""

from __future__ import annotations

import pytest

from tests.web.joining.conftest import path_of
from tests.web.joining.people import FORM, HERE
from wallet_service.app import create_app
from wallet_service.settings import Environment
from wallet_service.web.joining import words

INN, WRONG_INN = "7707083893", "7707083894"


def member_of(api):
    (member,) = api.get("/members").get_json()["data"]
    return member


def test_a_form_and_a_code_give_a_card(api, person, link):
    page = person.send(link, name="  Anna   Larsen ", phone="+44 20 7183 8750")
    assert "anna@partner.example" in person.get(page).text
    done = person.post(page, {"code": person.code()})
    assert done.status_code == 303
    assert person.get(done.headers["Location"]).status_code == 200
    member = member_of(api)
    assert member["name"] == "Anna Larsen"
    assert member["email"] == "anna@partner.example"
    assert member["phone"] == "+442071838750"
    assert member["company_id"] is None


def test_consents_are_kept_with_their_words_version_time_and_channel(
    api, person, link, program_id, clock
):
    own = {"purpose": "processing", "required": True, "text": {"ru": "Даю согласие."}}
    news = {"purpose": "news", "text": {"en": "Tell me. {brand}", "ru": "Хочу."}}
    form = {"consents": [own, news]}
    changed = api.patch(f"/programs/{program_id}/join-form", form).get_json()
    assert [one["version"] for one in changed["consents"]] == ["2", "2"]
    page = person.get(link + "?language=ru").text
    assert "Даю согласие." in page
    assert "checked" not in page
    person.join(link + "?language=ru")
    first, second = member_of(api)["consents"]
    assert first["purpose"] == "news"
    assert (first["given"], first["text"], first["version"]) == (False, "Хочу.", "2")
    assert (second["given"], second["text"]) == (True, "Даю согласие.")
    assert {first["channel"], second["channel"]} == {"form"}
    assert second["recorded_at"] == clock().isoformat()
    assert member_of(api)["locale"] == "ru"


def test_the_same_words_keep_their_version(api, program_id):
    path = f"/programs/{program_id}/join-form"
    before = api.get(path).get_json()["consents"]
    sent = [{k: v for k, v in one.items() if k != "version"} for one in before]
    sent[1]["required"] = True
    after = api.patch(path, {"consents": sent}).get_json()["consents"]
    assert [one["version"] for one in after] == ["1", "1"]
    assert after[1]["required"]


def test_each_purpose_has_one_consent_and_words(api, program_id):
    path = f"/programs/{program_id}/join-form"
    twice = [{"purpose": "news", "text": {"en": "Yes"}}] * 2
    refused = api.patch(path, {"consents": twice})
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["pointer"] == "/consents/1/purpose"
    silent = api.patch(path, {"consents": [{"purpose": "news", "text": {}}]})
    assert silent.get_json()["errors"][0]["pointer"] == "/consents/0/text"


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({"name": ""}, "missing_name"),
        ({"name": "x" * 256}, "too_long"),
        ({"name": "Anna\u0007"}, "characters"),
        ({"email": ""}, "missing_email"),
        ({"email": "anna@"}, "email_fault"),
        ({"phone": "12"}, "phone_fault"),
        ({"tax_id": "?"}, "tax_id_fault"),
        ({"tax_id": "DE123456789"}, "tax_id_fault"),
        ({"consent_processing": ""}, "consent_fault"),
    ],
)
@pytest.mark.parametrize("locale", ["en", "ru"])
def test_a_field_that_will_not_do_is_named_with_its_cure_and_nothing_is_kept(
    api, person, link, answers, fault, locale
):
    response = person.post(f"{link}?language={locale}", {**FORM, **answers})
    assert response.status_code == 422
    assert words.of(locale)[fault] in response.text
    assert 'aria-invalid="true"' in response.text
    assert 'value="anna@partner.example"' in response.text or "email" in answers
    assert api.get("/members").get_json()["data"] == []
    assert person.letters == []


def test_what_the_program_asks_is_asked(api, person, link, program_id):
    rules = {"phone": "required", "company": "hidden", "tax_id": "hidden"}
    form = api.patch(f"/programs/{program_id}/join-form", {"fields": rules}).get_json()
    assert form["fields"] == {"name": "required", "email": "required", **rules}
    page = person.get(link).text
    assert 'name="phone"' in page
    assert 'name="company"' not in page
    refused = person.post(link, {**FORM, "company": "Partner"})
    assert "Write your phone." in refused.text
    person.join(link, phone="+442071838750", company="Partner")
    assert member_of(api)["stated_company"] is None


def test_an_invitation_makes_its_person_one_of_the_company(api, person, program_id):
    company = api.created("/companies", {"name": "Polar Build"})["id"]
    body = {"program_id": program_id, "company_id": company}
    invitation = path_of(api.created("/join-links", body))
    page = person.get(invitation).text
    assert "Polar Build" in page
    assert 'name="company"' not in page
    person.join(invitation)
    assert member_of(api)["company_id"] == company


def test_who_only_names_a_company_gets_nothing_of_it(api, person, link):
    api.created("/companies", {"name": "Polar Build", "tax_id": INN})
    person.join(link, company="Polar Build", tax_id="7707 083893")
    member = member_of(api)
    assert member["company_id"] is None
    assert member["stated_company"] == "Polar Build"
    assert member["stated_tax_id"] == INN


def test_a_brand_may_let_the_tax_number_decide(api, person, link, program_id):
    company = api.created("/companies", {"name": "Polar Build", "tax_id": INN})["id"]
    api.patch(f"/programs/{program_id}/join-form", {"attach_by_tax_id": True})
    person.join(link, tax_id=INN)
    assert member_of(api)["company_id"] == company


@pytest.mark.parametrize(
    ("tax_id", "status"), [(INN, 303), ("500100732259", 303), (WRONG_INN, 422)]
)
def test_in_russia_the_check_digits_of_an_inn_are_checked(
    api, person, link, tax_id, status
):
    api.patch("/brand", {"phone_region": "RU"})
    answers = {**FORM, "tax_id": tax_id, "phone": "8 912 345-67-89"}
    assert person.post(link, answers).status_code == status


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "ru-RU,ru;q=0.9", "ru"),
        ("", "de", "en"),
        ("?language=ru", "en", "ru"),
        ("?language=xx", "ru", "ru"),
    ],
)
def test_the_page_speaks_the_readers_language(person, link, query, header, language):
    page = person.get(link + query, headers={"Accept-Language": header})
    assert f'<html lang="{language}">' in page.text
    assert words.of(language)["join"] in page.text
    assert page.headers["Vary"] == "Accept-Language"


def test_both_languages_say_the_same(person):
    assert words.ENGLISH.keys() == words.RUSSIAN.keys()
    for key, english in words.ENGLISH.items():
        places = {part.partition("}")[0] for part in english.split("{")[1:]}
        russian = words.RUSSIAN[key]
        assert {part.partition("}")[0] for part in russian.split("{")[1:]} == places


def test_the_brands_own_words_stand_on_the_page(api, person, link, program_id):
    form = {
        "headline": {"en": "Join us"},
        "introduction": {"en": "First.\nSecond."},
    }
    api.patch(f"/programs/{program_id}/join-form", form)
    page = person.get(link).text
    assert "Join us" in page
    assert '<p class="lead">Second.</p>' in page
    assert words.RUSSIAN["introduction"] in person.get(link + "?language=ru").text


@pytest.mark.parametrize(
    "change",
    [
        {"active": False},
        {"expires_at": "2026-01-01T00:00:00Z"},
    ],
)
def test_a_link_that_has_ended_says_so_and_takes_no_form(
    api, person, program_id, change
):
    made = api.created("/join-links", {"program_id": program_id})
    link = path_of(made)
    page = person.send(link)
    code = person.code()
    assert api.patch(f"/join-links/{made['id']}", change).status_code == 200
    for response in (
        person.get(link),
        person.post(link, FORM),
        person.post(page, {"code": code}),
    ):
        assert response.status_code == 410
        assert "This link has ended" in response.text
    assert api.get("/members").get_json()["data"] == []


def test_a_link_gives_as_many_cards_as_it_may(api, person, program_id):
    body = {"program_id": program_id, "maximum_uses": 1}
    made = api.created("/join-links", body)
    assert person.join(path_of(made)).status_code == 303
    assert person.get(path_of(made)).status_code == 410
    assert api.get(f"/join-links/{made['id']}").get_json()["uses"] == 1


def test_a_program_in_draft_has_no_form_yet(api, person):
    program = api.created("/programs", {**_draft()})["id"]
    link = path_of(api.created("/join-links", {"program_id": program}))
    assert person.get(link).status_code == 410


def _draft():
    return {
        "name": "Later",
        "kind": "discount",
        "currency": "RUB",
        "time_zone": "Europe/Moscow",
        "rules": {"rate_bp": 500},
    }


def test_without_a_mail_server_nobody_can_join(settings, adapters, api, link):
    strict = settings.model_copy(
        update={"env": Environment.PRODUCTION, "base_url": "https://cards.example"}
    )
    parts = adapters.__class__(
        **{**{f: getattr(adapters, f) for f in adapters.__slots__}, "settings": strict}
    )
    client = create_app(strict, parts).test_client()
    assert client.get(link).status_code == 503
    headers = {"Origin": "https://cards.example"}
    assert client.post(link, data=FORM, headers=headers).status_code == 503


def test_a_stranger_to_the_service_finds_nothing(person):
    assert person.get("/join/never-was").status_code == 404
    assert person.post("/join/never-was", FORM).status_code == 404
    assert person.get("/join/never-was/embed.js").status_code == 404


def test_T15_a_form_from_another_site_is_refused_and_nothing_kept(person, link):
    for headers in (
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        response = person.post(link, FORM, headers={**HERE, **headers})
        assert response.status_code == 403
    assert person.letters == []


def test_T10_a_form_sets_nothing_that_it_does_not_ask(api, person, link):
    extra = {
        "brand_id": "brnd_other",
        "company_id": "comp_other",
        "role": "owner",
        "balance": "1000000",
        "stated_company": "Other",
        "locale": "xx",
        "id": "memb_mine",
    }
    person.join(link, **extra)
    member = member_of(api)
    assert member["role"] is None
    assert member["company_id"] is None
    assert member["stated_company"] is None
    assert member["locale"] == "en"
    assert member["id"] != "memb_mine"


def test_a_field_that_comes_twice_is_refused(person, link):
    twice = {"name": ["Anna", "Bob"]}
    assert person.post(link, twice).status_code == 400


def test_T16_what_people_and_brands_write_is_text(api, person, program_id):
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    company = api.created("/companies", {"name": evil})["id"]
    form = {
        "headline": {"en": evil},
        "introduction": {"en": evil},
        "consents": [{"purpose": "processing", "text": {"en": evil}}],
    }
    assert api.patch(f"/programs/{program_id}/join-form", form).status_code == 200
    body = {"program_id": program_id, "company_id": company}
    link = path_of(api.created("/join-links", body))
    refused = person.post(link, {"name": evil, "email": evil, "phone": evil})
    for page in (person.get(link), refused):
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "unsafe" not in page.headers["Content-Security-Policy"]
