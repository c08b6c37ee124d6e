"""For WSGI servers: `wsgi:app`, built from the environment's settings."""

from __future__ import annotations

from wallet_service import settings
from wallet_service.app import create_app

app = create_app(settings.load())
