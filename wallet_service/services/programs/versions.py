"""Which version of a program is in force at an instant, and its rules, parsed once.

A published version never changes, so its rules are kept by the version's identifier.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Table, bindparam, func, select

from wallet_service.cards import read_policy
from wallet_service.cards import rules as card_rules
from wallet_service.cards.ladder import FormerLadder
from wallet_service.cards.policy import Policy
from wallet_service.cards.rules import CardKind, Rules
from wallet_service.cards.stamp import StampRules
from wallet_service.cards.stamp_layout import Layout
from wallet_service.database import BrandSession
from wallet_service.models.program import Program, ProgramVersion
from wallet_service.services.errors import Conflict, NotFound

PARSED_VERSIONS = 512

PROGRAMS: Table = Program.__table__  # type: ignore[assignment]
VERSIONS: Table = ProgramVersion.__table__  # type: ignore[assignment]
# made once: building a statement costs several times its execution
PUBLISHED = (
    select(
        VERSIONS.c.id,
        VERSIONS.c.number,
        VERSIONS.c.beneficiary,
        VERSIONS.c.effective_at,
    )
    .where(
        VERSIONS.c.brand_id == bindparam("brand"),
        VERSIONS.c.program_id == bindparam("program"),
        VERSIONS.c.published_at.is_not(None),
    )
    .order_by(VERSIONS.c.effective_at, VERSIONS.c.number)
)

# of the program in the statement around it, at the instant `at`
IN_FORCE = (
    select(VERSIONS.c.id)
    .where(
        VERSIONS.c.program_id == PROGRAMS.c.id,
        VERSIONS.c.published_at.is_not(None),
        VERSIONS.c.effective_at <= bindparam("at"),
    )
    .order_by(VERSIONS.c.effective_at.desc(), VERSIONS.c.number.desc())
    .limit(1)
    .correlate(PROGRAMS)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Version:
    """A published version, without its rules document."""

    id: str
    number: int
    beneficiary: str
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version says: its rules, parsed, and who earns by it."""

    rules: Rules
    beneficiary: str


@dataclass(frozen=True, slots=True)
class ProgramTerms:
    """A program's zone, and the terms of its version in force at some instant."""

    time_zone: ZoneInfo
    version: Version
    terms: Terms


class _ParsedTerms:
    """Terms by version; bounded, the least recently used goes first."""

    def __init__(self) -> None:
        self._terms: OrderedDict[str, Terms] = OrderedDict()
        self._lock = Lock()

    def get(self, version_id: str) -> Terms | None:
        with self._lock:
            terms = self._terms.get(version_id)
            if terms is not None:
                self._terms.move_to_end(version_id)
            return terms

    def put(self, version_id: str, terms: Terms) -> None:
        with self._lock:
            self._terms[version_id] = terms
            while len(self._terms) > PARSED_VERSIONS:
                self._terms.popitem(last=False)


_parsed = _ParsedTerms()


def version_at(session: BrandSession, program_id: str, instant: datetime) -> Version:
    """The version in force at `instant`; before the first one takes effect, the first.

    Raises Conflict (`program_not_published`).
    """
    where = {"brand": session.brand, "program": program_id}
    rows = session.core.execute(PUBLISHED, where)
    versions = [
        Version(version_id, number, beneficiary, effective_at)
        for version_id, number, beneficiary, effective_at in rows
        if effective_at is not None
    ]
    if not versions:
        detail = "The program has not been published yet."
        raise Conflict("program_not_published", detail)
    in_force = [one for one in versions if one.effective_at <= instant]
    return in_force[-1] if in_force else versions[0]


def next_begin(
    session: BrandSession, program_id: str, after: datetime
) -> datetime | None:
    """When the next version that is published already comes into force; None: none."""
    statement = select(func.min(VERSIONS.c.effective_at)).where(
        VERSIONS.c.brand_id == session.brand,
        VERSIONS.c.program_id == program_id,
        VERSIONS.c.published_at.is_not(None),
        VERSIONS.c.effective_at > after,
    )
    begins: datetime | None = session.core.scalar(statement)
    return begins


def document_of(session: BrandSession, version_id: str) -> dict[str, Any]:
    """The rules of a version as the JSON that was published."""
    statement = select(ProgramVersion.rules).where(ProgramVersion.id == version_id)
    document = session.scalar(statement)
    if document is None:
        raise NotFound("program version")
    return document


def policy_of(session: BrandSession, version_id: str) -> Policy:
    """The commercial policy of a version; raises NotFound."""
    statement = select(ProgramVersion.policy).where(ProgramVersion.id == version_id)
    document = session.scalar(statement)
    if document is None:
        raise NotFound("program version")
    return read_policy.policy_for(document)


def terms_of(
    session: BrandSession, version_id: str, *, kind: str, time_zone: ZoneInfo
) -> Terms:
    """The terms of a version of a program of this kind and zone; raises NotFound."""
    terms = _parsed.get(version_id)
    if terms is None:
        statement = select(
            ProgramVersion.rules, ProgramVersion.policy, ProgramVersion.beneficiary
        ).where(ProgramVersion.id == version_id)
        row = session.execute(statement).one_or_none()
        if row is None:
            raise NotFound("program version")
        rules = card_rules.rules_for(
            CardKind(kind),
            row.rules,
            time_zone=time_zone,
            policy=read_policy.policy_for(row.policy),
        )
        rules = _after_former(session, version_id, kind, time_zone, rules)
        terms = Terms(rules, row.beneficiary)
        _parsed.put(version_id, terms)
    return terms


def _after_former(
    session: BrandSession, version_id: str, kind: str, time_zone: ZoneInfo, rules: Rules
) -> Rules:
    """The rules with the ladders or layouts of the versions before (A18, S13)."""
    if rules.ladder is None and not isinstance(rules, StampRules):
        return rules
    program = select(VERSIONS.c.program_id).where(VERSIONS.c.id == version_id)
    chosen = (
        select(
            VERSIONS.c.id,
            VERSIONS.c.rules,
            VERSIONS.c.effective_at,
            VERSIONS.c.stamp_cards,
        )
        .where(
            VERSIONS.c.program_id == program.scalar_subquery(),
            VERSIONS.c.published_at.is_not(None),
        )
        .order_by(VERSIONS.c.number)
    )
    rows = session.core.execute(chosen).all()
    former = []
    layouts: list[tuple[str, Layout]] = []
    for row, following in pairwise(rows):
        if row.id == version_id:
            break
        if row.effective_at == following.effective_at:
            continue  # another took its place at once, so it was never in force
        earlier = card_rules.rules_for(CardKind(kind), row.rules, time_zone=time_zone)
        if isinstance(earlier, StampRules):
            layouts = [*_kept(layouts, row, earlier.layout), (row.id, earlier.layout)]
        if earlier.ladder is not None:
            former.append(FormerLadder(earlier.ladder, following.effective_at))
    if isinstance(rules, StampRules):
        mine = next((row for row in rows if row.id == version_id), None)
        others = _kept(layouts, mine, rules.layout) if mine else layouts
        return replace(
            rules,
            former=tuple(one for one in others if one[1] != rules.layout),
            converts=mine is not None and mine.stamp_cards == "convert",
        )
    return card_rules.after(rules, tuple(former))


def _kept(
    layouts: Sequence[tuple[str, Layout]], row: Row[*tuple[Any, ...]], layout: Layout
) -> list[tuple[str, Layout]]:
    """The layouts of cards begun before a version that may have converted them."""
    if row.stamp_cards == "convert":
        return [(version_id, layout) for version_id, _ in layouts]
    return list(layouts)


def terms_at(session: BrandSession, program_id: str, instant: datetime) -> ProgramTerms:
    """What the program says at `instant`; raises NotFound or Conflict."""
    chosen = select(PROGRAMS.c.kind, PROGRAMS.c.time_zone).where(
        PROGRAMS.c.id == program_id, PROGRAMS.c.brand_id == session.brand
    )
    row = session.core.execute(chosen).one_or_none()
    if row is None:
        raise NotFound("program")
    version, zone = version_at(session, program_id, instant), ZoneInfo(row.time_zone)
    terms = terms_of(session, version.id, kind=row.kind, time_zone=zone)
    return ProgramTerms(zone, version, terms)
