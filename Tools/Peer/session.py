"""One session. See Protocol/spec.md; [R…] is a requirement there."""
import asyncio
import base64
import hashlib
import hmac
import re
import secrets
import zlib

from changesets import Changeset, device_id, digest, is_signed
from lines import SESSION, Lines, Point, Refused, line_of, need, parse, replies, split

# Bytes; what a packed batch may be larger than its block; how many of each; seconds.
CHANGESET, BATCH, BATCH_BOUND, RATIO = 128 << 20, 1 << 20, 2 << 20, 100
SCOPES, POINTS, OFFERS, WINDOW, ROUNDS, PROOFS = 10_000, 65_536, 16, 2, 4, 10


class Exchange:
    """One scope in one round: which verbs came, the peer's frontier, what goes to it and what comes."""

    def __init__(self, scope):
        self.scope, self.heard, self.points = scope, set(), []
        self.batches, self.unacknowledged, self.sent, self.is_sent = [], [], 0, False
        self.batch, self.batch_bytes, self.received = [], 0, 0


# What must be so where a line of a round may stand, by the exchange of its scope and the other fields [R9].
PLACES = {
    "frontier": lambda exchange, *_: "frontier-end" not in exchange.heard,
    "frontier-end": lambda exchange: "frontier-end" not in exchange.heard,
    "coming": lambda exchange, _: exchange.heard.isdisjoint({"coming", "changeset", "packed", "sent"}),
    "changeset": lambda exchange, *_: "sent" not in exchange.heard,
    "packed": lambda exchange, *_: "sent" not in exchange.heard,
    "flush": lambda exchange, count: count == len(exchange.batch),
    "sent": lambda exchange, count: "sent" not in exchange.heard and not exchange.batch and count == exchange.received,
    "ack": lambda exchange, count: exchange.unacknowledged[:1] == [count],
}


class Session:
    def __init__(self, folder, channel, role, invite=None):
        self.folder, self.channel, self.role, self.invite = folder, channel, role, invite
        self.block, self.may_note, self.is_proven, self.sealable = None, False, False, None
        self.sent = self.received = self.packed = 0

    async def run(self, is_one_too_many=False):
        """Gives the scopes that differ at the end."""
        try:
            need(not is_one_too_many, 426)
            # A responder does not wait long for one who may be anybody [R57].
            await asyncio.wait_for(self._introduce(), PROOFS if self.role == "r" else None)
            return await self._compare()
        except asyncio.TimeoutError:
            raise Refused(420) from None
        except Refused as refused:
            if not refused.heard and refused.code not in (420, 421):
                # On the wire only 4xx are said [R37].
                code = refused.code if 400 <= refused.code < 500 else 423
                self._send("error", code, replies()[code][0], refused.detail[:200])
            raise
        finally:
            await self.channel.close()

    # Lines.

    def _send(self, *fields):
        self.channel.send(line_of(*fields))

    async def _line(self):
        """The next one, of what was packed where there is a block of it [R69]."""
        return self.block.line() if self.block else await self.channel.line()

    async def _next(self, *allowed):
        """The verb and the values of the next line, which must be one of these."""
        line = await self._line()
        while line.startswith(b"x-") and self.may_note and not self.block:
            # Nobody needs to understand it [R70].
            line = await self._line()
        verb, fields = split(line)
        if verb == "error":
            self._hear(fields)
        if verb == "hello":
            need(fields[:1] == [b"1"], 409, b"".join(fields[:1]).decode(errors="replace"))
        values = parse(SESSION, verb, fields)
        need(verb in allowed, 421 if verb == "bye" else 414, verb)
        return verb, values

    def _hear(self, fields):
        if len(fields) != 3 or not re.fullmatch(rb"[0-9]{3}", fields[0]) or int(fields[0]) not in replies():
            raise Refused(423, heard=True)
        # Of who may come only one who has proven who it is may speak [R76].
        need(self.is_proven or not 403 <= int(fields[0]) <= 407, 414, "error")
        sentence = fields[2][:1024].decode(errors="replace")
        raise Refused(int(fields[0]), "".join(filter(str.isprintable, sentence)), heard=True)

    # hello, proof, enrol

    async def _introduce(self):
        key, nonce = self.folder.public_key, secrets.token_bytes(32)
        self._send("hello", 1, self.role, base64.b64encode(key), nonce.hex(), self.folder.name, "zlib")
        await self.channel.must_begin(b"hello\t", b"error\t")
        _, (_, role, self.peer_key, peer_nonce, self.peer_name, *offers) = await self._next("hello")
        need(role != self.role and len(set(offers)) == len(offers) <= OFFERS, 413, "hello")
        self.peer = device_id(self.peer_key)
        need(not self.invite or self.peer == self.invite.server, 402, self.peer)
        sides = [(nonce, key), (bytes.fromhex(peer_nonce), self.peer_key)]
        self.nonces, self.keys = map(b"".join, zip(*(sides if self.role == "i" else reversed(sides))))
        await self._prove()
        if self.invite:
            await self._enrol()
        self.may_note = True

    async def _prove(self):
        # [R16, R17]
        message = hashlib.sha256(self.channel.certificate).digest() + self.nonces + self.keys
        proofs = {role: hashlib.sha256(f"zhibu-proof-1\t{role}\n".encode() + message).digest() for role in "ir"}
        own = self.folder.key.sign(proofs.pop(self.role))
        self._send("proof", base64.b64encode(own), "enrol" if self.invite else "-")
        _, (signature, wish) = await self._next("proof")
        need(is_signed(self.peer_key, signature, *proofs.values()), 410)
        self.is_proven = True
        # This program makes no invites, so it knows none.
        need(wish == "-", 406 if self.role == "r" else 413, "proof")
        state = self.folder.control.state
        need(self.peer not in state.revoked, 407)
        need(self.invite or state.is_member(self.peer), 403)

    async def _enrol(self):
        folder = self.folder
        message = self.nonces + folder.public_key + folder.agreement_key + folder.name.encode()
        proof = hmac.new(self.invite.secret, b"zhibu-enrol-1\n" + message, hashlib.sha256).hexdigest()
        self._send("enrol", self.invite.id, proof, folder.name, base64.b64encode(folder.agreement_key))
        await self._next("enrolled")

    # held

    async def _compare(self):
        """Rounds until all common scopes are equal, at most four [R52]."""
        missed = {}
        for made in range(ROUNDS + 1):
            state = self.folder.control.state
            # What both devices may have by the control entries here [R25].
            shared = sorted(state.readable(self.folder.device) & state.readable(self.peer))
            own = {scope: self.folder.frontier(scope) for scope in shared}
            for scope, points in own.items():
                self._send("held", scope, digest(points))
            self._send("scopes-end")
            peers = await self._read_held()
            common = [scope for scope in own if scope in peers]
            unequal = [scope for scope in common if peers[scope] != digest(own[scope])]
            if not unequal or made == ROUNDS:
                break
            missed = await self._exchange(unequal, missed, made == 0)
        self._send("bye")
        try:
            # Nobody has to wait for it, but who closes first may take away what the other still reads.
            await self._next("bye", "stay")
        except Refused as refused:
            if refused.code != 421:
                raise
        self.folder.remember(self.peer, {scope: own[scope] for scope in common if scope not in unequal})
        return unequal

    async def _read_held(self):
        peers = {}
        while (line := await self._next("held", "scopes-end"))[0] == "held":
            scope, held = line[1]
            need(next(reversed(peers), "") < scope, 415, "held")
            need(len(peers) < SCOPES, 417, "held")
            peers[scope] = held
        return peers

    # frontier, changeset, flush, sent, ack

    async def _exchange(self, scopes, missed, is_first):
        """One round; gives the peer's points by scope."""
        self.is_first, exchanges = is_first, {scope: Exchange(scope) for scope in scopes}
        for scope in scopes:
            for point in self.folder.points(scope, missed.get(scope, [])):
                self._send("frontier", scope, *point)
            self._send("frontier-end", scope)
        while not all("sent" in e.heard and e.is_sent and not e.unacknowledged for e in exchanges.values()):
            await self._take(exchanges, "seal", *PLACES)
        return {scope: exchange.points for scope, exchange in exchanges.items()}

    async def _take(self, exchanges, *verbs):
        """One line of a round."""
        verb, values = await self._next(*verbs)
        # A seal belongs to the changeset just before it and to no other [R38].
        sealable, self.sealable = self.sealable, None
        if verb == "seal":
            need(sealable, 414, verb)
            sealable.append(line_of(verb, values[0], base64.b64encode(values[1])))
            return
        scope, *rest = values[1:] if verb == "changeset" else values
        need(scope in exchanges, 422, scope)
        exchange = exchanges[scope]
        need(PLACES[verb](exchange, *rest), 414, verb)
        if verb in ("changeset", "packed"):
            need(not any(other.batch for other in exchanges.values() if other is not exchange), 414, verb)
        exchange.heard.add(verb)
        handler = getattr(self, "_on_" + verb.replace("-", "_"), None)
        if handler:
            await handler(exchange, *rest)
        self._send_batches(exchange)

    async def _on_frontier(self, exchange, *point):
        need(exchange.points[-1:] < [Point(*point)], 415, "frontier")
        exchange.points.append(Point(*point))
        need(len(exchange.points) <= POINTS, 417, "frontier")

    async def _on_frontier_end(self, exchange):
        size = BATCH
        for changeset in self.folder.lacked_by(exchange.points, exchange.scope, self.is_first):
            if size >= BATCH:
                exchange.batches.append([])
                size = 0
            exchange.batches[-1].append(changeset)
            size += len(changeset.data)

    def _send_batches(self, exchange):
        """As many batches as the window lets through [R44]; `sent` after the last [R42]."""
        while exchange.batches and len(exchange.unacknowledged) < WINDOW:
            batch = exchange.batches.pop(0)
            self.channel.send(b"".join(changeset.sealed for changeset in batch))
            self._send("flush", exchange.scope, len(batch))
            exchange.unacknowledged.append(len(batch))
            exchange.sent += len(batch)
        if "frontier-end" in exchange.heard and not exchange.batches and not exchange.is_sent:
            self._send("sent", exchange.scope, exchange.sent)
            exchange.is_sent = True
            self.sent += exchange.sent

    async def _on_ack(self, exchange, _):
        exchange.unacknowledged.pop(0)

    async def _on_changeset(self, exchange, *rest):
        need(exchange.batch_bytes <= BATCH_BOUND, 417, "batch")
        data, line = bytearray(line_of("changeset", 1, exchange.scope, *rest)), b""
        while not line.startswith(b"end\t"):
            line = await self._line()
            data += line + b"\n"
            need(len(data) <= CHANGESET, 417, "changeset")
        self.sealable = [bytes(data)]
        exchange.batch.append(self.sealable)
        exchange.batch_bytes += len(data)

    async def _on_packed(self, exchange, count, size):
        need(size <= BATCH_BOUND + CHANGESET and count <= size <= RATIO * count, 417, "packed")
        unpacking, packed = zlib.decompressobj(), await self.channel.take(count)
        try:
            self.block = Lines(unpacking.decompress(packed, size + 1))
        except zlib.error:
            raise Refused(413, "packed") from None
        need(len(self.block.data) == size and unpacking.eof and not unpacking.unused_data, 413, "packed")
        while not self.block.is_over:
            await self._take({exchange.scope: exchange}, "changeset", "seal")
        self.block = None
        self.packed += 1

    async def _on_flush(self, exchange, count):
        self.folder.take([Changeset(*sealed) for sealed in exchange.batch])
        exchange.batch, exchange.batch_bytes = [], 0
        exchange.received += count
        self.received += count
        self._send("ack", exchange.scope, count)
