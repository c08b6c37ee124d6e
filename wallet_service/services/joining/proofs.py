"""Proofs of work: a browser spends a second, so that a thousand forms cost an hour.

A challenge is signed, ends soon, belongs to one address, and counts once.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta

from wallet_service.vault import Vault

LIFE = timedelta(minutes=10)
# about 130,000 hashes: a second of a desktop's browser, a few of a phone's
BITS = 17
FORM = re.compile(r"(\d{10})\.(\d{1,2})\.([0-9a-f]{32})\.([0-9a-f]{64})")
ANSWER = re.compile(r"[0-9]{1,12}")
PURPOSE = "join.proof_of_work"


def challenge(vault: Vault, address: str, now: datetime) -> str:
    """A fresh challenge for this address."""
    ends = int((now + LIFE).timestamp())
    head = f"{ends}.{BITS}.{secrets.token_hex(16)}"
    return f"{head}.{_sign(vault, head, address)}"


def spent(vault: Vault, proof: str, address: str, now: datetime) -> str | None:
    """What a good proof is remembered by, so that it counts once; None for others.

    A proof is the challenge, a colon, and the number that was found.
    """
    told, _, answer = proof.partition(":")
    match = FORM.fullmatch(told)
    if match is None or not ANSWER.fullmatch(answer):
        return None
    head = told.rpartition(".")[0]
    is_ours = hmac.compare_digest(match[4], _sign(vault, head, address))
    if not is_ours or now.timestamp() >= int(match[1]):
        return None
    if not _is_found(proof, int(match[2])):
        return None
    return hashlib.sha256(told.encode()).hexdigest()


def _is_found(proof: str, bits: int) -> bool:
    digest = int.from_bytes(hashlib.sha256(proof.encode()).digest())
    return digest >> (256 - bits) == 0


def _sign(vault: Vault, head: str, address: str) -> str:
    return vault.keyed_hash(f"{head}|{address}", purpose=PURPOSE)
