"""Once per key: the first answer again, byte for byte; what is kept and what is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests import factories
from wallet_service.database import BrandSession, Database
from wallet_service.models.company import Company
from wallet_service.models.idempotency import IdempotencyKey
from wallet_service.services import idempotency
from wallet_service.services.errors import Conflict, NotFound, Refused, invalid
from wallet_service.services.idempotency import Answer, Request
from wallet_service.services.keyring import Keyring
from wallet_service.vault import Vault

NOW = factories.NOW
REQUEST = Request("key-1", "POST", "/api/v1/companies", {"name": "Partner"})

Work = Callable[[BrandSession], Answer]


class Desk:
    """Sends requests of one brand, each adding a company."""

    def __init__(self, database: Database, vault: Vault, name: str = "Acme") -> None:
        self.database = database
        self.keyring = Keyring(vault)
        self.brand_id = factories.a_brand(database, vault, name=name)
        self.runs = 0

    def send(
        self,
        request: Request | None = REQUEST,
        *,
        later: timedelta = timedelta(0),
        fault: Exception | None = None,
    ) -> Answer:
        def work(session: BrandSession) -> Answer:
            self.runs += 1
            company = factories.a_company(session, f"Partner {self.runs}")
            if fault:
                raise fault
            return Answer(201, company.encode())

        return idempotency.perform(
            self.database,
            self.keyring,
            self.brand_id,
            request,
            now=NOW + later,
            work=work,
            refusal=_render,
        )

    def companies(self) -> int:
        """How many companies there are."""
        with self.database.reading(self.brand_id) as session:
            return session.scalar(select(func.count()).select_from(Company)) or 0


def _render(refused: Refused) -> Answer:
    return Answer(refused.status, refused.detail.encode())


@pytest.fixture
def desk(any_database: Database, vault: Vault) -> Desk:
    return Desk(any_database, vault)


def test_the_same_request_gets_the_first_answer(desk: Desk) -> None:
    first, again = desk.send(), desk.send(later=timedelta(days=29))
    assert (again.status, again.body) == (first.status, first.body)
    assert (first.replayed, again.replayed) == (False, True)
    assert (desk.runs, desk.companies()) == (1, 1)


def test_without_a_key_each_request_is_done(desk: Desk) -> None:
    assert desk.send(None).body != desk.send(None).body
    assert desk.companies() == 2


@pytest.mark.parametrize(
    "other",
    [
        Request("key-1", "POST", "/api/v1/companies", {"name": "Other"}),
        Request("key-1", "POST", "/api/v1/members", {"name": "Partner"}),
        Request("key-1", "PATCH", "/api/v1/companies", {"name": "Partner"}),
    ],
)
def test_another_request_under_the_key_is_refused(desk: Desk, other: Request) -> None:
    desk.send()
    with pytest.raises(Conflict) as refused:
        desk.send(other)
    assert refused.value.code == "idempotency_key_reused"
    assert desk.companies() == 1
    assert desk.send().replayed


def test_the_order_of_properties_does_not_matter() -> None:
    one = Request("key", "POST", "/", {"a": 1, "b": {"c": 2, "d": 3}})
    same = Request("key", "POST", "/", {"b": {"d": 3, "c": 2}, "a": 1})
    assert one.hash == same.hash


def test_a_key_older_than_thirty_days_has_no_answer_and_does_nothing(
    desk: Desk,
) -> None:
    desk.send()
    with pytest.raises(Conflict) as refused:
        desk.send(later=timedelta(days=30))
    assert refused.value.code == "idempotency_key_expired"
    assert desk.companies() == 1


@pytest.mark.parametrize(
    "fault",
    [Conflict("card_not_active", "It is frozen."), invalid("/lines", "No amount.")],
)
def test_a_business_refusal_is_kept_and_its_work_is_not(
    desk: Desk, fault: Refused
) -> None:
    first, again = desk.send(fault=fault), desk.send()
    assert (first.status, first.body) == (fault.status, fault.detail.encode())
    assert (again.status, again.body, again.replayed) == (*_plain(first), True)
    assert (desk.runs, desk.companies()) == (1, 0)


def _plain(answer: Answer) -> tuple[int, bytes]:
    return answer.status, answer.body


@pytest.mark.parametrize("fault", [RuntimeError("crash"), NotFound("card")])
def test_a_crash_keeps_nothing_so_that_a_retry_runs_afresh(
    desk: Desk, fault: Exception
) -> None:
    with pytest.raises(type(fault)):
        desk.send(fault=fault)
    assert desk.companies() == 0
    assert not desk.send().replayed
    assert desk.companies() == 1


def test_keys_of_two_brands_do_not_meet(any_database: Database, vault: Vault) -> None:
    acme, other = Desk(any_database, vault), Desk(any_database, vault, "Other")
    acme.send()
    assert not other.send().replayed


def test_a_stored_answer_is_sealed(desk: Desk) -> None:
    body = desk.send().body
    with desk.database.reading(desk.brand_id) as session:
        stored = session.scalar(select(IdempotencyKey.body_sealed))
    assert stored is not None
    assert body not in stored


def test_answers_are_forgotten_after_thirty_days_and_their_keys_are_not(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "PAGE", 2)
    for number in range(5):
        desk.send(replace(REQUEST, key=f"old-{number}"))
    desk.send(later=timedelta(seconds=1))
    month = NOW + timedelta(days=30)
    assert idempotency.forget_old_answers(desk.database, month) == 5
    assert idempotency.forget_old_answers(desk.database, month) == 0
    with desk.database.reading(desk.brand_id) as session:
        kept = select(IdempotencyKey.key).where(IdempotencyKey.body_sealed.is_not(None))
        assert session.scalars(kept).all() == [REQUEST.key]
    with pytest.raises(Conflict) as refused:
        desk.send(replace(REQUEST, key="old-0"))
    assert refused.value.code == "idempotency_key_expired"
