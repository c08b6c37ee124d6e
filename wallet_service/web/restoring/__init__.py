"""What links in letters lead to: one's cards on another phone, and one's data."""

from __future__ import annotations

from wallet_service.web.restoring.views import blueprint

__all__ = ["blueprint"]
