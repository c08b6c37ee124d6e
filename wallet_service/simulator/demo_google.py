"""The members' Android phones in the demonstration, beside their iPhones.

A card comes onto one by its link, as a person would open it; the stand-in for Google
forgets with the process, so that cards are saved again at each start.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import urlsplit

from wallet_service.simulator import demo_texts, google_drawing, phone_web
from wallet_service.simulator.demo_world import LANGUAGES, DemoPhone
from wallet_service.simulator.google_drawing import GoogleDrawing
from wallet_service.simulator.google_errors import SaveRefused
from wallet_service.simulator.google_notices import NoticeEntry
from wallet_service.simulator.google_phone import AndroidOptions, AndroidPhone
from wallet_service.simulator.google_stand_in import GoogleStandIn
from wallet_service.simulator.phone_errands import LinkUnusable

_AGENT = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
)
# after a restart the service sends all cards to the stand-in again
_TRIES, _PAUSE = 120, 0.25


class AndroidPhones:
    """One for each member, by the identifier of the member's iPhone."""

    def __init__(self, google: GoogleStandIn, clock: Callable[[], datetime]) -> None:
        self._google = google
        self._clock = clock
        self._phones: dict[str, AndroidPhone] = {}
        google.save_in_browser = self.told_in_browser

    def switch_on(self, phone: DemoPhone, language: str) -> None:
        """A phone without cards."""
        options = AndroidOptions(phone.id, phone.owner, language)
        self._phones[phone.id] = AndroidPhone(options, self._google, self._clock)

    def find(self, phone_id: str) -> AndroidPhone:
        """The phone; raises KeyError."""
        return self._phones[phone_id]

    def save(self, phone_id: str, link: str, *, is_known: bool = False) -> str:
        """Open a card's link and tap Add; gives the object's identifier.

        A card that `is_known` from before a restart may take a moment to be there.
        Raises LinkUnusable and SaveRefused.
        """
        for last in (number == _TRIES for number in range(1, _TRIES + 1)):
            try:
                (card,) = self._phones[phone_id].save(_save_link(link))
            except SaveRefused:
                if last or not is_known:
                    raise
                time.sleep(_PAUSE)
            else:
                return card.object_id
        raise AssertionError

    def told_in_browser(self, token: str) -> str:
        """What a visitor is told who opens a save link here: who has the card."""
        _, claims = self._google.accounts.read_save_token(token)
        wanted = [str(one["id"]) for one in claims["payload"]["loyaltyObjects"]]
        for phone in self._phones.values():
            if any(phone.find(object_id) for object_id in wanted):
                text = demo_texts.page(phone.options.language)["is_on_android"]
                return text.format(person=phone.options.person)
        return " ".join(demo_texts.page(name)["no_android"] for name in LANGUAGES)

    def remove(self, phone_id: str, object_id: str) -> None:
        """Take a card out of the wallet."""
        self._phones[phone_id].delete(object_id)

    def drawing(self, phone_id: str, object_id: str | None) -> GoogleDrawing | None:
        """The card as the phone shows it, if it is there."""
        phone = self._phones[phone_id]
        card = phone.find(object_id) if object_id else None
        return (
            google_drawing.draw(card.resource, phone.options.language) if card else None
        )

    def drawings(self, phone: DemoPhone) -> dict[str, GoogleDrawing]:
        """The cards on a member's phone by kind."""
        drawn = {
            kind: self.drawing(phone.id, card.object_id)
            for kind, card in phone.cards.items()
        }
        return {kind: found for kind, found in drawn.items() if found is not None}

    def last_notice(self, phone_id: str) -> NoticeEntry | None:
        """The newest notice on the phone."""
        notices = self._phones[phone_id].notices
        return notices[-1] if notices else None

    def shown_after(
        self, phone_id: str, object_id: str, changed_at: datetime
    ) -> float | None:
        """Seconds until the phone showed a change; None while it does not."""
        card = self._phones[phone_id].find(object_id)
        if card is None or card.updated_at < changed_at:
            return None
        return (card.updated_at - changed_at).total_seconds()

    def version(self, phone_id: str) -> int:
        """Changes with everything that happens to the phone."""
        phone = self._phones[phone_id]
        cards = phone.cards
        # removed cards leave no trace here; the page that removed them is drawn anew
        return len(cards) + sum(card.updates for card in cards) + len(phone.notices)


def colours(drawings: Iterable[GoogleDrawing]) -> str:
    """The stylesheet of the cards on a phone."""
    return google_drawing.stylesheet(drawings)


def picture_path(url: str) -> str:
    """A picture's address on this very host, as the page's policy wants it."""
    return urlsplit(url).path


def _save_link(link: str) -> str:
    """Where the card's link leads; raises LinkUnusable."""
    try:
        answer = phone_web.send("GET", link, headers={"User-Agent": _AGENT})
    except phone_web.Unreachable as error:
        raise LinkUnusable(f"Chrome could not open the page ({error})") from None
    where = answer.header("location")
    if answer.status != 303 or where is None:
        raise LinkUnusable(f"the server answered {answer.status} in place of a link")
    return where
