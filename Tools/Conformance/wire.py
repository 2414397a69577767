"""One TLS connection to the peer under test, line by line, with a memory of all that was said."""
import re
import select
import socket
import ssl
import threading

from lines import replies

# A peer that says nothing for so long will not answer any more.
PATIENCE = 5.0
ANY = ...
# What was said on the connection that this thread opened last, to be shown where a case fails.
LATEST = threading.local()


class Unmet(Exception):
    """What was expected did not come."""


class Ended(Unmet):
    """The peer has closed."""


def joined(*fields) -> bytes:
    """One line of the protocol; texts are escaped by the caller."""
    return b"\t".join(f if isinstance(f, bytes) else str(f).encode() for f in fields) + b"\n"


def shown(data: bytes) -> str:
    """Bytes as a person reads them; long ones are cut."""
    text = data.decode("utf-8", "backslashreplace").replace("\t", "→")
    text = re.sub(r"[^ -~→一-鿿]", lambda found: repr(found[0])[1:-1], text)
    return text if len(text) <= 240 else f"{text[:200]}… ({len(data)} bytes)"


def tcp(address: str, receive_buffer: int | None = None) -> socket.socket:
    host, _, port = address.rpartition(":")
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.settimeout(PATIENCE)
    connection.connect((host, int(port)))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def client_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # The certificate proves nothing by itself: the proofs bind it to the device [R2].
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


class Wire:
    def __init__(self, tls: ssl.SSLSocket, certificate: bytes) -> None:
        LATEST.log = self.log = []
        self._unread, self.tls, self.certificate = b"", tls, certificate

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self.tls.close()

    # Writing.

    def raw(self, data: bytes) -> None:
        self.log.append((">", data))
        try:
            self.tls.sendall(data)
        except TimeoutError:
            raise Unmet("the peer does not read") from None
        except OSError:
            # It closed already: what it said before is still to be read.
            pass

    def say(self, *fields) -> None:
        self.raw(joined(*fields))

    # Reading.

    def line(self) -> list[bytes]:
        """The fields of the next line."""
        while b"\n" not in self._unread:
            self._receive()
        line, _, self._unread = self._unread.partition(b"\n")
        self.log.append(("<", line))
        if len(line) >= 65_536:
            raise Unmet(f"a line of {len(line) + 1} bytes [R3]")
        # Nobody needs to understand those [R70].
        return self.line() if line.startswith(b"x-") else line.split(b"\t")

    def _receive(self) -> None:
        try:
            data = self.tls.recv(1 << 17)
        except TimeoutError:
            raise Unmet("nothing came") from None
        except OSError:
            data = b""
        if not data:
            raise Ended("the peer closed")
        self._unread += data

    def says_nothing(self, seconds: float) -> bool:
        """Whether nothing is there to be read, now and for so long."""
        if self._unread or self.tls.pending():
            return False
        return not select.select([self.tls], [], [], seconds)[0]

    def expect(self, *fields) -> list[bytes]:
        """The next line must be this one; `ANY` stands for any field."""
        came = self.line()
        wanted = [f if f is ANY or isinstance(f, bytes) else str(f).encode() for f in fields]
        fits = len(came) == len(wanted) and all(w is ANY or w == c for w, c in zip(wanted, came))
        if not fits:
            raise Unmet("expected " + "→".join("…" if w is ANY else shown(w) for w in wanted))
        return came

    def refused(self, *codes: int) -> None:
        """What was said must end the session with one of these codes; other lines may have been on their way."""
        expected = "expected error " + " or ".join(map(str, codes))
        try:
            while (fields := self.line())[0] != b"error":
                pass
        except Ended:
            raise Unmet(expected + ", the peer closed without a word") from None
        if len(fields) != 4 or fields[1] not in [b"%d" % c for c in codes]:
            raise Unmet(expected)
        if fields[2].decode() != replies()[int(fields[1])][0]:
            raise Unmet("another symbol than that of replies.md [R47]")
        if len(fields[3]) > 1024:
            raise Unmet("a sentence of more than 1,024 bytes [R48]")
        self.ended()

    def ended(self) -> None:
        """The peer must close, and say nothing more."""
        try:
            self.line()
        except Ended:
            return
        except Unmet:
            pass
        raise Unmet("expected the peer to close, saying nothing")

    def ended_silently(self) -> None:
        """The peer must close without an error line; other lines may have been on their way."""
        try:
            while self.line()[0] != b"error":
                pass
        except Ended:
            return
        raise Unmet("expected the peer to close without an error line")
