"""The table of programs."""

from __future__ import annotations

from collections.abc import Sequence

from wallet_service.services.insight import program_counts
from wallet_service.services.insight.program_counts import ProgramRow
from wallet_service.web.desk.tables import Asked, Column, Kind, Table


def _find(asked: Asked) -> Sequence[ProgramRow]:
    return program_counts.list_rows(asked.session, after=asked.after, limit=asked.limit)


PROGRAMS = Table(
    name="programs",
    columns=(
        Column("program", lambda row: row.name, link=lambda r: _program(r.id)),
        Column("kind", lambda row: f"kind_{row.kind}", Kind.WORD),
        Column("state", lambda row: f"program_{row.state}", Kind.WORD),
        Column("version", lambda row: row.version, Kind.NUMBER),
        Column("draft", lambda row: row.draft, Kind.NUMBER),
        Column("cards", lambda row: row.cards, Kind.NUMBER),
        Column("currency", lambda row: row.currency),
    ),
    find=_find,
    cursor=lambda row: row.id,
)


def _program(program_id: str) -> str:
    return f"/brand/programs/{program_id}"
