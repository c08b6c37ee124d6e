"""Which device looks at the page, as far as its user agent tells.

It decides only what is offered first; every way to the card works on every device.
"""

from __future__ import annotations

from dataclasses import dataclass

# Browsers inside other apps: they show a pass as a file, or nothing at all.
_INSIDE_APPS = (
    "FBAN",
    "FBAV",
    "Instagram",
    "Line/",
    "MicroMessenger",
    "Telegram",
    "VKClient",
    "WhatsApp",
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """`kind` is iphone, android or desktop."""

    kind: str
    is_inside_app: bool

    def needs_code(self, *, with_google: bool) -> bool:
        """Whether the card has to go to another device, by a QR code."""
        return self.kind == "desktop" or (self.kind == "android" and not with_google)


def visitor(user_agent: str) -> Visitor:
    """Read a User-Agent header."""
    if "iPhone" in user_agent or "iPod" in user_agent:
        # Safari and the browsers on iOS name Safari, a web view in an app does not.
        in_view = "AppleWebKit" in user_agent and "Safari/" not in user_agent
        return Visitor("iphone", in_view or _names_app(user_agent))
    if "Android" in user_agent:
        # a web view of an app says so in its platform
        return Visitor("android", "; wv)" in user_agent or _names_app(user_agent))
    return Visitor("desktop", is_inside_app=False)


def _names_app(user_agent: str) -> bool:
    return any(name in user_agent for name in _INSIDE_APPS)
