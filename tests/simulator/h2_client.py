"""A bare HTTP/2 client on `h2`: it sends the stand-in what ours never would."""

from __future__ import annotations

import json
import socket
import ssl
from typing import Any

from h2.connection import H2Connection
from h2.events import DataReceived, ResponseReceived, StreamEnded
from h2.settings import Settings

from tests.push_house import chain
from wallet_service.simulator.apns_stand_in import ApnsStandIn
from wallet_service.wallets.apple import apns


class BareClient:
    """One connection, one request at a time."""

    def __init__(self, stand_in: ApnsStandIn) -> None:
        leaf = chain().pass_certificate
        context = apns.client_context(
            certificate_pem=leaf.certificate_pem,
            key_pem=leaf.key_pem,
            chain_pem=chain().intermediate.certificate_pem,
            trusted_ca_pem=chain().root.certificate_pem,
        )
        plain = socket.create_connection(stand_in.address, timeout=10.0)
        self._sock: ssl.SSLSocket = context.wrap_socket(
            plain, server_hostname="127.0.0.1"
        )
        self._h2 = H2Connection()
        self._h2.initiate_connection()

    def __enter__(self) -> BareClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._sock.close()

    def open_streams(self, count: int, headers: dict[str, str]) -> None:
        """Open so many streams at once, whatever limit the server has set."""
        self._h2.remote_settings = Settings(client=False)
        for _ in range(count):
            stream_id = self._h2.get_next_available_stream_id()
            self._h2.send_headers(stream_id, list(headers.items()))
        self._sock.sendall(self._h2.data_to_send())

    def request(
        self, headers: dict[str, str], body: bytes
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """The response's headers and its JSON, empty if there is none."""
        stream_id = self._h2.get_next_available_stream_id()
        self._h2.send_headers(stream_id, list(headers.items()))
        self._h2.send_data(stream_id, body, end_stream=True)
        answered: dict[str, str] = {}
        content = b""
        while True:
            self._sock.sendall(self._h2.data_to_send())
            for event in self._h2.receive_data(self._sock.recv(65536)):
                match event:
                    case ResponseReceived():
                        answered = {
                            name.decode(): value.decode()
                            for name, value in event.headers or []
                        }
                    case DataReceived():
                        content += event.data or b""
                    case StreamEnded():
                        return answered, json.loads(content or b"{}")
