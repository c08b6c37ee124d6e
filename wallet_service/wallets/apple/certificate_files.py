"""Reading certificate and key files as people have them: DER, PEM, .p12, or swapped."""

from __future__ import annotations

from collections.abc import Callable

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from wallet_service.wallets.apple.certificate_faults import CertificateFault

# PKCS#12: version 3, then PKCS#7 data. RC2-40 is what Keychain exports.
_P12_VERSION = b"\x02\x01\x03\x30"
_PKCS7_DATA = bytes.fromhex("06092a864886f70d010701")
# What the library raises for a certificate that is damaged.
BROKEN = (
    ValueError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
_RC2_40 = bytes.fromhex("060a2a864886f70d010c0106")


def read_certificate(data: bytes) -> x509.Certificate:
    """The certificate in DER or PEM; a CertificateFault names what it is instead."""
    _refuse_p12(data, "the certificate")
    certificate = _certificate(data)
    if certificate is not None:
        return certificate
    if b"PRIVATE KEY-----" in data or _is_der_key(data):
        raise CertificateFault("certificate_is_key")
    if _is_request(data):
        raise CertificateFault("certificate_is_request")
    raise CertificateFault("certificate_unreadable")


def read_intermediate(data: bytes) -> x509.Certificate:
    """The intermediate in DER or PEM; raises CertificateFault."""
    certificate = _certificate(data)
    if certificate is None:
        raise CertificateFault("intermediate_unreadable")
    return certificate


def read_key(data: bytes, password: bytes | None) -> rsa.RSAPrivateKey:
    """The RSA private key in PEM or DER; raises CertificateFault.

    Loading validates the key, which takes tens of milliseconds: load once, keep it.
    """
    _refuse_p12(data, "the private key")
    if b"PRIVATE KEY-----" not in data and _certificate(data):
        raise CertificateFault("key_is_certificate")
    key = _load_key(data, password)
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < 2048:
        raise CertificateFault("key_not_rsa")
    return key


def _load_key(data: bytes, password: bytes | None) -> object:
    load = (
        serialization.load_pem_private_key
        if b"-----BEGIN" in data
        else serialization.load_der_private_key
    )
    try:
        return load(data, password)
    except TypeError:
        # Encrypted without a password, or a password for a key that needs none.
        if password is None:
            raise CertificateFault("key_password_needed") from None
        return _load_key(data, None)
    except (ValueError, UnsupportedAlgorithm):
        encrypted = password is not None and _is_encrypted(data, load)
        code = "key_password_wrong" if encrypted else "key_unreadable"
        raise CertificateFault(code) from None


def _is_encrypted(data: bytes, load: Callable[..., object]) -> bool:
    try:
        load(data, None)
    except TypeError:
        return True
    except (ValueError, UnsupportedAlgorithm):
        return False
    return False


def _certificate(data: bytes) -> x509.Certificate | None:
    load = (
        x509.load_pem_x509_certificate
        if b"-----BEGIN" in data
        else x509.load_der_x509_certificate
    )
    try:
        certificate = load(data)
        # The library reads these when they are asked for, and stumbles over them then.
        _ = (certificate.subject, certificate.issuer, certificate.public_key())
        _ = (certificate.extensions, certificate.not_valid_after_utc)
    except BROKEN:
        return None
    return certificate


def _is_der_key(data: bytes) -> bool:
    try:
        serialization.load_der_private_key(data, None)
    except TypeError:  # encrypted
        return True
    except (ValueError, UnsupportedAlgorithm):
        return False
    return True


def _is_request(data: bytes) -> bool:
    pem = b"-----BEGIN" in data
    try:
        (x509.load_pem_x509_csr if pem else x509.load_der_x509_csr)(data)
    except ValueError:
        return False
    return True


def _refuse_p12(data: bytes, role: str) -> None:
    if data[:1] == b"\x30" and _P12_VERSION in data[:12] and _PKCS7_DATA in data[:64]:
        code = "p12_legacy" if _RC2_40 in data else "p12_given"
        raise CertificateFault(code, role=role, file="certificate.p12")
