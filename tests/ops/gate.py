"""A way to S3 that can be held up, cut or shut. Bytes pass as they are; of each request its first line is read."""

import re
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field

LINE = re.compile(rb"(?:GET|PUT|POST|HEAD|DELETE) \S+ HTTP/1\.1\r\n")
RESET = struct.pack("ii", 1, 0)


@dataclass
class Held:
    """One request that is held up: before S3 hears of it, with half of its body sent, or with S3's answer here."""

    line: re.Pattern[bytes]
    at: str  # "before", "half" or "answered"
    passed_by: int  # that many like it go first
    arrived: threading.Event = field(default_factory=threading.Event)
    freed: threading.Event = field(default_factory=threading.Event)
    is_dropped: bool = False

    def wait(self) -> None:
        self.arrived.set()
        self.freed.wait()
        if self.is_dropped:
            raise ConnectionError

    def release(self) -> None:
        self.freed.set()

    def drop(self) -> None:
        """What is not with S3 yet never gets there."""
        self.is_dropped = True
        self.freed.set()


class Gate:
    """Listens on a port of its own; `url` is what workers are given as S3's address."""

    def __init__(self, endpoint: str) -> None:
        host, _, port = endpoint.removeprefix("http://").partition(":")
        self._behind = (host, int(port))
        self._pairs: set[_Pair] = set()
        self._held: Held | None = None
        self._is_shut = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def hold(self, line: str, at: str = "before", *, passed_by: int = 0) -> Held:
        """The next request whose first line begins with `line`, a regular expression."""
        self._held = Held(re.compile(line.encode()), at, passed_by)
        return self._held

    def cut(self) -> None:
        """Every connection breaks."""
        for pair in list(self._pairs):
            pair.cut()

    def shut(self) -> None:
        """Every connection breaks, and each new one at once, until open()."""
        self._is_shut = True
        self.cut()

    def open(self) -> None:
        self._is_shut = False

    def close(self) -> None:
        self._listener.close()
        self.cut()

    def asks(self, line: bytes) -> Held | None:
        held = self._held
        if held is None or not held.line.match(line):
            return None
        if held.passed_by:
            held.passed_by -= 1
            return None
        self._held = None
        return held

    def forget(self, pair: "_Pair") -> None:
        self._pairs.discard(pair)

    def _listen(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listener.accept()
                if self._is_shut:
                    _break(client)
                    continue
                self._pairs.add(_Pair(self, client, socket.create_connection(self._behind)))


class _Pair:
    """One connection: from the client, and on to S3."""

    def __init__(self, gate: Gate, client: socket.socket, server: socket.socket) -> None:
        self._gate, self._client, self._server = gate, client, server
        self._held: Held | None = None
        for way in (self._up, self._down):
            threading.Thread(target=self._run, args=[way], daemon=True).start()

    def cut(self) -> None:
        for end in (self._client, self._server):
            _break(end)
        self._gate.forget(self)

    def _run(self, way) -> None:
        with suppress(OSError):
            way()
        self.cut()

    def _up(self) -> None:
        while data := self._client.recv(1 << 16):
            is_head = LINE.match(data)
            if is_head:
                self._held = self._gate.asks(data)
                if self._held and self._held.at == "before":
                    self._held.wait()
            if self._held and self._held.at == "half":
                begin = data.index(b"\r\n\r\n") + 4 if is_head else 0
                if len(data) > begin:
                    middle = (begin + len(data)) // 2
                    self._server.sendall(data[:middle])
                    self._held.wait()
                    data, self._held = data[middle:], None
            self._server.sendall(data)

    def _down(self) -> None:
        while data := self._server.recv(1 << 16):
            if self._held and self._held.at == "answered" and not data.startswith(b"HTTP/1.1 100"):
                self._held.wait()
                self._held = None
            self._client.sendall(data)


def _break(end: socket.socket) -> None:
    """At once and noisily: whoever reads or writes at the other end hears of it."""
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
