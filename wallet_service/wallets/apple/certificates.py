"""Pass Type ID certificates: request, inspect, load for signing, watch their end.

`load` refuses whatever would make a pass that does not open, each fault with its code
(Apple Account Help: Create Pass Type ID certificates; WWDR intermediate certificates).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from wallet_service.wallets.apple import (
    certificate_chain,
    certificate_files,
    cms,
    signing,
)
from wallet_service.wallets.apple.certificate_faults import CertificateFault

NAME_PREFIXES = ("Pass Type ID: ", signing.NAME_WITH_NFC)
# Holds the pass type identifier once more (checked 2026-11).
APPLE_IDENTIFIER = x509.ObjectIdentifier("1.2.840.113635.100.6.1.16")
ALARM_DAYS = (60, 30, 14, 7, 1)

_STRING_TAGS = {0x0C, 0x13, 0x16}


@dataclass(frozen=True, slots=True)
class CertificateRequest:
    """A signing request to upload at Apple, and the private key to keep secret; PEM."""

    request_pem: bytes
    key_pem: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a pass certificate says of itself; nothing here is secret."""

    pass_type_identifier: str
    team_identifier: str
    name: str
    organization: str
    issuer: str
    identifier_in_extension: str | None
    not_before: datetime
    not_after: datetime
    fingerprint: str
    allows_nfc: bool


@dataclass(frozen=True, slots=True)
class ExpiryAlarm:
    """A certificate that ends soon; `role` is certificate or intermediate.

    `threshold` is the step of ALARM_DAYS that was reached, or 0 when it has ended: send
    one notice for each (fingerprint, threshold).
    """

    role: str
    threshold: int
    days_left: int
    not_after: datetime
    fingerprint: str


def make_request(
    common_name: str, *, email: str | None = None, password: bytes | None = None
) -> CertificateRequest:
    """A fresh RSA-2048 key and its request; Apple replaces the subject by its own.

    `password` encrypts the key.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    # X.520 ends a common name at 64 bytes.
    name = common_name.encode()[:64].decode(errors="ignore")
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if email:
        attributes.append(x509.NameAttribute(NameOID.EMAIL_ADDRESS, email))
    request = x509.CertificateSigningRequestBuilder(x509.Name(attributes))
    encryption: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    return CertificateRequest(
        request.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        ),
    )


def inspect(certificate: bytes | x509.Certificate) -> CertificateFacts:
    """The facts of a certificate, DER or PEM; raises CertificateFault if unreadable."""
    if isinstance(certificate, bytes):
        certificate = certificate_files.read_certificate(certificate)
    subject = certificate.subject
    name = certificate_chain.attribute(subject, NameOID.COMMON_NAME)
    return CertificateFacts(
        pass_type_identifier=certificate_chain.attribute(subject, NameOID.USER_ID),
        team_identifier=certificate_chain.attribute(
            subject, NameOID.ORGANIZATIONAL_UNIT_NAME
        ),
        name=name,
        organization=certificate_chain.attribute(subject, NameOID.ORGANIZATION_NAME),
        issuer=certificate_chain.common_name(certificate.issuer),
        identifier_in_extension=_identifier_in_extension(certificate),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        allows_nfc=name.startswith(signing.NAME_WITH_NFC),
    )


def _identifier_in_extension(certificate: x509.Certificate) -> str | None:
    try:
        extension = certificate.extensions.get_extension_for_oid(APPLE_IDENTIFIER).value
    except x509.ExtensionNotFound:
        return None
    if not isinstance(extension, x509.UnrecognizedExtension):
        return None
    value = extension.value
    if len(value) < 2 or value[0] not in _STRING_TAGS or value[1] != len(value) - 2:
        return None
    return value[2:].decode("utf-8", "replace")


def load(
    certificate: bytes,
    key: bytes,
    *,
    now: datetime,
    password: bytes | None = None,
    intermediate: bytes | None = None,
    allow_foreign_intermediate: bool = False,
    expected_identifier: str | None = None,
    expected_team: str | None = None,
) -> signing.Signer:
    """The signer for a certificate and its key, each DER or PEM, after every check.

    Without `intermediate` the built-in one of Apple is chosen. The expected values
    guard a renewal. Takes tens of milliseconds, as the key is validated: keep the
    signer. Raises CertificateFault.
    """
    leaf = certificate_files.read_certificate(certificate)
    private_key = certificate_files.read_key(key, password)
    if leaf.public_key() != private_key.public_key():
        raise CertificateFault("key_mismatch")
    facts = inspect(leaf)
    _check_facts(facts)
    _check_expected(facts, expected_identifier, expected_team)
    issuer = certificate_chain.choose(leaf, intermediate)
    certificate_chain.check_validity(leaf, now, "certificate")
    certificate_chain.check_intermediate(
        issuer, now, allow_foreign=allow_foreign_intermediate
    )
    signer = signing.Signer(leaf, private_key, issuer)
    self_test(signer, now)
    return signer


def _check_facts(facts: CertificateFacts) -> None:
    uid = facts.pass_type_identifier
    if not uid.startswith("pass."):
        raise CertificateFault("not_a_pass_certificate", uid=uid)
    if not facts.name.startswith(NAME_PREFIXES):
        raise CertificateFault("name_unexpected", name=facts.name)
    if not facts.team_identifier:
        raise CertificateFault("team_missing")
    if facts.identifier_in_extension != uid:
        raise CertificateFault(
            "identifier_disagrees",
            extension=facts.identifier_in_extension or "",
            uid=uid,
        )


def _check_expected(
    facts: CertificateFacts, identifier: str | None, team: str | None
) -> None:
    if identifier not in {None, facts.pass_type_identifier}:
        raise CertificateFault(
            "other_pass_type",
            found=facts.pass_type_identifier,
            expected=str(identifier),
        )
    if team not in {None, facts.team_identifier}:
        raise CertificateFault(
            "other_team", found=facts.team_identifier, expected=str(team)
        )


def self_test(signer: signing.Signer, now: datetime) -> None:
    """Sign a trial manifest and verify it; the fault is ``self_test_failed``."""
    trial = b'{\n"pass.json":"trial"\n}'
    signature = signer.sign(trial, now)
    embedded = pkcs7.load_der_pkcs7_certificates(signature)
    public_key = signer.certificate.public_key()
    if not isinstance(public_key, rsa.RSAPublicKey) or len(embedded) != 2:
        raise CertificateFault("self_test_failed")
    signed = cms.der(0x31, cms.signed_attributes(trial, now))
    try:
        public_key.verify(
            signature[-public_key.key_size // 8 :],
            signed,
            padding.PKCS1v15(),
            hashes.SHA256(),
        )
    except InvalidSignature:
        raise CertificateFault("self_test_failed") from None
    if set(embedded) != {signer.certificate, signer.intermediate}:
        raise CertificateFault("self_test_failed")


def expiry_alarms(signer: signing.Signer, now: datetime) -> tuple[ExpiryAlarm, ...]:
    """The alarms due at `now`: 60, 30, 14, 7, 1 days ahead, and 0 after the end."""
    alarms = []
    for role, certificate in (
        ("certificate", signer.certificate),
        ("intermediate", signer.intermediate),
    ):
        left = certificate.not_valid_after_utc - now
        reached = [
            days for days in (*ALARM_DAYS, 0) if left.total_seconds() <= days * 86_400
        ]
        if reached:
            alarms.append(
                ExpiryAlarm(
                    role,
                    min(reached),
                    left.days,
                    certificate.not_valid_after_utc,
                    certificate.fingerprint(hashes.SHA256()).hex(),
                )
            )
    return tuple(alarms)
