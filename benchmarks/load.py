"""A load generator that costs little: raw keep-alive sockets, requests made beforehand.

It sends to this machine only, a fixed number of requests, and stops by itself. The
share of the processor that it takes itself is told beside every figure.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

TIMEOUT_SECONDS = 30


class UnexpectedStatus(Exception):
    """The server answered something that the benchmark did not ask for."""


@dataclass(frozen=True, slots=True)
class Load:
    """How fast it went, and the CPU seconds that the generator used meanwhile."""

    per_second: float
    seconds: float
    generator_cpu: float


def send(
    port: int, requests: Sequence[bytes], *, connections: int, status: int
) -> Load:
    """Send all requests over so many connections; every answer must have `status`."""
    parts = [requests[start::connections] for start in range(connections)]
    faults: list[Exception] = []
    threads = [
        threading.Thread(target=_talk, args=(port, part, status, faults))
        for part in parts
        if part
    ]
    cpu, begun = time.process_time(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    if faults:
        raise faults[0]
    return Load(len(requests) / seconds, seconds, time.process_time() - cpu)


def get(path: str, **headers: str) -> bytes:
    """The bytes of a GET request."""
    return _head("GET", path, headers) + b"\r\n"


def post(path: str, body: bytes, **headers: str) -> bytes:
    """The bytes of a POST request with a JSON body."""
    headers |= {"Content_Type": "application/json", "Content_Length": str(len(body))}
    return _head("POST", path, headers) + b"\r\n" + body


def _head(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
    return ("\r\n".join(lines) + "\r\n").encode()


def _talk(
    port: int, requests: Sequence[bytes], status: int, faults: list[Exception]
) -> None:
    wanted = str(status).encode()
    try:
        with socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS) as link:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for request in requests:
                link.sendall(request)
                answer = _answer(link)
                if answer[9:12] != wanted:
                    text = answer[:400].decode(errors="replace")
                    raise UnexpectedStatus(text)
    except (OSError, UnexpectedStatus) as error:
        faults.append(error)


def _answer(link: socket.socket) -> bytes:
    """Read one answer whole; these servers always give its length."""
    data = link.recv(65536)
    while b"\r\n\r\n" not in data:
        more = link.recv(65536)
        if not more:
            raise OSError("the server hung up")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = _length(head)
    while len(body) < length:
        body += link.recv(65536)
    return head


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0
