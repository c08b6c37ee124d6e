"""The book of everything recorded, and the plain questions one can put to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any, TypeVar

from tests.oracle import dates
from tests.oracle.records import (
    Approval,
    Campaign,
    Card,
    Fact,
    Membership,
    Override,
    Paid,
    Program,
    Purchase,
    Refund,
    Refused,
    Version,
)

F = TypeVar("F", bound=Fact)


@dataclass
class Book:
    programs: dict[str, Program] = field(default_factory=dict)
    parents: dict[str, list[tuple[datetime, str | None]]] = field(default_factory=dict)
    members: dict[str, list[Membership]] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    overrides: list[Override] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def with_fact(self, fact: Fact) -> Book:
        """The same book as it would be with one more fact."""
        return Book(**{**vars(self), "facts": [*self.facts, fact]})

    def as_of(self, now: datetime) -> Book:
        """The book without the facts recorded after an instant."""
        known = [fact for fact in self.facts if fact.at <= now]
        return Book(**{**vars(self), "facts": known})

    def every(self, kind: type[F]) -> list[F]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def purchase(self, purchase: str) -> Purchase:
        for fact in self.every(Purchase):
            if fact.id == purchase:
                return fact
        raise Refused(404, "purchase_not_found")

    def refunds_of(self, purchase: str) -> list[Refund]:
        return [fact for fact in self.every(Refund) if fact.purchase == purchase]

    def is_paid(self, purchase: str) -> bool:
        return any(fact.purchase == purchase for fact in self.every(Paid))


def find(kind: str, table: dict[str, Any], key: str) -> Any:
    """The row of a table, refused with 404 when there is none."""
    if key not in table:
        raise Refused(404, f"{kind}_not_found")
    return table[key]


def version_at(program: Program, instant: datetime) -> Version:
    """The version in force at an instant, the first one before all of them."""
    found = program.versions[0]
    for version in program.versions:
        if version.effective_at <= instant:
            found = version
    return found


def changes_of(program: Program) -> list[Version]:
    """Versions after the first, less those that another took the place of at once."""
    begins = [version.effective_at for version in program.versions]
    return [
        version
        for version, following in zip_longest(program.versions[1:], begins[2:])
        if version.effective_at != following
    ]


def version_before(program: Program, instant: datetime) -> Version:
    """The version in force until just before an instant."""
    found = program.versions[0]
    for version in program.versions:
        if version.effective_at < instant:
            found = version
    return found


def membership_at(book: Book, member: str, at: datetime) -> Membership:
    memberships = [known for known in book.members[member] if known.at <= at]
    return memberships[-1] if memberships else book.members[member][0]


def holding_of(book: Book, company: str | None, at: datetime) -> str | None:
    """The topmost parent of a company (R19)."""
    while company is not None:
        parents = [parent for known, parent in book.parents[company] if known <= at]
        if not parents or parents[-1] is None:
            return company
        company = parents[-1]
    return None


def scope_key(
    scope: str, *, member: str, company: str | None, holding: str | None
) -> tuple[str, str]:
    """Whose turnover it is; who has no company is a scope of their own (R19)."""
    if scope == "member":
        return "member", member
    if company is None or holding is None:
        return "alone", member
    return (scope, company) if scope == "company" else (scope, holding)


def ledger_key(
    program: Program, member: str, company: str | None
) -> tuple[str, str, str]:
    """Whose points they are, company or member (ground rule 12, R19)."""
    if program.beneficiary == "company" and company is not None:
        return program.id, "company", company
    return program.id, "member", member


def card_state(card: Card, at: datetime) -> str:
    return [state for known, state in card.states if known <= at][-1]


def approval_for(
    book: Book, program: Program, *, company: str | None, at: datetime
) -> tuple[bool, int | None]:
    """Whether members of a company may earn, and their monthly cap (M6, M7, R19)."""
    if program.beneficiary != "member" or company is None:
        return True, None
    day = dates.local_day(at, program.zone)
    for approval in reversed(book.approvals):
        if (approval.program, approval.company) != (program.id, company):
            continue
        since, until = approval.valid_from, approval.valid_until
        if (since is None or since <= day) and (until is None or day <= until):
            return True, approval.monthly_cap
    return False, None
