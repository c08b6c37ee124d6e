"""How long the brands' pass certificates last, and whether APNs takes them.

Nothing is unsealed for it: the dates stand beside the certificates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.apple import AppleCertificate, ApplePassType
from wallet_service.wallets.apple.certificates import ALARM_DAYS, ExpiryAlarm


@dataclass(frozen=True, slots=True)
class CertificateStatus:
    """A brand's certificate in force; `stopped_reason` tells why pushes wait."""

    brand_id: str
    pass_type_identifier: str
    team_identifier: str
    fingerprint: str
    not_after: datetime
    intermediate_not_after: datetime
    stopped_reason: str | None
    alarms: tuple[ExpiryAlarm, ...]


def statuses(session: BrandSession, now: datetime) -> list[CertificateStatus]:
    """Of the session's brand, or of every brand in a session across brands."""
    statement = (
        select(
            ApplePassType.brand_id,
            ApplePassType.pass_type_identifier,
            ApplePassType.team_identifier,
            ApplePassType.stopped_reason,
            AppleCertificate.fingerprint,
            AppleCertificate.intermediate_pem,
            AppleCertificate.not_after,
            AppleCertificate.intermediate_not_after,
        )
        .join(AppleCertificate, AppleCertificate.id == ApplePassType.certificate_id)
        .order_by(ApplePassType.brand_id)
    )
    return [
        CertificateStatus(
            brand_id=row.brand_id,
            pass_type_identifier=row.pass_type_identifier,
            team_identifier=row.team_identifier,
            fingerprint=row.fingerprint,
            not_after=row.not_after,
            intermediate_not_after=row.intermediate_not_after,
            stopped_reason=row.stopped_reason,
            alarms=(
                *_alarm("certificate", row.not_after, row.fingerprint, now=now),
                *_alarm(
                    "intermediate",
                    row.intermediate_not_after,
                    _fingerprint(row.intermediate_pem),
                    now=now,
                ),
            ),
        )
        for row in session.execute(statement)
    ]


def _alarm(
    role: str, not_after: datetime, fingerprint: str, *, now: datetime
) -> list[ExpiryAlarm]:
    left = not_after - now
    reached = [
        days for days in (*ALARM_DAYS, 0) if left.total_seconds() <= days * 86_400
    ]
    if not reached:
        return []
    return [ExpiryAlarm(role, min(reached), left.days, not_after, fingerprint)]


def _fingerprint(pem: str) -> str:
    certificate = x509.load_pem_x509_certificate(pem.encode())
    return certificate.fingerprint(hashes.SHA256()).hex()
