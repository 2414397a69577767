"""Changesets with their seals, and their order; Tools/read-changeset reads them. See Protocol/changeset.md."""
import functools
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lines import reader


def device_id(key):
    return hashlib.sha256(key).hexdigest()[:32]


def raw_public(key):
    """The 32 bytes of a key's public half; the shorter call is not in every version of the library."""
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


# The same seals are asked for after every batch.
@functools.cache
def is_signed(key, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except (InvalidSignature, ValueError):
        return False


def sealed_message(hash_):
    return b"zhibu-seal-1\n" + bytes.fromhex(hash_)


class Changeset(reader.Changeset):
    @property
    def sealed(self):
        """As it travels."""
        return self.data + (self.seal or b"")

    def is_sealed_by(self, key):
        return (key is not None and self.signer == device_id(key)
                and is_signed(key, self.signature, sealed_message(self.hash)))


# Where a dictionary has changesets by their hashes.


def past(changesets, hashes, before=lambda changeset: [point.hash for point in changeset.before]):
    """The hashes of these and of all before them, as far as they are there."""
    found, todo = set(), list(hashes)
    while todo:
        hash_ = todo.pop()
        if hash_ in changesets and hash_ not in found:
            found.add(hash_)
            todo += before(changesets[hash_])
    return found


def chains(changesets, hashes):
    """The hashes of these and of those before them in their chains."""
    return past(changesets, hashes, lambda changeset: [changeset.previous])


def digest(points):
    """[R26]"""
    return hashlib.sha256("".join(f"{point}\n" for point in points).encode()).hexdigest()
