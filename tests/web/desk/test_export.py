"""Every table as a file: whole, safe against formulas, only for who may."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories
from wallet_service.models.audit import AuditEvent
from wallet_service.services.staff.attempts import Limit
from wallet_service.web.desk import csv_lines, views_export


def rows_of(response):
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.text.lstrip("\ufeff"))))


def test_t17_no_text_is_a_formula_and_numbers_stay_numbers():
    dangerous = ["=1+1", "+7", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", " =1"]
    written = csv_lines.lines([dangerous, [-500, "plain", "it's", 'a,b"c']])
    texts, others = csv.reader(io.StringIO(written, newline=""))
    assert texts == [f"'{one}" for one in dangerous]
    assert others == ["-500", "plain", "it's", 'a,b"c']
    assert written.endswith('"a,b""c"\r\n')


def test_t17_an_export_reads_back_with_its_sums(owner, made, api):
    person = made(factories.a_member, "=cmd|' /C calc'!A0", phone="+442071838750")
    card = made(factories.a_card, member_id=person)
    bought = api.created("/purchases", {"card_id": card, "amount": 123_450})
    api.created(f"/purchases/{bought['id']}/refunds", {})
    head, row = rows_of(owner.get("/brand/export/people.csv"))
    assert row[head.index("Person")].startswith("'=cmd")
    assert row[head.index("Phone")] == "'+442071838750"
    head, *entries = rows_of(owner.get(f"/brand/export/entries.csv?card={card}"))
    amounts = [float(one[head.index("Amount")]) for one in entries]
    assert sorted(amounts) == [-61.72, 61.72]


def test_an_export_goes_over_all_pages(owner, made, monkeypatch):
    monkeypatch.setattr(views_export, "PAGE", 2)
    for number in range(5):
        made(factories.a_company, f"Company {number}")
    _, *rows = rows_of(owner.get("/brand/export/companies.csv"))
    assert [row[0] for row in rows] == [f"Company {number}" for number in range(5)]
    _, *rows = rows_of(owner.get("/brand/export/companies.csv?q=company+3"))
    assert [row[0] for row in rows] == ["Company 3"]


def test_an_export_is_in_the_readers_language_and_recorded(
    owner, made, database, brand_id
):
    made(factories.a_company)
    owner.language = "ru"
    head, _ = rows_of(owner.get("/brand/export/companies.csv"))
    assert head[0] == "Компания"
    with database.reading(brand_id) as session:
        wanted = select(AuditEvent.object_id).where(AuditEvent.action == "export")
        assert list(session.scalars(wanted)) == ["companies"]


def test_an_export_needs_a_proof_and_comes_back_to_it(owner, clock):
    clock.advance(minutes=11)
    asked = owner.get("/brand/export/people.csv?q=ann")
    assert asked.headers["Location"] == (
        "/sign-in/again?next=%2Fbrand%2Fexport%2Fpeople.csv%3Fq%3Dann"
    )


def test_t32_the_twenty_first_export_of_an_hour_waits(owner, monkeypatch):
    assert views_export.MOST[0].most == 20
    monkeypatch.setattr(views_export, "MOST", (Limit(2, timedelta(hours=1)),))
    for _ in range(2):
        assert owner.get("/brand/export/people.csv").status_code == 200
    assert owner.get("/brand/export/people.csv").status_code == 429


@pytest.mark.parametrize("name", sorted(views_export.TABLES))
def test_exports_are_for_who_rules_and_of_the_own_brand(
    name, owner, analyst, stranger, made
):
    card = made(factories.a_card, member_id=made(factories.a_member, "Secret Ann"))
    made(factories.a_company, "Secret Ltd")
    path = f"/brand/export/{name}.csv"
    assert analyst.get(path).status_code == 403
    own = {"card": card} if name == "entries" else {}
    foreign = stranger.get(path, query_string=own)
    assert "Secret" not in foreign.text
    assert foreign.status_code == (404 if name == "entries" else 200)


def test_there_is_no_other_table(owner):
    assert owner.get("/brand/export/users.csv").status_code == 404
