"""The runner as the responder, and the peer under test as a program that syncs or joins."""
import base64
import hashlib
import pathlib
import re
import secrets
import socket
import ssl
import subprocess
import tempfile

from channel import responder_context
from changesets import is_signed
from lines import reader
from writing import escape
from actors import Actor, proof_message
from targets import ENVIRONMENT
from wire import ANY, PATIENCE, Unmet, Wire


class Listener:
    """A port of the system's choice, and TLS with a certificate that is made for each connection."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(PATIENCE)
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]

    def accept(self) -> tuple[ssl.SSLSocket, bytes]:
        """The next connection, and its certificate."""
        context, certificate = responder_context()
        connection, _ = self.socket.accept()
        connection.settimeout(PATIENCE)
        return context.wrap_socket(connection, server_side=True), certificate

    def close(self) -> None:
        self.socket.close()


class Host:
    """Listens, starts the program, and tells how it ended."""

    def __init__(self, world) -> None:
        self.world, self.listener = world, Listener()
        self.address = self.listener.address
        self.folder = tempfile.TemporaryDirectory()
        self.session: Answer | None = None

    def __enter__(self) -> "Host":
        return self

    def __exit__(self, *_) -> None:
        self.listener.close()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()
        self.folder.cleanup()

    def _start(self, command: list[str]) -> "Host":
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env=ENVIRONMENT)
        return self

    def syncs(self) -> "Host":
        return self._start(self.world.target.sync_command(self.address))

    def joins(self, line: str) -> "Host":
        return self._start(self.world.target.join_command(pathlib.Path(self.folder.name), line))

    def answer(self, actor: Actor | None = None) -> "Answer":
        self.session = Answer(self.world, actor or self.world.admin, *self.listener.accept())
        return self.session

    def ended(self, *codes: int) -> None:
        """The program must end, naming one of these replies; 0 is success."""
        if self.session:
            self.session.close()
        try:
            _, said = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            raise Unmet("expected the program to end") from None
        found = re.search(r"\b[1-7]\d\d\b", said)
        code = int(found[0]) if found and self.process.returncode else 0
        if code not in codes:
            raise Unmet(f"expected the program to end with {codes}, not with {code}: {said.strip()[:300]}")

    def connects_nowhere(self) -> None:
        self.listener.socket.setblocking(False)
        try:
            self.listener.socket.accept()
        except BlockingIOError:
            return
        raise Unmet("expected no connection")


class Answer(Wire):
    """A session in which the runner is the responder."""

    def __init__(self, world, actor: Actor, tls, certificate: bytes) -> None:
        super().__init__(tls, certificate)
        self.world, self.actor, self.nonce = world, actor, secrets.token_hex(32)

    def hello_fields(self, role: str = "r") -> list:
        return ["hello", 1, role, self.actor.key_field, self.nonce, escape(self.actor.name)]

    def hear_hello(self) -> None:
        fields = self.line()
        if fields[:3] != [b"hello", b"1", b"i"] or len(fields) < 6:
            raise Unmet("expected hello of version 1 [R12]")
        self.their_key = reader.padded(fields[3], 32)
        self.their_nonce = reader.KINDS["hash"](fields[4])

    @property
    def nonces(self) -> bytes:
        return bytes.fromhex(self.their_nonce + self.nonce)

    @property
    def binding(self) -> bytes:
        return hashlib.sha256(self.certificate).digest()

    def message(self, role: str, binding: bytes | None = None) -> bytes:
        keys = self.their_key + self.actor.public
        return proof_message(role, self.binding if binding is None else binding, self.nonces, keys)

    def prove(self, wish: str = "-") -> "Answer":
        """Up to where both proofs are right."""
        self.say(*self.hello_fields())
        self.hear_hello()
        self.say("proof", self.actor.sign(self.message("r")), "-")
        signature = reader.padded(self.expect("proof", ANY, wish)[1], 64)
        if not is_signed(self.their_key, signature, self.message("i")):
            raise Unmet("the initiator's proof is wrong [R16, R17]")
        return self

    def hear_held(self) -> dict[bytes, bytes]:
        held = {}
        while (fields := self.line())[0] == b"held":
            held[fields[1]] = fields[2]
        if fields != [b"scopes-end"]:
            raise Unmet("expected held lines and scopes-end [R51]")
        return held


SECRET = bytes(range(16))


def invite_line(host: Host, *, root: str | None = None, server: Actor | None = None, **fields: str) -> str:
    """See Protocol/invite.md."""
    said = {
        "version": "2", "address": host.address, "root": root or host.world.root.id,
        "server": (server or host.world.admin).id, "id": "abcdefgh", "secret": base64.b64encode(SECRET).decode(),
        "expires": "4000000000000", "scopes": "uni"} | fields
    content = "\t".join(said.values()).encode()
    check = hashlib.sha256(content).hexdigest()[:8].encode()
    return "zhibu:" + base64.b64encode(content + b"\t" + check).decode()
