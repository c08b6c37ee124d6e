"""The TLS side: the pass certificate as client certificate, HTTP/2 by ALPN, TLS 1.2+.

A private key is on disk only for the moment in which OpenSSL reads it.
"""

from __future__ import annotations

import socket
import ssl
import tempfile

from wallet_service.wallets.apple.apns import answers
from wallet_service.wallets.apple.apns.answers import PushAnswer

PRODUCTION_HOST = "api.push.apple.com"
_ALPN = "h2"
# In the names that OpenSSL gives to the alerts of the other side.
_ABOUT_OUR_CERTIFICATE = ("CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED")


class UnusableCredential(ValueError):
    """The certificate and key cannot serve as a client certificate."""


class NoHttp2(Exception):
    """The other side speaks TLS, but did not choose HTTP/2."""


def client_context(
    *,
    certificate_pem: bytes,
    key_pem: bytes,
    chain_pem: bytes = b"",
    trusted_ca_pem: bytes | None = None,
) -> ssl.SSLContext:
    """The context for connections with this pass certificate.

    `chain_pem` holds intermediates to send along; `trusted_ca_pem` replaces the
    system's roots (for a stand-in). Raises UnusableCredential.
    """
    roots = None if trusted_ca_pem is None else trusted_ca_pem.decode("ascii")
    context = ssl.create_default_context(cadata=roots)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols([_ALPN])
    # Created with mode 0600 and gone when the block ends.
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(b"\n".join((key_pem, certificate_pem, chain_pem)))
        file.flush()
        try:
            context.load_cert_chain(file.name, password=_no_password)
        except (ssl.SSLError, ValueError) as error:
            raise UnusableCredential(_cure(error)) from None
    return context


def connect(
    context: ssl.SSLContext, host: str, port: int, *, timeout: float
) -> ssl.SSLSocket:
    """A connected, non-blocking socket that speaks HTTP/2; the name is resolved anew.

    Raises OSError (ssl.SSLError among them) or NoHttp2.
    """
    plain = socket.create_connection((host, port), timeout=timeout)
    try:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wrapped = context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
    if wrapped.selected_alpn_protocol() != _ALPN:
        wrapped.close()
        raise NoHttp2("the server did not agree to HTTP/2")
    wrapped.setblocking(False)
    return wrapped


def verdict_on(error: Exception | None) -> PushAnswer | None:
    """What a connection's error means for every push; None if another try may do."""
    if isinstance(error, NoHttp2):
        return answers.Refused(None, "NoHttp2")
    if isinstance(error, ssl.SSLCertVerificationError):
        return answers.Refused(None, "ServerCertificateNotTrusted")
    if not isinstance(error, ssl.SSLError) or "ALERT" not in (error.reason or ""):
        return None
    if "NO_APPLICATION_PROTOCOL" in error.reason:
        return answers.Refused(None, "NoHttp2")
    if any(word in error.reason for word in _ABOUT_OUR_CERTIFICATE):
        return answers.CredentialRefused(None, "CertificateRefusedInTls")
    return None


def _no_password() -> bytes:
    """Without this OpenSSL would ask on the terminal."""
    raise ValueError("the private key is encrypted")


def _cure(error: Exception) -> str:
    if not isinstance(error, ssl.SSLError):
        return "the private key is encrypted: give it without a passphrase"
    if error.reason == "KEY_VALUES_MISMATCH":
        return "the private key is not the certificate's: give the pair that belongs"
    return "not a PEM certificate with its PEM private key: export both as PEM"
