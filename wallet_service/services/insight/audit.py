"""The whole audit: the ledger by itself, then every brand's purchases played again."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from wallet_service.database import Database
from wallet_service.ledger import audit
from wallet_service.ledger.audit import Finding, Progress
from wallet_service.models.brand import Brand
from wallet_service.services.insight import replay


def findings(database: Database, progress: Progress) -> Iterator[Finding]:
    """Every row that breaks an invariant; `progress` is told as `ledger.audit` does."""
    with database.reading_across_brands() as session:
        yield from audit.findings(session, progress)
        brands = session.scalars(select(Brand.id).order_by(Brand.id)).all()
    progress(replay.PLAYED, 0)
    for brand_id in brands:
        with database.reading(brand_id) as session:
            yield from replay.findings(session, progress)
