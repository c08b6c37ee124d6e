"""The slot for Google's own "Add to Google Wallet" artwork, which the operator fills.

The artwork is Google's and comes from its guidelines, in each language as it is:
https://developers.google.com/wallet/generic/resources/brand-guidelines
(checked 2026-11)
"""

from __future__ import annotations

from pathlib import Path

FOLDER = "badges"
LOCALES = ("en", "ru")


def file_name(locale: str) -> str:
    """What the badge of a language is called."""
    return f"add-to-google-wallet-{locale}.svg"


def missing(data_dir: Path) -> list[str]:
    """The names of the badges that are not there."""
    names = (file_name(locale) for locale in LOCALES)
    return [name for name in names if not (data_dir / FOLDER / name).is_file()]


def read(data_dir: Path, locale: str) -> bytes | None:
    """The badge of a language as SVG, or None when there is none."""
    try:
        return (data_dir / FOLDER / file_name(locale)).read_bytes()
    except FileNotFoundError:
        return None
