"""M3 and R37 with campaigns: the worst case is never exceeded, and it can be wrong."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cards.examples import a_campaign, a_line, a_purchase, bought, local, rules_of
from wallet_service.cards import overlaps, read_policy, worst_case
from wallet_service.cards.campaign import Campaign, CampaignKind
from wallet_service.cards.standing import Standing

PROGRAMS = 1_000
MARCH, APRIL, MAY = local("2026-03-01"), local("2026-04-01"), local("2026-05-01")


def totals(kind: str, *campaigns: Campaign, **document: Any) -> dict[Any, int]:
    """The worst case by category."""
    rows = worst_case.table(
        rules_of(kind, **document), read_policy.policy_for({}), campaigns
    )
    return {row.category: row.total_bp for row in rows}


def test_case_M3_counts_the_campaigns_that_may_overlap():
    adding = a_campaign(rate_bp=200, adds=True)
    assert totals("discount", adding, rate_bp=700) == {None: 900}
    later = a_campaign(id="b", rate_bp=300, adds=True, starts_at=APRIL, ends_at=MAY)
    assert totals("discount", adding, later, rate_bp=700) == {None: 1000}
    longer = a_campaign(id="c", rate_bp=300, adds=True, starts_at=MARCH, ends_at=MAY)
    assert totals("discount", adding, longer, rate_bp=700) == {None: 1200}


def test_case_M3_campaigns_of_different_companies_never_meet():
    a, b = (
        a_campaign(id=name, rate_bp=300, adds=True, companies=frozenset({name}))
        for name in "ab"
    )
    assert totals("discount", a, b, rate_bp=700) == {None: 1000}
    everyone = a_campaign(id="e", rate_bp=50, adds=True)
    assert totals("discount", a, b, everyone, rate_bp=700) == {None: 1050}


def test_case_M3_a_campaign_of_a_tier_counts_for_that_tier():
    tiers = [
        {"name": "Silver", "from_turnover": 1, "rate_bp": 500},
        {"name": "Gold", "from_turnover": 2, "rate_bp": 700},
    ]
    silver = a_campaign(rate_bp=100, adds=True, tiers=frozenset({"Silver"}))
    assert totals("accumulating", silver, tiers=tiers) == {None: 700}
    [row] = worst_case.table(
        rules_of("accumulating", tiers=tiers),
        read_policy.policy_for({"ceiling_bp": 700}),
        [a_campaign(rate_bp=300, adds=True, tiers=frozenset({"Silver"}))],
    )
    assert (row.tier, row.total_bp, row.campaigns) == ("Silver", 800, ("extra_rate",))
    assert row.exceeds


def test_case_M3_a_multiplier_counts_for_cashback_alone():
    double = a_campaign("multiplier", factor_bp=20_000)
    assert totals("cashback", double, discount_bp=1000, rate_bp=500) == {None: 1900}
    assert totals("discount", double, rate_bp=700) == {None: 700}


def test_what_ended_before_a_version_does_not_meet_it():
    early = a_campaign(rate_bp=9_000)
    assert overlaps.meetings([early], APRIL) == [()]
    assert (early,) in overlaps.meetings([early], MARCH)


RATES = st.integers(0, 2_500)
NAMES = st.sampled_from(["a", "b"])
CATEGORIES = st.sampled_from([None, "a", "b", "c"])


@st.composite
def tiers_of(draw: st.DrawFn) -> list[dict[str, Any]]:
    rates = sorted(draw(st.lists(RATES, min_size=1, max_size=3)))
    return [
        {"name": f"T{place}", "from_turnover": place * 100_000, "rate_bp": rate}
        for place, rate in enumerate(rates, start=1)
    ]


@st.composite
def campaigns_of(draw: st.DrawFn) -> tuple[Campaign, ...]:
    count = draw(st.integers(0, 3))
    return tuple(draw(a_drawn_campaign(str(number))) for number in range(count))


@st.composite
def a_drawn_campaign(draw: st.DrawFn, name: str) -> Campaign:
    kind = draw(st.sampled_from([CampaignKind.EXTRA_RATE, CampaignKind.MULTIPLIER]))
    months = draw(st.sampled_from([(MARCH, APRIL), (APRIL, MAY), (MARCH, MAY)]))
    sets = st.one_of(st.none(), st.sets(NAMES, min_size=1).map(frozenset))
    fields: dict[str, Any] = {}
    if kind is CampaignKind.EXTRA_RATE:
        fields = {
            "rate_bp": draw(RATES),
            "adds": draw(st.booleans()),
            "categories": draw(sets),
        }
    else:
        fields = {"factor_bp": draw(st.integers(10_000, 40_000))}
    return a_campaign(
        kind.value,
        id=name,
        starts_at=months[0],
        ends_at=months[1],
        companies=draw(sets),
        tiers=draw(st.one_of(st.none(), st.just(frozenset({"T1"})))),
        **fields,
    )


@st.composite
def programs(draw: st.DrawFn) -> tuple[str, dict[str, Any], tuple[Campaign, ...]]:
    """A program of any kind but stamps, with its campaigns."""
    kind = draw(st.sampled_from(["discount", "accumulating", "cashback"]))
    by_category = st.dictionaries(NAMES, RATES)
    document: dict[str, Any] = {
        "excluded_categories": draw(st.sampled_from([[], ["c"]]))
    }
    if kind != "accumulating":
        document |= {"rate_bp": draw(RATES), "category_rates_bp": draw(by_category)}
    if kind == "accumulating":
        apply = draw(st.sampled_from(["next", "inclusive", "marginal"]))
        document |= {"tiers": draw(tiers_of()), "apply": apply, "period": "year"}
    if kind == "cashback":
        document |= {
            "discount_bp": draw(RATES),
            "earn_base": draw(st.sampled_from(["payable", "net", "gross"])),
        }
        if draw(st.booleans()):
            tiers = {"tiers": draw(tiers_of()), "period": "year"}
            document |= tiers
    return kind, document, draw(campaigns_of())


PURCHASES = st.lists(
    st.tuples(st.integers(1, 10**7), CATEGORIES), min_size=1, max_size=4
)


@given(
    program=programs(),
    lines=PURCHASES,
    day=st.sampled_from(["2026-03-10T12:00", "2026-04-10T12:00"]),
    company=st.sampled_from([None, "a", "b"]),
    turnover=st.integers(0, 500_000),
)
@settings(max_examples=PROGRAMS)
def test_a_program_within_its_ceilings_is_trimmed_by_rounding_alone(
    program, lines, day, company, turnover
):
    kind, document, known = program
    bare = rules_of(kind, **document)
    rows = worst_case.table(bare, read_policy.policy_for({}), known)
    policy = {
        "ceiling_bp": min(max(row.total_bp for row in rows), 10_000),
        "category_ceilings_bp": {
            row.category: min(row.total_bp, 10_000) for row in rows if row.category
        },
    }
    held = rules_of(kind, policy=policy, **document)
    table = worst_case.table(held, read_policy.policy_for(policy), known)
    if any(row.exceeds for row in table):
        return  # above the whole gross: no ceiling can be so high
    purchase = a_purchase(*(a_line(*line) for line in lines), on=day)
    standing = Standing(
        turnover=(bought("2026-02-01", turnover),),
        campaigns=tuple(
            one
            for one in known
            if one.starts_at <= purchase.occurred_at < one.ends_at
            and (one.companies is None or company in one.companies)
        ),
    )
    free = bare.on_purchase(purchase, standing)
    trimmed = held.on_purchase(purchase, standing)
    discounts = [one for one in free.trace if one.step == "card_discount"]
    groups = len(discounts) + len({line.rate_bp for line in free.lines})
    lost = free.discount + free.earned - trimmed.discount - trimmed.earned
    assert 0 <= lost <= groups
