"""Joining, the card's page, the way back to a card: every state that there is."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from playwright.sync_api import Browser, Page, expect

from tests.delivery.google_house import ANDROID
from tests.tour.album import IPHONE, LOOKS, Album, Look, opened
from tests.tour.house import Set, numbers
from wallet_service.services.joining import limits, proofs

TELEGRAM = f"{IPHONE} Telegram-iOS/11"


def photograph(chromium: Browser, album: Album, scene: Set) -> None:
    """Go through it on every screen."""
    for look in LOOKS:
        _join(chromium, album, look, scene)
        _invited(chromium, album, look, scene)
        _refusals(chromium, album, look, scene)
        _restore(chromium, album, look, scene)
        _cards(chromium, album, look, scene)
        _rights(chromium, album, look, scene)
    _other_phones(chromium, album, scene)


def _an_email() -> str:
    return f"anna.larsen-{next(numbers)}@partner.example"


def _fill(page: Page, email: str) -> None:
    page.fill("#name", "Anna Larsen")
    page.fill("#email", email)
    page.check("#consent_processing")


def _send(page: Page) -> None:
    page.click("form.join-form button.main")


def _join(chromium: Browser, album: Album, look: Look, scene: Set) -> None:
    email = _an_email()
    with opened(chromium, look, scene.link("cashback")) as page:
        album.take(page, look, "join-form")
        _send(page)
        expect(page.get_by_role("alert")).to_be_visible()
        album.take(page, look, "join-faults")
        _fill(page, email)
        _send(page)
        expect(page.locator("#code")).to_be_visible()
        album.take(page, look, "join-code")
        page.locator("#code").press_sequentially("000000")
        expect(page.get_by_role("alert")).to_be_visible()
        album.take(page, look, "join-code-wrong")
        page.locator("#code").press_sequentially(scene.code(email))
        expect(page.locator(".card-page")).to_be_visible()
        album.take(page, look, "card-new")


def _invited(chromium: Browser, album: Album, look: Look, scene: Set) -> None:
    path = f"/programs/{scene.programs['discount']}/join-form"
    scene.patch(path, {"fields": {"phone": "required"}})
    address = scene.link("discount", company_id=scene.company())
    with opened(chromium, look, address) as page:
        album.take(page, look, "join-invitation")
    taken = "+7 916 123-45-67"
    scene.card("discount", "Bob Builder", phone=taken)
    email = _an_email()
    with opened(chromium, look, address) as page:
        _fill(page, email)
        page.fill("#phone", taken)
        _send(page)
        page.locator("#code").press_sequentially(scene.code(email))
        expect(page.locator("#code")).to_have_count(0)
        album.take(page, look, "join-phone-known")


def _refusals(chromium: Browser, album: Album, look: Look, scene: Set) -> None:
    body = {"program_id": scene.programs["stamp"]}
    link = scene.api.post("/join-links", body)
    with opened(chromium, look, link["url"]) as page:
        _fill(page, _an_email())
        # a proof so long that it is still being looked for when the picture is taken
        with (
            patch.object(limits, "FREE", ((limits.DAY, 0),)),
            patch.object(proofs, "BITS", 26),
        ):
            _send(page)
            expect(page.locator("[data-challenge]")).to_be_visible()
        album.take(page, look, "join-proof")
    scene.patch(f"/join-links/{link['id']}", {"active": False})
    with opened(chromium, look, link["url"]) as page:
        album.take(page, look, "join-closed")


def _restore(chromium: Browser, album: Album, look: Look, scene: Set) -> None:
    email, address = _an_email(), scene.link("stamp")
    scene.card("stamp", email=email, locale=look.language)
    with opened(chromium, look, f"{address}/restore") as page:
        album.take(page, look, "restore-ask")
        page.fill("#email", email)
        _send(page)
        expect(page.locator("#email")).to_have_count(0)
        album.take(page, look, "restore-sent")
        words = scene.letter(email).body.split()
        page.goto(next(word for word in words if "/restore/" in word))
        album.take(page, look, "restore-cards")
        page.goto(f"{scene.house.url}/restore/nothing")
        album.take(page, look, "page-not-there")
    with opened(chromium, look, address) as page:
        _fill(page, email)
        _send(page)
        page.locator("#code").press_sequentially(scene.code(email))
        expect(page.locator("#code")).to_have_count(0)
        album.take(page, look, "restore-known")


def _cards(chromium: Browser, album: Album, look: Look, scene: Set) -> None:
    for kind, amounts in (
        ("discount", (12_345,)),
        ("accumulating", (1_200_000, 640_000)),
        ("cashback", (15_000, 8_400, 2_150)),
        ("stamp", (1_000, 1_000, 1_000, 1_000, 1_000)),
    ):
        card = scene.card(kind, locale=look.language)
        scene.buy(card, *amounts)
        with opened(chromium, look, card["links"]["card"]) as page:
            album.take(page, look, f"card-{kind}")


def _rights(chromium: Browser, album: Album, look: Look, scene: Set) -> None:
    email = _an_email()
    card = scene.card("cashback", email=email, locale=look.language)
    address = card["links"]["card"]
    with opened(chromium, look, address) as page:
        page.click("form[action*='/data'] button")
        expect(page.get_by_role("status")).to_be_visible()
        album.take(page, look, "card-data-sent")
        words = scene.letter(email).body.split()
        page.goto(next(word for word in words if "/my-data/" in word))
        album.take(page, look, "card-data")
        page.goto(address)
        page.click("a[href*=leave]")
        album.take(page, look, "card-leave")
        page.click("button.danger")
        expect(page.get_by_role("alert")).to_be_visible()
        album.take(page, look, "card-leave-unsure")
        page.check("[name=sure]")
        page.click("button.danger")
        expect(page.locator("[name=sure]")).to_have_count(0)
        album.take(page, look, "card-left")
        page.goto(address)
        album.take(page, look, "card-closed")


def _other_phones(chromium: Browser, album: Album, scene: Set) -> None:
    """What an Android phone and a messenger's own browser are shown first."""
    agents: dict[str, dict[str, Any]] = {
        "card-android": {"user_agent": ANDROID},
        "card-messenger": {"user_agent": TELEGRAM},
    }
    for look in LOOKS:
        if look.screen == "phone":
            card = scene.card("cashback", locale=look.language)
            for state, options in agents.items():
                with opened(chromium, look, card["links"]["card"], **options) as page:
                    album.take(page, look, state, whole=False)
