"""What every command shares: opened adapters, and output for people or machines.

Results go to standard output, what only accompanies them to standard error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from sqlalchemy import select

from wallet_service import logs, schema, settings, wiring
from wallet_service.cli.failures import Failure
from wallet_service.database import BrandSession
from wallet_service.models.brand import Brand
from wallet_service.wiring import Adapters

BRANDS_NAMED = 20

Command = TypeVar("Command", bound=Callable[..., Any])


def json_option(command: Command) -> Command:
    """Adds --json, which prints one JSON object instead of sentences."""
    option = click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON object."
    )
    return option(command)


def brand_option(command: Command) -> Command:
    """Adds --brand, the identifier that `brand create` printed."""
    option = click.option(
        "--brand", "brand_id", required=True, help="The brand's identifier."
    )
    return option(command)


@contextmanager
def adapters(*, at_head: bool = True) -> Iterator[Adapters]:
    """The parts by the environment's settings.

    `at_head` refuses a database of another version, or of another secret key.
    """
    loaded = settings.load()
    logs.configure(loaded.log_level)
    if not loaded.database_url:
        loaded.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    parts = _build(loaded)
    try:
        if at_head:
            schema.require_head(parts.database)
            _require_secret_key(parts)
        yield parts
    finally:
        parts.close()


def require_brand(session: BrandSession, brand_id: str) -> Brand:
    """The brand, in any session; a Failure names those that there are."""
    brand = session.get(Brand, brand_id)
    if brand is not None:
        return brand
    statement = select(Brand.id, Brand.slug).order_by(Brand.slug).limit(BRANDS_NAMED)
    known = ", ".join(f"{row.id} ({row.slug})" for row in session.execute(statement))
    message = (
        f"there is no brand {brand_id!r}; there is: {known}"
        if known
        else "there is no brand yet: wallet-service brand create --name ..."
    )
    raise Failure(message)


def tell(
    as_json: bool, values: Mapping[str, Any], *sentences: str, hint: str = ""
) -> None:
    """Print the values as JSON, or the sentences, and what comes next as a hint."""
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False))
        return
    for sentence in sentences:
        click.echo(sentence)
    if hint:
        click.echo(hint, err=True)


def _build(loaded: settings.Settings) -> Adapters:
    try:
        return wiring.build(loaded)
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        message = "PostgreSQL needs its driver: pip install 'wallet-service[postgres]'"
        raise Failure(message) from None


def _require_secret_key(parts: Adapters) -> None:
    """All brands' keys are wrapped by one secret, so one of them is enough."""
    with parts.database.reading_across_brands() as session:
        brand_id = session.scalar(select(Brand.id).limit(1))
    if brand_id is not None:
        with parts.database.reading(brand_id) as session:
            parts.keyring.data_key(session)
