"""Changesets as they are written; Tools/peer only keeps them. See Protocol/changeset.md."""
import base64
import hashlib

from changesets import device_id, raw_public, sealed_message
from lines import line_of, reader


def escape(text: str) -> bytes:
    return line_of(text)[:-1]


class Value(bytes):
    """The field of a value, to be cut into parts where it is too long for its line."""


def encode(head: dict, salt: bytes, lines: list[list]) -> bytes:
    """The bytes of a changeset, from its begin line to its end line; each of `lines` has fields as for `line_of`."""
    begin = line_of(
        "changeset", 1, head["scope"], head["author"], head["number"], head["previous"] or "-", head["at"],
        head["person"], head["control"] or "-", "-", *head["seen"])
    hashed: list[bytes] = []
    for line in lines:
        most = reader.longest(sum(isinstance(field, Value) for field in line))
        fields = []
        for field in line:
            if isinstance(field, Value) and len(field) > most:
                parts = reader.parts_of(field)
                hashed += [line_of("part", part) for part in parts]
                field = b"@%d" % len(parts)
            fields.append(field)
        hashed.append(line_of(*fields))
    digests = [reader.line_digest(reader.line_salt(salt, index), line) for index, line in enumerate(hashed)]
    whole = hashlib.sha256(begin + b"".join(digests)).hexdigest()
    return begin + line_of("salt", salt.hex()) + b"".join(hashed) + line_of("end", whole)


def seal_line(hash_: str, key) -> bytes:
    return line_of("seal", device_id(raw_public(key)), base64.b64encode(key.sign(sealed_message(hash_))))
