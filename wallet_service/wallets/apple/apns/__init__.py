"""Pushes to Apple Wallet: the APNs client, what is asked of it, and what it answers.

The request is always an empty `{}`: a knock that carries nothing of the member.
Neither Flask nor SQLAlchemy, and no clock but for waiting.
"""

from __future__ import annotations

from wallet_service.wallets.apple.apns.answers import (
    Accepted,
    BadToken,
    CredentialRefused,
    PushAnswer,
    Refused,
    TryLater,
    Unanswered,
    Unregistered,
)
from wallet_service.wallets.apple.apns.backoff import Pace
from wallet_service.wallets.apple.apns.client import ApnsClient
from wallet_service.wallets.apple.apns.push import Push
from wallet_service.wallets.apple.apns.tls import (
    PRODUCTION_HOST,
    UnusableCredential,
    client_context,
)
from wallet_service.wallets.apple.apns.watch import Limits

__all__ = [
    "PRODUCTION_HOST",
    "Accepted",
    "ApnsClient",
    "BadToken",
    "CredentialRefused",
    "Limits",
    "Pace",
    "Push",
    "PushAnswer",
    "Refused",
    "TryLater",
    "Unanswered",
    "Unregistered",
    "UnusableCredential",
    "client_context",
]
