"""Apple's device protocol: phones register, ask what changed, fetch their passes."""

from __future__ import annotations

from wallet_service.web.apple_wallet.views import blueprint

__all__ = ["blueprint"]
