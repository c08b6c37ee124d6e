"""Campaigns through the services: D5, M3, their budget, their life, refunds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories import TIERS
from tests.services.till.test_races import at_once
from tests.services.till.till import Till, line, local, rub
from wallet_service.models.campaign import Campaign, PurchaseCampaign
from wallet_service.services.errors import Conflict, Invalid, NotFound


def budget_used(till: Till, campaign_id: str) -> int:
    """What the campaign's own budget has given."""
    with till.database.reading(till.brand_id) as session:
        used = session.scalar(
            select(Campaign.budget_used).where(Campaign.id == campaign_id)
        )
    assert used is not None
    return used


def given(till: Till, campaign_id: str) -> list[tuple[int, int]]:
    """Points and reversals of each purchase."""
    chosen = select(PurchaseCampaign.points, PurchaseCampaign.reversed).where(
        PurchaseCampaign.campaign_id == campaign_id
    )
    chosen = chosen.order_by(PurchaseCampaign.points.desc())
    with till.database.reading(till.brand_id) as session:
        return [(points, back) for points, back in session.execute(chosen)]


@pytest.mark.parametrize(("adds", "rate_bp"), [(False, 1000), (True, 1700)])
def test_case_D5_a_campaign_competes_unless_it_adds(till: Till, adds, rate_bp) -> None:
    program = till.program("discount", {"rate_bp": 700})
    card = till.card(program)
    campaign = till.campaign(program, rate_bp=1000, categories=["equipment"], adds=adds)
    lines = [line(1, "1,000", "equipment"), line(2, "1,000")]
    bought = till.buy(card, lines, local(3, 10))
    assert [one.rate_bp for one in bought.lines] == [rate_bp, 700]
    assert campaign in [step.campaign_id for step in bought.trace]
    assert till.purchase(bought, local(3, 11)).trace == bought.trace
    back = till.refund(bought, local(4, 20), (1, "500"))
    assert back.money == rub("500") - rub("500") * rate_bp // 10_000
    assert till.findings() == []


@pytest.mark.parametrize(
    ("day", "earned"),
    [((2, 28, 23), "3"), ((3, 1, 0), "6"), ((3, 31, 23), "6"), ((4, 1, 0), "3")],
)
def test_a_campaign_runs_from_its_first_instant_to_before_its_last(
    till: Till, day, earned
) -> None:
    program = till.program("cashback", {"rate_bp": 300})
    card = till.card(program)
    till.campaign(program, "multiplier", factor_bp=20_000)
    at, later = local(*day), local(4, 2)
    assert till.preview(card, "100", at, recorded_at=later).figures.earned == rub(
        earned
    )
    assert till.buy(card, "100", at, recorded_at=later).figures.earned == rub(earned)


def test_a_campaign_speaks_to_its_companies_and_tiers(till: Till) -> None:
    program = till.program("accumulating", {"tiers": TIERS})
    ours, other = till.company("Ours"), till.company("Other")
    till.campaign(
        program, rate_bp=900, audience={"companies": [ours], "tiers": ["Silver"]}
    )
    for company, discount in ((ours, "90"), (other, "50"), (None, "50")):
        card = till.card(program, till.member(company))
        assert till.buy(card, "1,000,000", local(3, 2)).figures.discount == 0
        bought = till.buy(card, "1,000", local(3, 10))
        assert bought.figures.discount == rub(discount)


@pytest.mark.parametrize(
    ("mode", "earned", "used"), [("partial", "7", "10"), ("strict", "3", "6")]
)
def test_a_campaign_is_limited_by_its_own_budget(
    till: Till, mode, earned, used
) -> None:
    program = till.program("cashback", {"rate_bp": 300})
    card = till.card(program)
    campaign = till.campaign(
        program,
        "multiplier",
        factor_bp=30_000,
        budget={"amount": rub("10"), "mode": mode},
    )
    first = till.buy(card, "100", local(3, 10))
    assert till.preview(card, "100", local(3, 11)).figures.earned == rub(earned)
    assert till.buy(card, "100", local(3, 11)).figures.earned == rub(earned)
    assert budget_used(till, campaign) == rub(used)
    till.refund(first, local(3, 12), (1, "50"))
    assert budget_used(till, campaign) == rub(used) - rub("3")
    till.refund(first, local(4, 2))
    assert budget_used(till, campaign) == rub(used) - rub("3")
    assert given(till, campaign)[0] == (rub("6"), rub("6"))
    assert till.points(card, local(4, 2))[0] == rub(earned)
    assert till.findings() == []


def test_a_refund_after_the_campaign_takes_back_its_points(till: Till) -> None:
    program = till.program("cashback", {"rate_bp": 300})
    card = till.card(program)
    campaign = till.campaign(program, "multiplier", factor_bp=20_000)
    bought = till.buy(card, "100", local(3, 10))
    till.change_campaign(campaign, local(3, 11), until=local(3, 11))
    assert till.buy(card, "100", local(3, 12)).figures.earned == rub("3")
    back = till.refund(bought, local(3, 13), (1, "25"))
    assert back.earning_reversed == rub("1.50")
    assert till.refund(bought, local(3, 14)).earning_reversed == rub("4.50")
    assert given(till, campaign) == [(rub("3"), rub("3"))]


def test_purchases_at_once_stay_within_a_campaigns_budget(till: Till) -> None:
    program = till.program("cashback", {"rate_bp": 0})
    cards = [till.card(program) for _ in range(4)]
    campaign = till.campaign(program, rate_bp=1000, budget={"amount": rub("25")})
    jobs = [lambda card=card: till.buy(card, "100", local(3, 10)) for card in cards]
    earned = [one.figures.earned for one in at_once(jobs)]
    assert sorted(earned) == [0, rub("5"), rub("10"), rub("10")]
    assert budget_used(till, campaign) == rub("25")


def test_case_M3_a_campaign_above_the_ceiling_is_refused(till: Till) -> None:
    tiers = [
        {"name": "Silver", "from_turnover": 1, "rate_bp": 500},
        {"name": "Gold", "from_turnover": 2, "rate_bp": 700},
    ]
    program = till.program(
        "accumulating", {"tiers": tiers}, policy={"ceiling_bp": 1000}
    )
    till.campaign(program, rate_bp=300, adds=True)
    with pytest.raises(Conflict) as refused:
        till.campaign(program, rate_bp=100, adds=True, categories=["fuel"])
    assert refused.value.code == "worst_case_above_ceiling"
    assert "category fuel at tier Gold" in refused.value.detail
    assert [
        (row["category"], row["total_bp"], row["exceeds"])
        for row in refused.value.extra["worst_case"]
    ] == [("fuel", 1100, True), (None, 1000, False)]
    later = till.campaign(
        program, rate_bp=300, adds=True, since=date(2026, 4, 1), until=date(2026, 5, 1)
    )
    with pytest.raises(Conflict):
        till.change_campaign(later, local(2, 1), from_=date(2026, 3, 31))
    with pytest.raises(Conflict):
        till.publish(program, local(3, 1), policy={"ceiling_bp": 999})
    trimmed = {"ceiling_bp": 999, "trim_at_purchase": True}
    [row] = till.publish(program, local(3, 1), policy=trimmed)
    assert (row["total_bp"], row["tier"], row["exceeds"]) == (1000, "Gold", True)


def test_a_planned_campaign_changes_and_a_running_one_only_fairly(till: Till) -> None:
    program = till.program("cashback", {"rate_bp": 300})
    campaign = till.campaign(program, rate_bp=500, budget={"amount": rub("10")})
    till.change_campaign(
        campaign, local(2, 20), rate_bp=600, audience={}, from_=date(2026, 3, 2)
    )
    now = local(3, 10)
    for unfair in (
        {"rate_bp": 700},
        {"adds": True},
        {"from_": date(2026, 3, 9)},
        {"audience": {"tiers": ["x"]}},
    ):
        with pytest.raises((Conflict, Invalid)):
            till.change_campaign(campaign, now, **unfair)
    with pytest.raises(Conflict) as refused:
        till.change_campaign(campaign, now, rate_bp=700)
    assert refused.value.code == "campaign_running"
    assert [fault.pointer for fault in refused.value.errors] == ["/rate_bp"]
    with pytest.raises(Invalid):
        till.change_campaign(campaign, now, until=date(2026, 3, 9))
    same = {"rate_bp": 600, "name": "Spring", "until": now}
    till.change_campaign(campaign, now, **same, budget={"amount": rub("20")})
    with pytest.raises(Conflict) as refused:
        till.change_campaign(campaign, local(3, 11), until=date(2026, 4, 1))
    assert refused.value.code == "campaign_ended"


def test_a_running_campaign_gets_no_budget_afterwards(till: Till) -> None:
    program = till.program("cashback", {"rate_bp": 300})
    campaign = till.campaign(program, rate_bp=500)
    with pytest.raises(Conflict) as refused:
        till.change_campaign(campaign, local(3, 10), budget={"amount": 1})
    assert refused.value.code == "campaign_running"


@pytest.mark.parametrize(
    ("kind", "fields", "pointer"),
    [
        ("extra_rate", {}, "/rate_bp"),
        ("extra_rate", {"rate_bp": 1, "factor_bp": 20_000}, "/factor_bp"),
        ("multiplier", {"factor_bp": 20_000}, "/kind"),
        ("welcome", {"amount": 100}, "/kind"),
        ("extra_rate", {"rate_bp": 1, "budget": {"amount": 5}}, "/budget"),
        (
            "extra_rate",
            {"rate_bp": 1, "audience": {"tiers": ["Gold"]}},
            "/audience/tiers/0",
        ),
        ("extra_rate", {"rate_bp": 1, "until": date(2026, 3, 1)}, "/until"),
    ],
)
def test_a_campaign_with_faults_is_refused_by_its_field(
    till: Till, kind: str, fields: dict[str, Any], pointer: str
) -> None:
    program = till.program("discount")
    with pytest.raises(Invalid) as refused:
        till.campaign(program, kind, **fields)
    assert pointer in [fault.pointer for fault in refused.value.errors]


def test_a_campaign_of_the_past_or_for_a_foreign_company_is_refused(till: Till) -> None:
    program = till.program("discount")
    with pytest.raises(Invalid):
        till.campaign(program, rate_bp=100, now=local(4, 1))
    with pytest.raises(NotFound):
        till.campaign(program, rate_bp=100, audience={"companies": ["comp_none"]})
    with pytest.raises(NotFound):
        till.campaign("prog_none", rate_bp=100)
