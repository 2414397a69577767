"""Devices whose keys the runner has, and the changesets that they write."""
import base64
import dataclasses
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from changesets import Changeset, device_id, raw_public
from lines import Point
from writing import Value, encode, escape, seal_line

# Bytes that don't have to be secret or new are the same in every run, so that a failure can be compared.
SALT = bytes(range(16))


class Actor:
    def __init__(self, name: str, secret: bytes | None = None) -> None:
        self.name = name
        self.secret = secret or hashlib.sha256(b"signing " + name.encode()).digest()
        self.agreement_secret = hashlib.sha256(b"agreement " + name.encode()).digest()
        self.key = Ed25519PrivateKey.from_private_bytes(self.secret)
        self.public = raw_public(self.key)
        self.agreement = raw_public(X25519PrivateKey.from_private_bytes(self.agreement_secret))
        self.id = device_id(self.public)

    @property
    def key_field(self) -> str:
        return base64.b64encode(self.public).decode()

    @property
    def agreement_field(self) -> str:
        return base64.b64encode(self.agreement).decode()

    def sign(self, message: bytes) -> str:
        return base64.b64encode(self.key.sign(message)).decode()


def proof_message(role: str, binding: bytes, nonces: bytes, keys: bytes, label: bytes = b"zhibu-proof-1") -> bytes:
    """[R16]"""
    return hashlib.sha256(label + b"\t" + role.encode() + b"\n" + binding + nonces + keys).digest()


def enrol_proof(secret: bytes, nonces: bytes, key: bytes, agreement: bytes, name: bytes) -> str:
    """[R21]"""
    message = b"zhibu-enrol-1\n" + nonces + key + agreement + name
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def row(key: str, **columns: str) -> list[list]:
    """The lines of an insertion into `note`."""
    values = [Value(b"t" + escape(text)) for text in (key, *columns.values())]
    return [["table", "note", 1, "id", *columns], ["insert", *values]]


def written(actor: Actor, head: dict, lines: list[list]) -> Changeset:
    data = encode(head, SALT, lines)
    return Changeset(data, seal_line(Changeset(data).hash, actor.key))


@dataclasses.dataclass
class Chain:
    """One author's changesets in one scope."""

    actor: Actor
    scope: str
    control: Point | None
    epoch: str = dataclasses.field(default_factory=lambda: secrets.token_hex(16))

    @property
    def author(self) -> str:
        return f"{self.actor.id}.{self.epoch}"

    def next(self, before: Changeset | None = None, lines: list[list] | None = None, **head) -> Changeset:
        """The changeset after `before`; `head` replaces fields of its begin line."""
        number = before.number + 1 if before else 1
        said = {
            "scope": self.scope, "author": self.author, "number": number, "at": 1_700_000_000_000 + number,
            "previous": before.hash if before else None, "person": self.actor.name, "control": self.control,
            "link": None, "seen": []}
        return written(self.actor, said | head, lines or row(f"{self.epoch[:8]}-{number}", title="conformance"))

    def run(self, count: int) -> list[Changeset]:
        result: list[Changeset] = []
        for _ in range(count):
            result.append(self.next(result[-1] if result else None))
        return result


def bytes_of(*changesets: Changeset) -> bytes:
    """As they go over the wire, each with its seal."""
    return b"".join(changeset.sealed for changeset in changesets)
