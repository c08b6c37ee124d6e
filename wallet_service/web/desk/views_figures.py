"""Live figures: what the cards bring and cost, and the rows behind every number."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request

from wallet_service.database import BrandSession
from wallet_service.models.program import Program
from wallet_service.services.errors import Invalid, NotFound
from wallet_service.services.insight import dashboard, owner_names, tier_counts
from wallet_service.services.insight.tier_counts import InTier, TierCounts
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.desk import (
    acting,
    chosen,
    figure_charts,
    pages,
    tables,
    tables_of_figures,
)
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.chosen import Chosen
from wallet_service.web.desk.roles import READERS
from wallet_service.web.desk.tables import Table
from wallet_service.web.desk.tables_of_figures import OWNERS

TABLES: Mapping[str, Table] = {one.name: one for one in tables_of_figures.TABLES}
MOST_IN_TIER = 200


@blueprint.get("/figures")
@access.allow(Audience.USER, *READERS)
def live_figures() -> Response:
    """The figures of the chosen programs and days."""
    now = adapters.now()

    def work(session: BrandSession) -> tuple[Chosen, dashboard.Figures] | None:
        by = chosen.read(session, request.args)
        if by is None:
            return None
        return by, dashboard.look(session, by.selection, by.span, now)

    try:
        told = acting.read(work)
    except Invalid as fault:
        return _faulty(fault)
    if told is None:
        return pages.page("figures.html", by=None)
    by, found = told
    drawn = figure_charts.draw(found, by)
    return pages.page(
        "figures.html",
        by=by,
        found=found,
        drawn=drawn,
        with_table="table" in request.args,
    )


@blueprint.get("/figures/tiers")
@access.allow(Audience.USER, *READERS)
def tiers() -> Response:
    """Who is in which tier now; loaded apart, since the rules judge each account."""
    now = adapters.now()

    def work(session: BrandSession) -> tuple[Chosen, list[TierCounts]] | None:
        by = chosen.read(session, request.args)
        if by is None:
            return None
        found = (
            tier_counts.of_program(session, one, now) for one in by.selection.programs
        )
        return by, [one for one in found if one is not None]

    told = acting.read(work)
    if told is None:
        raise NotFound("page")
    by, found = told
    drawn = [(one, figure_charts.of_tiers(one)) for one in found]
    return pages.page("figures_tiers.html", by=by, drawn=drawn)


@blueprint.get("/figures/tiers/<program_id>/<int:number>")
@access.allow(Audience.USER, *READERS)
def in_tier(program_id: str, number: int) -> Response:
    """Who is in one tier, the largest turnover first."""
    program, told, who, names = acting.read(
        lambda session: _in_tier(session, program_id, number)
    )
    return pages.page(
        "figures_tier.html",
        program=program,
        told=told,
        who=who[:MOST_IN_TIER],
        more=max(0, len(who) - MOST_IN_TIER),
        names=names,
        pages_of=OWNERS,
    )


@blueprint.get("/figures/rows/<name>")
@access.allow(Audience.USER, *READERS)
def rows(name: str) -> Response:
    """The rows that a figure was made of."""
    table = TABLES.get(name)
    if table is None:
        raise NotFound("page")
    try:
        by, shown = acting.read(
            lambda session: (
                chosen.read(session, request.args),
                tables.show(table, session, rules=pages.rules()),
            )
        )
    except Invalid as fault:
        return _faulty(fault)
    return pages.page("figures_rows.html", by=by, shown=shown, name=name)


def _faulty(fault: Invalid) -> Response:
    """The days of the address cannot be: the form again, with the usual days."""
    by = acting.read(lambda session: chosen.read(session, {}))
    return pages.page("figures.html", fault=fault, by=by, found=None)


def _in_tier(
    session: BrandSession, program_id: str, number: int
) -> tuple[Program, tuple[str, int, int], list[InTier], Mapping[str, str]]:
    """The program, its tier, and whose accounts are in it; raises NotFound."""
    now = adapters.now()
    program = session.get(Program, program_id)
    if program is None or program.brand_id != session.brand:
        raise NotFound("program")
    counted = tier_counts.of_program(session, program, now)
    if counted is None or number >= len(counted.tiers):
        raise NotFound("page")
    tier = counted.tiers[number]
    who = tier_counts.in_tier(session, program, tier[0], now)
    owners = [(one.key.owner_kind, one.key.owner_id) for one in who[:MOST_IN_TIER]]
    return program, tier, who, owner_names.of_owners(session, owners)
