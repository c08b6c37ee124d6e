"""Strangers, machines and the curious: limits, traps, proofs, equal answers."""

from __future__ import annotations

import hashlib
import itertools
import re

import pytest
from sqlalchemy import func, select

from tests.web.joining.people import FORM, another_code
from tests.web.work_done import counted
from wallet_service.models.joining import SignUp
from wallet_service.models.ledger import Lot
from wallet_service.services.joining import proofs, tidying
from wallet_service.web.joining import words


@pytest.fixture
def cheap_proofs(monkeypatch):
    """A proof that is found at once."""
    monkeypatch.setattr(proofs, "BITS", 4)


def challenge_of(page):
    match = re.search(r'data-challenge="([^"]+)"', page)
    assert match is not None
    return match[1]


def solved(challenge):
    """What the page's own script does."""
    bits = int(challenge.split(".")[1])
    for number in itertools.count():
        proof = f"{challenge}:{number}"
        digest = int.from_bytes(hashlib.sha256(proof.encode()).digest())
        if digest >> (256 - bits) == 0:
            return proof
    raise AssertionError


def shape_of(response):
    """An answer without what is random in every one of them."""
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in {"X-Request-Id", "Date"}
    }
    whole = f"{response.status_code}\n{headers}\n{response.get_data(as_text=True)}"
    whole = re.sub(r"confirm/[\w-]{43}", "confirm/TOKEN", whole)
    return whole.replace("bert@", "anna@")


def test_T8_known_and_unknown_addresses_get_the_same_bytes(person, link):
    person.join(link)
    known, unknown = (
        person.post(link, {**FORM, "email": f"{name}@partner.example"})
        for name in ("anna", "bert")
    )
    assert shape_of(known) == shape_of(unknown)
    pages = [person.get(one.headers["Location"]) for one in (known, unknown)]
    assert shape_of(pages[0]) == shape_of(pages[1])
    wrong = another_code(person.code())
    tries = [
        person.post(one.headers["Location"], {"code": wrong})
        for one in (known, unknown)
    ]
    assert shape_of(tries[0]) == shape_of(tries[1])


def test_T8_known_and_unknown_addresses_make_the_same_work(person, link):
    person.join(link)
    known, unknown = (
        _work_for(person, link, f"{name}@partner.example") for name in ("anna", "bert")
    )
    assert known == unknown
    assert len(known) > 10


def _work_for(person, link, email):
    """A form with a wrong code, and the way back."""
    with counted() as sending:
        page = person.post(link, {**FORM, "email": email}).headers["Location"]
        person.get(page)
    wrong = another_code(person.code())
    with counted() as asking:
        person.post(page, {"code": wrong})
        person.post(link + "/restore", {"email": email})
    # so that the next one finds nothing left to be answered
    assert person.letters
    return sending + asking


def test_T8_asking_for_cards_tells_nobody_who_has_one(person, link):
    person.join(link)
    answers = [
        person.post(link + "/restore", {"email": f"{name}@partner.example"})
        for name in ("anna", "bert")
    ]
    assert shape_of(answers[0]) == shape_of(answers[1])
    # and both of them owe one letter
    subjects = [letter.subject for letter in person.letters[:2]]
    assert subjects == ["No card with this address yet", "Your cards of Acme"]


def test_T8_nobody_guesses_a_link_or_a_sign_up(person, link):
    page = person.send(link)
    path, _, query = page.partition("?")
    for guess in ("x", path.rpartition("/")[2][:-1], "A" * 43):
        wrong = f"{path.rpartition('/')[0]}/{guess}?{query}"
        assert person.get(wrong).status_code == 404
        assert person.post(wrong, {"code": "000000"}).status_code == 404


def test_T24_a_filled_trap_looks_like_success_and_gives_nothing(person, link, api):
    response = person.post(link, {**FORM, "website": "https://spam.example"})
    assert response.status_code == 303
    page = person.get(response.headers["Location"])
    assert page.status_code == 200
    assert person.letters == []
    for _ in range(3):
        person.post(response.headers["Location"], {"code": "000000"})
    assert api.get("/members").get_json()["data"] == []


def test_T24_an_address_has_five_forms_in_ten_minutes(person, link, clock, another):
    for number in range(5):
        person.send(link, email=f"p{number}@partner.example")
    refused = person.post(link, {**FORM, "email": "p5@partner.example"})
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "600"
    assert words.ENGLISH["proof_without"] in refused.text
    assert len(person.letters) == 5
    another("192.0.2.2").send(link, email="p6@partner.example")
    clock.advance(minutes=10)
    person.send(link, email="p7@partner.example")


@pytest.mark.usefixtures("cheap_proofs")
def test_T24_past_the_limit_a_proof_of_work_lets_a_person_through_once(
    person, link, another, clock
):
    for number in range(5):
        person.send(link, email=f"p{number}@partner.example")
    refused = person.post(link, {**FORM, "email": "p5@partner.example"})
    proof = solved(challenge_of(refused.text))
    answers = {**FORM, "email": "p6@partner.example", "proof": proof}
    assert person.post(link, answers).status_code == 303
    again = {**answers, "email": "p7@partner.example"}
    assert person.post(link, again).status_code == 429
    # it belongs to its address, and ends
    third = solved(challenge_of(person.post(link, again).text))
    stranger = another("192.0.2.9")
    for number in range(5):
        stranger.send(link, email=f"s{number}@partner.example")
    borrowed = {**FORM, "email": "s6@partner.example", "proof": third}
    assert stranger.post(link, borrowed).status_code == 429
    clock.advance(minutes=10)
    for number in range(5):
        person.send(link, email=f"q{number}@partner.example")
    late = {**FORM, "email": "q6@partner.example", "proof": third}
    assert person.post(link, late).status_code == 429


@pytest.mark.parametrize("proof", ["", "x", "1.2.3.4:5", "9" * 500, "\u00e9:1"])
@pytest.mark.usefixtures("cheap_proofs")
def test_T24_what_is_no_proof_helps_nothing(person, link, proof):
    for number in range(5):
        person.send(link, email=f"p{number}@partner.example")
    answers = {**FORM, "email": "p5@partner.example", "proof": proof}
    assert person.post(link, answers).status_code == 429


@pytest.mark.usefixtures("cheap_proofs")
def test_T24_an_unfinished_proof_helps_nothing(person, link):
    for number in range(5):
        person.send(link, email=f"p{number}@partner.example")
    answers = {**FORM, "email": "p5@partner.example"}
    challenge = challenge_of(person.post(link, answers).text)
    good = solved(challenge)
    wrong = next(
        f"{challenge}:{n}"
        for n in itertools.count()
        if hashlib.sha256(f"{challenge}:{n}".encode()).digest()[0] >> 4
    )
    assert person.post(link, {**answers, "proof": wrong}).status_code == 429
    easier = good.replace(".4.", ".0.", 1)
    assert person.post(link, {**answers, "proof": easier}).status_code == 429
    assert person.post(link, {**answers, "proof": good}).status_code == 303


def test_a_mailbox_gets_three_codes_an_hour_and_ten_a_day(another, link, clock):
    people = (another(f"198.51.100.{n}") for n in itertools.count(1))
    sent = 0
    for _ in range(4):
        for _ in range(3):
            response = next(people).post(link, FORM)
            sent += response.status_code == 303
        full = next(people).post(link, FORM)
        assert full.status_code == 429
        assert words.ENGLISH["often_email"] in full.text
        clock.advance(hours=1)
    assert sent == 10


def test_the_network_of_an_ipv6_visitor_counts_as_one(another, link):
    for number in range(5):
        one = another(f"2001:db8::{number + 1}")
        one.send(link, email=f"p{number}@partner.example")
    sixth = another("2001:db8::ffff:1")
    answers = {**FORM, "email": "p5@partner.example"}
    assert sixth.post(link, answers).status_code == 429


def test_T24_a_thousand_forms_from_ten_addresses_make_fifty_letters_and_no_bonus(
    api, another, link, program_id, database
):
    welcome = {
        "program_id": program_id,
        "name": "Welcome",
        "kind": "welcome",
        "from": "2026-01-01",
        "until": "2099-01-01T00:00:00+03:00",
        "amount": 50_000,
        "budget": {"amount": 100_000_000},
    }
    api.created("/campaigns", welcome)
    crowd = [another(f"203.0.113.{number}") for number in range(10)]
    taken = 0
    for number in range(1000):
        person = crowd[number % 10]
        answers = {**FORM, "email": f"bot{number}@spam.example"}
        response = person.post(link, answers)
        taken += response.status_code == 303
        if response.status_code == 303:
            joined = person.post(response.headers["Location"], {"code": person.code()})
            assert joined.status_code == 303
    assert taken == 50
    cards = api.get("/members", limit=100).get_json()["data"]
    assert len(cards) == 50
    with database.reading_across_brands() as session:
        lots = session.scalar(select(func.count()).select_from(Lot))
    assert lots == 50
    _nothing_to_spend(api, program_id, cards)


def _nothing_to_spend(api, program_id, members):
    for member in members:
        body = {"program_id": program_id, "member_id": member["id"]}
        standing = api.created("/cards", body)["standing"]
        assert standing["cashback"]["available"] == 0


def test_what_is_over_is_forgotten(person, link, clock, adapters, database):
    person.send(link)
    clock.advance(hours=25)
    tidying.forget_old(database, clock())
    with database.reading_across_brands() as session:
        assert session.scalar(select(func.count()).select_from(SignUp)) == 0
