"""Passwords of people: argon2 with its salt and cost, renewed when the cost is raised.

API keys and invitation tokens are random and long, so they need only SHA-256.
"""

from __future__ import annotations

from passlib.context import CryptContext

from wallet_service.services.errors import invalid

SHORTEST = 12
LONGEST = 128
# OWASP's and ASVS's floor for argon2id: 46 MiB, one pass, one lane
_CONTEXT = CryptContext(
    schemes=["argon2", "pbkdf2_sha256"],
    deprecated="auto",
    argon2__memory_cost=47_104,
    argon2__time_cost=1,
    argon2__parallelism=1,
)


def hash_password(password: str) -> str:
    """A hash to store; raises Invalid unless 12 to 128 characters long."""
    if not SHORTEST <= len(password) <= LONGEST:
        detail = f"A password has {SHORTEST} to {LONGEST} characters."
        raise invalid("/password", detail, code="password_length")
    hashed: str = _CONTEXT.hash(password)
    return hashed


def verify(password: str, hashed: str) -> tuple[bool, str | None]:
    """Whether the password is right, and a new hash when the stored one is outdated."""
    right, renewed = _CONTEXT.verify_and_update(password, hashed)
    return right, renewed
