"""One office that stays connected, as the initiator: it takes what comes, acknowledges it, and may write."""
import ssl
import time

from changesets import Changeset
from frontier import SCOPE, Frontier
from talk import Talk
from wire import joined

WAITING, COMPARING, EXCHANGING, PARTING = "waiting", "comparing", "exchanging", "parting"
_SENT_NOTHING = joined("sent", SCOPE, 0)


class Broken(Exception):
    """The server said what it should not."""


class Office:
    """Without a thread of its own: whoever owns it says when there may be something to read."""

    def __init__(self, talk: Talk, frontier: Frontier) -> None:
        """`talk` has come to where both wait."""
        self.tls, self.frontier, self.state = talk.tls, frontier, WAITING
        self.tls.setblocking(False)
        self._other_scopes = {scope: digest for scope, digest in talk.their_held.items() if scope != SCOPE}
        self._unread, self.unsent = b"", b""
        self._theirs: dict[bytes, bytes] = {}
        self._own: list[Changeset] = []
        self._lines: list[bytes] = []
        self._batch: list[bytes] = []
        self._is_acknowledged = self._has_all = False
        # When each changeset of others had come, the last one at the end.
        self.arrivals: list[float] = []

    def fileno(self) -> int:
        return self.tls.fileno()

    # Bytes.

    def send(self, data: bytes) -> None:
        self.unsent += data
        self.write()

    def write(self) -> None:
        try:
            while self.unsent:
                self.unsent = self.unsent[self.tls.send(self.unsent):]
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
            pass

    def read(self) -> None:
        """Reads all that is there."""
        try:
            while data := self.tls.recv(1 << 16):
                self._take(data)
            raise Broken("the server closed")
        except ssl.SSLWantReadError:
            pass

    def _take(self, data: bytes) -> None:
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._line(line)

    # Lines.

    def _line(self, line: bytes) -> None:
        if self._lines:
            return self._within_changeset(line)
        verb, _, rest = line.partition(b"\t")
        if verb in (b"frontier", b"coming", b"seal") and self.state == EXCHANGING:
            return None
        place = {
            (WAITING, b"again"): self._compare, (COMPARING, b"again"): self._cross,
            (COMPARING, b"held"): self._held, (COMPARING, b"scopes-end"): self._scopes_end,
            (EXCHANGING, b"frontier-end"): self._frontier_end, (EXCHANGING, b"changeset"): self._changeset,
            (EXCHANGING, b"flush"): self._flush, (EXCHANGING, b"ack"): self._ack, (EXCHANGING, b"sent"): self._sent,
            (PARTING, b"stay"): self._stay}.get((self.state, verb))
        if place is None:
            raise Broken(f"while {self.state}: {line[:200]!r}")
        return place(line) if verb == b"changeset" else place(rest)

    def _compare(self, _: bytes = b"") -> None:
        self.state, self._theirs = COMPARING, {}
        held = self._other_scopes | {SCOPE: self.frontier.digest}
        self.send(b"".join(joined("held", scope, held[scope]) for scope in sorted(held)) + b"scopes-end\n")

    def _cross(self, _: bytes) -> None:
        """Both had something to tell at once [R66]."""

    def _held(self, rest: bytes) -> None:
        scope, _, digest = rest.partition(b"\t")
        self._theirs[scope] = digest

    def _scopes_end(self, _: bytes) -> None:
        if self._theirs[SCOPE.encode()] == self.frontier.digest:
            self.state = PARTING
            self.send(b"stay\n")
        else:
            self.state, self._is_acknowledged, self._has_all = EXCHANGING, not self._own, False
            self.send(self.frontier.lines)

    def _frontier_end(self, _: bytes) -> None:
        own, self._own = self._own, []
        if not own:
            return self.send(_SENT_NOTHING)
        data = b"".join(changeset.data + changeset.seal for changeset in own)
        return self.send(data + joined("flush", SCOPE, len(own)) + joined("sent", SCOPE, len(own)))

    def _changeset(self, line: bytes) -> None:
        self._lines = [line]

    def _within_changeset(self, line: bytes) -> None:
        self._lines.append(line)
        if line.startswith(b"end\t"):
            self._batch.append(b"\n".join([*self._lines, b""]))
            self._lines = []

    def _flush(self, _: bytes) -> None:
        self.arrivals.append(time.monotonic())
        for data in self._batch:
            self.frontier = self.frontier.after(Changeset(data).point)
        self.send(joined("ack", SCOPE, len(self._batch)))
        self._batch = []

    def _ack(self, _: bytes) -> None:
        self._is_acknowledged = True
        self._end_round()

    def _sent(self, _: bytes) -> None:
        self._has_all = True
        self._end_round()

    def _end_round(self) -> None:
        if self._is_acknowledged and self._has_all:
            self._compare()

    def _stay(self, _: bytes) -> None:
        self.state = WAITING

    # Writing.

    def commit(self, changeset: Changeset) -> None:
        """A change of this office's own, made now."""
        self.frontier = self.frontier.after(changeset.point)
        self._own.append(changeset)
        self.send(b"again\n")
        self._compare()

    def leave(self) -> None:
        self.tls.close()
