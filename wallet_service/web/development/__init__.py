"""Pages that exist in development alone: the letters that no mail server took."""

from __future__ import annotations

from wallet_service.web.development.views import blueprint

__all__ = ["blueprint"]
