"""The servers that the push benchmark sends to, each in a process of its own.

`stand-in` needs Python alone. `node` is many times faster, so that the client is the
limit; it asks for a client certificate and echoes apns-id, and judges nothing else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wallet_service.simulator.apns_stand_in import ApnsStandIn
from wallet_service.simulator.development_authority import DevelopmentChain

_NODE_SERVER = """
const fs = require('fs'), [key, cert, ca] = process.argv.slice(2);
const server = require('http2').createSecureServer({
  key: fs.readFileSync(key), cert: fs.readFileSync(cert), ca: fs.readFileSync(ca),
  requestCert: true, rejectUnauthorized: true,
  settings: {maxConcurrentStreams: 1000}, maxSessionMemory: 1000,
});
server.on('stream', (stream, headers) => {
  stream.on('data', () => {});
  stream.on('error', () => {});
  stream.on('end', () => stream.respond(
    {':status': 200, 'apns-id': headers['apns-id']}, {endStream: true}));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
"""


class Server:
    """A running server; `cpu_seconds` is what its process has used so far."""

    def __init__(self, port: int, process_id: int) -> None:
        self.address = ("127.0.0.1", port)
        self._process_id = process_id

    def cpu_seconds(self) -> float | None:
        """User and system time from /proc; None where there is none."""
        try:
            text = Path(f"/proc/{self._process_id}/stat").read_text()
        except OSError:
            return None
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def available() -> list[str]:
    """The servers that this machine can run, the default first."""
    return ["stand-in", *(["node"] if shutil.which("node") else [])]


@contextmanager
def running(name: str, chain: DevelopmentChain) -> Iterator[Server]:
    """Start a server, and end it with the block."""
    with tempfile.TemporaryDirectory() as folder:
        files = _write_files(Path(folder), chain)
        if name == "node":
            script = Path(folder, "server.js")
            script.write_text(_NODE_SERVER)
            command = [shutil.which("node") or "node", str(script), *files]
        else:
            command = [sys.executable, "-m", __spec__.name, *files]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            # Leaving the block closes the child's standard input: its sign to end.
            yield Server(int(_first_line(process)), process.pid)


def _first_line(process: subprocess.Popen[str]) -> str:
    if process.stdout is None:
        raise RuntimeError("the server has no standard output")
    return process.stdout.readline()


def _write_files(folder: Path, chain: DevelopmentChain) -> list[str]:
    contents = {
        "key.pem": chain.server.key_pem,
        "certificate.pem": chain.server.certificate_pem,
        "ca.pem": chain.intermediate.certificate_pem + chain.root.certificate_pem,
    }
    for name, content in contents.items():
        Path(folder, name).write_bytes(content)
    return [str(folder / name) for name in contents]


def _serve_stand_in(key: str, certificate: str, ca: str) -> None:
    """The child process: tell the port, then serve until the parent hangs up."""
    stand_in = ApnsStandIn(
        certificate_pem=Path(certificate).read_bytes(),
        key_pem=Path(key).read_bytes(),
        client_ca_pem=Path(ca).read_bytes(),
    )
    with stand_in:
        sys.stdout.write(f"{stand_in.address[1]}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    _serve_stand_in(*sys.argv[1:4])
