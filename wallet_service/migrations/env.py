"""Alembic's entry: runs the migrations on the connection that `schema` hands over."""

from __future__ import annotations

from alembic import context

from wallet_service import models
from wallet_service.database import Base
from wallet_service.migrations import triggers

__all__ = ["models"]

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
    if not context.config.attributes.get("autogenerate"):
        triggers.create(connection)
