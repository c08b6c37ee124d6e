"""The brands' signers, loaded once for each certificate.

The brand's row names the certificate in force and is read every time, so that a renewal
takes effect without a restart; loading the key takes tens of milliseconds.
"""

from __future__ import annotations

import threading
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.apple import AppleCertificate, ApplePassType
from wallet_service.services.errors import Unavailable
from wallet_service.services.keyring import Keyring
from wallet_service.vault import SealBroken
from wallet_service.wallets.apple import certificates
from wallet_service.wallets.apple.certificate_faults import CertificateFault
from wallet_service.wallets.apple.signing import Signer


def key_context(certificate_id: str) -> str:
    """The place that a certificate's sealed private key is bound to."""
    return f"apple_certificate.key:{certificate_id}"


class Signers:
    """One signer per brand in memory, that of the certificate in force."""

    def __init__(self, keyring: Keyring, *, allow_foreign_intermediate: bool) -> None:
        self._keyring = keyring
        self._allow_foreign = allow_foreign_intermediate
        self._loading = threading.Lock()
        self._loaded: dict[str, tuple[str, Signer]] = {}

    def signer(self, session: BrandSession, now: datetime) -> Signer:
        """The brand's signer, valid at `now`.

        Raises Unavailable without a certificate, outside its validity, or when its key
        cannot be opened; the code says which.
        """
        certificate_id = _certificate_in_force(session)
        known = self._loaded.get(session.brand)
        if known is None or known[0] != certificate_id:
            with self._loading:
                known = self._load_once(session, certificate_id, now)
        signer = known[1]
        if now > signer.not_after:
            detail = (
                f"The pass certificate ended on {signer.not_after:%Y-%m-%d}: renew it "
                "at Apple and install the new one."
            )
            raise Unavailable("apple_certificate_expired", detail)
        return signer

    def _load_once(
        self, session: BrandSession, certificate_id: str, now: datetime
    ) -> tuple[str, Signer]:
        known = self._loaded.get(session.brand)
        if known is None or known[0] != certificate_id:
            known = certificate_id, self._load(session, certificate_id, now)
            self._loaded[session.brand] = known
        return known

    def _load(
        self, session: BrandSession, certificate_id: str, now: datetime
    ) -> Signer:
        statement = select(
            AppleCertificate.certificate_pem,
            AppleCertificate.intermediate_pem,
            AppleCertificate.key_sealed,
        ).where(AppleCertificate.id == certificate_id)
        row = session.execute(statement).one()
        data_key = self._keyring.data_key(session)
        try:
            return certificates.load(
                row.certificate_pem.encode(),
                data_key.open(row.key_sealed, context=key_context(certificate_id)),
                now=now,
                intermediate=row.intermediate_pem.encode(),
                allow_foreign_intermediate=self._allow_foreign,
            )
        except CertificateFault as fault:
            detail = f"The pass certificate cannot sign: {fault}."
            raise Unavailable(f"apple_{fault.code}", detail) from None
        except SealBroken:
            detail = "The key of the pass certificate does not open; install it anew."
            raise Unavailable("apple_key_sealed", detail) from None


def _certificate_in_force(session: BrandSession) -> str:
    statement = select(ApplePassType.certificate_id).where(
        ApplePassType.brand_id == session.brand
    )
    certificate_id: str | None = session.core.scalar(statement)
    if certificate_id is None:
        detail = (
            "The brand has no Apple pass certificate: install one with "
            "'wallet-service apple install'."
        )
        raise Unavailable("apple_certificate_missing", detail)
    return certificate_id
