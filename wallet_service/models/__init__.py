"""Tables, one file per aggregate: no queries and no rules."""

from wallet_service.models import (
    access,
    apple,
    audit,
    brand,
    card,
    company,
    google,
    idempotency,
    ledger,
    member,
    outbox,
    program,
    purchase,
    stamp,
)

__all__ = [
    "access",
    "apple",
    "audit",
    "brand",
    "card",
    "company",
    "google",
    "idempotency",
    "ledger",
    "member",
    "outbox",
    "program",
    "purchase",
    "stamp",
]
