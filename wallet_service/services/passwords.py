"""Passwords of people: argon2 with its salt and cost, renewed when the cost is raised.

API keys and invitation tokens are random and long, so they need only SHA-256.
"""

from __future__ import annotations

import secrets

from passlib.context import CryptContext

from wallet_service.services.staff import password_rules

# OWASP's and ASVS's floor for argon2id: 46 MiB, one pass, one lane
MEMORY_KIB = 47_104
CONTEXT = CryptContext(
    schemes=["argon2", "pbkdf2_sha256"],
    deprecated="auto",
    argon2__memory_cost=MEMORY_KIB,
    argon2__time_cost=1,
    argon2__parallelism=1,
)


def hash_password(password: str, *, context: tuple[str, ...] = ()) -> str:
    """A hash to store; raises Invalid for what `password_rules` refuses."""
    password_rules.check(password, context=context)
    return _hash(password)


def hash_pin(pin: str) -> str:
    """A hash of a PIN; so few digits are guarded by few attempts, not by this."""
    return _hash(pin)


def unusable_hash() -> str:
    """A hash of what nobody knows."""
    return _hash(secrets.token_urlsafe(32))


def verify(password: str, hashed: str) -> tuple[bool, str | None]:
    """Whether the password is right, and a new hash when the stored one is outdated."""
    right, renewed = CONTEXT.verify_and_update(password, hashed)
    return right, renewed


def _hash(secret: str) -> str:
    hashed: str = CONTEXT.hash(secret)
    return hashed
