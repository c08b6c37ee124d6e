"""Opens a .pkpass as strictly as iOS, and says every reason why not.

What would make it laxer than a phone are two named allowances: the roots it trusts
beside Apple's, and web services on this machine by http.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509

from wallet_service.simulator import archive_check, signature_check
from wallet_service.wallets.apple import (
    certificates,
    pass_fields,
    pass_json,
    pass_strings,
    pictures,
)

REQUIRED = (
    "pass.json",
    archive_check.MANIFEST,
    archive_check.SIGNATURE,
    *pictures.REQUIRED,
)


class PassRefused(ValueError):
    """A phone would not open this pass; `reasons` holds all that were found."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(self.reasons))


@dataclass(frozen=True, slots=True)
class PassFile:
    """An opened pass: the document, files, texts by language, and who signed."""

    document: Mapping[str, object]
    files: Mapping[str, bytes] = field(repr=False)
    strings: Mapping[str, Mapping[str, str]] = field(repr=False)
    certificate: certificates.CertificateFacts
    signed_at: datetime

    def localized(self, text: str, language: str) -> str:
        """What the phone shows for `text`: its translation, or the raw key."""
        return self.strings.get(language, {}).get(text, text)


def check(
    data: bytes,
    *,
    trusted_roots: Sequence[bytes],
    now: datetime,
    allow_loopback_http: bool = False,
) -> PassFile:
    """The opened pass; raises PassRefused with every reason.

    `trusted_roots` are PEM certificates; a phone trusts Apple's root alone.
    """
    try:
        files = archive_check.read(data)
    except archive_check.ArchiveRefused as error:
        raise PassRefused([str(error)]) from None
    missing = [f"{name}: is missing" for name in REQUIRED if name not in files]
    if (
        not {archive_check.MANIFEST, archive_check.SIGNATURE, "pass.json"}
        <= files.keys()
    ):
        raise PassRefused(missing)
    reasons = missing + archive_check.manifest_problems(files)
    signature = _signature(files, trusted_roots, now, reasons)
    document = _document(files["pass.json"], reasons)
    strings = _strings(files, reasons)
    allow_nfc = (
        signature is not None and certificates.inspect(signature.leaf).allows_nfc
    )
    reasons += pass_json.problems(
        document, allow_nfc=allow_nfc, allow_http=allow_loopback_http
    )
    reasons += _file_problems(files, document, allow_nfc=allow_nfc)
    if signature is None:
        raise PassRefused(reasons)
    facts = certificates.inspect(signature.leaf)
    reasons += _identity_problems(document, facts)
    if reasons:
        raise PassRefused(reasons)
    return PassFile(document, files, strings, facts, signature.signed_at)


def _signature(
    files: Mapping[str, bytes],
    trusted_roots: Sequence[bytes],
    now: datetime,
    reasons: list[str],
) -> signature_check.Signature | None:
    roots = [x509.load_pem_x509_certificate(pem) for pem in trusted_roots]
    try:
        return signature_check.verify(
            files[archive_check.SIGNATURE],
            files[archive_check.MANIFEST],
            trusted_roots=roots,
            now=now,
        )
    except signature_check.SignatureRefused as error:
        reasons.append(str(error))
        return None


def _document(data: bytes, reasons: list[str]) -> dict[str, object]:
    try:
        document = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        reasons.append("pass.json: is no JSON in UTF-8 without a byte order mark")
        return {}
    if isinstance(document, dict):
        return document
    reasons.append("pass.json: is no object")
    return {}


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _strings(
    files: Mapping[str, bytes], reasons: list[str]
) -> dict[str, dict[str, str]]:
    found = {}
    for name, data in files.items():
        folder, _, last = name.rpartition("/")
        if last == "pass.strings":
            try:
                found[folder.removesuffix(".lproj")] = pass_strings.parse(data)
            except pass_strings.StringsUnreadable as error:
                reasons.append(f"{name}: {error}")
    reasons += pass_strings.key_problems(found)
    return found


def _file_problems(
    files: Mapping[str, bytes], document: Mapping[str, object], *, allow_nfc: bool
) -> list[str]:
    found = []
    if not allow_nfc and any(
        name.split("/")[-1].startswith("personalization") for name in files
    ):
        found.append(
            "personalization: Passes with it must be signed with an NFC certificate"
        )
    styles = pass_fields.STYLES & document.keys()
    if len(styles) == 1:
        images = {name: data for name, data in files.items() if name.endswith(".png")}
        found += pictures.problems(images, min(styles))
    known = {
        "pass.json",
        archive_check.MANIFEST,
        archive_check.SIGNATURE,
        "personalization.json",
    }
    found += [
        f"{name}: does not belong in a pass"
        for name in files
        if name not in known and not name.endswith((".png", ".lproj/pass.strings"))
    ]
    return found


def _identity_problems(
    document: Mapping[str, object], facts: certificates.CertificateFacts
) -> list[str]:
    expected = (
        ("passTypeIdentifier", facts.pass_type_identifier),
        ("teamIdentifier", facts.team_identifier),
        ("passTypeIdentifier", facts.identifier_in_extension),
    )
    return [
        f"{key}: {document.get(key)!r} may not match the certificate, which says "
        f"{value!r}"
        for key, value in expected
        if document.get(key) != value
    ]
