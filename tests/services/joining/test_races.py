"""Forms that come at the same moment are counted one by one, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests import factories
from wallet_service.services.errors import NotFound
from wallet_service.services.joining import limits as request_limits
from wallet_service.services.joining import links, sign_ups
from wallet_service.services.joining.answers import Answers
from wallet_service.services.joining.confirming import Joined, WrongCode, confirm
from wallet_service.services.joining.limits import Caller, ProofNeeded
from wallet_service.services.joining.links import NewLink
from wallet_service.services.mail import letters

AT_ONCE = 12
BASE = "http://localhost:8000"


def a_link(database, brand_id):
    with database.writing(brand_id) as session:
        program = factories.a_program(session)
        new = NewLink(program)
        return links.create_link(
            session, new, actor=factories.ACTOR, now=factories.NOW
        ).id


def at_once(task, count=AT_ONCE):
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(task, range(count)))


def test_T24_forms_at_the_same_moment_do_not_slip_past_the_limit(
    any_database, vault, keyring
):
    brand_id = factories.a_brand(any_database, vault)

    def send(number):
        def work(session):
            caller = Caller("192.0.2.1")
            email = f"p{number}@partner.example"
            request_limits.note(session, keyring, caller, email, factories.NOW)

        try:
            any_database.run(brand_id, work)
        except ProofNeeded:
            return False
        return True

    assert at_once(send).count(True) == 5


def test_a_code_typed_twice_at_once_makes_one_card(any_database, vault, keyring):
    brand_id = factories.a_brand(any_database, vault)
    link_id = a_link(any_database, brand_id)
    answers = Answers("Anna", "anna@partner.example")

    def begin(session):
        link = links.get_link(session, link_id)
        return sign_ups.begin(
            session,
            keyring,
            link,
            answers,
            locale="en",
            is_trapped=False,
            now=factories.NOW,
        )

    token = any_database.run(brand_id, begin)
    with any_database.reading(brand_id) as session:
        (letter,) = letters.newest(session, keyring, 10)
    code = letter.subject[:7]

    def type_it(_):
        def work(session):
            link = links.get_link(session, link_id)
            sign_up = sign_ups.locked(session, link, token)
            return confirm(
                session, keyring, sign_up, code, base_url=BASE, now=factories.NOW
            )

        try:
            return any_database.run(brand_id, work)
        except NotFound:
            return None

    outcomes = at_once(type_it)
    assert sum(isinstance(one, Joined) for one in outcomes) == 1
    assert not any(isinstance(one, WrongCode) for one in outcomes)
    with any_database.reading(brand_id) as session:
        assert links.get_link(session, link_id).uses == 1


def test_wrong_codes_at_once_use_up_three_tries(any_database, vault, keyring):
    brand_id = factories.a_brand(any_database, vault)
    link_id = a_link(any_database, brand_id)

    def begin(session):
        return sign_ups.begin(
            session,
            keyring,
            links.get_link(session, link_id),
            Answers("Anna", "anna@partner.example"),
            locale="en",
            is_trapped=False,
            now=factories.NOW,
        )

    token = any_database.run(brand_id, begin)

    def guess(number):
        def work(session):
            link = links.get_link(session, link_id)
            sign_up = sign_ups.locked(session, link, token)
            before = sign_up.tries_left
            confirm(
                session,
                keyring,
                sign_up,
                "no code",
                base_url=BASE,
                now=factories.NOW,
            )
            return before

        return any_database.run(brand_id, work)

    looked_at = [before for before in at_once(guess) if before > 0]
    assert sorted(looked_at) == [1, 2, 3]
