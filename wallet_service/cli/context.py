"""What every command shares: opened adapters, and output for people or machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from wallet_service import logs, schema, settings, wiring
from wallet_service.database import BrandSession
from wallet_service.models.brand import Brand
from wallet_service.services.errors import NotFound
from wallet_service.wiring import Adapters

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
    """The parts by the environment's settings; refuses a database not at head."""
    loaded = settings.load()
    logs.configure(loaded.log_level)
    loaded.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    parts = wiring.build(loaded)
    try:
        if at_head:
            schema.require_head(parts.database)
        yield parts
    finally:
        parts.close()


def require_brand(session: BrandSession, brand_id: str) -> Brand:
    """The brand, in a session across brands or its own; raises NotFound."""
    brand = session.get(Brand, brand_id)
    if brand is None:
        raise NotFound("brand")
    return brand


def tell(as_json: bool, values: Mapping[str, Any], *sentences: str) -> None:
    """Print the values as JSON, or the sentences."""
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False))
        return
    for sentence in sentences:
        click.echo(sentence)
