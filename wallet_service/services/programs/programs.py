"""Programs: created as a draft, changed, published.

Kind, currency and time zone are fixed by the first publishing. Name, terms and design
change at once; rules, policy and beneficiary wait in the next draft version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.program import Program, ProgramVersion
from wallet_service.outbox import store, topics
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, FieldFault, Invalid, NotFound
from wallet_service.services.programs import drafts, offered
from wallet_service.services.programs.rule_faults import policy_faults, rule_faults
from wallet_service.services.wallet import google_owing

FIXED = ("kind", "currency", "time_zone")
LOOKS = ("name", "terms", "design", "rotating_barcode")
VERSIONED = ("rules", "beneficiary", "policy")


@dataclass(frozen=True, slots=True)
class NewProgram:
    """What a program begins with."""

    name: str
    kind: str
    currency: str
    time_zone: str
    rules: dict[str, Any]
    beneficiary: str = "company"
    design: str = "classic"
    terms: Mapping[str, str] | None = None
    policy: dict[str, Any] = field(default_factory=dict)
    rotating_barcode: bool = False


@dataclass(frozen=True, slots=True)
class ProgramChange:
    """New values; what is None stays as it is."""

    name: str | None = None
    kind: str | None = None
    currency: str | None = None
    time_zone: str | None = None
    rules: dict[str, Any] | None = None
    beneficiary: str | None = None
    design: str | None = None
    terms: Mapping[str, str] | None = None
    policy: dict[str, Any] | None = None
    rotating_barcode: bool | None = None


def create_program(
    session: BrandSession,
    new: NewProgram,
    *,
    templates: Path,
    actor: Actor,
    now: datetime,
) -> str:
    """Make a program with version 1 as its draft; returns its identifier.

    Raises Invalid with every fault, those of the rules under ``/rules`` and of
    the policy under ``/policy``.
    """
    _raise_invalid([*_faults_of(new, templates)])
    program = Program(
        id=identifiers.new_id("prog"),
        brand_id=session.brand,
        name=new.name,
        kind=new.kind,
        currency=new.currency,
        time_zone=new.time_zone,
        state="draft",
        design=new.design,
        terms=dict(new.terms or {}),
        looks_revision=1,
        rotating_barcode=new.rotating_barcode,
        created_at=now,
    )
    session.add(program)
    session.flush()
    drafts.add_draft(
        session,
        program.id,
        number=1,
        beneficiary=new.beneficiary,
        rules=new.rules,
        policy=new.policy,
    )
    audit.record_fields(
        session, actor, action="program.create", object_id=program.id, now=now
    )
    return program.id


def get_program(session: BrandSession, program_id: str) -> Program:
    """A program of the brand; raises NotFound."""
    program = session.scalar(select(Program).where(Program.id == program_id))
    if program is None:
        raise NotFound("program")
    return program


def list_programs(
    session: BrandSession, *, after: str | None = None, limit: int = 50
) -> list[Program]:
    """Programs, newest first, from the one behind `after`."""
    statement = select(Program).order_by(Program.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(Program.id < after)
    return list(session.scalars(statement))


def change_program(
    session: BrandSession,
    program_id: str,
    change: ProgramChange,
    *,
    templates: Path,
    actor: Actor,
    now: datetime,
) -> None:
    """Change a draft in place, or open the next version of a published program.

    Raises NotFound, Invalid, and Conflict (`program_fixed`) for what the first
    publishing has fixed.
    """
    program = _locked(session, program_id)
    _refuse_fixed(program, change)
    _raise_invalid([*_change_faults(session, program, change, templates)])
    changed = _set_given(program, change, FIXED)
    looks = _change_looks(program, change)
    changed += looks
    session.flush()
    if looks and program.state == "published":
        store.enqueue(session, topics.PROGRAM_CHANGED, program_id, now)
        google_owing.owe_class(session, program_id, now)
    changed += _change_rules(session, program, change)
    if changed:
        audit.record_fields(
            session,
            actor,
            action="program.change",
            object_id=program.id,
            now=now,
            fields=changed,
        )


def _locked(session: BrandSession, program_id: str) -> Program:
    statement = select(Program).where(Program.id == program_id).with_for_update()
    program = session.scalar(statement)
    if program is None:
        raise NotFound("program")
    return program


def _faults_of(new: NewProgram, templates: Path) -> Iterator[FieldFault]:
    yield from offered.currency_faults(new.currency)
    zone = list(offered.time_zone_faults(new.time_zone))
    yield from zone
    yield from offered.design_faults(new.design, templates)
    yield from offered.terms_faults(new.terms or {})
    # without a zone the rules are read in UTC, so that all faults are told at once
    yield from rule_faults(new.kind, new.rules, "UTC" if zone else new.time_zone)
    yield from policy_faults(new.policy)


def _change_faults(
    session: BrandSession, program: Program, change: ProgramChange, templates: Path
) -> Iterator[FieldFault]:
    newest = drafts.newest_first(session, [program.id])[program.id][0]
    wanted = NewProgram(
        name=change.name or program.name,
        kind=change.kind or program.kind,
        currency=change.currency or program.currency,
        time_zone=change.time_zone or program.time_zone,
        rules=newest.rules if change.rules is None else change.rules,
        design=change.design or program.design,
        terms=program.terms if change.terms is None else change.terms,
        policy=newest.policy if change.policy is None else change.policy,
    )
    yield from _faults_of(wanted, templates)


def _refuse_fixed(program: Program, change: ProgramChange) -> None:
    if program.state == "draft":
        return
    for name in FIXED:
        wanted = getattr(change, name)
        if wanted is not None and wanted != getattr(program, name):
            detail = (
                f"The {name.replace('_', ' ')} was fixed when the program was first "
                "published; make another program for it."
            )
            faults = [FieldFault(f"/{name}", detail)]
            raise Conflict("program_fixed", detail, errors=faults)


def _change_looks(program: Program, change: ProgramChange) -> list[str]:
    changed = _set_given(program, change, LOOKS)
    if changed:
        program.looks_revision += 1
    return changed


def _change_rules(
    session: BrandSession, program: Program, change: ProgramChange
) -> list[str]:
    newest = drafts.newest_first(session, [program.id])[program.id][0]
    if not _differing(newest, change, VERSIONED):
        return []
    draft = drafts.open_draft(session, program.id)
    changed = _set_given(draft, change, VERSIONED)
    session.flush()
    return changed


def _set_given(
    row: Program | ProgramVersion, change: ProgramChange, names: Iterable[str]
) -> list[str]:
    differing = _differing(row, change, names)
    for name in differing:
        value = getattr(change, name)
        setattr(row, name, dict(value) if name == "terms" else value)
    return differing


def _differing(
    row: Program | ProgramVersion, change: ProgramChange, names: Iterable[str]
) -> list[str]:
    return [
        name
        for name in names
        if getattr(change, name) is not None
        and getattr(change, name) != getattr(row, name)
    ]


def _raise_invalid(faults: list[FieldFault]) -> None:
    if faults:
        detail = "The program cannot be kept so; see the errors of its fields."
        raise Invalid("invalid_program", detail, errors=faults)
