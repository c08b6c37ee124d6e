"""The tables of companies, people and cards' entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from wallet_service.services.membership import directory, entries
from wallet_service.services.membership.directory import CompanyRow, PersonRow
from wallet_service.services.membership.entries import ExplainedEntry
from wallet_service.services.till.explanations import MONEY_UNITS
from wallet_service.web import adapters, languages
from wallet_service.web.desk.tables import Asked, Chip, Column, Kind, Table

EXPORTED: Mapping[str, Any] = {"kind": Kind.NUMBER, "is_only_exported": True}


def _find_companies(asked: Asked) -> Sequence[CompanyRow]:
    return directory.find_companies(
        asked.session, asked.given.get("q", ""), after=asked.after, limit=asked.limit
    )


def _find_people(asked: Asked) -> Sequence[PersonRow]:
    return directory.find_people(
        asked.session,
        adapters.current().keyring,
        asked.given.get("q", ""),
        company_id=asked.given.get("company"),
        after=asked.after,
        limit=asked.limit,
        with_contacts=asked.with_contacts,
    )


def _find_entries(asked: Asked) -> Sequence[ExplainedEntry]:
    return entries.entries_of(
        asked.session,
        asked.given.get("card", ""),
        before=asked.after,
        limit=asked.limit,
        now=adapters.now(),
    )


def _in_unit(row: ExplainedEntry, amount: int) -> int | Decimal:
    """Money in whole units of its currency, stamps and gifts as they are counted."""
    return Decimal(amount) / 100 if row.entry.unit in MONEY_UNITS else amount


def _chips(row: PersonRow) -> tuple[Chip, ...]:
    return tuple(
        Chip(card.program, f"/brand/cards/{card.id}", f"card_{card.state}")
        for card in row.cards
    )


def _company(company_id: str | None) -> str | None:
    return f"/brand/companies/{company_id}" if company_id else None


def _company_of(row: PersonRow) -> str | None:
    return _company(row.company_id)


def _person(member_id: str) -> str:
    return f"/brand/people/{member_id}"


COMPANIES = Table(
    name="companies",
    columns=(
        Column("company", lambda row: row.name, link=lambda r: _company(r.id)),
        Column("tax_id", lambda row: row.tax_id),
        Column("external_id", lambda row: row.external_id),
        Column("holding", lambda row: row.holding),
        Column("personal_manager", lambda row: row.manager),
        Column("members", lambda row: row.members, Kind.NUMBER),
        Column("cards", lambda row: row.cards, Kind.NUMBER),
    ),
    find=_find_companies,
    cursor=lambda row: row.id,
    filters=("q",),
)
PEOPLE = Table(
    name="people",
    columns=(
        Column("person", lambda row: row.name, link=lambda r: _person(r.id)),
        Column(
            "company", lambda row: row.company, link=lambda r: _company(r.company_id)
        ),
        Column("role", lambda row: row.role),
        Column("email", lambda row: row.contacts.email, is_contact=True),
        Column("phone", lambda row: row.contacts.phone, is_contact=True),
        Column("held_cards", _chips, Kind.CHIPS),
    ),
    find=_find_people,
    cursor=lambda row: row.id,
    filters=("q", "company"),
)
ENTRIES = Table(
    name="entries",
    columns=(
        Column("when", lambda row: row.entry.occurred_at, Kind.MOMENT),
        Column("what", lambda row: row.explanation[languages.current()]),
        Column("owner", lambda row: f"owner_{row.entry.owner_kind}", Kind.WORD),
        Column(
            "unit",
            lambda row: f"unit_{row.entry.unit}",
            Kind.WORD,
            is_only_exported=True,
        ),
        Column("amount", lambda row: _in_unit(row, row.entry.amount), **EXPORTED),
        Column(
            "balance_after",
            lambda row: _in_unit(row, row.entry.balance_after),
            **EXPORTED,
        ),
        Column("card", lambda row: row.entry.card_id, is_only_exported=True),
        Column(
            "transaction", lambda row: row.entry.transaction_id, is_only_exported=True
        ),
    ),
    find=_find_entries,
    cursor=lambda row: str(row.entry.id),
    filters=("card",),
)
TABLES = (COMPANIES, PEOPLE, ENTRIES)
