"""What a program's form asks: field rules, words, consents; one validated document.

Name and e-mail are always asked: the one is read at the counter, the other is the way
by which a person is confirmed and finds back. A consent whose text changes gets the
next version, so that every answer names the words that were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.joining import JoinForm
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import invalid
from wallet_service.services.programs import programs

LANGUAGES = ("en", "ru")
DEFAULT_CONSENTS: tuple[dict[str, Any], ...] = (
    {
        "purpose": "processing",
        "required": True,
        "version": "1",
        "text": {
            "en": "I agree that {brand} processes my data to run the program.",
            "ru": "Я согласен на обработку моих данных для участия в программе: "
            "оператор — {brand}.",
        },
    },
    {
        "purpose": "news",
        "required": False,
        "version": "1",
        "text": {
            "en": "I would like to hear about offers and news.",
            "ru": "Я хочу получать новости и предложения.",
        },
    },
)


class Rule(StrEnum):
    """Whether a field is asked, and whether it may be left empty."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    HIDDEN = "hidden"


class FieldRules(BaseModel):
    """The fields that a program may ask beside name and e-mail."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phone: Rule = Rule.OPTIONAL
    company: Rule = Rule.OPTIONAL
    tax_id: Rule = Rule.OPTIONAL


class ConsentText(BaseModel):
    """A purpose, the words that are agreed to by language, the document behind them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: str
    required: bool = False
    version: str = "1"
    text: dict[str, str]
    document_url: str | None = None

    def in_language(self, locale: str, brand: str) -> str:
        """The words as they are read; those of the other language if there are none."""
        found = self.text.get(locale) or next(iter(self.text.values()))
        return found.replace("{brand}", brand)


class FormDocument(BaseModel):
    """Everything that a program's form asks and says.

    `attach_by_tax_id`: who names a partner company's tax number becomes one of its
    people at once. Tax numbers are public, so that it is off unless the brand wants it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: FieldRules = FieldRules()
    headline: dict[str, str] = {}
    introduction: dict[str, str] = {}
    consents: tuple[ConsentText, ...] = tuple(
        ConsentText.model_validate(one) for one in DEFAULT_CONSENTS
    )
    attach_by_tax_id: bool = False


def form_of(session: BrandSession, program_id: str) -> FormDocument:
    """The program's form, the service's own until it is changed. Raises NotFound."""
    programs.get_program(session, program_id)
    row = _row(session, program_id)
    return FormDocument.model_validate(row.document) if row else FormDocument()


def change_form(
    session: BrandSession,
    program_id: str,
    given: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> FormDocument:
    """Put what is given in place of what is; raises NotFound, Invalid.

    Of `fields` those that are named change, every other part is replaced as a whole.
    """
    present = form_of(session, program_id).model_dump(mode="json")
    wanted = {**present, **given}
    wanted["fields"] = {**present["fields"], **(given.get("fields") or {})}
    _check(wanted)
    wanted["consents"] = _versioned(wanted["consents"], present["consents"])
    form = FormDocument.model_validate(wanted)
    _keep(session, program_id, form, now)
    audit.record(
        session,
        actor,
        action="program.change_form",
        object_id=program_id,
        now=now,
        detail={"fields": sorted(given)},
    )
    session.flush()
    return form


def _row(session: BrandSession, program_id: str) -> JoinForm | None:
    return session.scalar(select(JoinForm).where(JoinForm.program_id == program_id))


def _keep(
    session: BrandSession, program_id: str, form: FormDocument, now: datetime
) -> None:
    row = _row(session, program_id)
    if row is None:
        row = JoinForm(program_id=program_id, brand_id=session.brand)
        session.add(row)
    row.document = form.model_dump(mode="json")
    row.changed_at = now
    session.flush()


def _check(wanted: Mapping[str, Any]) -> None:
    purposes = [one["purpose"] for one in wanted["consents"]]
    for place, purpose in enumerate(purposes):
        if purpose in purposes[:place]:
            detail = "Each purpose has one consent."
            raise invalid(f"/consents/{place}/purpose", detail)
    for place, one in enumerate(wanted["consents"]):
        if not any(one["text"].values()):
            detail = "Say in at least one language what is agreed to."
            raise invalid(f"/consents/{place}/text", detail)


def _versioned(
    wanted: Iterable[Mapping[str, Any]], present: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    known = {one["purpose"]: one for one in present}
    return [{**one, "version": _version(one, known)} for one in wanted]


def _version(one: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> str:
    before = known.get(one["purpose"])
    if before is None:
        return "1"
    words = ("text", "document_url")
    same = all(one.get(name) == before.get(name) for name in words)
    return str(before["version"] if same else int(before["version"]) + 1)
