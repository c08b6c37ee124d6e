"""A form within a page of the brand: which pages may hold it, and which one does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request

from wallet_service.web import languages

EMBED, ORIGIN = "embed", "origin"
CARRIED = (languages.PARAMETER, EMBED, ORIGIN)


@dataclass(frozen=True, slots=True)
class Frame:
    """Whether the page stands in another one; `origin` is told what happens in it."""

    is_embedded: bool
    origin: str | None


def of_request(allowed: Iterable[str]) -> Frame:
    """The frame that the address asks for; a stranger's page is told nothing."""
    is_embedded = request.args.get(EMBED) == "1"
    origin = request.args.get(ORIGIN)
    known = is_embedded and origin in set(allowed)
    return Frame(is_embedded, origin if known else None)


def carried(**changes: str) -> dict[str, str]:
    """What every address of these pages takes along to the next one."""
    present = {name: request.args[name] for name in CARRIED if name in request.args}
    return {**present, **changes}
