"""From a document to a signed .pkpass: judge, write, splice, sign; in memory only.

Nothing is signed that iOS would refuse or that belongs to another certificate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from wallet_service.wallets.apple import bundle, pass_json, signing


def build(
    document: Mapping[str, object],
    template: bundle.BundleTemplate,
    *,
    signer: signing.Signer,
    signed_at: datetime,
    changing: Sequence[bundle.PreparedFile] = (),
    allow_http: bool = False,
    accepted: Mapping[str, object] | None = None,
) -> bytes:
    """The signed pass of `document`; `changing` holds prepared pictures of its state.

    `allow_http` lets webServiceURL be http to this machine, for development. `accepted`
    is a document of the same design that was judged before: values taken over from it
    as the same objects are not judged again. Raises PassRejected, BundleRefused or
    OutsideValidity.
    """
    found = pass_json.problems(
        document,
        allow_nfc=signer.allows_nfc,
        allow_http=allow_http,
        accepted=accepted or {},
    )
    found += _foreign_identity(document, signer)
    if template.style not in document:
        found.append(f"style: the template is for {template.style}; use that style")
    if found:
        raise pass_json.PassRejected(found)
    content = pass_json.dump(document)
    return template.build(content, signer, signed_at=signed_at, changing=changing)


def _foreign_identity(
    document: Mapping[str, object], signer: signing.Signer
) -> list[str]:
    expected = {
        "passTypeIdentifier": signer.pass_type_identifier,
        "teamIdentifier": signer.team_identifier,
    }
    return [
        f"{key}: must be {value}, as in the certificate that signs"
        for key, value in expected.items()
        if document.get(key) != value
    ]
