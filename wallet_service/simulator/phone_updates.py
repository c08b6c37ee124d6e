"""How a phone keeps its passes up to date: registers, asks what changed, fetches.

A tag is kept as soon as it is given, and the passes listed with it stay wanted until
they were fetched: what the phone gave up on comes with the next push or restart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from wallet_service.simulator import (
    pass_check,
    phone_complaints,
    phone_errands,
    phone_notices,
)
from wallet_service.simulator.phone_state import PhoneState
from wallet_service.simulator.phone_store import InstalledPass, PhoneKey

Describe = Callable[[str], str]


class Updates:
    """Each method lays an errand on the phone's queue and returns at once."""

    def __init__(self, state: PhoneState) -> None:
        self._state = state

    def register(self, card: InstalledPass) -> None:
        """Ask for pushes about this pass."""
        self._state.errands.put(_registration(card), partial(self._register, card.key))

    def unregister(self, card: InstalledPass) -> None:
        """Ask for no more pushes about it."""
        self._state.errands.put(_registration(card), partial(self._unregister, card))

    def ask(self, *, topic: str | None = None) -> None:
        """Ask every web service what changed; with `topic` those of one pass type."""
        cards = {service_of(card): card for card in self._cards() if card.gets_updates}
        for service, card in cards.items():
            if topic in {None, card.pass_type_identifier}:
                work = partial(self._ask, card, topic is not None)
                self._state.errands.put(f"ask {service}", work)

    def _cards(self) -> list[InstalledPass]:
        with self._state.lock:
            return list(self._state.memory.passes.values())

    def _register(self, key: PhoneKey) -> bool:
        state = self._state
        card = state.memory.passes.get(key)
        if card is None:
            return True
        describe = partial(phone_complaints.register_failed, card, state.identity)
        try:
            phone_errands.register(card, state.identity)
        except phone_errands.Refused as error:
            return self._turned_away(card, describe(str(error)))
        except phone_errands.Failed as error:
            return self._failed(card, describe(str(error)))
        state.note("registered", card.serial_number)
        return True

    def _unregister(self, card: InstalledPass) -> bool:
        state = self._state
        describe = partial(phone_complaints.unregister_failed, card, state.identity)
        try:
            phone_errands.unregister(card, state.identity)
        except phone_errands.Refused as error:
            state.complain(card, describe(str(error)))
            return True
        except phone_errands.Failed as error:
            return self._failed(card, describe(str(error)))
        state.note("unregistered", card.serial_number)
        return True

    def _ask(self, card: InstalledPass, is_pushed: bool) -> bool:
        state = self._state
        tag = state.memory.tags.get(service_of(card))
        try:
            changed = phone_errands.what_changed(card, state.identity, tag)
        except (phone_errands.Refused, phone_errands.Failed) as error:
            return self._failed(
                card,
                phone_complaints.list_failed(card, state.identity, tag, str(error)),
            )
        unknown: list[str] = []
        with state.lock:
            if changed is not None:
                state.memory.tags[service_of(card)] = changed.tag
                unknown = self._want(card, changed.serial_numbers)
            wanted = sorted(state.memory.wanted)
            state.keep("asked", None)
        for serial_number in unknown:
            state.complain(card, phone_complaints.unknown_serial(card, serial_number))
        if is_pushed and changed is None and not wanted:
            message = phone_complaints.spurious_push(card, state.identity, tag)
            state.complain(card, message)
        for key in wanted:
            state.errands.put(f"fetch {key}", partial(self._fetch, key))
        return True

    def _want(self, card: InstalledPass, serial_numbers: tuple[str, ...]) -> list[str]:
        """Note what to fetch; gives the serial numbers that this phone has not."""
        memory = self._state.memory
        unknown = []
        for serial_number in serial_numbers:
            key = (card.pass_type_identifier, serial_number)
            listed = memory.passes.get(key)
            if listed is not None and listed.gets_updates:
                memory.wanted.add(key)
            else:
                unknown.append(serial_number)
        return unknown

    def _fetch(self, key: PhoneKey) -> bool:
        state = self._state
        card = state.memory.passes.get(key)
        if card is None or not card.gets_updates:
            return True
        describe = partial(phone_complaints.fetch_failed, card)
        try:
            fresh = phone_errands.fetch(card, state.check, state.clock())
        except phone_errands.Refused as error:
            return self._turned_away(card, describe(str(error)))
        except phone_errands.Failed as error:
            return self._failed(card, describe(str(error)))
        except pass_check.PassRefused as error:
            state.complain(card, phone_complaints.invalid_pass(card, str(error)))
            return True
        self._take(card, fresh)
        return True

    def _take(self, card: InstalledPass, fresh: InstalledPass | None) -> None:
        state = self._state
        if fresh is None:
            with state.lock:
                state.memory.wanted.discard(card.key)
                state.keep("unchanged", card.serial_number)
            state.complain(card, phone_complaints.unchanged(card))
            return
        if fresh.web_service_url is None:
            fresh = replace(fresh, gets_updates=False)
        if not self._replace(card, fresh):
            return
        if fresh.data == card.data:
            state.complain(card, phone_complaints.ignored_condition(card))
        if not fresh.gets_updates:
            self.unregister(card)

    def _replace(self, card: InstalledPass, fresh: InstalledPass) -> bool:
        """Put the new copy in the old one's place and ring where iOS would.

        False when the pass was removed meanwhile.
        """
        state = self._state
        with state.lock:
            state.memory.wanted.discard(card.key)
            if card.key not in state.memory.passes:
                return False
            state.memory.passes[card.key] = fresh
            notice = self._notice(card, fresh)
            if notice is not None:
                state.memory.notices.append(notice)
            state.keep("fetched", card.serial_number, rang=notice is not None)
        return True

    def _notice(
        self, old: InstalledPass, new: InstalledPass
    ) -> phone_notices.Notice | None:
        language = self._state.options.language
        text = phone_notices.notice_text(old.pass_file, new.pass_file, language)
        if text is None:
            return None
        organization = str(new.pass_file.document["organizationName"])
        title = new.pass_file.localized(organization, language)
        return phone_notices.Notice(new.serial_number, title, text, new.updated_at)

    def _turned_away(self, card: InstalledPass, message: str) -> bool:
        with self._state.lock:
            self._state.memory.stop_updates(card.key)
            self._state.keep("turned away", card.serial_number)
        self._state.complain(card, message)
        return True

    def _failed(self, card: InstalledPass, message: str) -> bool:
        self._state.complain(card, message)
        return False


def service_of(card: InstalledPass) -> str:
    """A tag belongs to one pass type at one web service."""
    return f"{card.web_service_url} {card.pass_type_identifier}"


def _registration(card: InstalledPass) -> str:
    # Register and unregister of one pass take each other's place.
    return f"registration {card.key}"
