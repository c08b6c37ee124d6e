"""How a drawn pass stands on a page: a template and a style sheet that pages share."""

from __future__ import annotations

from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
