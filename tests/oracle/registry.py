"""The setting up of a world: programs, companies, people, cards, and their changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar

from tests.oracle import approvals, book, settings, worst_case
from tests.oracle.book import Book
from tests.oracle.records import (
    Approval,
    Campaign,
    Card,
    Membership,
    Override,
    Program,
    Refused,
    Version,
)

M = TypeVar("M", bound=Callable[..., Any])


def recorded(method: M) -> M:
    """Keep the operation for a replay, when it was not refused."""

    @wraps(method)
    def run(self: Registry, *args: Any, at: datetime, **named: Any) -> Any:
        if self.clock is not None and at < self.clock:
            raise ValueError("operations are recorded in the order of time")
        found = method(self, *args, at=at, **named)
        self.clock = at
        self.operations.append((method.__name__, args, {"at": at, **named}))
        return found

    return run  # type: ignore[return-value]


class Registry:
    """Everything that is not a purchase and what follows from it."""

    def __init__(self) -> None:
        self.book = Book()
        self.clock: datetime | None = None
        self.operations: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    @recorded
    def program(
        self,
        program: str,
        kind: str,
        rules: dict[str, Any],
        *,
        at: datetime,
        policy: dict[str, Any] | None = None,
        beneficiary: str = "company",
        zone: str = "Europe/Moscow",
        currency: str = "RUB",
    ) -> None:
        self.book.programs[program] = Program(
            id=program,
            kind=kind,
            beneficiary=beneficiary,
            zone=zone,
            currency=currency,
        )
        try:
            self._publish(
                program,
                at,
                rules=rules,
                policy=policy or {},
                effective_at=at,
                stamp_cards="finish",
            )
        except Refused:
            del self.book.programs[program]
            raise

    @recorded
    def publish(
        self,
        program: str,
        *,
        at: datetime,
        rules: dict[str, Any] | None = None,
        policy: dict[str, Any] | None = None,
        effective_at: datetime | None = None,
        stamp_cards: str = "finish",
    ) -> None:
        """Make the next version; one above its ceiling is refused (M3)."""
        last = book.find("program", self.book.programs, program).versions[-1]
        self._publish(
            program,
            at,
            rules=last.rules if rules is None else rules,
            policy=last.policy if policy is None else policy,
            effective_at=max(effective_at or at, at),
            stamp_cards=stamp_cards,
        )

    def _publish(
        self,
        program: str,
        at: datetime,
        *,
        rules: dict[str, Any],
        policy: dict[str, Any],
        effective_at: datetime,
        stamp_cards: str,
    ) -> None:
        found = self.book.programs[program]
        settings.tier_settings(found.kind, rules)
        running = [
            campaign
            for campaign in self.book.campaigns
            if campaign.program == program and campaign.until > effective_at
        ]
        if not policy.get("trim_at_purchase") and worst_case.exceeds(
            found.kind, rules, policy=policy, campaigns=running
        ):
            raise Refused(422, "worst_case_above_ceiling")
        found.versions.append(
            Version(
                len(found.versions) + 1, at, effective_at, rules, policy, stamp_cards
            )
        )

    @recorded
    def company(self, company: str, *, at: datetime, parent: str | None = None) -> None:
        """A new company, or another parent for one."""
        self.book.parents.setdefault(company, []).append((at, parent))

    @recorded
    def member(
        self,
        member: str,
        *,
        at: datetime,
        company: str | None = None,
        may_spend: bool = False,
    ) -> None:
        """A new person, or another company or role for one (R31)."""
        known = self.book.members.setdefault(member, [])
        known.append(Membership(at, company, may_spend))

    @recorded
    def card(self, card: str, program: str, member: str, *, at: datetime) -> None:
        book.find("program", self.book.programs, program)
        book.find("member", self.book.members, member)
        opened = Card(card, program, member, [(at, "active")])
        self.book.cards[card] = opened
        self.book.facts.extend(approvals.welcomes(self.book, opened, at))

    @recorded
    def card_state(self, card: str, state: str, *, at: datetime) -> None:
        """Freeze, unfreeze (`active`), close, expire or reopen a card (R29)."""
        book.find("card", self.book.cards, card).states.append((at, state))

    @recorded
    def override(
        self,
        member: str,
        program: str,
        *,
        at: datetime,
        rate_bp: int,
        until: date | None = None,
    ) -> None:
        self.book.overrides.append(Override(at, program, member, rate_bp, until))

    @recorded
    def approval(
        self,
        company: str,
        program: str,
        *,
        at: datetime,
        monthly_cap: int | None = None,
        valid_from: date | None = None,
        valid_until: date | None = None,
    ) -> None:
        self.book.approvals.append(
            Approval(at, program, company, monthly_cap, valid_from, valid_until)
        )

    @recorded
    def campaign(
        self, campaign: str, program: str, kind: str, *, at: datetime, **terms: Any
    ) -> None:
        """`terms` are the fields of `records.Campaign`."""
        book.find("program", self.book.programs, program)
        self.book.campaigns.append(
            Campaign(at=at, id=campaign, program=program, kind=kind, **terms)
        )
