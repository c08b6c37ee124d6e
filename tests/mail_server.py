"""A mail server for tests: takes letters over plain SMTP, or refuses them."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """What came in, and what the next recipients are answered."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    recipient_answer: str = "250 fine"
    greeting: str = "220 ready"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def running() -> Iterator[MailServer]:
    """The server on a free port of this machine."""
    state = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say(state.greeting)
            while line := self.rfile.readline():
                word = line.split(b" ")[0].strip().upper()
                if word == b"QUIT":
                    self._say("221 bye")
                    return
                self._answer(word)

        def _answer(self, word: bytes) -> None:
            if word == b"RCPT":
                self._say(state.recipient_answer)
            elif word == b"DATA":
                self._say("354 go on")
                data = b"".join(iter(self.rfile.readline, b".\r\n"))
                made = message_from_bytes(data, policy=policy.default)
                assert isinstance(made, EmailMessage)
                state.letters.append(made)
                self._say("250 taken")
            else:
                self._say("250 fine")

        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield state
        server.shutdown()
        thread.join()
