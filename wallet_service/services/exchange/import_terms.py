"""What the program of an import lets its rows open cards with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wallet_service.database import BrandSession
from wallet_service.services.errors import invalid
from wallet_service.services.programs import programs, versions
from wallet_service.services.till import adjustment_checks


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """Units that cards have, and above which amount a second person has to agree."""

    program_id: str
    currency: str
    units: frozenset[str]
    limit: int | None

    def waits(self, amount: int) -> bool:
        """Whether an opening balance waits for a second person."""
        return self.limit is not None and abs(amount) > self.limit


def of_program(
    session: BrandSession, program_id: str | None, now: datetime
) -> ImportTerms | None:
    """The terms of a published program; None where no cards are wanted.

    Raises NotFound, Invalid (`import_program`) for one that gives out no cards.
    """
    if program_id is None:
        return None
    program = programs.get_program(session, program_id)
    if program.state != "published":
        detail = "Choose a published program: others give out no cards."
        raise invalid("/program_id", detail, code="import_program")
    found = versions.terms_at(session, program_id, now)
    policy = versions.policy_of(session, found.version.id)
    return ImportTerms(
        program_id,
        program.currency,
        frozenset(adjustment_checks.units_of(found.terms.rules)),
        policy.adjustment_limit,
    )
