"""Everything that the demonstration's page shows, gathered for one answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from wallet_service.passes import drawing, formats
from wallet_service.passes.card_view import Locale
from wallet_service.passes.drawing import Drawing
from wallet_service.simulator import (
    demo_data,
    demo_google,
    demo_names,
    demo_texts,
)
from wallet_service.simulator.demo_api import Document
from wallet_service.simulator.demo_till import Draft
from wallet_service.simulator.demo_trail import TrailStep, trail
from wallet_service.simulator.demo_world import DemoCard, DemoPhone, Scene
from wallet_service.simulator.demonstration import Demonstration
from wallet_service.simulator.google_drawing import GoogleDrawing
from wallet_service.simulator.google_notices import NoticeEntry
from wallet_service.simulator.phone_notices import Notice

_MOST_ENTRIES = 12
_MOST_PURCHASES = 6
# A purchase that shows something at once: it reaches the next tier, or a stamp.
_SUGGESTED = {
    "discount": 12_345_67,
    "accumulating": 15_000_000,
    "cashback": 1_500_000,
    "stamp": 1_250_000,
}
_WITH_CATEGORIES = frozenset({"discount", "cashback"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where the visitor is: whose phone, which card."""

    scene: Scene
    phone: DemoPhone
    kind: str

    @property
    def card(self) -> DemoCard:
        """The chosen card."""
        return self.phone.cards[self.kind]

    @property
    def language(self) -> Locale:
        """The language of the page, the phone and the people."""
        return "ru" if self.scene.language == "ru" else "en"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the visitor has just done, if anything."""

    draft: Draft | None = None
    preview: Document | None = None
    receipt: Document | None = None
    most_points: int | None = None
    message: str = ""
    error: str = ""
    typed: Mapping[str, str] | None = None


class Page:
    """The values and the words of one answer; templates read it and decide nothing."""

    def __init__(self, demo: Demonstration, place: Place, outcome: Outcome) -> None:
        self.place = place
        self.outcome = outcome
        self.t = demo_texts.page(place.language)
        self._demo = demo
        self._phone = demo.phone(place.phone.id)

    @property
    def categories(self) -> tuple[str, ...]:
        """What can be bought, where it makes a difference."""
        if self.place.kind not in _WITH_CATEGORIES:
            return ()
        return demo_names.of(self.place.language).categories

    @property
    def suggested_amount(self) -> str:
        """An amount to begin with, as it is typed."""
        return self.plain(_SUGGESTED[self.place.kind])

    @cached_property
    def drawings(self) -> dict[str, Drawing]:
        """The cards on the phone by kind, as drawn."""
        found = {}
        for kind, card in self.place.phone.cards.items():
            installed = self._phone.find(card.serial_number or "")
            if installed is not None:
                found[kind] = drawing.draw(
                    installed.pass_file, self.place.language, demo_data.TIME_ZONE
                )
        return found

    @property
    def has_android(self) -> bool:
        """Whether there is a phone of the other platform beside it."""
        return self._demo.androids is not None

    @cached_property
    def google_drawings(self) -> dict[str, GoogleDrawing]:
        """The cards on the Android phone by kind, as drawn."""
        androids = self._demo.androids
        return androids.drawings(self.place.phone) if androids else {}

    @property
    def google_notice(self) -> NoticeEntry | None:
        """The last notice on the Android phone."""
        androids = self._demo.androids
        return androids.last_notice(self.place.phone.id) if androids else None

    @staticmethod
    def picture_path(url: str) -> str:
        """A picture's address on this very host."""
        return demo_google.picture_path(url)

    @cached_property
    def looks(self) -> str:
        """Changes with the colours of the cards on the phones."""
        looks = {found.look for found in self.drawings.values()}
        looks |= {found.look for found in self.google_drawings.values()}
        return "-".join(look.partition("-")[2] for look in sorted(looks))

    @property
    def notice(self) -> Notice | None:
        """The last notice on the lock screen."""
        notices = self._phone.notices
        # With a card the phone forgets its notices.
        present = [one for one in notices if self._phone.find(one.serial_number)]
        return present[-1] if present else None

    @property
    def how_it_works(self) -> str:
        """The card's own first two lines about its rules, from its back."""
        drawn = self.drawings.get(self.place.kind)
        told = [one.value for one in drawn.back if one.key == "how"] if drawn else []
        return " ".join(told[0].splitlines()[:2]) if told else ""

    @property
    def version(self) -> int:
        """Changes with everything that happens to the phones."""
        return self._demo.version(self.place.phone.id)

    @property
    def trail(self) -> tuple[TrailStep, ...]:
        """The way of the last change to the phone."""
        changed_at = self._demo.changed_at.get(self.place.card.id)
        steps = trail(self._phone, self.place.card.serial_number, changed_at)
        return (*steps, *self._at_google(changed_at)) if steps else ()

    def _at_google(self, changed_at: datetime | None) -> tuple[TrailStep, ...]:
        """When the Android phone showed the change."""
        androids, place = self._demo.androids, self.place
        if androids is None or changed_at is None or place.card.object_id is None:
            return ()
        after = androids.shown_after(place.phone.id, place.card.object_id, changed_at)
        return (TrailStep("google", after),)

    @property
    def entries(self) -> list[Document]:
        """The ledger behind the card, newest first."""
        path = f"/cards/{self.place.card.id}/entries?limit={_MOST_ENTRIES}"
        found: list[Document] = self._demo.parts.api.get(path)["data"]
        return found

    @property
    def purchases(self) -> list[Document]:
        """The last purchases of the card, newest first, with what was refunded."""
        newest = self.place.card.purchases[:_MOST_PURCHASES]
        return [self._demo.parts.api.get(f"/purchases/{one}") for one in newest]

    @property
    def link(self) -> str:
        """The card's page, as the member opens it."""
        card = self._demo.parts.api.get(f"/cards/{self.place.card.id}")
        return str(card["links"]["card"])

    def money(self, amount: int) -> str:
        """An amount in the reader's form."""
        return formats.money(amount, demo_data.CURRENCY, self.place.language)

    def plain(self, amount: int) -> str:
        """An amount as it is typed."""
        figure = f"{amount // 100}.{amount % 100:02}"
        return figure.replace(".", ",") if self.place.language == "ru" else figure

    def clock(self, moment: datetime) -> str:
        """The time of day on the phone."""
        return f"{moment.astimezone(ZoneInfo(demo_data.TIME_ZONE)):%H:%M}"

    def kind_of(self, serial_number: str) -> str:
        """The kind of the card that a notice is about."""
        for kind, card in self.place.phone.cards.items():
            if card.serial_number == serial_number:
                return kind
        return self.place.kind

    def figure(self, name: str, value: int | None) -> str:
        """A figure of a purchase or of a step: money, or a count."""
        if value is None:
            return ""
        counts = demo_texts.COUNTED | {"stamps_added", "rewards_issued"}
        if name in counts:
            return formats.number(value, self.place.language)
        return self.money(value)

    def rate(self, rate_bp: int | None) -> str:
        """A rate in the reader's form."""
        return "" if rate_bp is None else formats.rate(rate_bp, self.place.language)

    def step(self, name: str) -> str:
        """What a step of the computation is called."""
        return demo_texts.step(name, self.place.language)

    def why(self, step: Mapping[str, Any]) -> str:
        """Why the step came out as it did."""
        language = self.place.language
        found = demo_texts.reason(step["reason"], language)
        return found or demo_texts.note(step["step"], language)

    def day(self, text: str) -> str:
        """A moment as a day in words."""
        moment = datetime.fromisoformat(text)
        zone = ZoneInfo(demo_data.TIME_ZONE)
        today = self._demo.parts.clock().astimezone(zone).date()
        day = moment.astimezone(zone).date()
        return formats.day(day, today, self.place.language)

    def time(self, text: str) -> str:
        """A moment as the time of day."""
        return self.clock(datetime.fromisoformat(text))

    @property
    def changed_at(self) -> str:
        """When the last change was recorded, to the second."""
        moment = self._demo.changed_at[self.place.card.id]
        return f"{moment.astimezone(ZoneInfo(demo_data.TIME_ZONE)):%H:%M:%S}"

    def moment(self, text: str) -> str:
        """The exact time, for who wants to know."""
        moment = datetime.fromisoformat(text).astimezone(ZoneInfo(demo_data.TIME_ZONE))
        return f"{moment:%Y-%m-%d %H:%M:%S}"

    def seconds(self, after: float) -> str:
        """A short time in seconds with two decimals."""
        figure = f"{after:.2f}"
        return figure.replace(".", ",") if self.place.language == "ru" else figure

    def shown(self, receipt: Document) -> list[tuple[str, str]]:
        """The figures of a purchase that are not nothing."""
        names = (
            *("gross", "discount", "points_spent", "payable", "earned"),
            *("stamps_added", "rewards_issued"),
            # Turnover means something where there are tiers.
            *(("turnover_added",) if self.place.kind == "accumulating" else ()),
        )
        return [
            (self.t[name], self.figure(name, receipt[name]))
            for name in names
            if receipt[name] or name in {"gross", "payable"}
        ]

    def left(self, purchase: Document) -> int:
        """How much of the purchase's gross has not been refunded."""
        return int(purchase["gross"]) - int(purchase["refunded"]["gross"])

    def left_of_lines(self, purchase: Document) -> list[tuple[int, int]]:
        """Line numbers with what is left of each."""
        left = {line["line"]: line["gross"] for line in purchase["lines"]}
        for refund in purchase["refunds"]:
            for line in refund["lines"]:
                left[line["line"]] -= _taken(line)
        return [(number, amount) for number, amount in left.items() if amount > 0]


def _taken(line: Mapping[str, Any]) -> int:
    return int(line.get("amount", line.get("gross", 0)))
