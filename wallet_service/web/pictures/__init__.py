"""Drawn pictures at public addresses, for whoever shows a card."""

from __future__ import annotations

from wallet_service.web.pictures.views import blueprint

__all__ = ["blueprint"]
