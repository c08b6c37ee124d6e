"""Sets up the demonstration through the public API: programs, companies, people, cards.

Every request carries a fixed idempotency key, so that a set-up that was cut short is
finished by running it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from wallet_service.simulator import demo_names
from wallet_service.simulator.demo_api import Api, Document
from wallet_service.simulator.demo_names import Names
from wallet_service.simulator.demo_world import KINDS, DemoCard, DemoPhone, Scene

TIME_ZONE = "Europe/Moscow"
CURRENCY = "RUB"
DESIGNS = {
    "discount": "classic",
    "accumulating": "classic",
    "cashback": "festive",
    "stamp": "festive",
}


def make_scene(api: Api, language: str, now: datetime) -> Scene:
    """The demonstration of one language; raises ApiRefused."""
    maker = _Maker(api, demo_names.of(language), now)
    scene = Scene(language)
    maker.add_programs(scene)
    maker.add_companies(scene)
    maker.add_people(scene)
    maker.add_history(scene)
    return scene


def add_join_links(api: Api, scene: Scene) -> None:
    """A link to each program's form, where there is none; raises ApiRefused."""
    for kind, program_id in scene.programs.items():
        if kind not in scene.join_paths:
            key = f"demo-join-{scene.language}-{kind}"
            body = {"program_id": program_id}
            link = api.post("/join-links", body, idempotency_key=key)
            scene.join_paths[kind] = urlsplit(link["url"]).path


@dataclass(frozen=True, slots=True)
class _Maker:
    api: Api
    names: Names
    now: datetime

    def add_programs(self, scene: Scene) -> None:
        rules = _rules(self.names)
        for kind in KINDS:
            body = {
                "name": self.names.programs[kind],
                "kind": kind,
                "currency": CURRENCY,
                "time_zone": TIME_ZONE,
                "design": DESIGNS[kind],
                "terms": {self.names.language: self.names.terms},
                "rules": rules[kind],
            }
            program_id = self._post("/programs", body, f"program-{kind}")["id"]
            self._post(f"/programs/{program_id}/publish", {}, f"publish-{kind}")
            scene.programs[kind] = program_id
            scene.program_names[kind] = self.names.programs[kind]

    def add_companies(self, scene: Scene) -> None:
        """A holding with two companies, and one that stands alone."""
        manager = {"name": self.names.manager, "phone": self.names.manager_phone}
        holding = {"name": self.names.holding, "manager": manager}
        parent_id = self._post("/companies", holding, "holding")["id"]
        for place, name in enumerate(self.names.companies):
            body: Document = {"name": name, "manager": manager}
            if place < demo_names.COMPANIES_IN_HOLDING:
                body["parent_id"] = parent_id
            answer = self._post("/companies", body, f"company-{place}")
            scene.companies[answer["id"]] = name

    def add_people(self, scene: Scene) -> None:
        """Two colleagues of one company: they share its turnover and points."""
        company_id, company = next(iter(scene.companies.items()))
        for place, (name, role) in enumerate(self.names.people):
            body = {
                "name": name,
                "role": role,
                "email": f"{self.names.language}-{place}@partner.example",
                "company_id": company_id,
                "locale": self.names.language,
            }
            member_id = self._post("/members", body, f"member-{place}")["id"]
            phone = DemoPhone(f"{self.names.language}-{place}", name, company)
            for kind in KINDS:
                card = {"program_id": scene.programs[kind], "member_id": member_id}
                answer = self._post("/cards", card, f"card-{place}-{kind}")
                phone.cards[kind] = DemoCard(answer["id"])
            scene.phones[phone.id] = phone

    def add_history(self, scene: Scene) -> None:
        """Enough purchases that no card is empty and a tier is near."""
        phone = next(iter(scene.phones.values()))
        for kind, purchases in _history(self.names).items():
            card = phone.cards[kind]
            for place, (days, category, amount, points) in enumerate(purchases):
                body = {
                    "card_id": card.id,
                    "external_id": f"{self.names.language}-{kind}-{place + 1}",
                    "occurred_at": _recently(self.now, days).isoformat(),
                    "lines": [{"category": category, "amount": amount}],
                    "points_to_spend": points,
                }
                answer = self._post("/purchases", body, f"history-{kind}-{place}")
                card.purchases.insert(0, answer["id"])

    def _post(self, path: str, body: Document, what: str) -> Document:
        key = f"demonstration-{self.names.language}-{what}"
        return self.api.post(path, body, idempotency_key=key)


def _rules(names: Names) -> dict[str, Document]:
    cable, lighting, _ = names.categories
    return {
        "discount": {
            "rate_bp": 700,
            "category_rates_bp": {cable: 500, lighting: 1000},
        },
        "accumulating": {
            "tiers": [
                {"name": name, "from_turnover": turnover, "rate_bp": rate_bp}
                for name, turnover, rate_bp in zip(
                    names.tiers,
                    (100_000_000, 300_000_000, 500_000_000),
                    (500, 700, 1000),
                    strict=True,
                )
            ],
            "period": "quarter",
            "scope": "company",
        },
        "cashback": {
            "rate_bp": 300,
            "category_rates_bp": {lighting: 700},
            "share_cap_bp": 3000,
            "expiry": {"months": 12},
        },
        "stamp": {
            "mode": "purchase",
            "minimum_amount": 1_000_000,
            "slots": 10,
            "reward_name": names.reward,
        },
    }


Purchases = list[tuple[int, str, int, int]]


def _history(names: Names) -> dict[str, Purchases]:
    """Days ago, category, gross and points spent; the oldest first."""
    cable, lighting, tools = names.categories
    return {
        "discount": [(12, cable, 18_640_000, 0), (3, lighting, 4_215_000, 0)],
        # At 0 %, then at 5 %: the turnover stands 137,500 below the second tier.
        "accumulating": [(15, cable, 120_000_000, 0), (6, cable, 175_000_000, 0)],
        "cashback": [
            (20, lighting, 4_800_000, 0),
            (9, cable, 9_250_000, 0),
            (4, tools, 1_500_000, 200_000),
        ],
        "stamp": [(days, tools, 1_250_000, 0) for days in (24, 20, 17, 13, 9, 6, 2)],
    }


def _recently(now: datetime, days: int) -> datetime:
    """So many days ago, but in the running quarter: turnover begins anew with it."""
    local = now.astimezone(ZoneInfo(TIME_ZONE))
    month = local.month - (local.month - 1) % 3
    begins = local.replace(
        month=month, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    return max(now - timedelta(days=days), min(begins, now))
