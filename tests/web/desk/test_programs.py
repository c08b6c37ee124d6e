"""Programs at the desk: presets, the form, its example, publishing, closing."""

from __future__ import annotations

import re

import pytest

from tests import factories
from wallet_service.web.desk.program_presets import PRESETS

HERE = "/brand/programs"
LADDER = {
    "kind": "accumulating",
    "name": "Partners",
    "currency": "RUB",
    "time_zone": "Europe/Moscow",
    "design": "classic",
    "period": "quarter",
    "tier_0_name": "Silver",
    "tier_0_from_turnover": "1 000 000",
    "tier_0_rate_bp": "5",
    "tier_1_name": "Gold",
    "tier_1_from_turnover": "3,000,000",
    "tier_1_rate_bp": "7",
}


def identifier(page):
    return re.findall(rf"{HERE}/(prog_\w+)/edit", page.text)[0]


def fields_of(page):
    """What a browser would send of the page's program form."""
    form = page.text.partition('id="program"')[2].partition("</form>")[0]
    found = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
    found |= re.findall(r'<input id="(\w+)"[^>]*value="([^"]*)"', form)
    selects = re.compile(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', re.DOTALL)
    for name, options in selects.findall(form):
        chosen = re.findall(r'<option value="(\w*)" selected', options)
        found[name] = chosen[0] if chosen else re.findall(r'value="(\w*)"', options)[0]
    boxes = re.findall(r'type="checkbox" name="(\w+)" value="yes"( checked)?', form)
    for name, checked in boxes:
        found.pop(name, None)
        if checked:
            found[name] = "yes"
    return {
        name: value for name, value in found.items() if name not in {"csrf", "once"}
    }


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_preset_is_a_program_as_it_stands(owner, language):
    owner.language = language
    for preset in PRESETS:
        form = owner.get(f"{HERE}/new", query_string={"preset": preset})
        page = owner.done(HERE, **fields_of(form))
        assert f"{identifier(page)}/publish" in page.text


def test_the_usual_ladder_is_5_7_and_10_per_cent(owner, api):
    form = owner.get(f"{HERE}/new?preset=quarter_ladder")
    program = identifier(owner.done(HERE, **fields_of(form)))
    rules = api.get(f"/programs/{program}").get_json()["rules"]
    assert [(one["from_turnover"], one["rate_bp"]) for one in rules["tiers"]] == [
        *((100_000_000, 500), (300_000_000, 700), (500_000_000, 1000)),
    ]
    # the quarter is what the rules take without one
    assert rules.get("period", "quarter") == "quarter"


@pytest.mark.parametrize("kind", ["discount", "accumulating", "cashback", "stamp"])
def test_a_form_that_is_sent_back_as_it_is_changes_nothing(owner, made, kind, api):
    rules = {
        "discount": {
            "rate_bp": 725,
            "category_rates_bp": {"fuel, oil": 300, "paper": 1000},
            "excluded_categories": ["tobacco"],
            "minimum_amount": 123_456,
        },
        "accumulating": {
            "tiers": [{**factories.TIERS[0], "perks": ["a chair"]}],
            "period": "rolling",
            "rolling_days": 90,
            "retro_bonus": False,
        },
        "cashback": {
            "rate_bp": 500,
            "expiry": {"months": 6, "round_up_to": "quarter"},
            "hold_until": "paid",
            "whole_points": True,
        },
        "stamp": {
            "slots": 10,
            "reward_name": "A gift",
            "milestones": [{"at": 5, "reward_name": "A pen"}],
            "carry_over": False,
            "expiry_days": 90,
        },
    }[kind]
    policy = {
        "ceiling_bp": 5000,
        "margin_floor_bp": 20_000,
        "budget": {"amount": 100, "period": "month"},
        "category_ceilings_bp": {"paper": 4000},
    }
    program = made(
        factories.a_program, kind, rules=rules, policy=policy, terms={"en": "a\nb"}
    )
    form = owner.get(f"{HERE}/{program}/edit")
    page = owner.done(f"{HERE}/{program}/edit", **fields_of(form), terms_en="a\nb")
    assert "Draft of version" not in page.text
    kept = api.get(f"/programs/{program}").get_json()
    assert len(kept["versions"]) == 1
    assert kept["rules"] == rules


def test_faults_of_the_rules_stand_at_their_fields(owner):
    wrong = LADDER | {
        "tier_1_from_turnover": "500 000",
        "tier_2_name": "Gold",
        "tier_2_from_turnover": "5 000 000",
        "tier_2_rate_bp": "6",
        "period": "rolling",
        "ceiling_bp": "101",
    }
    page = owner.post(HERE, **wrong)
    assert page.status_code == 422
    assert 'id="ceiling_bp-says" role="alert">Type a percentage' in page.text
    page = owner.post(HERE, **wrong | {"ceiling_bp": "10", "currency": "ABC"})
    for field, told in (
        ("tier_1_from_turnover", "More turnover than the tier before."),
        ("tier_2_rate_bp", "No lower rate"),
        ("tier_2_name", "Another tier has this name."),
        ("rolling_days", "Fill this in."),
        ("currency", "Three letters of a currency"),
    ):
        assert f'id="{field}-says" role="alert">{told}' in page.text, field
    owner.language = "ru"
    page = owner.post(HERE, **wrong | {"ceiling_bp": "10"})
    assert "Оборот больше, чем у предыдущего уровня." in page.text


def worked(visit, **fields):
    sent = LADDER | {"example_amount": "250,000", "example_day": "2026-03-10"} | fields
    page = visit.post(f"{HERE}/example", **sent)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)).replace(
        "\u00a0", " "
    )


def test_the_example_recomputes_as_one_types(owner):
    told = worked(owner)
    assert "A purchase of 250,000.00 ₽ on 10 March 2026 gives:" in told
    assert "no tier is reached yet" in told
    assert "Next tier: Silver with 5 %, 750,000.00 ₽ to go." in told
    told = worked(owner, example_turnover="3 000 000")
    assert "Discount: 7 % of 250,000.00 ₽ is 17,500.00 ₽" in told
    assert "Silver 1,000,000.00 ₽ 12,500.00 ₽" in told
    told = worked(owner, example_turnover="3 000 000", tier_1_rate_bp="8")
    assert "is 20,000.00 ₽" in told
    assert "The example" not in told


def test_the_example_speaks_russian_and_knows_stamps(owner):
    owner.language = "ru"
    told = worked(owner, kind="stamp", slots="10", example_stamps="9")
    assert "Покупка на 250 000,00 ₽ 10 марта 2026 даёт:" in told
    assert "Готово подарков: 1" in told
    assert "Штампов после неё: 0 из 10." in told


def test_the_example_shows_the_worst_case_against_the_policy(owner):
    assert "No ceiling is set." in worked(owner)
    assert "It stays within the ceiling." in worked(owner, ceiling_bp="7")
    told = worked(owner, ceiling_bp="6,5")
    assert "It can give more than the ceiling allows" in told


@pytest.mark.parametrize(
    "fields",
    [
        {"tier_0_rate_bp": "many"},
        {"tier_0_rate_bp": ""},
        {"example_amount": ""},
        {"example_day": "soon"},
        {"period": "week"},
        {"currency": ""},
    ],
)
def test_an_unfit_form_has_no_example(owner, fields):
    assert "Fill in what is missing" in worked(owner, **fields)


def test_a_draft_is_shown_against_the_version_in_force_and_published(owner, made):
    program = made(factories.a_program, "accumulating")
    person = made(factories.a_member)
    made(factories.a_card, program_id=program, member_id=person)
    form = fields_of(owner.get(f"{HERE}/{program}/edit"))
    changed = form | {"tier_0_rate_bp": "6", "ceiling_bp": "9"}
    page = owner.done(f"{HERE}/{program}/edit", **changed)
    told = re.sub(r"<[^>]+>", "|", page.text)
    assert re.search(r"Tiers 1: Rate, %\|+5\u00a0%\|+6\u00a0%", told)
    assert re.search(r"Ceiling\|+—\|+9\u00a0%", told)
    page = owner.get(f"{HERE}/{program}/publish")
    assert "1 card is in use." in page.text
    assert "more than its own policy allows" in page.text
    refused = owner.post(f"{HERE}/{program}/publish")
    assert refused.status_code == 409
    owner.done(f"{HERE}/{program}/edit", **changed | {"ceiling_bp": "10"})
    page = owner.done(f"{HERE}/{program}/publish", effective_at="2026-04-01")
    assert "comes into force" in page.text
    assert "Draft of version" not in page.text
    # nothing is left to publish
    gone = owner.get(f"{HERE}/{program}/publish")
    assert gone.headers["Location"] == f"{HERE}/{program}"


def test_a_day_in_the_past_is_told_at_its_field(owner, made):
    program = made(factories.a_program)
    form = fields_of(owner.get(f"{HERE}/{program}/edit"))
    owner.done(f"{HERE}/{program}/edit", **form | {"rate_bp": "6"})
    for send in (
        lambda: owner.get(f"{HERE}/{program}/publish?effective_at=2026-03-01"),
        lambda: owner.post(f"{HERE}/{program}/publish", effective_at="2026-03-01"),
    ):
        page = send()
        assert page.status_code == 422
        assert "A version cannot begin in the past." in page.text


def test_t7_owners_publish_and_managers_prepare(manager, analyst, owner, clock):
    page = manager.done(HERE, **LADDER)
    program = identifier(page)
    assert "An owner publishes it" in manager.get(f"{HERE}/{program}/publish").text
    assert manager.post(f"{HERE}/{program}/publish").status_code == 403
    assert analyst.get(f"{HERE}/{program}").status_code == 200
    assert analyst.get(f"{HERE}/{program}/edit").status_code == 403
    clock.advance(minutes=11)
    asked = owner.post(f"{HERE}/{program}/publish")
    assert asked.headers["Location"].startswith("/sign-in/again?next=")
    assert ">draft<" in owner.get(f"{HERE}/{program}").text


def test_a_published_program_has_links_until_it_is_closed(owner, made, client):
    program = made(factories.a_program, name="Partners")
    page = owner.done(f"{HERE}/{program}/links")
    (address,) = re.findall(r"http://localhost:8000(/join/[\w-]+)", page.text)
    assert client.get(address).status_code == 200
    assert owner.post(f"{HERE}/{program}/close", reason=" ").status_code == 422
    closed = owner.done(f"{HERE}/{program}/close", reason="over")
    assert ">closed<" in closed.text
    assert client.get(address).status_code == 410
    person = made(factories.a_member)
    refused = owner.post(f"/brand/people/{person}/cards", program_id=program)
    assert refused.status_code == 409
    again = owner.post(f"{HERE}/{program}/close", reason="over")
    assert again.status_code == 409
    owner.done(f"{HERE}/{program}/reopen", reason="back")
    assert client.get(address).status_code == 200


def test_a_pilot_gives_cards_to_its_companies_alone(owner, made, client, api):
    inside, outside = (made(factories.a_company, name) for name in ("In", "Out"))
    program = made(factories.a_program)
    here = f"{HERE}/{program}"
    page = owner.post(f"{here}/pilot", companies="In\nNobody")
    assert page.status_code == 422
    assert 'id="companies-says" role="alert">There is no company' in page.text
    assert ">In\nNobody</textarea>" in page.text
    page = owner.done(f"{here}/pilot", companies=" in \r\n")
    assert "Only people of these companies get a card." in page.text
    for company, status in ((inside, 201), (outside, 409), (None, 409)):
        person = made(factories.a_member, "Ann", company_id=company)
        asked = {"program_id": program, "member_id": person}
        assert api.post("/cards", asked).status_code == status
        links = [f"/brand/companies/{company}/links"] if company else [f"{here}/links"]
        page = owner.done(links[0], program_id=program)
        address = re.findall(r"http://localhost:8000(/join/[\w-]+)", page.text)[0]
        assert client.get(address).status_code == (200 if status == 201 else 410)
    owner.done(f"{here}/pilot", companies="")
    assert client.get(address).status_code == 200
    assert api.post("/cards", asked).status_code == 201


def test_t9_another_brands_programs_are_unknown(stranger, made):
    program = made(factories.a_program, name="Secret")
    assert "Secret" not in stranger.get(HERE).text
    for path in ("", "/edit", "/publish"):
        foreign = stranger.get(f"{HERE}/{program}{path}")
        assert foreign.status_code == 404
        assert foreign.text == stranger.get(f"{HERE}/prog_x{path}").text
    for path in ("edit", "publish", "links", "pilot", "close", "reopen"):
        refused = stranger.post(f"{HERE}/{program}/{path}", reason="x", **LADDER)
        assert refused.status_code == 404
