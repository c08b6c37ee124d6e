"""The form of a program: new from a preset, changed as a draft, with its example."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, request

from wallet_service.database import BrandSession
from wallet_service.models.program import Program, ProgramVersion
from wallet_service.services import brands
from wallet_service.services.errors import Invalid, Malformed, NotFound, ServiceError
from wallet_service.services.programs import drafts, programs, worked_example
from wallet_service.services.programs.programs import NewProgram, ProgramChange
from wallet_service.services.programs.rule_faults import policy_faults, rule_faults
from wallet_service.services.programs.worked_example import Example
from wallet_service.web import access, adapters, form_fields, languages
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting, pages, program_forms, program_settings
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.program_forms import Documents
from wallet_service.web.desk.program_presets import PRESETS, rules_of
from wallet_service.web.desk.roles import RULERS
from wallet_service.web.desk.typed import Form
from wallet_service.web.desk.views_programs import HERE
from wallet_service.web.texts import catalogue

BENEFICIARIES = ("company", "member")
LONGEST_TERMS = 10_000
# a purchase that is neither small nor large for a partner
EXAMPLE_AMOUNT = 25_000_000
CURRENCY_OF = {"ru": "RUB", "en": "EUR"}
ZONE_OF = {"ru": "Europe/Moscow", "en": "Europe/Berlin"}
Documented = tuple[Mapping[str, Any], Mapping[str, Any]]


@blueprint.get("/programs/new")
@access.allow(Audience.USER, *RULERS)
def new_program() -> Response:
    """Presets to begin with; with one of them its form."""
    preset = PRESETS.get(request.args.get("preset", ""))
    if preset is None:
        return pages.page("program_new.html", presets=PRESETS)
    words = catalogue.of(languages.current())
    name = words[f"preset_{request.args['preset']}"]
    rules = rules_of(preset, tuple(words.preset_tiers.split(", ")))
    if preset.kind == "stamp":
        rules["reward_name"] = words.preset_reward
    given = program_forms.given_of(preset.kind, rules, {})
    locale = acting.read(lambda session: brands.the_brand(session).locale)
    given |= {"name": name, "currency": CURRENCY_OF[locale], "kind": preset.kind}
    given |= {"time_zone": ZONE_OF[locale], "design": "classic"}
    return _form(given, action=HERE, back=f"{HERE}/new")


@blueprint.post("/programs")
@access.allow(Audience.USER, *RULERS)
def add_program() -> Response:
    """Make a program as a draft: nobody gets its card before it is published."""
    form = Form()
    documents = _documents(form, ({}, {}))

    def work(session: BrandSession) -> str:
        general = _general(form)
        form.check()
        program_id = programs.create_program(
            session,
            NewProgram(**general, rules=documents.rules, policy=documents.policy),
            templates=adapters.current().settings.templates_dir,
            actor=acting.actor(),
            now=adapters.now(),
        )
        return f"{HERE}/{program_id}"

    return _saved(work, documents, action=HERE, back=f"{HERE}/new")


@blueprint.get("/programs/<program_id>/edit")
@access.allow(Audience.USER, *RULERS)
def edit_program(program_id: str) -> Response:
    """The form with the newest version, draft or not."""
    found, version = acting.read(lambda session: _newest(session, program_id))
    given = program_forms.given_of(found.kind, version.rules, version.policy)
    given |= {name: getattr(found, name) for name in ("name", *programs.FIXED)}
    given |= {"design": found.design, "beneficiary": version.beneficiary}
    given |= {f"terms_{one}": text for one, text in found.terms.items()}
    here = f"{HERE}/{program_id}"
    return _form(given, action=f"{here}/edit", back=here, program=found)


@blueprint.post("/programs/<program_id>/edit")
@access.allow(Audience.USER, *RULERS)
def change_program(program_id: str) -> Response:
    """Keep the draft; looks change at once, rules wait until they are published."""
    found, version = acting.read(lambda session: _newest(session, program_id))
    form = Form()
    documents = _documents(form, (version.rules, version.policy), found.kind)
    here = f"{HERE}/{program_id}"

    def work(session: BrandSession) -> str:
        general = _general(form)
        form.check()
        change = ProgramChange(
            **general, rules=documents.rules, policy=documents.policy
        )
        programs.change_program(
            session,
            program_id,
            change,
            templates=adapters.current().settings.templates_dir,
            actor=acting.actor(),
            now=adapters.now(),
        )
        return here

    return _saved(work, documents, action=f"{here}/edit", back=here, program=found)


@blueprint.post("/programs/example")
@access.allow(Audience.USER, *RULERS)
def work_out_example() -> Response:
    """What a purchase would give by the form as it stands; nothing is kept."""
    form = Form()
    documents = _documents(form, ({}, {}))
    kind = form.choice("kind", tuple(program_settings.OF_KIND))
    currency = form.text("currency", longest=3)
    example = _example(form)
    faults: list[object] = [*rule_faults(kind, documents.rules, "UTC")]
    faults += policy_faults(documents.policy)
    if faults or form.is_faulty or example is None or len(currency) != 3:
        return pages.part("program_example.html", worked=None)
    terms = worked_example.terms_of(
        kind,
        documents.rules,
        documents.policy,
        time_zone="UTC",
        currency=currency,
    )
    return pages.part(
        "program_example.html",
        example=example,
        currency=currency,
        worked=worked_example.work_out(terms, example),
        tiers=worked_example.by_tier(terms, example),
        worst_cases=terms.worst_cases,
    )


def _example(form: Form) -> Example | None:
    amount, day = form.money("example_amount"), form.day("example_day")
    turnover = form.money("example_turnover") or 0
    stamps = form.integer("example_stamps", 0, 10_000) or 0
    if amount is None or day is None or amount < 0 or turnover < 0:
        return None
    category = form.text("example_category", longest=64) or None
    return Example(amount, day, category, turnover, stamps)


def _newest(session: BrandSession, program_id: str) -> tuple[Program, ProgramVersion]:
    found = programs.get_program(session, program_id)
    return found, drafts.newest_first(session, [program_id])[program_id][0]


def _documents(form: Form, before: Documented, kind: str | None = None) -> Documents:
    """Rules and policy of the form; raises Malformed for a kind that there is not."""
    kind = kind or form.choice("kind", tuple(program_settings.OF_KIND))
    if kind not in program_settings.OF_KIND:
        raise Malformed("kind_unknown", "Begin with one of the kinds of cards.")
    return program_forms.read(form, kind, before)


def _general(form: Form) -> dict[str, Any]:
    designs = adapters.current().designs.names()
    texts = {
        one: form.paragraphs(f"terms_{one}", longest=LONGEST_TERMS)
        for one in languages.LANGUAGES
    }
    return {
        "name": form.text("name", longest=255, required=True),
        "kind": form.choice("kind", tuple(program_settings.OF_KIND)),
        "currency": form.text("currency", longest=3, required=True).upper(),
        "time_zone": form.text("time_zone", longest=64, required=True),
        "beneficiary": form.choice("beneficiary", BENEFICIARIES, BENEFICIARIES[0]),
        "design": form.choice("design", designs),
        "terms": {one: text for one, text in texts.items() if text},
    }


def _saved(work: Any, documents: Documents, **form: Any) -> Response:  # noqa: ANN401
    try:
        return acting.see_other(acting.write_once(work))
    except NotFound:
        raise
    except Invalid as fault:
        told = program_forms.at_fields(fault, documents)
        return _form(form_fields.fields(), fault=told, **form)
    except ServiceError as fault:
        return _form(form_fields.fields(), fault=fault, **form)


def _form(
    given: dict[str, str],
    *,
    action: str,
    back: str,
    program: Program | None = None,
    fault: ServiceError | None = None,
) -> Response:
    kind = given.get("kind", "")
    today = adapters.now().date()
    amount = program_forms.written(
        program_settings.Setting("example_amount", program_settings.Sort.MONEY),
        EXAMPLE_AMOUNT,
    )
    shown = {"example_amount": amount, "example_day": _iso(today)} | given
    return pages.page(
        "program_form.html",
        fault=fault,
        given=shown,
        kind=kind,
        settings=program_settings.OF_KIND[kind],
        policy=program_settings.POLICY,
        rows=program_forms.row_numbers,
        designs=adapters.current().designs.names(),
        is_fixed=program is not None and program.state != "draft",
        program=program,
        action=action,
        back=back,
    )


def _iso(day: date) -> str:
    return day.isoformat()
