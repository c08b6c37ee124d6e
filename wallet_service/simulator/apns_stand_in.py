"""A stand-in for APNs: real HTTP/2 over TLS, and a client certificate is needed.

It judges requests as Apple does, hands accepted pushes to virtual phones, and fails on
demand (`apns_faults`).
"""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.x509.oid import NameOID
from h2.settings import SettingCodes

from wallet_service.simulator.apns_connection import House, StandInConnection
from wallet_service.simulator.apns_faults import FaultPlan, ReceivedPush
from wallet_service.simulator.apns_listeners import Listener, Listeners
from wallet_service.simulator.apns_records import Records

_HANDSHAKE_TIMEOUT = 10.0


class ApnsStandIn:
    """A context manager; `port` 0 takes any free port. Certificates are PEM.

    Clients must hold a certificate issued by `client_ca_pem`; its UID is their topic.
    `alpn` is what it offers in TLS. `keep` bounds the accepted pushes that are kept.
    """

    def __init__(
        self,
        *,
        certificate_pem: bytes,
        key_pem: bytes,
        client_ca_pem: bytes,
        host: str = "127.0.0.1",
        port: int = 0,
        max_concurrent_streams: int = 1000,
        initial_window_size: int = 65535,
        alpn: Sequence[str] = ("h2",),
        keep: int = 100_000,
    ) -> None:
        self.faults = FaultPlan()
        self.records = Records(keep)
        self._listeners = Listeners()
        self._house = House(self.records, self.faults, self._listeners)
        self._context = _server_context(certificate_pem, key_pem, client_ca_pem)
        if alpn:
            self._context.set_alpn_protocols(list(alpn))
        self._settings = {
            SettingCodes.MAX_CONCURRENT_STREAMS: max_concurrent_streams,
            SettingCodes.INITIAL_WINDOW_SIZE: initial_window_size,
        }
        self._wanted = (host, port)
        self._lock = threading.Lock()
        self._connections: set[StandInConnection] = set()
        self._threads: set[threading.Thread] = set()
        self._listening: socket.socket | None = None
        self._is_stopping = False

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to connect to. Raises RuntimeError before `start`."""
        if self._listening is None:
            raise RuntimeError("the stand-in is not started")
        host, port = self._listening.getsockname()[:2]
        return str(host), int(port)

    @property
    def accepted(self) -> list[ReceivedPush]:
        """The pushes that were accepted, oldest first."""
        return self.records.accepted

    @property
    def connections_opened(self) -> int:
        """How many connections have come through TLS so far."""
        return self.records.count("connections")

    def on_push(self, token: str, listener: Listener) -> Callable[[], None]:
        """Call `listener` for each accepted push to the token; returns what ends it."""
        return self._listeners.add(token, listener)

    def wait_for_pushes(self, count: int, timeout: float = 10.0) -> bool:
        """Wait until so many pushes have been accepted in all; whether they have."""
        return self.records.wait_until(
            lambda: self.records.count("accepted") >= count, timeout
        )

    def set_max_concurrent_streams(self, limit: int) -> None:
        """Tell every open connection the new limit; later ones start with it."""
        self._settings[SettingCodes.MAX_CONCURRENT_STREAMS] = limit
        with self._lock:
            for connection in self._connections:
                connection.change_settings({SettingCodes.MAX_CONCURRENT_STREAMS: limit})

    def start(self) -> None:
        """Listen, and serve in threads."""
        # At level DEBUG hpack logs every header it decodes, push tokens among them.
        logging.getLogger("hpack").setLevel(logging.INFO)
        self._listening = socket.create_server(self._wanted)
        self._listeners.start()
        self._spawn(self._accept_all, self._listening)

    def stop(self) -> None:
        """Close the door and all connections, and wait for the threads."""
        if self._listening is not None:
            # Closing alone would leave a thread in accept() waiting.
            with contextlib.suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
        with self._lock:
            self._is_stopping = True
            threads = list(self._threads)
            for connection in self._connections:
                connection.stop()
        for thread in threads:
            thread.join(_HANDSHAKE_TIMEOUT)
        self._listeners.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _spawn(
        self, work: Callable[[socket.socket], None], sock: socket.socket
    ) -> None:
        def run() -> None:
            try:
                work(sock)
            finally:
                with self._lock:
                    self._threads.discard(threading.current_thread())

        thread = threading.Thread(target=run, name="apns-stand-in", daemon=True)
        with self._lock:
            self._threads.add(thread)
        thread.start()

    def _accept_all(self, listening: socket.socket) -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            self._spawn(self._serve, plain)

    def _serve(self, plain: socket.socket) -> None:
        try:
            plain.settimeout(_HANDSHAKE_TIMEOUT)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock = self._context.wrap_socket(plain, server_side=True)
        except OSError:
            self.records.add("refused in TLS")
            plain.close()
            return
        connection = StandInConnection(
            sock,
            self._house,
            number=self.records.add("connections"),
            topic=_topic_of(sock),
            settings=dict(self._settings),
        )
        with self._lock:
            self._connections.add(connection)
            if self._is_stopping:
                connection.stop()
        try:
            connection.run()
        finally:
            with self._lock:
                self._connections.discard(connection)


def _server_context(certificate: bytes, key: bytes, client_ca: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    # The authority given may be an intermediate one, as Apple's for passes is.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=client_ca.decode("ascii"))
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(key + b"\n" + certificate)
        file.flush()
        context.load_cert_chain(file.name)
    return context


def _topic_of(sock: ssl.SSLSocket) -> str:
    certificate = x509.load_der_x509_certificate(sock.getpeercert(True) or b"")
    names = certificate.subject.get_attributes_for_oid(NameOID.USER_ID)
    return str(names[0].value) if names else ""
