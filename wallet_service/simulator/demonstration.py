"""The demonstration itself: its world, its phones, and what a visitor does with them.

Everything it does to the service goes through the public API or through a phone.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from wallet_service.simulator import demo_data, demo_world
from wallet_service.simulator.demo_api import Api, Document
from wallet_service.simulator.demo_google import AndroidPhones
from wallet_service.simulator.demo_people import DemoPeople
from wallet_service.simulator.demo_world import KINDS, DemoCard, DemoPhone, Scene
from wallet_service.simulator.google_stand_in import GoogleStandIn
from wallet_service.simulator.phone import PushService, VirtualPhone
from wallet_service.simulator.phone_state import PhoneOptions

_WORLD = "world.json"


@dataclass(frozen=True, slots=True)
class DemoParts:
    """What the demonstration is given.

    `pushes` is the stand-in for APNs, `google` that for Google Wallet (without it there
    are iPhones only), `root_pem` the development root that the iPhones are allowed to
    trust, `folder` where the world and the phones are kept. `people` are the brand's
    own, as whom a visitor may sign in.
    """

    api: Api
    pushes: PushService
    root_pem: bytes = field(repr=False)
    folder: Path
    clock: Callable[[], datetime]
    google: GoogleStandIn | None = None
    people: DemoPeople | None = None


class Demonstration:
    """`prepare` it once the service answers; `close` switches the phones off."""

    def __init__(self, parts: DemoParts) -> None:
        self.parts = parts
        self.world = demo_world.World()
        self.changed_at: dict[str, datetime] = {}
        self._is_ready = False
        self._lock = threading.Lock()
        self._phones: dict[str, VirtualPhone] = {}
        self.androids = (
            AndroidPhones(parts.google, parts.clock) if parts.google else None
        )

    @property
    def is_ready(self) -> bool:
        """Whether there is something to show."""
        return self._is_ready

    def prepare(self) -> None:
        """Set up what is missing and switch the phones on; raises ApiRefused."""
        self.parts.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.world = world = demo_world.load(self.parts.folder / _WORLD)
        for language in demo_world.LANGUAGES:
            if language not in world.scenes:
                now = self.parts.clock()
                scene = demo_data.make_scene(self.parts.api, language, now)
                world.scenes[language] = scene
                self._save()
        for scene in world.scenes.values():
            demo_data.add_join_links(self.parts.api, scene)
            for phone in scene.phones.values():
                self._switch_on(scene, phone)
        self._save()
        self._is_ready = True

    def close(self) -> None:
        """Switch all phones off."""
        for phone in self._phones.values():
            phone.stop()
        self._phones.clear()

    def phone(self, phone_id: str) -> VirtualPhone:
        """A phone that is switched on; raises KeyError."""
        return self._phones[phone_id]

    def version(self, phone_id: str) -> int:
        """Changes with everything that happens to a member's phones."""
        android = self.androids.version(phone_id) if self.androids else 0
        return self.phone(phone_id).journal.version + android

    def remember_purchase(self, card: DemoCard, purchase_id: str) -> None:
        """Put a purchase at the head of the card's list, once."""
        with self._lock:
            if purchase_id not in card.purchases:
                card.purchases.insert(0, purchase_id)
        self._save()

    def note_change(self, card: DemoCard, at: datetime) -> None:
        """A change of the card sets out for every phone that has it."""
        self.changed_at[card.id] = at

    def add_person(self, scene: Scene, *, name: str, company_id: str) -> DemoPhone:
        """A new member with all four cards and a phone. Raises ApiRefused."""
        member = {"name": name, "company_id": company_id, "locale": scene.language}
        member_id = self.parts.api.post("/members", member)["id"]
        company = scene.companies[company_id]
        phone_id = f"{scene.language}-{secrets.token_hex(4)}"
        phone = DemoPhone(phone_id, name, company)
        for kind in KINDS:
            body = {"program_id": scene.programs[kind], "member_id": member_id}
            phone.cards[kind] = DemoCard(self.parts.api.post("/cards", body)["id"])
        self._switch_on(scene, phone)
        with self._lock:
            # A page that is being made goes on with the phones that it knows.
            scene.phones = {**scene.phones, phone.id: phone}
        self._save()
        return phone

    def add_to_wallet(self, phone: DemoPhone, kind: str) -> None:
        """Open the card's link on the phone and tap Add. Raises as the phone does."""
        card = phone.cards[kind]
        links: Document = self.parts.api.get(f"/cards/{card.id}")["links"]
        installed = self.phone(phone.id).add_pass(links["apple"])
        card.serial_number = installed.serial_number
        self._save()

    def remove_from_wallet(self, phone: DemoPhone, kind: str) -> None:
        """Take the card out of the phone's wallet."""
        card = phone.cards[kind]
        if card.serial_number is not None:
            self.phone(phone.id).remove_pass(card.serial_number)
            card.serial_number = None
            self._save()

    def save_at_google(self, phone: DemoPhone, kind: str) -> None:
        """Open the card's link on the Android phone and tap Add."""
        if self.androids is None:
            return
        card = phone.cards[kind]
        links: Document = self.parts.api.get(f"/cards/{card.id}")["links"]
        is_known = card.object_id is not None
        card.object_id = self.androids.save(
            phone.id, links["google"], is_known=is_known
        )
        self._save()

    def remove_at_google(self, phone: DemoPhone, kind: str) -> None:
        """Take the card out of the Android phone's wallet."""
        card = phone.cards[kind]
        if self.androids is not None and card.object_id is not None:
            self.androids.remove(phone.id, card.object_id)
            card.object_id = None
            self._save()

    def _switch_on(self, scene: Scene, phone: DemoPhone) -> None:
        options = PhoneOptions(
            name=phone.owner,
            language=scene.language,
            trusted_roots=(self.parts.root_pem,),
            allow_loopback_http=True,
            folder=self.parts.folder / "phones" / phone.id,
        )
        running = VirtualPhone(options, self.parts.pushes, self.parts.clock)
        running.start()
        self._phones[phone.id] = running
        if self.androids is not None:
            self.androids.switch_on(phone, scene.language)
        for kind, card in phone.cards.items():
            is_new = card.serial_number is None and not phone.was_set_up
            if is_new:
                self.add_to_wallet(phone, kind)
            if card.object_id is not None or not phone.was_set_up:
                self.save_at_google(phone, kind)
        phone.was_set_up = True

    def _save(self) -> None:
        with self._lock:
            demo_world.save(self.parts.folder / _WORLD, self.world)
