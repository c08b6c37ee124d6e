"""Sessions of one brand, times in UTC, transactions that are whole or nothing."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Table,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Mapper, aliased

from tests import factories
from wallet_service import engines, models
from wallet_service.database import (
    Base,
    BrandOwned,
    BrandSession,
    CrossesBrands,
    Database,
    DatabaseBusy,
    UtcDateTime,
)
from wallet_service.identifiers import new_id
from wallet_service.models.company import Company
from wallet_service.models.member import Member
from wallet_service.vault import Vault

NOW = factories.NOW
MAPPERS = sorted(
    (m for m in Base.registry.mappers if issubclass(m.class_, BrandOwned)),
    key=lambda mapper: mapper.class_.__name__,
)


@pytest.fixture
def brands(any_database: Database, vault: Vault) -> tuple[str, str]:
    """Two brands."""
    first = factories.a_brand(any_database, vault)
    return first, factories.a_brand(any_database, vault, name="Other")


@pytest.fixture
def unchecked(sqlite_database: Database) -> Iterator[Connection]:
    """A transaction without foreign keys and checks: any row can be planted."""
    with sqlite_database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("PRAGMA ignore_check_constraints=ON")
        yield connection


def _row(table: Table, brand_id: str) -> dict[str, Any]:
    """A row with something in every column."""
    row = {column.name: _value(column) for column in table.c}
    return row | {"brand_id": brand_id}


def _value(column: Column[Any]) -> Any:
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, UtcDateTime):
        return NOW
    values: dict[type, Any] = {
        str: secrets.token_hex(8),
        int: secrets.randbelow(2**31),
        float: 1.5,
        bool: False,
        bytes: b"sealed",
        date: NOW.date(),
    }
    return values[column.type.python_type]


def _company(brand_id: str, **fields: str) -> Company:
    return Company(
        id=new_id("comp"), brand_id=brand_id, name="Partner", created_at=NOW, **fields
    )


def test_every_table_of_a_brand_is_known_here() -> None:
    assert models
    owned = {mapper.class_.__tablename__ for mapper in MAPPERS}
    with_brand = {t.name for t in Base.metadata.tables.values() if "brand_id" in t.c}
    assert owned == with_brand


@pytest.mark.parametrize("mapper", MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_rows_of_another_brand_are_invisible(
    unchecked: Connection, mapper: Mapper[Any]
) -> None:
    owned = mapper.class_
    for brand_id in ("mine", "other"):
        unchecked.execute(insert(owned), _row(owned.__table__, brand_id))
    with BrandSession(unchecked, brand_id="mine") as session:
        assert {row.brand_id for row in session.scalars(select(owned))} == {"mine"}
        assert set(session.scalars(select(owned.brand_id))) == {"mine"}
        twin = aliased(owned)
        assert set(session.scalars(select(twin.brand_id))) == {"mine"}
    with BrandSession(unchecked, brand_id=None) as everything:
        assert {"mine", "other"} <= set(everything.scalars(select(owned.brand_id)))


def test_updates_and_look_ups_stay_in_the_brand(
    any_database: Database, brands: tuple[str, str]
) -> None:
    mine, other = brands
    with any_database.writing(other) as session:
        foreign = _company(other)
        session.add(foreign)
        foreign_id = foreign.id
    with any_database.writing(mine) as session:
        assert session.get(Company, foreign_id) is None
        session.execute(update(Company).values(name="Taken"))
        session.execute(delete(Company))
    with any_database.reading(other) as session:
        assert session.scalars(select(Company.name)).all() == ["Partner"]


def test_a_row_of_another_brand_is_not_written(
    any_database: Database, brands: tuple[str, str]
) -> None:
    mine, other = brands
    with pytest.raises(CrossesBrands), any_database.writing(mine) as session:
        session.add(_company(other))
    with any_database.reading_across_brands() as session:
        assert session.scalars(select(Company)).all() == []


def test_a_session_across_brands_has_no_brand(any_database: Database) -> None:
    with (
        any_database.reading_across_brands() as session,
        pytest.raises(CrossesBrands),
    ):
        assert session.brand


def test_foreign_keys_do_not_cross_brands(
    any_database: Database, brands: tuple[str, str]
) -> None:
    mine, other = brands
    parent = _company(mine)
    with any_database.writing(mine) as session:
        session.add(parent)
        parent_id = parent.id
    with any_database.writing(mine) as session:
        session.add(_company(mine, parent_id=parent_id))
    with pytest.raises(IntegrityError), any_database.writing(other) as session:
        session.add(_company(other, parent_id=parent_id))
    member = {
        "id": "memb_1",
        "brand_id": other,
        "name": "Ann",
        "locale": "en",
        "created_at": NOW,
        "company_id": parent_id,
    }
    with pytest.raises(IntegrityError), any_database.writing(other) as session:
        session.connection().execute(insert(Member), member)


def test_every_key_into_a_table_of_a_brand_names_the_brand() -> None:
    owned = {mapper.class_.__tablename__ for mapper in MAPPERS}
    loose = {
        f"{table.name}: {[c.name for c in key.columns]}"
        for table in Base.metadata.tables.values()
        if table.name in owned
        for key in table.foreign_key_constraints
        if key.referred_table.name in owned
        and "brand_id" not in {column.name for column in key.columns}
    }
    assert loose == set()


def test_a_naive_time_is_refused(
    any_database: Database, brands: tuple[str, str]
) -> None:
    company = _company(brands[0])
    company.created_at = datetime(2026, 3, 10, 12)  # noqa: DTZ001
    with (
        pytest.raises(StatementError, match="naive"),
        any_database.writing(brands[0]) as session,
    ):
        session.add(company)


def test_times_come_back_aware_and_in_utc(
    any_database: Database, brands: tuple[str, str]
) -> None:
    local = datetime(2026, 3, 10, 12, tzinfo=timezone(timedelta(hours=3)))
    with any_database.writing(brands[0]) as session:
        company = _company(brands[0])
        company.created_at = local
        session.add(company)
    with any_database.reading(brands[0]) as session:
        read = session.scalars(select(Company.created_at)).one()
        before = select(Company.id).where(Company.created_at < local)
        assert session.scalars(before).all() == []
    assert (read, read.tzinfo) == (local, UTC)


def test_an_error_takes_the_whole_transaction_back(
    any_database: Database, brands: tuple[str, str]
) -> None:
    same = _company(brands[0]).id
    row = {"id": same, "brand_id": brands[0], "name": "Twin", "created_at": NOW}

    def work(session: BrandSession) -> None:
        for _ in range(2):
            session.connection().execute(insert(Company), row)

    with pytest.raises(IntegrityError):
        any_database.run(brands[0], work)
    with any_database.reading(brands[0]) as session:
        assert session.scalars(select(Company)).all() == []


def test_a_reader_sees_one_moment_and_never_waits(
    any_database: Database, brands: tuple[str, str]
) -> None:
    mine, _ = brands
    with any_database.reading(mine) as reader:
        assert reader.scalars(select(Company)).all() == []
        with any_database.writing(mine) as writer:
            writer.add(_company(mine))
            writer.flush()
            assert reader.scalars(select(Company)).all() == []
        assert reader.scalars(select(Company)).all() == []
    with any_database.reading(mine) as reader:
        assert len(reader.scalars(select(Company)).all()) == 1


def test_a_reading_session_cannot_write_on_sqlite(
    sqlite_database: Database, vault: Vault
) -> None:
    brand_id = factories.a_brand(sqlite_database, vault)
    with sqlite_database.reading(brand_id) as session:
        session.add(_company(brand_id))
        with pytest.raises(OperationalError, match="readonly"):
            session.flush()


def test_a_transaction_that_postgresql_ends_is_run_again(
    postgres_database: Database, vault: Vault
) -> None:
    """Two that lock each other's row: one is ended, does it again, both are done."""
    brand_id = factories.a_brand(postgres_database, vault)
    with postgres_database.writing(brand_id) as session:
        companies = [_company(brand_id), _company(brand_id)]
        session.add_all(companies)
        ids = [company.id for company in companies]
    both_hold_one = threading.Barrier(2)
    runs: list[int] = []

    def lock(first: int) -> None:
        def work(session: BrandSession) -> None:
            runs.append(first)
            _touch(session, ids[first])
            if runs.count(first) == 1:
                both_hold_one.wait(10)
            _touch(session, ids[1 - first])

        postgres_database.run(brand_id, work)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lock, (0, 1)))
    assert len(runs) == 3


def _touch(session: BrandSession, company_id: str) -> None:
    session.execute(
        update(Company).where(Company.id == company_id).values(name="Touched")
    )


def test_another_fault_of_the_database_is_not_tried_again(
    any_database: Database, brands: tuple[str, str]
) -> None:
    runs = []

    def work(session: BrandSession) -> None:
        runs.append(1)
        session.execute(text("SELECT nonsense"))

    with pytest.raises(DBAPIError):
        any_database.run(brands[0], work)
    assert len(runs) == 1


def test_a_writer_without_a_turn_is_told_that_the_database_is_busy(
    sqlite_database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand_id = factories.a_brand(sqlite_database, vault)
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    impatient = Database(sqlite_database.url)
    with (
        sqlite_database.writing(brand_id),
        pytest.raises(DatabaseBusy),
        impatient.writing(brand_id),
    ):
        pass
    impatient.dispose()


def test_a_time_out_of_the_work_itself_stays_what_it_is(
    any_database: Database, brands: tuple[str, str]
) -> None:
    with pytest.raises(TimeoutError), any_database.writing(brands[0]):
        raise TimeoutError
