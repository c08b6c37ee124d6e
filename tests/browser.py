"""A real browser for the tests of pages, and what it noticed while it looked.

Whatever a page asks of another host is refused and kept, as are complaints about the
content policy and errors of scripts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests import needs

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


# a page may wait for a phone that waits for a push, on a machine busy with other tests
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@dataclass
class Noticed:
    """What a page did that it should not have done."""

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not (self.foreign or self.complaints)


# a camera that shows a film from a file, and asks nobody whether it may
FILM = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--use-file-for-fake-video-capture={}",
]


@contextmanager
def launched(film: Path | None = None) -> Iterator[Browser]:
    """Chromium, or the test is left out; with a film its camera shows that."""
    path = needs.chromium()
    arguments = ARGUMENTS + [one.format(film) for one in FILM if film is not None]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


def opened(browser: Browser, address: str, **options: Any) -> tuple[Page, Noticed]:
    """A page in a context of its own, with `options` of Playwright's new_context."""
    noticed = Noticed()
    host = urlsplit(address).netloc
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(PATIENCE)

    def judge(route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != host:
            noticed.foreign.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/*", judge)
    page.on("console", lambda message: noticed.complaints.append(message.text))
    page.on("pageerror", lambda error: noticed.complaints.append(str(error)))
    page.goto(address)
    return page, noticed
