"""Asks axe-core what a page makes hard for people who hear it or use keys alone.

The engine is Deque's, under the Mozilla Public License; its files lie in tests/vendor.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ENGINE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def grave_faults(page: Page) -> list[str]:
    """Serious and critical findings, each with the place on the page."""
    # evaluated from outside the page, so that its content policy is no hindrance
    page.evaluate(_engine())
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{fault['id']} at {node['target']}: {node['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


@functools.cache
def _engine() -> str:
    return ENGINE.read_text(encoding="utf-8") + "\n;undefined"
