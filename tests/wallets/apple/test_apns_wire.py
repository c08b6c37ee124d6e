"""The socket under a connection: the last words of the other side are always read."""

from __future__ import annotations

import socket
import ssl
import threading
from pathlib import Path

import pytest

from tests.push_house import chain
from wallet_service.wallets.apple import apns
from wallet_service.wallets.apple.apns import tls
from wallet_service.wallets.apple.apns.wire import Bell, Lost, Wire


def a_wire_after(server_says: bytes, tmp_path: Path, bell: Bell) -> Wire:
    """A wire whose server has said something and hung up before anything was read."""
    server = chain().server
    file = tmp_path / "server.pem"
    file.write_bytes(server.key_pem + server.certificate_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    context.set_alpn_protocols(["h2"])
    leaf = chain().pass_certificate
    ours = apns.client_context(
        certificate_pem=leaf.certificate_pem,
        key_pem=leaf.key_pem,
        trusted_ca_pem=chain().root.certificate_pem,
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def say_and_hang_up() -> None:
            plain, _ = listening.accept()
            with context.wrap_socket(plain, server_side=True) as sock:
                sock.sendall(server_says)

        thread = threading.Thread(target=say_and_hang_up)
        thread.start()
        sock = tls.connect(ours, *listening.getsockname(), timeout=5.0)
        thread.join(5.0)
    return Wire(sock, bell)


@pytest.mark.parametrize("writes_first", [False, True])
def test_what_was_said_is_read_before_the_loss_is_told(tmp_path, writes_first):
    bell = Bell()
    wire = a_wire_after(b"last words", tmp_path, bell)
    if writes_first:
        for _ in range(50):
            wire.flush(bytearray(100_000))
    wire.wait(to_write=False, timeout=5.0)
    assert wire.read() == b"last words"
    wire.wait(to_write=True, timeout=5.0)
    with pytest.raises(Lost):
        wire.read()
    with pytest.raises(Lost):
        wire.read()
    wire.close()
    bell.close()


def test_a_bell_wakes_the_one_that_waits_and_may_ring_when_nobody_does(tmp_path):
    bell = Bell()
    wire = a_wire_after(b"", tmp_path, bell)
    for _ in range(3):
        bell.ring()
    wire.wait(to_write=False, timeout=5.0)
    wire.close()
    bell.close()
    bell.ring()
