"""A brand's pass certificate: requested, installed, renewed, watched until its end.

Whatever would make passes that do not open is refused at the door, with its own code; a
renewal keeps the pass type identifier, since every card in a phone is bound to it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.apple import (
    AppleCertificate,
    AppleCertificateRequest,
    ApplePassType,
)
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, Invalid, invalid
from wallet_service.services.keyring import Keyring
from wallet_service.services.wallet import signers
from wallet_service.wallets.apple import certificate_files, certificates
from wallet_service.wallets.apple.certificate_faults import CertificateFault
from wallet_service.wallets.apple.signing import Signer


@dataclass(frozen=True, slots=True)
class Upload:
    """What was given to install, each DER or PEM.

    Without `key` the certificate must answer a pending request; without `intermediate`
    Apple's own is taken.
    """

    certificate: bytes
    key: bytes | None = field(default=None, repr=False)
    password: bytes | None = field(default=None, repr=False)
    intermediate: bytes | None = None


@dataclass(frozen=True, slots=True)
class Installed:
    """The certificate that is in force now."""

    certificate_id: str
    pass_type_identifier: str
    team_identifier: str
    not_after: datetime


def request_certificate(
    session: BrandSession,
    keyring: Keyring,
    *,
    common_name: str,
    actor: Actor,
    now: datetime,
) -> bytes:
    """A signing request to upload at Apple, as PEM; its key stays here, sealed."""
    made = certificates.make_request(common_name)
    request_id = identifiers.new_id("acsr")
    key = certificate_files.read_key(made.key_pem, None)
    sealed = keyring.data_key(session).seal(
        made.key_pem, context=_request_context(request_id)
    )
    session.add(
        AppleCertificateRequest(
            id=request_id,
            brand_id=session.brand,
            key_sealed=sealed,
            public_key_hash=_hash_of(key.public_key()),
            created_at=now,
        )
    )
    session.flush()
    audit.record(session, actor, action="apple.request", object_id=request_id, now=now)
    session.flush()
    return made.request_pem


def install(
    session: BrandSession,
    keyring: Keyring,
    upload: Upload,
    *,
    actor: Actor,
    now: datetime,
    allow_foreign_intermediate: bool,
) -> Installed:
    """Check the certificate and put it in force; pushes that were stopped go on.

    Raises Invalid with the fault's code (a key of `certificate_faults.MESSAGES`), and
    Conflict (`pass_type_taken`) when the identifier is another brand's.
    """
    present = session.scalar(select(ApplePassType).with_for_update())
    signer = _checked(
        session,
        keyring,
        upload,
        now=now,
        present=present,
        allow_foreign_intermediate=allow_foreign_intermediate,
    )
    certificate_id = _keep(session, keyring, signer, now)
    _put_in_force(session, signer, certificate_id)
    audit.record(
        session,
        actor,
        action="apple.install",
        object_id=certificate_id,
        now=now,
        detail={"fingerprint": signer.fingerprint, "renewal": present is not None},
    )
    session.flush()
    return Installed(
        certificate_id,
        signer.pass_type_identifier,
        signer.team_identifier,
        signer.not_after,
    )


def _checked(
    session: BrandSession,
    keyring: Keyring,
    upload: Upload,
    *,
    now: datetime,
    present: ApplePassType | None,
    allow_foreign_intermediate: bool,
) -> Signer:
    try:
        return certificates.load(
            upload.certificate,
            upload.key or _requested_key(session, keyring, upload.certificate),
            now=now,
            password=upload.password,
            intermediate=upload.intermediate,
            allow_foreign_intermediate=allow_foreign_intermediate,
            expected_identifier=present.pass_type_identifier if present else None,
            expected_team=present.team_identifier if present else None,
        )
    except CertificateFault as fault:
        raise _refusal(fault) from None


def _requested_key(
    session: BrandSession, keyring: Keyring, certificate: bytes
) -> bytes:
    """The key of the request that the certificate answers."""
    public_key = certificate_files.read_certificate(certificate).public_key()
    statement = select(AppleCertificateRequest).where(
        AppleCertificateRequest.public_key_hash == _hash_of(public_key)
    )
    request = session.scalars(statement).first()
    if request is None:
        detail = (
            "The certificate answers no request of this brand: give its private key, "
            "or make a request here first."
        )
        raise invalid("/key", detail, code="key_missing")
    context = _request_context(request.id)
    return keyring.data_key(session).open(request.key_sealed, context=context)


def _keep(
    session: BrandSession, keyring: Keyring, signer: Signer, now: datetime
) -> str:
    """Store certificate and sealed key; a request that it answers is done with."""
    certificate_id = identifiers.new_id("acer")
    sealed = keyring.data_key(session).seal(
        signer.private_key_pem(), context=signers.key_context(certificate_id)
    )
    session.add(
        AppleCertificate(
            id=certificate_id,
            brand_id=session.brand,
            fingerprint=signer.fingerprint,
            certificate_pem=signer.certificate_pem().decode(),
            intermediate_pem=signer.intermediate_pem().decode(),
            key_sealed=sealed,
            not_after=signer.not_after,
            intermediate_not_after=signer.intermediate.not_valid_after_utc,
            installed_at=now,
        )
    )
    session.flush()
    answered = _hash_of(signer.certificate.public_key())
    session.execute(
        delete(AppleCertificateRequest).where(
            AppleCertificateRequest.brand_id == session.brand,
            AppleCertificateRequest.public_key_hash == answered,
        )
    )
    return certificate_id


def _put_in_force(session: BrandSession, signer: Signer, certificate_id: str) -> None:
    """One brand has one pass type, and one pass type one brand: the row decides."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    types = ApplePassType.__table__
    statement = insert(types).values(  # type: ignore[arg-type]
        id=identifiers.new_id("apty"),
        brand_id=session.brand,
        pass_type_identifier=signer.pass_type_identifier,
        team_identifier=signer.team_identifier,
        last_update_tag=0,
        certificate_id=certificate_id,
    )
    owner = session.core.execute(
        statement.on_conflict_do_update(
            index_elements=["pass_type_identifier"],
            set_={"certificate_id": certificate_id, "stopped_reason": None},
            where=types.c.brand_id == session.brand,
        ).returning(types.c.brand_id)
    ).scalar()
    if owner is None:
        detail = (
            f"{signer.pass_type_identifier} belongs to another brand: "
            "make a pass type of this brand's own at Apple."
        )
        raise Conflict("pass_type_taken", detail)


def _refusal(fault: CertificateFault) -> Invalid:
    pointer = next(
        (part for part in ("key", "intermediate") if fault.code.startswith(part)),
        "certificate",
    )
    return invalid(f"/{pointer}", str(fault), code=fault.code)


def _request_context(request_id: str) -> str:
    return f"apple_certificate_request.key:{request_id}"


def _hash_of(public_key: CertificatePublicKeyTypes) -> str:
    der = public_key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(der).hexdigest()
