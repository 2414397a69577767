"""A session with the peer under test, step by step; the runner is the initiator."""
import hashlib
import secrets
import zlib

from changesets import Changeset, is_signed
from lines import Point, Refused, reader
from writing import escape
from actors import Actor, bytes_of, proof_message
from wire import ANY, Unmet, Wire, client_context, tcp

# What no scope holds: a digest that differs from every other.
OTHER = "ab" * 32
EMPTY = hashlib.sha256().hexdigest()


def point_of(changeset: Changeset) -> Point:
    return changeset.point


def digest_of(points: list[Point]) -> str:
    """[R26]"""
    return hashlib.sha256("".join("%s:%d:%s\n" % p for p in sorted(points)).encode()).hexdigest()


class Talk(Wire):
    def __init__(self, world, actor: Actor | None = None, receive_buffer: int | None = None) -> None:
        tls = client_context().wrap_socket(tcp(world.address, receive_buffer))
        super().__init__(tls, tls.getpeercert(binary_form=True))
        self.world, self.actor = world, actor or world.admin
        self.nonce, self.offers = secrets.token_hex(32), []
        self.packed, self.coming = 0, None
        self.their_held: dict[str, str] = {}
        self.their_points: dict[str, list[Point]] = {}

    # Who is who [R12, R16].

    def hear_hello(self) -> None:
        fields = self.line()
        if fields[:3] != [b"hello", b"1", b"r"] or len(fields) < 6:
            raise Unmet("expected hello of version 1 [R12]")
        self.their_offers = fields[6:]
        self.their_key = reader.padded(fields[3], 32)
        self.their_nonce = reader.KINDS["hash"](fields[4])
        if self.their_key != self.world.committee_key:
            raise Unmet("expected the key of the committee's device [R12]")

    def hello_fields(self) -> list:
        return ["hello", 1, "i", self.actor.key_field, self.nonce, escape(self.actor.name), *self.offers]

    def greet(self) -> "Talk":
        self.hear_hello()
        self.say(*self.hello_fields())
        return self

    @property
    def binding(self) -> bytes:
        return hashlib.sha256(self.certificate).digest()

    @property
    def nonces(self) -> bytes:
        return bytes.fromhex(self.nonce + self.their_nonce)

    @property
    def keys(self) -> bytes:
        return self.actor.public + self.their_key

    def proof_fields(self, wish: str = "-") -> list:
        message = proof_message("i", self.binding, self.nonces, self.keys)
        return ["proof", self.actor.sign(message), wish]

    def hear_proof(self) -> None:
        signature = reader.padded(self.expect("proof", ANY, "-")[1], 64)
        message = proof_message("r", self.binding, self.nonces, self.keys)
        if not is_signed(self.their_key, signature, message):
            raise Unmet("the responder's proof is wrong [R16, R17]")

    def prove(self, wish: str = "-") -> "Talk":
        self.greet()
        self.say(*self.proof_fields(wish))
        self.hear_proof()
        return self

    # What is held [R24].

    def hear_held(self) -> dict[str, str]:
        self.their_held, last = {}, b""
        while (fields := self.line())[0] == b"held":
            if len(fields) != 3:
                raise Unmet("expected held SCOPE DIGEST [R11]")
            scope = reader.KINDS["scope"](fields[1])
            if not last < scope.encode():
                raise Unmet("scopes must ascend [R24]")
            last = scope.encode()
            self.their_held[scope] = reader.KINDS["hash"](fields[2])
        if fields != [b"scopes-end"]:
            raise Unmet("expected held lines and scopes-end [R51]")
        return self.their_held

    def admitted(self) -> "Talk":
        self.prove()
        self.hear_held()
        return self

    def say_held(self, held: dict[str, str]) -> None:
        for scope in sorted(held, key=str.encode):
            self.say("held", escape(scope), held[scope])
        self.say("scopes-end")

    def agree(self, **differing: str) -> None:
        """Lists what the peer holds, so that only the given scopes differ."""
        self.say_held(self.their_held | differing)

    # A round [R53].

    def hear_frontier(self, scope: str, searches: bool = False) -> list[Point]:
        """In a round that searches where chains fork, a frontier has more points than ends [R71]."""
        name, points = escape(scope), []
        while (fields := self.line())[:2] == [b"frontier", name]:
            if len(fields) != 5:
                raise Unmet("expected frontier SCOPE AUTHOR NUMBER HASH [R11]")
            point = Point(*(reader.KINDS[kind](field) for kind, field in zip(("author", "number", "hash"), fields[2:])))
            if points and not points[-1] < point:
                raise Unmet("points must ascend [R28]")
            points.append(point)
        if fields != [b"frontier-end", name]:
            raise Unmet(f"expected frontier lines of {scope} and frontier-end [R29]")
        if not searches and digest_of(points) != self.their_held[scope]:
            raise Unmet("the digest is not that of the frontier [R26]")
        self.their_points[scope] = points
        return points

    def in_round(self, *scopes: str) -> "Talk":
        """Up to a round in these scopes: the peer's frontiers are read, none of ours was said."""
        scopes = scopes or ("uni",)
        self.admitted()
        self.agree(**{scope: OTHER for scope in scopes})
        for scope in sorted(scopes, key=str.encode):
            self.hear_frontier(scope)
        return self

    def say_points(self, scope: str, points: list[Point]) -> None:
        for point in sorted(points):
            self.say("frontier", escape(scope), *point)

    def end_frontier(self, scope: str, points: list[Point]) -> None:
        self.say_points(scope, points)
        self.say("frontier-end", escape(scope))

    def sending(self, *scopes: str) -> "Talk":
        """Up to where only the runner has something to send: the peer's `sent` is read."""
        self.in_round(*scopes)
        for scope in sorted(scopes or ("uni",), key=str.encode):
            self.end_frontier(scope, self.their_points[scope])
            self.expect("sent", escape(scope), 0)
        return self

    def next_round(self, scope: str, points: list[Point]) -> None:
        """Ends this round of one scope with nothing sent from here, and begins another in it."""
        self.end_frontier(scope, points)
        self.receive(scope)
        self.say("sent", escape(scope), 0)
        self.hear_held()
        self.agree(**{scope: OTHER})

    def give(self, scope: str, *changesets: Changeset) -> None:
        """One batch, without waiting for its acknowledgement."""
        self.raw(bytes_of(*changesets))
        self.say("flush", escape(scope), len(changesets))

    def acknowledged(self, scope: str, *changesets: Changeset) -> None:
        self.give(scope, *changesets)
        self.expect("ack", escape(scope), len(changesets))

    def hear_batch(self, scope: str) -> list[Changeset] | None:
        """One batch, not acknowledged; None where `sent` came instead."""
        name, batch = escape(scope), []
        while (fields := self._line_of_batch(name))[0] == b"changeset":
            lines = [fields]
            while lines[-1][0] != b"end":
                lines.append(self.line())
            data = b"".join(b"\t".join(line) + b"\n" for line in lines)
            try:
                batch.append(Changeset(data))
                batch[-1].check()
            except Refused as refused:
                raise Unmet(f"a changeset that is refused with {refused.code} [R33]") from None
            if batch[-1].scope != scope:
                raise Unmet("a changeset of another scope [R32]")
            if self.unread_begins_with(b"seal\t"):
                batch[-1].seal = b"\t".join(self.line()) + b"\n"
        if batch:
            if fields != [b"flush", name, b"%d" % len(batch)]:
                raise Unmet(f"expected flush of {len(batch)} [R40]")
            return batch
        self.last_sent = fields
        if fields[:2] != [b"sent", name]:
            raise Unmet(f"expected a batch of {scope} or sent [R42]")
        return None

    def _line_of_batch(self, name: bytes) -> list[bytes]:
        """The next line; what says only how much is to come is passed over, what was packed is unpacked."""
        fields = self.line()
        if fields[:2] == [b"coming", name] and len(fields) == 3:
            self.coming = int(fields[2])
            return self._line_of_batch(name)
        if fields[:2] == [b"packed", name] and len(fields) == 4:
            return self._unpacked(*map(int, fields[2:]))
        return fields

    def _unpacked(self, count: int, size: int) -> list[bytes]:
        """The first line of what was packed [R69]."""
        if "zlib" not in self.offers:
            raise Unmet("nothing packed without the offer zlib [R69]")
        while len(self._unread) < count:
            self._receive()
        try:
            lines = zlib.decompress(self._unread[:count])
        except zlib.error:
            raise Unmet("expected a block of zlib [R69]") from None
        if len(lines) != size or not count <= size <= 100 * count:
            raise Unmet("a block that unpacks to another size, or to one out of bounds [R69]")
        self.packed += 1
        self._unread = lines + self._unread[count:]
        return self.line()

    def unread_begins_with(self, start: bytes) -> bool:
        while len(self._unread) < len(start) and start.startswith(self._unread):
            self._receive()
        return self._unread.startswith(start)

    def receive(self, scope: str) -> list[Changeset]:
        """All that the peer sends of one scope, acknowledged batch by batch."""
        result: list[Changeset] = []
        while (batch := self.hear_batch(scope)) is not None:
            result += batch
            self.say("ack", escape(scope), len(batch))
        if self.last_sent != [b"sent", escape(scope), b"%d" % len(result)]:
            raise Unmet(f"expected sent of {len(result)} [R42]")
        return result

    # The end [R45, R64].

    def at_end(self) -> bytes:
        """Up to where nothing differs: the peer's `bye` or `stay` is read."""
        self.admitted()
        self.agree()
        fields = self.line()
        if fields not in ([b"bye"], [b"stay"]):
            raise Unmet("expected bye or stay [R52]")
        return fields[0]

    def waiting(self) -> "Talk":
        """Up to where both have said `stay`."""
        if self.at_end() != b"stay":
            raise Unmet("expected stay [R64]")
        self.say("stay")
        return self
