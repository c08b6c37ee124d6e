"""The dry run of an import: what would become of each row; nothing is written.

People and companies are looked up together, so that thousands of rows take a second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.company import Company
from wallet_service.models.member import Member
from wallet_service.services.exchange.import_rows import ImportRow
from wallet_service.services.exchange.import_terms import ImportTerms
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import companies, contacts, search_names
from wallet_service.vault import DataKey

AT_ONCE = 500
ADDED, KNOWN, REFUSED = "added", "known", "refused"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a row: the person, their company, their card, what to note.

    `notes` are codes; those of a refused row say why.
    """

    row: ImportRow
    person: str
    company: str | None = None
    card: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Seen:
    """Who and what is there already, the rows before among it."""

    people: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    companies_of: dict[str, str | None] = field(default_factory=dict)
    tax_ids: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    holders: set[str] = field(default_factory=set)


def check(
    session: BrandSession,
    keyring: Keyring,
    rows: Sequence[ImportRow],
    terms: ImportTerms | None,
) -> list[Fate]:
    """The fate of every row, in their order."""
    key = keyring.data_key(session)
    seen = _look_up(session, key, rows, terms)
    return [_judge(key, row, terms, seen) for row in rows]


def _judge(
    key: DataKey, row: ImportRow, terms: ImportTerms | None, seen: _Seen
) -> Fate:
    refusals = [*row.faults, *_wrong_balances(row, terms)]
    hashes = list(_hashes(key, row))
    found = {one for hashed in hashes for one in seen.people[hashed]}
    if len(found) > 1:
        refusals.append("member_ambiguous")
    company_id, company = _company(row, seen)
    if company == "company_ambiguous":
        refusals.append(company)
    if refusals:
        return Fate(row, REFUSED, notes=tuple(refusals))
    person_id = found.pop() if found else f"row {row.number}"
    is_known = person_id in seen.companies_of
    if not is_known:
        seen.companies_of[person_id] = company_id
        for hashed in hashes:
            seen.people[hashed].add(person_id)
    return Fate(
        row,
        KNOWN if is_known else ADDED,
        company=company,
        card=_card(person_id, terms, seen),
        notes=tuple(_notes(row, person_id, company_id, terms, seen)),
    )


def _wrong_balances(row: ImportRow, terms: ImportTerms | None) -> Iterator[str]:
    units = terms.units if terms is not None else frozenset()
    yield from (f"{unit}_unknown" for unit in row.balances if unit not in units)


def _company(row: ImportRow, seen: _Seen) -> tuple[str | None, str | None]:
    """Which company the row means, and whether it is there, new or unclear."""
    if not row.company and not row.tax_id:
        return None, None
    tax_id, name = (
        companies.normalise_tax_id(row.tax_id),
        search_names.folded(row.company),
    )
    if tax_id and tax_id in seen.tax_ids:
        return seen.tax_ids[tax_id], KNOWN
    found = seen.names[name] if name and not tax_id else set()
    if len(found) > 1:
        return None, "company_ambiguous"
    if found:
        return next(iter(found)), KNOWN
    made = f"row {row.number}"
    if tax_id:
        seen.tax_ids[tax_id] = made
    seen.names[name or str(tax_id)].add(made)
    return made, ADDED


def _card(person_id: str, terms: ImportTerms | None, seen: _Seen) -> str | None:
    if terms is None:
        return None
    if person_id in seen.holders:
        return KNOWN
    seen.holders.add(person_id)
    return ADDED


def _notes(
    row: ImportRow,
    person_id: str,
    company_id: str | None,
    terms: ImportTerms | None,
    seen: _Seen,
) -> Iterator[str]:
    if company_id != seen.companies_of[person_id] and company_id is not None:
        yield "company_kept"
    if terms is not None and any(terms.waits(one) for one in row.balances.values()):
        yield "balance_waits"


def _look_up(
    session: BrandSession,
    key: DataKey,
    rows: Sequence[ImportRow],
    terms: ImportTerms | None,
) -> _Seen:
    seen = _Seen()
    _people(session, seen, {one for row in rows for one in _hashes(key, row)})
    _companies(session, seen, rows)
    if terms is not None:
        known = select(Card.member_id).where(Card.program_id == terms.program_id)
        for some in _pages(seen.companies_of):
            held = known.where(Card.member_id.in_(some))
            seen.holders.update(session.scalars(held))
    return seen


def _people(session: BrandSession, seen: _Seen, hashes: Iterable[str]) -> None:
    for column in (Member.email_hash, Member.phone_hash):
        for hashed, row in _by_value(session, column, hashes, Member.company_id):
            seen.people[hashed].add(row.id)
            seen.companies_of[row.id] = row.company_id


def _companies(session: BrandSession, seen: _Seen, rows: Sequence[ImportRow]) -> None:
    tax_ids = {companies.normalise_tax_id(row.tax_id) for row in rows if row.tax_id}
    for tax_id, row in _by_value(session, Company.tax_id, tax_ids - {None}):
        seen.tax_ids[tax_id] = row.id
    names = {search_names.folded(row.company) for row in rows if row.company}
    for name, row in _by_value(session, Company.search_name, names):
        seen.names[name].add(row.id)


def _by_value(
    session: BrandSession,
    column: InstrumentedAttribute[Any],
    values: Iterable[Any],
    *more: InstrumentedAttribute[Any],
) -> Iterator[tuple[str, Any]]:
    """The rows whose column holds one of the values, a part of them at a time."""
    own = column.class_.id
    for some in _pages(values):
        statement = select(column.label("value"), own.label("id"), *more)
        for row in session.execute(statement.where(column.in_(some))):
            yield row.value, row


def _pages(values: Iterable[Any]) -> Iterator[list[Any]]:
    wanted = list(values)
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]


def _hashes(key: DataKey, row: ImportRow) -> Iterator[str]:
    made: tuple[tuple[Callable[[DataKey, str], str], str | None], ...] = (
        (contacts.email_hash, row.contacts.email),
        (contacts.phone_hash, row.contacts.phone),
    )
    for hashed, value in made:
        if value:
            yield hashed(key, value)


def counts(fates: Iterable[Fate]) -> Mapping[str, int]:
    """How many rows are added, known and refused, and how many cards are new."""
    found = {ADDED: 0, KNOWN: 0, REFUSED: 0, "cards": 0}
    for fate in fates:
        found[fate.person] += 1
        found["cards"] += fate.card == ADDED
    return found
