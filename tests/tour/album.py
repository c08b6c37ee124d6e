"""What was photographed, by state and look, and the plates that are made of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from tests import browser as browsers

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "user_agent": IPHONE,
    "has_touch": True,
    "is_mobile": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
WIDTH = 720
DESKTOP_SCALE = 0.55
TALLEST = 1400
GAP = 16
GROUND = (128, 134, 143)
QUALITY = 60


@dataclass(frozen=True, slots=True)
class Look:
    """A screen, a language and light or dark."""

    screen: str
    language: str
    scheme: str

    @property
    def options(self) -> dict[str, Any]:
        """How the browser is to be opened."""
        return {
            **(PHONE if self.screen == "phone" else DESKTOP),
            "locale": "ru-RU" if self.language == "ru" else "en-GB",
            "color_scheme": self.scheme,
            "reduced_motion": "reduce",
            "service_workers": "block",
        }

    def say(self, english: str, russian: str) -> str:
        """The words of this look's language."""
        return russian if self.language == "ru" else english


LOOKS = (
    Look("phone", "en", "light"),
    Look("phone", "ru", "dark"),
    Look("desktop", "en", "dark"),
    Look("desktop", "ru", "light"),
)


@dataclass
class Album:
    """Takes pictures; `plates` are what is kept of them."""

    pictures: dict[tuple[str, Look], Image.Image] = field(default_factory=dict)

    def take(self, page: Page, look: Look, state: str, *, whole: bool = True) -> None:
        """Photograph a page, by default all of it, as the state's picture."""
        page.evaluate("() => document.fonts.ready")
        data = page.screenshot(full_page=whole, animations="disabled")
        picture = Image.open(io.BytesIO(data)).convert("RGB")
        picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
        self.pictures[state, look] = picture

    @property
    def states(self) -> list[str]:
        """What was photographed, in the order in which it was."""
        return list(dict.fromkeys(state for state, _ in self.pictures))

    def save(self, folder: Path) -> list[Path]:
        """Write a plate for each state and kind of screen; gives their paths."""
        made = []
        for state in self.states:
            for screen in ("phone", "desktop"):
                shots = [
                    self.pictures[state, look]
                    for look in LOOKS
                    if look.screen == screen and (state, look) in self.pictures
                ]
                if shots:
                    scale = DESKTOP_SCALE if screen == "desktop" else 1
                    path = folder / f"{state}-{screen}.webp"
                    _plate(shots, scale).save(path, quality=QUALITY, method=6)
                    made.append(path)
        return made


def _plate(shots: list[Image.Image], scale: float) -> Image.Image:
    """Pictures side by side."""
    small = [
        one.resize(
            (round(one.width * scale), round(one.height * scale)),
            Image.Resampling.LANCZOS,
        )
        for one in shots
    ]
    width = sum(one.width for one in small) + GAP * (len(small) + 1)
    height = max(one.height for one in small) + 2 * GAP
    plate = Image.new("RGB", (width, height), GROUND)
    left = GAP
    for one in small:
        plate.paste(one, (left, GAP))
        left += one.width + GAP
    return plate


@contextmanager
def opened(chromium: Browser, look: Look, address: str, **more: Any) -> Iterator[Page]:
    """A page in a context of its own that goes with the block."""
    page, _ = browsers.opened(chromium, address, **{**look.options, **more})
    yield page
    page.context.close()
