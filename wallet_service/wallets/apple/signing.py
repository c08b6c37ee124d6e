"""The signer of one pass type: certificate, private key and intermediate, loaded once.

It refuses to sign outside the certificate's validity, because Wallet compares the two.
"""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from wallet_service.wallets.apple import cms

NAME_WITH_NFC = "Pass Type ID with NFC: "


class OutsideValidity(ValueError):
    """The certificate was not valid at that instant: renew it, check the clock."""


class Signer:
    """Signs manifests; shared by threads, since nothing in it changes.

    Built by `certificates.load`, which checks what is put together here.
    """

    def __init__(
        self,
        certificate: x509.Certificate,
        private_key: rsa.RSAPrivateKey,
        intermediate: x509.Certificate,
    ) -> None:
        self.certificate = certificate
        self.intermediate = intermediate
        self.pass_type_identifier = _subject(certificate, NameOID.USER_ID)
        self.team_identifier = _subject(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)
        self.allows_nfc = _subject(certificate, NameOID.COMMON_NAME).startswith(
            NAME_WITH_NFC
        )
        self.not_before = certificate.not_valid_before_utc
        self.not_after = certificate.not_valid_after_utc
        self.fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
        self._private_key = private_key
        self._padding = padding.PKCS1v15()
        self._hash = hashes.SHA256()
        self._frame = cms.SignedData(
            certificate.public_bytes(serialization.Encoding.DER),
            intermediate.public_bytes(serialization.Encoding.DER),
            issuer=certificate.issuer.public_bytes(),
            serial_number=certificate.serial_number,
        )

    def sign(self, manifest: bytes, signed_at: datetime) -> bytes:
        """The detached CMS signature over `manifest`, as DER.

        Raises OutsideValidity, and ValueError when `signed_at` has no time zone.
        """
        if signed_at.tzinfo is None:
            raise ValueError("signed_at has no time zone; give an aware datetime")
        if not self.not_before <= signed_at <= self.not_after:
            raise OutsideValidity(
                f"the certificate of {self.pass_type_identifier} is valid from "
                f"{self.not_before:%Y-%m-%d %H:%M} to "
                f"{self.not_after:%Y-%m-%d %H:%M} UTC, not "
                f"at {signed_at:%Y-%m-%d %H:%M}; install a renewed one, or set the "
                "clock right"
            )
        return self._frame.assemble(manifest, signed_at, self._sign_bytes)

    def _sign_bytes(self, data: bytes) -> bytes:
        return self._private_key.sign(data, self._padding, self._hash)

    def certificate_pem(self) -> bytes:
        """The certificate as PEM; it is public."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def intermediate_pem(self) -> bytes:
        """The intermediate certificate as PEM; it is public."""
        return self.intermediate.public_bytes(serialization.Encoding.PEM)

    def private_key_pem(self) -> bytes:
        """The private key as unencrypted PKCS#8 PEM; the caller seals it at once."""
        return self._private_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def __repr__(self) -> str:
        return (
            f"Signer({self.pass_type_identifier!r}, team {self.team_identifier!r}, "
            f"until {self.not_after:%Y-%m-%d})"
        )


def _subject(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    values = certificate.subject.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""
