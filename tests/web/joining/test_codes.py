"""Codes by e-mail: three tries, ten minutes, once; and nothing told to strangers."""

from __future__ import annotations

import pytest

from tests.web.joining.people import another_code
from wallet_service.services.joining import codes
from wallet_service.web.joining import words


def test_the_letter_names_the_brand_the_program_and_the_code(person, link):
    person.send(link)
    (letter,) = person.letters
    assert letter.to == "anna@partner.example"
    assert "The cashback card" in letter.subject
    assert letter.sender_name in letter.body


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_a_wrong_code_can_be_tried_three_times(api, person, link, locale):
    page = person.send(f"{link}?language={locale}")
    wrong = {"code": another_code(person.code())}
    says = words.of(locale)
    for key in ("code_wrong", "code_wrong_last", "code_ended"):
        response = person.post(page, wrong)
        assert response.status_code == 422
        assert says[key] in response.text
    right = person.post(page, {"code": person.code()})
    assert right.status_code == 422
    assert api.get("/members").get_json()["data"] == []


def test_a_code_ends_after_ten_minutes(person, link, clock):
    page = person.send(link)
    clock.advance(minutes=10)
    assert words.ENGLISH["code_ended"] in person.get(page).text
    assert person.post(page, {"code": person.code()}).status_code == 422


def test_a_new_code_replaces_the_one_before(person, link):
    page = person.send(link)
    first = person.code()
    assert person.post(_again(page)).status_code == 303
    second = person.code()
    if first != second:
        assert person.post(page, {"code": first}).status_code == 422
    assert person.post(page, {"code": second}).status_code == 303


def _again(page):
    path, _, query = page.partition("?")
    return f"{path}/again?{query}"


def test_a_code_works_once(person, link):
    page = person.send(link)
    code = person.code()
    assert person.post(page, {"code": code}).status_code == 303
    assert person.post(page, {"code": code}).status_code == 404
    assert person.get(page).status_code == 404


@pytest.mark.parametrize("write", [" {} ", "{0:.3}-{1}", "{wide}"])
def test_a_code_may_be_written_with_spaces_dashes_and_wide_digits(person, link, write):
    page = person.send(link)
    code = person.code()
    wide = code.translate({ord(str(n)): 0xFF10 + n for n in range(10)})
    typed = {
        " {} ": f" {code[:3]}\u00a0{code[3:]} ",
        "{0:.3}-{1}": f"{code[:3]}-{code[3:]}",
        "{wide}": wide,
    }[write]
    assert codes.normalised(typed) == code
    assert person.post(page, {"code": typed}).status_code == 303


def test_a_code_of_one_sign_up_does_not_open_another(person, link):
    first = person.send(link)
    code = person.code()
    second = person.send(link, email="bob@partner.example")
    if person.code() != code:
        assert person.post(second, {"code": code}).status_code == 422
    assert person.post(first, {"code": code}).status_code == 303


def test_the_page_of_a_code_belongs_to_its_link(api, person, link, program_id):
    made = api.created("/join-links", {"program_id": program_id})
    page = person.send(link)
    other = page.replace(link, made["url"].removeprefix("http://localhost:8000"))
    assert other != page
    assert person.post(other, {"code": person.code()}).status_code == 404


def test_t23_the_code_stands_in_no_log(person, link, capsys):
    page = person.send(link)
    code = person.code()
    person.post(page, {"code": code})
    logged = capsys.readouterr()
    for secret in (code, page.rpartition("/")[2], link.rpartition("/")[2], "anna@"):
        assert secret not in logged.out + logged.err
