"""A non-blocking TLS socket, and a bell by which other threads interrupt its waiting.

What the peer said before it hung up is always read first, also when writing has failed:
a GOAWAY or an alert is in there.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl

_PIECE = 65536
_READS_IN_A_ROW = 16


class Lost(Exception):
    """The connection is over; `error` is the cause, None if the peer just closed it."""

    def __init__(self, reason: str, error: OSError | None = None) -> None:
        super().__init__(reason)
        self.error = error


class Bell:
    """Lets any thread wake the one that waits; ringing after `close` does nothing."""

    def __init__(self) -> None:
        self._inner, self._outer = socket.socketpair()
        self._inner.setblocking(False)
        self._outer.setblocking(False)

    def fileno(self) -> int:
        """For a selector."""
        return self._inner.fileno()

    def ring(self) -> None:
        """Wake the waiting thread; a full pipe means that it is being woken."""
        with contextlib.suppress(OSError):
            self._outer.send(b"\0")

    def quieten(self) -> None:
        """Forget the rings so far."""
        with contextlib.suppress(OSError):
            self._inner.recv(4096)

    def close(self) -> None:
        """Let go of both ends."""
        self._inner.close()
        self._outer.close()


class Wire:
    """Owned by one thread; `bell` stays the caller's."""

    def __init__(self, sock: ssl.SSLSocket, bell: Bell) -> None:
        self._sock = sock
        self._bell = bell
        self._lost: Lost | None = None
        self._cannot_write = False
        self._watched = selectors.EVENT_READ
        self._selector = selectors.DefaultSelector()
        self._selector.register(sock, selectors.EVENT_READ)
        self._selector.register(bell, selectors.EVENT_READ)

    def flush(self, out: bytearray) -> None:
        """Write what the socket takes, and remove it from `out`."""
        while out and not self._cannot_write:
            try:
                with memoryview(out) as view:
                    written = self._sock.send(view[:_PIECE])
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            except OSError:
                self._cannot_write = True
                return
            del out[:written]

    def read(self) -> bytes:
        """What has arrived, perhaps nothing; raises Lost once nothing more can come."""
        if self._lost is not None:
            raise self._lost
        pieces: list[bytes] = []
        while len(pieces) < _READS_IN_A_ROW and self._lost is None:
            try:
                piece = self._sock.recv(_PIECE)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                break
            except OSError as error:
                self._lost = Lost("the connection was lost", error)
                break
            if not piece:
                self._lost = Lost("the server closed the connection")
                break
            pieces.append(piece)
        if self._lost is not None and not pieces:
            raise self._lost
        return b"".join(pieces)

    def wait(self, *, to_write: bool, timeout: float) -> None:
        """Until there is something to read, room to write, a ring, or no time left."""
        if self._lost is not None or self._sock.pending():
            return
        watched = selectors.EVENT_READ
        if to_write and not self._cannot_write:
            watched |= selectors.EVENT_WRITE
        if watched != self._watched:
            self._selector.modify(self._sock, watched)
            self._watched = watched
        for key, _ in self._selector.select(max(0.0, timeout)):
            if key.fileobj is self._bell:
                self._bell.quieten()

    def close(self) -> None:
        """Say goodbye in TLS if the socket takes it, and close."""
        self._selector.close()
        with contextlib.suppress(OSError, ValueError):
            self._sock.unwrap()
        self._sock.close()
