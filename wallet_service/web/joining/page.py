"""What the templates of the joining pages read: words with their figures, fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wallet_service.passes import how_it_works, page_card
from wallet_service.passes.drawing import Drawing
from wallet_service.services.joining.answers import CONSENT, Fault
from wallet_service.services.joining.forms import Rule
from wallet_service.web import guest_language
from wallet_service.web.joining import frames, words
from wallet_service.web.joining.frames import Frame
from wallet_service.web.joining.work import OpenedLink

# how a browser fills a field by itself, and which keys a phone shows
FIELDS: Mapping[str, Mapping[str, str]] = {
    "name": {"type": "text", "autocomplete": "name"},
    "email": {"type": "email", "autocomplete": "email"},
    "phone": {"type": "tel", "autocomplete": "tel"},
    "company": {"type": "text", "autocomplete": "organization"},
    "tax_id": {"type": "text", "autocomplete": "off", "inputmode": "text"},
}


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field of the form with what was typed and what is wrong with it."""

    name: str
    label: str
    hint: str
    is_required: bool
    value: str
    fault: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AskedConsent:
    """A consent of the form, never ticked beforehand."""

    name: str
    text: str
    document_url: str | None
    is_required: bool
    is_given: bool
    fault: str


@dataclass(frozen=True)
class Page:
    """One answer; what was typed stands in it again."""

    opened: OpenedLink
    frame: Frame
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    faults: Sequence[Fault] = ()
    notice: str = ""
    challenge: str = ""

    def say(self, key: str, **figures: str) -> str:
        """The words of a key; the brand and the program may stand in all of them."""
        opened = self.opened
        known = {
            "brand": opened.brand_name,
            "program": opened.program_name,
            "company": opened.company_name or "",
        }
        return words.of(self.locale)[key].format(**known, **figures)

    @property
    def locale(self) -> str:
        """The language of the page."""
        return self.opened.locale

    @property
    def other_languages(self) -> list[tuple[str, str]]:
        """The languages that this page is not in, each by its own name."""
        names = guest_language.NAMES
        return [(one, names[one]) for one in names if one != self.locale]

    @property
    def headline(self) -> str:
        """The brand's own, or the service's."""
        return self.opened.form.headline.get(self.locale) or self.say("headline")

    @property
    def paragraphs(self) -> list[str]:
        """What stands below the headline."""
        own = self.opened.form.introduction.get(self.locale)
        return [
            line
            for line in (own or self.say("introduction")).splitlines()
            if line.strip()
        ]

    @property
    def how(self) -> tuple[str, ...]:
        """How the card works, from the program's rules."""
        card = self.opened.card
        return how_it_works.lines(card) if card else ()

    @cached_property
    def drawing(self) -> Drawing | None:
        """The card that will be given, as the phone will show it."""
        card = self.opened.card
        return page_card.draw(card, self.opened.design) if card else None

    @property
    def fields(self) -> list[AskedField]:
        """The fields in the order in which they are asked."""
        asked = self.opened.asked
        rules = {"name": Rule.REQUIRED, "email": Rule.REQUIRED}
        rules |= {name: asked.rule(name) for name in FIELDS if name not in rules}
        return [
            self.field(name, is_required=rules[name] is Rule.REQUIRED)
            for name in FIELDS
            if rules[name] is not Rule.HIDDEN
        ]

    def field(self, name: str, *, is_required: bool = True) -> AskedField:
        """One field, whether or not the form asks it."""
        return AskedField(
            name=name,
            label=self.say(name),
            hint=self._of_region(f"{name}_hint"),
            is_required=is_required,
            value=self.given.get(name, ""),
            fault=self._fault(name),
            attributes=FIELDS[name],
        )

    @property
    def consents(self) -> list[AskedConsent]:
        """The consents, each by itself."""
        return [
            AskedConsent(
                name=CONSENT + one.purpose,
                text=one.in_language(self.locale, self.opened.brand_name),
                document_url=one.document_url,
                is_required=one.required,
                is_given=bool(self.given.get(CONSENT + one.purpose)),
                fault=self._fault(CONSENT + one.purpose),
            )
            for one in self.opened.form.consents
        ]

    @property
    def marked(self) -> list[tuple[str, str]]:
        """Every fault with the field it leads to, in the order of the page."""
        return [(fault.field, self._fault(fault.field)) for fault in self.faults]

    @property
    def event(self) -> str:
        """What the page around this one is told."""
        return "error" if self.faults or self.notice else "shown"

    @staticmethod
    def carried(**changes: str) -> dict[str, str]:
        """What an address takes along."""
        return frames.carried(**changes)

    def _fault(self, name: str) -> str:
        reasons = [one.reason for one in self.faults if one.field == name]
        if not reasons:
            return ""
        reason = reasons[0]
        if reason == "missing":
            return self.say(f"missing_{name}")
        known = words.of(self.locale)
        key = reason if reason in {"too_long", "characters"} else f"{reason}_fault"
        return self._of_region(key) if key in known else self.say("characters")

    def _of_region(self, key: str) -> str:
        own = f"{key}_{self.opened.settings.phone_region}"
        known = words.of(self.locale)
        return self.say(own) if own in known else self.say(key) if key in known else ""
