"""A virtual Android phone with Google Wallet: saves by a link, shows, deletes.

It keeps nothing of its own: what it shows is what Google has, read again whenever that
changes while the phone is online, and once when it comes back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from wallet_service.simulator.google_errors import SaveRefused
from wallet_service.simulator.google_notices import NoticeEntry
from wallet_service.simulator.google_stand_in import GoogleStandIn
from wallet_service.simulator.google_store import Resource
from wallet_service.wallets.google import save_link


@dataclass(frozen=True, slots=True)
class AndroidOptions:
    """How the phone is set up; `person` is whose Google account is on it."""

    name: str
    person: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A card in the wallet: the object as the phone saw it last, its class within."""

    object_id: str
    resource: Resource = field(repr=False)
    saved_at: datetime
    updated_at: datetime
    updates: int = 0


class AndroidPhone:
    """Safe between threads."""

    def __init__(
        self,
        options: AndroidOptions,
        google: GoogleStandIn,
        clock: Callable[[], datetime],
    ) -> None:
        self.options = options
        self._google = google
        self._clock = clock
        self._changed = threading.Condition()
        self._cards: dict[str, SavedCard] = {}
        self._is_online = True
        google.on_change(self._on_change)

    @property
    def cards(self) -> tuple[SavedCard, ...]:
        """The wallet, in the order of saving."""
        with self._changed:
            return tuple(self._cards.values())

    @property
    def notices(self) -> tuple[NoticeEntry, ...]:
        """The notices of its cards, oldest first; their wording is Google's."""
        saved = {card.object_id: card.saved_at for card in self.cards}
        return tuple(
            one
            for one in self._google.notices.entries
            if one.was_shown
            and one.object_id in saved
            and one.at >= saved[one.object_id]
        )

    def find(self, object_id: str) -> SavedCard | None:
        """A saved card by its object's id."""
        with self._changed:
            return self._cards.get(object_id)

    def save(self, url: str) -> tuple[SavedCard, ...]:
        """Open a save link and tap Add. Raises SaveRefused."""
        path = urlsplit(url).path
        if not path.startswith(save_link.SAVE_PATH):
            raise SaveRefused("this is no save link")
        token = path.removeprefix(save_link.SAVE_PATH)
        saved = self._google.save(
            token, phone=self.options.name, person=self.options.person
        )
        now = self._clock()
        with self._changed:
            for object_id in saved:
                resource = self._google.card(object_id)
                card = SavedCard(object_id, resource, saved_at=now, updated_at=now)
                self._cards.setdefault(object_id, card)
            self._changed.notify_all()
            return tuple(self._cards[object_id] for object_id in saved)

    def delete(self, object_id: str) -> None:
        """Take a card out of the wallet."""
        with self._changed:
            was_there = self._cards.pop(object_id, None) is not None
            self._changed.notify_all()
        if was_there:
            self._google.delete(object_id, phone=self.options.name)

    def go_offline(self) -> None:
        """From now on the phone sees no change."""
        self._is_online = False

    def go_online(self) -> None:
        """See changes again, and what was missed."""
        self._is_online = True
        for card in self.cards:
            self._on_change(card.object_id)

    def wait_for(
        self, predicate: Callable[[AndroidPhone], bool], timeout: float = 10.0
    ) -> bool:
        """Wait until the predicate holds, looking after each change."""
        with self._changed:
            return self._changed.wait_for(lambda: predicate(self), timeout)

    def _on_change(self, object_id: str) -> None:
        if not self._is_online or self.find(object_id) is None:
            return
        resource = self._google.card(object_id)
        with self._changed:
            known = self._cards.get(object_id)
            if known is None or known.resource == resource:
                return
            self._cards[object_id] = replace(
                known,
                resource=resource,
                updated_at=self._clock(),
                updates=known.updates + 1,
            )
            self._changed.notify_all()
