"""Where Google says that a card was saved or deleted."""

from __future__ import annotations

from wallet_service.web.google_wallet.views import blueprint

__all__ = ["blueprint"]
