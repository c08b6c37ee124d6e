"""For WSGI servers: `wsgi:app`, built from the environment's settings.

It answers requests only: run `wallet-service worker` beside it.
"""

from __future__ import annotations

from wallet_service import settings
from wallet_service.app import create_app

app = create_app(settings.load())
