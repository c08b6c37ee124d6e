"""What a brand still lacks before cards are on phones: a list of steps, not an error.

A step is done, wants doing, or works with something to look after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from sqlalchemy import func, select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.company import Company
from wallet_service.models.google import GoogleIssuer
from wallet_service.models.member import Member
from wallet_service.models.program import Program
from wallet_service.passes.templates import DesignError, Designs
from wallet_service.services.wallet import certificate_watch

State = Literal["done", "open", "warning"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way to the first card; `code` says which case of it was found."""

    name: str
    code: str
    state: State
    values: Mapping[str, str | int | date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is of everything; `cards` are those in use."""

    programs: int
    companies: int
    members: int
    cards: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """The steps in their order, and what there is already."""

    steps: tuple[Step, ...]
    counts: Counts

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to do or to look after."""
        return all(step.state == "done" for step in self.steps)


def look(session: BrandSession, designs: Designs, now: datetime) -> Readiness:
    """How far the session's brand is."""
    known = session.scalars(select(Program).order_by(Program.id)).all()
    counts = Counts(
        programs=len(known),
        companies=_count(session, Company),
        members=_count(session, Member),
        cards=_cards(session),
    )
    steps = (
        _certificate(session, now),
        _google(session),
        _program(known),
        _design(known, designs),
        _first_card(counts),
    )
    return Readiness(steps, counts)


def _certificate(session: BrandSession, now: datetime) -> Step:
    status = next(iter(certificate_watch.statuses(session, now)), None)
    if status is None:
        return Step("certificate", "missing", "open")
    if status.stopped_reason:
        reason = {"reason": status.stopped_reason}
        return Step("certificate", "stopped", "warning", reason)
    until = {"until": status.not_after.date()}
    if status.alarms:
        return Step("certificate", "ends", "warning", until)
    return Step("certificate", "ready", "done", until)


def _google(session: BrandSession) -> Step:
    issuer = session.scalar(select(GoogleIssuer))
    if issuer is None:
        return Step("google", "missing", "open")
    if issuer.stopped_reason:
        return Step("google", "stopped", "warning", {"reason": issuer.stopped_reason})
    return Step("google", "ready", "done", {"issuer": issuer.issuer_id})


def _program(known: Sequence[Program]) -> Step:
    published = [one.name for one in known if one.state == "published"]
    if published:
        return Step("program", "ready", "done", {"names": ", ".join(published)})
    if known:
        return Step("program", "draft", "open", {"names": known[0].name})
    return Step("program", "missing", "open")


def _design(known: Sequence[Program], designs: Designs) -> Step:
    names = sorted({one.design for one in known if one.state != "closed"})
    if not names:
        return Step("design", "waiting", "open")
    broken = next(_broken(names, designs), None)
    if broken is not None:
        return Step("design", "broken", "warning", {"name": broken})
    return Step("design", "ready", "done", {"names": ", ".join(names)})


def _broken(names: Sequence[str], designs: Designs) -> Iterator[str]:
    for name in names:
        try:
            designs.get(name)
        except DesignError:
            yield name


def _first_card(counts: Counts) -> Step:
    if counts.cards:
        return Step("card", "ready", "done", {"n": counts.cards})
    return Step("card", "missing", "open")


def _count(session: BrandSession, table: type[Company | Member]) -> int:
    return session.scalar(select(func.count(table.id))) or 0


def _cards(session: BrandSession) -> int:
    in_use = select(func.count(Card.id)).where(Card.state != "closed")
    return session.scalar(in_use) or 0
