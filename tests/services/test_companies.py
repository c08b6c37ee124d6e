"""Partner companies: entered once, in holdings without rings."""

from __future__ import annotations

import pytest

from tests.factories import ACTOR, NOW, a_brand, a_company
from wallet_service.services.errors import Conflict, Invalid, NotFound
from wallet_service.services.membership import companies
from wallet_service.services.membership.companies import CompanyFields, CompanyFilter


def change(session, company_id, **fields):
    companies.change_company(
        session,
        company_id,
        CompanyFields(**fields),
        changed=frozenset(fields),
        actor=ACTOR,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("7707 083 893", "7707083893"),
        ("gb 999-9999.73", "GB999999973"),
        ("77/07", "7707"),
        (" - ", None),
        (None, None),
    ],
)
def test_a_tax_number_is_kept_in_one_form(session, given, kept):
    company_id = a_company(session, tax_id=given)
    assert companies.get_company(session, company_id).tax_id == kept


@pytest.mark.parametrize("fields", [{"tax_id": "77 07"}, {"external_id": "A1"}])
def test_a_company_is_entered_once(session, fields):
    first = a_company(session, tax_id="7707", external_id="A1")
    with pytest.raises(Conflict) as refused:
        a_company(session, **fields)
    assert refused.value.code == "company_exists"
    assert refused.value.extra == {"company_id": first}
    other = a_company(session)
    with pytest.raises(Conflict):
        change(session, other, **fields)


def test_another_brand_has_companies_of_its_own(database, vault):
    for name in ("One", "Other"):
        brand_id = a_brand(database, vault, name=name)
        with database.writing(brand_id) as session:
            assert a_company(session, tax_id="7707")


def test_only_the_named_fields_change(session):
    company_id = a_company(session, name="Old", tax_id="1", external_id="A1")
    change(session, company_id, name="New")
    change(session, company_id, external_id=None)
    company = companies.get_company(session, company_id)
    assert (company.name, company.tax_id, company.external_id) == ("New", "1", None)


def test_a_company_cannot_stand_above_itself(session):
    top = a_company(session)
    middle = a_company(session, parent_id=top)
    bottom = a_company(session, parent_id=middle)
    for company_id in (top, middle, bottom):
        with pytest.raises(Invalid) as refused:
            change(session, top, parent_id=company_id)
        assert refused.value.code == "parent_ring"
        session.expire_all()
    change(session, bottom, parent_id=top)


def test_a_holding_is_not_endless(session):
    above = None
    for _ in range(companies.DEEPEST):
        above = a_company(session, parent_id=above)
    with pytest.raises(Invalid):
        a_company(session, parent_id=above)


def test_a_parent_must_be_there(session):
    with pytest.raises(NotFound):
        a_company(session, parent_id="comp_nobody")
    company_id = a_company(session)
    with pytest.raises(NotFound):
        change(session, company_id, parent_id="comp_nobody")
    with pytest.raises(NotFound):
        change(session, "comp_nobody", name="x")


def test_lists_are_newest_first_and_narrowed(session):
    parent = a_company(session)
    made = [a_company(session, parent_id=parent) for _ in range(3)]
    named = a_company(session, tax_id="12 3", external_id="A1")
    found = companies.list_companies(session, CompanyFilter(parent_id=parent), limit=2)
    assert [one.id for one in found] == made[:0:-1]
    rest = companies.list_companies(
        session, CompanyFilter(parent_id=parent), after=made[1]
    )
    assert [one.id for one in rest] == made[:1]
    for only in (CompanyFilter(tax_id="1-2-3"), CompanyFilter(external_id="A1")):
        assert [one.id for one in companies.list_companies(session, only)] == [named]
