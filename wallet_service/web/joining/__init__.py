"""The pages by which people join: the form, its code, and the way back to a card."""

from __future__ import annotations

from wallet_service.web.joining.views import blueprint

__all__ = ["blueprint"]
