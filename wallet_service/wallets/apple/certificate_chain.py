"""Which intermediate issued a pass certificate: by name and key, never by file name.

Apple's WWDR G4 is built in; it issues all current pass certificates (checked 2026-11).
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import resources

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import NameOID

from wallet_service.wallets.apple import certificate_files
from wallet_service.wallets.apple.certificate_faults import CertificateFault

APPLE_NAME = "Apple Worldwide Developer Relations Certification Authority"
GENERATION = "G4"
# Before generations were numbered, the first one carried this unit.
_FIRST_GENERATION_UNIT = "Apple Worldwide Developer Relations"


@cache
def built_in() -> x509.Certificate:
    """Apple's WWDR G4, shipped with the program."""
    folder = resources.files("wallet_service.wallets.apple") / "data"
    return certificate_files.read_intermediate(
        (folder / "AppleWWDRCAG4.pem").read_bytes()
    )


def choose(leaf: x509.Certificate, given: bytes | None) -> x509.Certificate:
    """The intermediate of `leaf`: the `given` one, or the built-in one.

    Raises CertificateFault when it is unreadable, of a wrong generation, or no issuer.
    """
    _refuse_generation(
        leaf.issuer, "certificate's issuer", "make a new certificate at Apple"
    )
    if given is not None:
        intermediate = certificate_files.read_intermediate(given)
        _refuse_generation(
            intermediate.subject, "intermediate", "leave it out, G4 is built in"
        )
    elif leaf.issuer == built_in().subject:
        intermediate = built_in()
    else:
        raise CertificateFault("intermediate_missing", issuer=common_name(leaf.issuer))
    if not issued(leaf, intermediate):
        raise CertificateFault(
            "intermediate_does_not_match",
            issuer=common_name(leaf.issuer),
            found=common_name(intermediate.subject),
        )
    return intermediate


def check_intermediate(
    intermediate: x509.Certificate, now: datetime, *, allow_foreign: bool
) -> None:
    """Raise CertificateFault unless it is valid, and Apple's or allowed."""
    if intermediate != built_in() and not allow_foreign:
        raise CertificateFault(
            "intermediate_foreign", found=common_name(intermediate.subject)
        )
    check_validity(intermediate, now, "intermediate")


def check_validity(certificate: x509.Certificate, now: datetime, role: str) -> None:
    """Raise CertificateFault ``<role>_expired`` or ``<role>_not_yet_valid``."""
    if now > certificate.not_valid_after_utc:
        day = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
        raise CertificateFault(f"{role}_expired", day=day)
    if now < certificate.not_valid_before_utc:
        day = f"{certificate.not_valid_before_utc:%Y-%m-%d}"
        raise CertificateFault(f"{role}_not_yet_valid", day=day)


def issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether `issuer` is an authority and its key signed `certificate`.

    The signature proves more than the key identifiers do, which are only hints.
    """
    try:
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints)
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    return constraints.value.ca


def _refuse_generation(name: x509.Name, role: str, cure: str) -> None:
    if common_name(name) != APPLE_NAME:
        return
    unit = attribute(name, NameOID.ORGANIZATIONAL_UNIT_NAME)
    generation = "G1" if unit == _FIRST_GENERATION_UNIT else unit
    if generation != GENERATION:
        raise CertificateFault(
            "intermediate_wrong_generation",
            role=role,
            found=generation or "unknown",
            expected=GENERATION,
            cure=cure,
        )


def common_name(name: x509.Name) -> str:
    """The common name, or an empty string."""
    return attribute(name, NameOID.COMMON_NAME)


def attribute(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    """The first value of `oid` in a distinguished name, or an empty string."""
    values = name.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""
