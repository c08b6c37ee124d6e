"""Throw-away certificates, shaped like Apple's and made once in a run of the tests."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from wallet_service.simulator import development_authority
from wallet_service.simulator.development_authority import DevelopmentChain, LeafOptions
from wallet_service.wallets.apple import certificates, signing

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PASS_TYPE = "pass.com.example.loyalty"
TEAM = "ABCDE12345"


@cache
def chain() -> DevelopmentChain:
    """Root, intermediate, the pass certificate of PASS_TYPE, a server certificate."""
    return development_authority.make_chain(PASS_TYPE, TEAM, now=NOW)


@cache
def issue(options: LeafOptions) -> development_authority.Issued:
    """A pass certificate that departs from a good one; it reuses the chain's key."""
    key = options.key_pem or chain().pass_certificate.key_pem
    options = dataclasses.replace(options, key_pem=key)
    return development_authority.issue_pass_certificate(
        chain().intermediate,
        PASS_TYPE,
        team_identifier=TEAM,
        now=NOW,
        options=options,
    )


@cache
def signer(options: LeafOptions | None = None) -> signing.Signer:
    """The signer of the chain's pass certificate, or of one issued with `options`."""
    issued = issue(options) if options else chain().pass_certificate
    return certificates.load(
        issued.certificate_pem,
        issued.key_pem,
        now=NOW,
        intermediate=chain().intermediate.certificate_pem,
        allow_foreign_intermediate=True,
    )


def rsa_key(pem: bytes) -> rsa.RSAPrivateKey:
    """An unencrypted private key as the library's object."""
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key
