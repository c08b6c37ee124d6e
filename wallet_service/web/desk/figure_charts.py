"""The figures as charts: bars with their words, and the answer in each title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wallet_service.passes import formats
from wallet_service.services.insight.dashboard import Figures
from wallet_service.services.insight.figure_rows import NOWHERE
from wallet_service.services.insight.sales import Sales
from wallet_service.services.insight.tier_counts import TierCounts
from wallet_service.web import figures, languages
from wallet_service.web.desk import charts, tables
from wallet_service.web.desk.charts import Columns, Lying, Value
from wallet_service.web.desk.chosen import HERE, Chosen
from wallet_service.web.desk.tables_of_figures import moved_word
from wallet_service.web.texts import catalogue

WHOLE = 10_000
MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Drawn:
    """The charts of the page, each with its answer."""

    turnover_title: str
    turnover: Columns
    cards_title: str
    cards: tuple[Lying, ...]
    points_title: str
    points: tuple[Lying, ...]
    cost_title: str
    cost: tuple[Lying, ...]
    locations_title: str
    locations: tuple[Lying, ...]
    staff_title: str
    staff: tuple[Lying, ...]


def draw(found: Figures, by: Chosen) -> Drawn:
    """Every chart but that of the tiers."""
    locations = _shares(found.by_location, found.location_names, "location", by)
    staff = _shares(found.by_staff, found.staff_names, "staff", by)
    return Drawn(
        turnover_title=_trend(found, by),
        turnover=_turnover(found, by),
        cards_title=_cards_title(found),
        cards=_cards(found, by),
        points_title=_points_title(found, by),
        points=_points(found, by),
        cost_title=_cost_title(found),
        cost=_cost(found, by),
        locations_title=_first("places", locations, found.by_location),
        locations=locations,
        staff_title=_first("recorders", staff, found.by_staff),
        staff=staff,
    )


def of_tiers(found: TierCounts) -> tuple[Lying, ...]:
    """A bar for each tier, the highest first, and one for who is below them."""
    values = [
        Value(
            f"{name} · {figures.rate(rate_bp)}",
            count,
            figures.figure(count),
            link=f"{HERE}/tiers/{found.program.id}/{number}",
        )
        for number, (name, rate_bp, count) in enumerate(found.tiers)
    ]
    below = Value(tables.word("tiers_below"), found.below, figures.figure(found.below))
    return charts.lying([*reversed(values), below])


def money(amount: int, by: Chosen) -> str:
    """A sum as people read it in a chart: without decimals where there are none."""
    return formats.round_money(amount, by.selection.currency, figures.locale())


def _words() -> catalogue.Words:
    return catalogue.of(languages.current())


def _percent(part: int, whole: int) -> str:
    return figures.rate(round(part * 100 / whole) * 100) if whole else "—"


def _trend(found: Figures, by: Chosen) -> str:
    now, before = found.now.sales.turnover, found.before.sales.turnover
    if not found.now.sales.purchases and not now:
        return _words().turnover_none
    if before <= 0:
        return _words().turnover_first
    word = "turnover_same"
    if now != before:
        word = "turnover_up" if now > before else "turnover_down"
    change = _percent(abs(now - before), before)
    return _words().told(word, {"n": by.span.days, "change": change})


def _turnover(found: Figures, by: Chosen) -> Columns:
    return charts.columns(
        [
            Value(
                formats.day(one.span.first, by.today, figures.locale()),
                one.turnover,
                money(one.turnover, by),
                link=_days_link(by, str(one.span.first), str(one.span.last)),
                before=one.turnover_before,
                before_text=money(one.turnover_before, by),
            )
            for one in found.parts
        ]
    )


def _days_link(by: Chosen, first: str, last: str) -> str:
    program = f"program={by.selection.value}"
    return f"{HERE}/rows/sales?{program}&first={first}&last={last}"


def _cards_title(found: Figures) -> str:
    cards = found.cards
    if not cards.in_use:
        return _words().cards_none
    share = _percent(cards.installed, cards.in_use)
    return _words().told("cards_share", {"n": cards.in_use, "share": share})


def _cards(found: Figures, by: Chosen) -> tuple[Lying, ...]:
    cards, bought = found.cards, found.now.buyers.cards
    told: tuple[tuple[str, int, str, dict[str, str]], ...] = (
        ("cards_ever", cards.issued, "cards_issued", {"ever": "1"}),
        ("cards_installed", cards.installed, "cards_on_phones", {}),
        ("cards_active", bought, "buyers", {}),
        ("cards_removed", cards.removed, "cards_removed", {}),
    )
    return charts.lying(
        [
            Value(
                tables.word(word),
                count,
                figures.figure(count),
                link=by.rows(table, **more),
            )
            for word, count, table, more in told
        ]
    )


def _points_title(found: Figures, by: Chosen) -> str:
    moved = found.now.points
    change = moved.came_in - moved.went_out
    if not moved.by_kind:
        return _words().points_none
    if not change:
        return _words().points_same
    word = _words().points_grew if change > 0 else _words().points_fell
    return word.format(change=money(abs(change), by))


def _points(found: Figures, by: Chosen) -> tuple[Lying, ...]:
    before = found.before.points.by_kind
    keys = sorted(
        {*found.now.points.by_kind, *before},
        key=lambda key: (-key[1], -abs(found.now.points.by_kind.get(key, 0)), key),
    )
    return charts.lying(
        [
            Value(
                tables.word(moved_word(*key)),
                abs(found.now.points.by_kind.get(key, 0)),
                _signed(found.now.points.by_kind.get(key, 0), by),
                link=by.rows("points", kind=key[0]),
                before_text=_signed(before.get(key, 0), by),
            )
            for key in keys
        ]
    )


def _signed(amount: int, by: Chosen) -> str:
    text = money(amount, by)
    return f"+{text}" if amount > 0 else text


def _cost_title(found: Figures) -> str:
    turnover = found.now.sales.turnover
    if turnover <= 0:
        return _words().cost_plain
    share = figures.rate(found.now.cost * WHOLE // turnover)
    return _words().cost_share.format(share=share)


def _cost(found: Figures, by: Chosen) -> tuple[Lying, ...]:
    now, before = found.now, found.before
    told = (
        ("cost_discounts", now.sales.discounts, before.sales.discounts, "sales"),
        ("cost_points", now.points.given, before.points.given, "points"),
    )
    return charts.lying(
        [
            Value(
                tables.word(word),
                amount,
                money(amount, by),
                link=by.rows(table),
                before_text=money(earlier, by),
            )
            for word, amount, earlier, table in told
        ]
    )


def _shares(
    told_apart: Mapping[str | None, Sales],
    names: Mapping[str, str],
    by_what: str,
    by: Chosen,
) -> tuple[Lying, ...]:
    """The largest of them, each with its turnover, purchases and average receipt."""
    ordered = sorted(
        told_apart.items(), key=lambda one: (-one[1].turnover, one[0] or "")
    )
    return charts.lying(
        [
            Value(
                names.get(key or "", key or tables.word(f"{by_what}_none")),
                of.turnover,
                money(of.turnover, by),
                link=by.rows("sales", **{by_what: key or NOWHERE}),
                before_text=_receipts(of, by),
            )
            for key, of in ordered[:MOST_LINES]
        ]
    )


def _receipts(of: Sales, by: Chosen) -> str:
    return f"{figures.figure(of.purchases)} × {money(of.average, by)}"


def _first(
    word: str, bars: Sequence[Lying], told_apart: Mapping[str | None, Sales]
) -> str:
    """Who is first, and what share of the turnover that is."""
    whole = sum(one.turnover for one in told_apart.values())
    largest = max(told_apart, key=lambda key: told_apart[key].turnover, default=None)
    if largest is None or whole <= 0:
        return _words()[f"{word}_title"]
    first = bars[0].value
    share = _percent(first.amount, whole)
    return _words()[f"{word}_first"].format(name=first.label, share=share)
