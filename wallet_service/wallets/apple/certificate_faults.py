"""Why a certificate cannot sign passes: each fault has a stable code and a cure.

The codes are for programs and translations; messages hold names and dates, never keys.
"""

from __future__ import annotations

from collections.abc import Mapping

_CONVERT = (
    "openssl pkcs12{legacy} -in {file} -clcerts -nokeys -out certificate.pem; "
    "openssl pkcs12{legacy} -in {file} -nocerts -noenc -out key.pem"
)

MESSAGES: Mapping[str, str] = {
    "certificate_unreadable": (
        "the certificate is neither DER nor PEM; give the .cer as downloaded from Apple"
    ),
    "certificate_is_key": (
        "a private key was given as the certificate; exchange the two files"
    ),
    "certificate_is_request": (
        "this is the signing request; upload it at Apple and give the .cer that "
        "comes back"
    ),
    "p12_given": "{role} is a .p12 archive; take it apart: "
    + _CONVERT.replace("{legacy}", ""),
    "p12_legacy": (
        "{role} is a .p12 exported by Keychain with RC2, which OpenSSL 3 reads only "
        "in legacy "
        "mode; take it apart: " + _CONVERT.replace("{legacy}", " -legacy")
    ),
    "key_unreadable": (
        "the private key is neither PEM nor DER; give the file made with the request"
    ),
    "key_is_certificate": (
        "a certificate was given as the private key; exchange the two files"
    ),
    "key_password_needed": "the private key is encrypted; give its password",
    "key_password_wrong": (
        "the password does not open the private key; try the right one"
    ),
    "key_not_rsa": (
        "the private key is not RSA of 2048 bits or more; make a new request"
    ),
    "key_mismatch": (
        "the private key does not belong to the certificate; give the key made with "
        "its request"
    ),
    "not_a_pass_certificate": (
        "the certificate's UID is {uid!r}, and a pass certificate's begins with "
        "'pass.'; "
        "choose Pass Type ID Certificate at Apple"
    ),
    "name_unexpected": (
        "the certificate's name is {name!r}, not 'Pass Type ID: ...'; choose Pass "
        "Type ID "
        "Certificate at Apple"
    ),
    "team_missing": "the certificate names no team (OU); download it again from Apple",
    "identifier_disagrees": (
        "the certificate's Apple extension says {extension!r} and its UID {uid!r}; "
        "download it "
        "again from Apple"
    ),
    "other_pass_type": (
        "the certificate is for {found}, and {expected} is expected; a renewal keeps "
        "the "
        "identifier"
    ),
    "other_team": "the certificate is of team {found}, and {expected} is expected",
    "certificate_expired": "the certificate ended on {day}; renew it at Apple",
    "certificate_not_yet_valid": (
        "the certificate begins on {day}; set the server's clock right"
    ),
    "intermediate_unreadable": (
        "the intermediate is neither DER nor PEM; leave it out, Apple's G4 is built in"
    ),
    "intermediate_missing": (
        "the issuer {issuer!r} is not built in; give its certificate as the "
        "intermediate"
    ),
    "intermediate_wrong_generation": (
        "the {role} is of Apple's generation {found}, and pass certificates come "
        "from {expected}; "
        "{cure}"
    ),
    "intermediate_does_not_match": (
        "the certificate was issued by {issuer!r}, and the intermediate is {found!r} "
        "or has "
        "another key; give the intermediate that issued it"
    ),
    "intermediate_foreign": (
        "the intermediate {found!r} is not Apple's, and phones would refuse the "
        "pass; it is "
        "accepted in development only"
    ),
    "intermediate_expired": "the intermediate ended on {day}; give the current one",
    "intermediate_not_yet_valid": (
        "the intermediate begins on {day}; set the clock right"
    ),
    "self_test_failed": (
        "a trial signature did not verify or did not embed both certificates; give "
        "certificate, "
        "key and intermediate anew"
    ),
}


class CertificateFault(ValueError):
    """A certificate, key or intermediate that cannot sign passes.

    `code` is a key of MESSAGES and stays stable; `facts` fill the message.
    """

    def __init__(self, code: str, **facts: str) -> None:
        self.code = code
        self.facts = facts
        super().__init__(MESSAGES[code].format(**facts))
