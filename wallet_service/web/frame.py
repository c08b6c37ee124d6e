"""What every page for users shares: words, language, form token, who is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template

from wallet_service.services.errors import ServiceError
from wallet_service.web import languages, refusals, visitors
from wallet_service.web.texts import catalogue
from wallet_service.web.texts.catalogue import Words


def frame(blueprint: Blueprint) -> None:
    """Give the blueprint's templates their words and their visitor."""
    visitors.protect(blueprint)
    blueprint.context_processor(_context)


def page(
    template: str,
    *,
    fault: ServiceError | None = None,
    status: int = 200,
    **values: Any,
) -> Response:
    """A page; with a fault it says what to do, at its fields where it names them."""
    faults: Mapping[str, str] = {}
    if fault is not None:
        status = fault.status
        refusals.note(fault)
        faults = _faults(fault)
    body = render_template(template, faults=faults, **values)
    return Response(body, status=status, mimetype="text/html")


def _context() -> dict[str, Any]:
    language = languages.current()
    return {
        "t": catalogue.of(language),
        "language": language,
        "csrf": visitors.csrf_token(),
        "visitor": visitors.known(),
    }


def _faults(fault: ServiceError) -> dict[str, str]:
    """What to say, by the field's name; under the empty name for the whole form."""
    words = catalogue.of(languages.current())
    known = words.find(f"fault_{fault.code}")
    if not fault.errors:
        return {"": known or fault.detail}
    told = {}
    for one in fault.errors:
        name = one.pointer.rpartition("/")[2]
        own = words.find(f"fault_{one.code}") if one.code else None
        told[name] = own or known or _of_field(words, fault, name) or one.detail
    return told


def _of_field(words: Words, fault: ServiceError, name: str) -> str | None:
    return words.find(f"fault_{fault.code}_{name}")
