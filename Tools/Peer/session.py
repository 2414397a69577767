"""One session over TLS. See Protocol/spec.md; [R…] is a requirement there."""
import base64
import datetime
import hashlib
import hmac
import math
import pathlib
import re
import secrets
import select
import socket
import ssl
import tempfile
import time
import unicodedata
import zlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import control
from changesets import Refused, checked, device_id, escape, is_signed, reader

LINE, CHANGESET, BATCH, BATCH_BOUND = 65_536, 128 << 20, 1 << 20, 2 << 20
SCOPES, POINTS, WINDOW, ROUNDS = 10_000, 65_536, 2, 4
SILENCE, PROOFS, SESSIONS, OFFERS, RATIO = 60, 10, 256, 16, 100
_REPLIES = pathlib.Path(__file__).resolve().parents[2] / "Protocol" / "replies.md"


def reply_table():
    """number → (symbol, exit code), from the table that every implementation shares."""
    rows = re.findall(r"^\| (\d+) \| (\w+) \| (\d+) \|", _REPLIES.read_text("utf-8"), re.M)
    return {int(number): (symbol, int(exit_)) for number, symbol, exit_ in rows}


class Channel:
    """Lines over TLS on one thread: while it writes it reads too, so that two full windows can't block [R56]."""

    def __init__(self, connection, context=None):
        self.socket, self.is_closed = connection, False
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.read, self.unsent = bytearray(), bytearray()
        is_responder = context is not None
        # A responder does not wait long for one who may be anybody [R57].
        self.deadline = time.monotonic() + (PROOFS if is_responder else math.inf)
        if not is_responder:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            # The certificate proves nothing by itself: the proofs bind it to the device [R2].
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=is_responder)
        while True:
            try:
                self.tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self._move()
            except ssl.SSLError:
                raise Refused(408) from None
        if not is_responder:
            self.certificate = self.tls.getpeercert(binary_form=True)

    def _move(self, may_wait=True):
        """Writes and reads what can be now; waits for one of them."""
        self.unsent += self.outgoing.read()
        patience = min(SILENCE, max(0, self.deadline - time.monotonic()))
        readable, writable, _ = select.select(
            [self.socket], [self.socket] if self.unsent else [], [], patience if may_wait else 0)
        if may_wait and not readable and not writable or time.monotonic() > self.deadline:
            raise Refused(420)
        try:
            if writable:
                del self.unsent[: self.socket.send(self.unsent)]
            if readable:
                data = self.socket.recv(1 << 18)
                if not data:
                    raise Refused(421)
                self.incoming.write(data)
        except (ConnectionError, BrokenPipeError):
            raise Refused(421) from None
        if self.tls.version():
            self._decrypt()

    def _decrypt(self):
        try:
            while data := self.tls.read(1 << 18):
                self.read += data
            self.is_closed = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            self.is_closed = True

    def send(self, data):
        self.tls.write(data)
        self.unsent += self.outgoing.read()
        while len(self.unsent) > 1 << 18:
            self._move()

    def line(self, most=LINE):
        """The next line without its LF."""
        searched = 0
        while (end := self.read.find(b"\n", searched, most)) < 0:
            searched = len(self.read)
            if searched >= most:
                raise Refused(411)
            if self.is_closed:
                raise Refused(421)
            self._move()
        line = bytes(self.read[:end])
        del self.read[: end + 1]
        return line

    def take(self, count):
        """So many bytes that are no line."""
        while len(self.read) < count:
            if self.is_closed:
                raise Refused(421)
            self._move()
        data = bytes(self.read[:count])
        del self.read[:count]
        return data

    def begins_with_one_of(self, first_lines):
        """Whether what comes can become such a line; decided at the first wrong byte [R10]."""
        while True:
            fitting = [f for f in first_lines if f.startswith(bytes(self.read[: len(f)]))]
            if not fitting or any(len(self.read) >= len(f) for f in fitting):
                return bool(fitting)
            if self.is_closed:
                raise Refused(421)
            self._move()

    def close(self):
        """Ends in order, so that the last line reaches the other side."""
        try:
            while self.unsent:
                self._move()
            try:
                self.tls.unwrap()
            except ssl.SSLError:
                pass
            self.unsent += self.outgoing.read()
            while self.unsent:
                self._move()
        except Refused:
            pass
        self.socket.close()


class Block:
    """The lines of a packed batch [R69]."""

    def __init__(self, data):
        self.read = data

    def line(self):
        line, end, self.read = self.read.partition(b"\n")
        if not end:
            raise Refused(418, "packed")
        if len(line) >= LINE:
            raise Refused(411)
        return line

    def begins_with_one_of(self, first_lines):
        return any(self.read.startswith(line) for line in first_lines)


def connect(address):
    host, _, port = address.rpartition(":")
    try:
        return Channel(socket.create_connection((host.strip("[]"), int(port)), timeout=10))
    except (OSError, ValueError):
        raise Refused(401, address) from None


def responder_context():
    """A TLS context with a certificate that is made for it, and the certificate in DER."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "zhibu")])
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + day)
        .sign(key, hashes.SHA256()))
    pem = serialization.Encoding.PEM
    with tempfile.NamedTemporaryFile() as file:
        file.write(certificate.public_bytes(pem) + key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        file.flush()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file.name)
    return context, certificate.public_bytes(serialization.Encoding.DER)


def accept(connection):
    """A channel of a responder."""
    context, certificate = responder_context()
    channel = Channel(connection, context)
    channel.certificate = certificate
    return channel


class _Exchange:
    """One scope in one round."""

    def __init__(self):
        self.points, self.peer_has_all_points = [], False
        self.batches, self.unacknowledged, self.count_sent, self.is_sent = None, [], 0, False
        self.batch, self.batch_bytes, self.received, self.peer_is_sent = [], 0, 0, False
        self.is_announced = False

    @property
    def is_over(self):
        return self.is_sent and not self.unacknowledged and self.peer_is_sent


class Session:
    def __init__(self, folder, channel, role, expected=None, names_certificate=True):
        self.folder, self.channel, self.role, self.expected = folder, channel, role, expected
        self.names_certificate = names_certificate
        self.sent = self.received = self.packed = 0
        # Lines that nobody needs to understand may stand between others, once both compare [R70].
        self.may_note = False

    def run(self, invite=None):
        try:
            self._greet()
            self._prove("enrol" if invite else "-")
            if invite:
                self._enrol(invite)
            return self._compare()
        except Refused as refused:
            # What was not heard from the other side is told to it if it is still there, and only 4xx [R37].
            if not refused.heard and refused.code not in (401, 420, 421):
                self._tell(refused.code if 400 <= refused.code < 500 else 423, refused.detail)
            raise
        finally:
            self.channel.close()

    def refuse(self, code):
        """In place of a session."""
        self._tell(code)
        self.channel.close()
        raise Refused(code)

    # Lines.

    def _tell(self, code, detail="-"):
        self._send(b"error", b"%d" % code, reply_table()[code][0].encode(), escape(detail[:200]))

    def _send(self, *fields):
        self.channel.send(b"\t".join(fields) + b"\n")

    def _next(self):
        line = self.channel.line()
        fields = line.split(b"\t")
        if self.may_note and line.startswith(b"x-"):
            return self._next()
        if fields[0] == b"error":
            if len(fields) != 4 or not fields[1].isdigit() or int(fields[1]) not in reply_table():
                raise Refused(423, heard=True)
            sentence = fields[3][:1024].decode(errors="replace")
            shown = "".join(character for character in sentence if character.isprintable())
            raise Refused(int(fields[1]), shown, heard=True)
        return fields

    @staticmethod
    def _fields(fields, count):
        if len(fields) != count + 1:
            raise Refused(413, fields[0].decode(errors="replace"))
        return fields[1:]

    def _expect(self, verb, count):
        fields = self._next()
        if fields[0] != verb:
            self._misplaced(fields[0])
        return self._fields(fields, count)

    @staticmethod
    def _misplaced(verb):
        known = (b"hello proof enrol enrolled held scopes-end frontier frontier-end changeset seal flush sent ack"
                 b" bye stay again packed coming").split()
        if verb == b"bye":
            raise Refused(421)
        raise Refused(414 if verb in known else 412, verb.decode(errors="replace"))

    # hello, proof, enrol

    def _greet(self):
        folder = self.folder
        self.nonce = secrets.token_hex(32)
        key = base64.b64encode(folder.public_key)
        self._send(b"hello", b"1", self.role, key, self.nonce.encode(), escape(folder.name), b"zlib")
        if not self.channel.begins_with_one_of([b"hello\t", b"error\t"]):
            raise Refused(408)
        fields = self._next()
        if fields[1:2] != [b"1"]:
            raise Refused(409, b"".join(fields[1:2]).decode(errors="replace"))
        offers = fields[6:]
        _, role, key, nonce, name = self._fields(fields[:6], 5)
        if len(offers) > OFFERS or len(set(offers)) < len(offers):
            raise Refused(413, "hello")
        reader.need(all(re.fullmatch(rb"[a-z0-9-]{1,32}", offer) for offer in offers))
        self.peer_key = reader.padded(key, 32)
        self.peer_nonce = reader.hexadecimal(nonce, 64)
        self.peer_name = reader.name(name)
        reader.need(all(unicodedata.category(character) != "Cc" for character in self.peer_name))
        if {role, self.role} != {b"i", b"r"}:
            raise Refused(413, "hello")
        self.peer = device_id(self.peer_key)
        if self.expected not in (None, self.peer):
            raise Refused(402, self.peer)
        is_initiator = self.role == b"i"
        both = [self.nonce, self.peer_nonce]
        self.nonces = bytes.fromhex("".join(both if is_initiator else reversed(both)))

    def _proof_message(self, role, binding):
        # [R16]
        keys = [self.folder.public_key, self.peer_key]
        pair = b"".join(keys if self.role == b"i" else reversed(keys))
        return hashlib.sha256(b"zhibu-proof-1\t" + role + b"\n" + binding + self.nonces + pair).digest()

    def _prove(self, wish):
        binding = hashlib.sha256(self.channel.certificate).digest()
        own = self._proof_message(self.role, binding if self.names_certificate else b"")
        self._send(b"proof", base64.b64encode(self.folder.key.sign(own)), wish.encode())
        signature, peer_wish = self._expect(b"proof", 2)
        peer_role = b"r" if self.role == b"i" else b"i"
        signature = reader.padded(signature, 64)
        if not is_signed(self.peer_key, signature, self._proof_message(peer_role, binding)):
            raise Refused(410)
        if peer_wish != b"-":
            # This program makes no invites, so it knows none.
            raise Refused(406 if peer_wish == b"enrol" else 413)
        state = self.folder.control.state
        if self.peer in state.revoked:
            raise Refused(407)
        if wish == "-" and not state.is_member(self.peer):
            raise Refused(403)
        self.channel.deadline = math.inf

    def _enrol(self, invite):
        folder = self.folder
        name = folder.name.encode()
        message = b"zhibu-enrol-1\n" + self.nonces + folder.public_key + folder.agreement_key + name
        proof = hmac.new(invite.secret, message, hashlib.sha256).hexdigest().encode()
        agreement = base64.b64encode(folder.agreement_key)
        self._send(b"enrol", escape(invite.id), proof, escape(folder.name), agreement)
        self._expect(b"enrolled", 0)

    # held

    def _shared(self):
        """What both devices may have by the control entries here; at first the control scope alone [R25]."""
        state = self.folder.control.state
        own, peers = state.readable(self.folder.device), state.readable(self.peer)
        return sorted((own & peers) | {control.SCOPE}, key=str.encode)

    def _compare(self):
        """Rounds until all common scopes are equal; what still differs after four."""
        self.may_note = True
        missed = {}
        for made in range(ROUNDS + 1):
            own = {scope: self.folder.digest(scope) for scope in self._shared()}
            for scope, digest in own.items():
                self._send(b"held", escape(scope), digest.encode())
            self._send(b"scopes-end")
            peers = self._read_held()
            unequal = [s for s in own if s in peers and own[s] != peers[s]]
            if not unequal or made == ROUNDS:
                self._send(b"bye")
                self._await_bye()
                return unequal
            self._exchange(unequal, made + 1, missed)
            missed = {scope: exchange.points for scope, exchange in self.round.items()}

    def _read_held(self):
        peers, last = {}, b""
        while True:
            fields = self._next()
            if fields[0] == b"scopes-end":
                self._fields(fields, 0)
                return peers
            if fields[0] != b"held":
                self._misplaced(fields[0])
            scope, digest = self._fields(fields, 2)
            name, digest = reader.name(scope), reader.hexadecimal(digest, 64)
            if not last < name.encode():
                raise Refused(415, "held")
            last = name.encode()
            peers[name] = digest
            if len(peers) > SCOPES:
                raise Refused(417, "held")

    def _await_bye(self):
        # Or `stay`, which this peer never says. Nobody has to wait for it, but who closes first may take away what
        # the other still reads.
        try:
            fields = self._next()
            if fields[0] not in (b"bye", b"stay"):
                self._misplaced(fields[0])
            self._fields(fields, 0)
        except Refused as refused:
            if refused.code != 421:
                raise

    # frontier, changeset, flush, sent, ack

    def _exchange(self, scopes, number, missed):
        self.number, self.round = number, {scope: _Exchange() for scope in scopes}
        for scope in scopes:
            for end in self.folder.points(scope, missed.get(scope, [])):
                self._send(b"frontier", escape(scope), end.author.encode(), b"%d" % end.number, end.hash.encode())
            self._send(b"frontier-end", escape(scope))
        handlers = {
            b"frontier": self._read_frontier, b"frontier-end": self._read_frontier_end, b"ack": self._read_ack,
            b"changeset": self._read_changeset, b"packed": self._read_packed, b"coming": self._read_coming,
            b"flush": self._read_flush, b"sent": self._read_sent}
        while not all(exchange.is_over for exchange in self.round.values()):
            fields = self._next()
            if fields[0] not in handlers:
                self._misplaced(fields[0])
            handlers[fields[0]](fields)
            for scope in scopes:
                self._send_batches(scope)

    def _scope_of(self, field):
        scope = reader.name(field)
        if scope not in self.round:
            raise Refused(422, scope)
        return self.round[scope], scope

    @staticmethod
    def _count(field):
        if not re.fullmatch(rb"0|[1-9][0-9]{0,15}", field):
            raise Refused(413, "count")
        return int(field)

    def _read_frontier(self, fields):
        scope, author, number, hash_ = self._fields(fields, 4)
        exchange, _ = self._scope_of(scope)
        if exchange.peer_has_all_points:
            raise Refused(414, "frontier")
        point = reader.author(author), reader.number(number), reader.hexadecimal(hash_, 64)
        if exchange.points and not exchange.points[-1] < point:
            raise Refused(415, "frontier")
        exchange.points.append(point)
        if len(exchange.points) > POINTS:
            raise Refused(417, "frontier")

    def _read_frontier_end(self, fields):
        exchange, scope = self._scope_of(*self._fields(fields, 1))
        if exchange.peer_has_all_points:
            raise Refused(414, "frontier-end")
        exchange.peer_has_all_points = True
        exchange.batches = [[]]
        size = 0
        for changeset in self.folder.lacked_by(exchange.points, scope, self.number == 1):
            if size >= BATCH:
                exchange.batches.append([])
                size = 0
            exchange.batches[-1].append(changeset)
            size += len(changeset.data)

    def _send_batches(self, scope):
        """As many batches as the window lets through [R44]; `sent` after the last [R42]."""
        exchange = self.round[scope]
        while exchange.batches is not None and len(exchange.unacknowledged) < WINDOW and not exchange.is_sent:
            batch = exchange.batches.pop(0)
            for changeset in batch:
                self.channel.send(changeset.data + (changeset.seal or b""))
            if batch:
                self._send(b"flush", escape(scope), b"%d" % len(batch))
                exchange.unacknowledged.append(len(batch))
            exchange.count_sent += len(batch)
            if not exchange.batches:
                self._send(b"sent", escape(scope), b"%d" % exchange.count_sent)
                exchange.is_sent = True
                self.sent += exchange.count_sent

    def _read_coming(self, fields):
        scope, count = self._fields(fields, 2)
        exchange, _ = self._scope_of(scope)
        has_begun = exchange.batch or exchange.received or exchange.is_announced or exchange.peer_is_sent
        if not self._count(count) or has_begun:
            raise Refused(414, "coming")
        exchange.is_announced = True

    def _read_packed(self, fields):
        scope, count, size = self._fields(fields, 3)
        exchange, _ = self._scope_of(scope)
        count, size = self._count(count), self._count(size)
        if exchange.peer_is_sent or not count or not size:
            raise Refused(414, "packed")
        if size > BATCH_BOUND + CHANGESET or not count <= size <= RATIO * count:
            raise Refused(417, "packed")
        self.packed += 1
        unpacking = zlib.decompressobj()
        try:
            block = Block(unpacking.decompress(self.channel.take(count), size + 1))
        except zlib.error:
            raise Refused(413, "packed") from None
        if len(block.read) != size or not unpacking.eof or unpacking.unused_data:
            raise Refused(413, "packed")
        while block.read:
            fields = block.line().split(b"\t")
            if fields[0] != b"changeset" or fields[2:3] != [scope]:
                self._misplaced(fields[0])
            self._read_changeset(fields, block)

    def _read_changeset(self, fields, source=None):
        source = source or self.channel
        if len(fields) < 3:
            raise Refused(413, "changeset")
        exchange, _ = self._scope_of(fields[2])
        if exchange.peer_is_sent:
            raise Refused(414, "changeset")
        if exchange.batch_bytes > BATCH_BOUND:
            raise Refused(417, "batch")
        data = bytearray(b"\t".join(fields) + b"\n")
        line = b""
        while not line.startswith(b"end\t"):
            line = source.line()
            data += line + b"\n"
            if len(data) > CHANGESET:
                raise Refused(417, "changeset")
        exchange.batch.append([bytes(data), None])
        exchange.batch_bytes += len(data)
        # A seal belongs to the changeset just before it and to no other [R38].
        if source.begins_with_one_of([b"seal\t"]):
            seal = source.line()
            device, signature = self._fields(seal.split(b"\t"), 2)
            reader.hexadecimal(device, 32), reader.padded(signature, 64)
            exchange.batch[-1][1] = seal + b"\n"

    def _read_flush(self, fields):
        scope_field, count = self._fields(fields, 2)
        exchange, scope = self._scope_of(scope_field)
        if not exchange.batch or self._count(count) != len(exchange.batch):
            raise Refused(414, "flush")
        self.folder.take([checked(data, seal) for data, seal in exchange.batch])
        exchange.received += len(exchange.batch)
        self.received += len(exchange.batch)
        self._send(b"ack", escape(scope), b"%d" % len(exchange.batch))
        exchange.batch, exchange.batch_bytes = [], 0

    def _read_sent(self, fields):
        scope, count = self._fields(fields, 2)
        exchange, _ = self._scope_of(scope)
        out_of_place = exchange.batch or exchange.peer_is_sent
        if out_of_place or self._count(count) != exchange.received:
            raise Refused(414, "sent")
        exchange.peer_is_sent = True

    def _read_ack(self, fields):
        scope, count = self._fields(fields, 2)
        exchange, _ = self._scope_of(scope)
        if exchange.unacknowledged[:1] != [self._count(count)]:
            raise Refused(414, "ack")
        exchange.unacknowledged.pop(0)
