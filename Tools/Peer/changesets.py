"""Changesets as bytes: reading by Tools/read-changeset, writing, hash and seal. See Protocol/changeset.md."""
import base64
import functools
import hashlib
import importlib.machinery
import importlib.util
import pathlib
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TOOLS = pathlib.Path(__file__).resolve().parent.parent
# The reader is a program without an ending to its name, so it is loaded by its path.
_loader = importlib.machinery.SourceFileLoader("read_changeset", str(TOOLS / "read-changeset"))
reader = importlib.util.module_from_spec(importlib.util.spec_from_loader("read_changeset", _loader))
_loader.exec_module(reader)
Refused = reader.Refused

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"}


def escape(text):
    return "".join(_ESCAPES.get(character, character) for character in text).encode()


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


# Writing. Lines have the form in which the reader gives them, so that what was read can be written again.


def value_field(value):
    if value is None:
        return b"n"
    ((kind, content),) = value.items()
    if kind == "text":
        return b"t" + escape(content)
    return {"integer": b"i", "real": b"r", "textbytes": b"T", "blob": b"b"}[kind] + content.encode()


class _Row:
    """The fields of one line, and the part lines that stand before it."""

    def __init__(self, limit=reader.PER_LINE):
        self.parts, self.limit = [], max(16, limit)

    def value(self, value):
        field = value_field(value)
        if len(field) <= self.limit:
            return field
        parts = reader.parts_of(field)
        self.parts += parts
        return b"@%d" % len(parts)


def _line_fields(line, table):
    """(part lines, fields) of one line under the table line in force."""
    verb = line["verb"]
    fields = [verb.encode()]
    row = _Row()
    place = lambda name: b"-" if name is None else b"%d" % table["columns"].index(name)
    if verb == "table":
        names = line["keys"] + line["columns"]
        fields += [escape(line["name"]), b"%d" % len(line["keys"]), *map(escape, names)]
    elif verb == "at":
        fields.append(b"%d" % line["time"])
    elif verb in reader.ROWS:
        old = line.get("replaced", {})
        is_insert = verb == "insert"
        row = _Row(reader.PER_LINE // (len(line["key"]) + len(line["columns"]) + len(old)))
        fields += [row.value(v) for v in line["key"]]
        for column, value in zip(line["columns"], line["values"]):
            fields += ([] if is_insert else [place(column)]) + [row.value(value)]
            if column in old:
                fields += [b"<" + place(column), row.value(old[column])]
    elif verb in ("covers", "decide", "undo", "erase"):
        keys = line["key"] + line.get("other", [])
        row = _Row(reader.PER_LINE // len(keys))
        fields += [escape(line["kind"])] if verb == "decide" else []
        fields += [row.value(v) for v in keys]
        if verb == "erase":
            fields += [line["target"].encode(), line["digest"].encode(), (line["left"] or "-").encode()]
            fields += [escape(line["reason"]), *map(place, line["columns"])]
        else:
            fields.append(place(line["column"]))
            fields += [escape(line[name]) for name in ("choice", "reason") if name in line]
            fields += [head.encode() for head in line["heads"]]
    elif verb == "schema":
        fields += [escape(line["fields"][0]), row.value({"text": line["fields"][1][1:]})]
    else:
        fields += [escape(field) for field in line["fields"]]
    return row.parts, fields


def encode(head, salt, lines):
    """The bytes of a whole changeset, from its begin line to its end line."""
    begin = [b"changeset", b"1", escape(head["scope"]), head["author"].encode(), b"%d" % head["number"]]
    begin += [(head["previous"] or "-").encode(), b"%d" % head["at"], escape(head["person"])]
    begin += [(head["control"] or "-").encode()]
    begin += [b"-" if head["link"] is None else b"+" + escape(head["link"])]
    first = b"\t".join(begin + [point.encode() for point in head["seen"]]) + b"\n"
    hashed, table = [], None
    for line in lines:
        table = line if line["verb"] == "table" else table
        parts, fields = _line_fields(line, table)
        hashed += [b"part\t" + part + b"\n" for part in parts] + [b"\t".join(fields) + b"\n"]
    digests = b""
    for index, line in enumerate(hashed):
        own = hashlib.sha256(salt + struct.pack(">I", index)).digest()[:16]
        digests += hashlib.sha256(own + line).digest()
    whole = hashlib.sha256(first + digests).hexdigest()
    return first + b"salt\t%s\n" % salt.hex().encode() + b"".join(hashed) + b"end\t%s\n" % whole.encode()


def seal_line(hash_, key):
    device = device_id(raw_public(key))
    signature = base64.b64encode(key.sign(sealed_message(hash_)))
    return b"seal\t%s\t%s\n" % (device.encode(), signature)


# Reading.


class Changeset:
    """One changeset of the log: its bytes, its seal line or None, and what the begin line says."""

    def __init__(self, data, seal=None):
        self.data, self.seal = data, seal
        begin, rest = data.split(b"\n", 1)
        for name, value in reader.Reader(data).begin(begin.split(b"\t")).items():
            setattr(self, name, value)
        self.hash = rest.rstrip(b"\n").rpartition(b"\t")[2].decode()
        self.device = self.author.split(".")[0]
        self.point = f"{self.author}:{self.number}:{self.hash}"
        # A point is author:number:hash.
        self.seen_hashes = [point.split(":")[2] for point in self.seen]
        self.parents = ([self.previous] if self.previous else []) + self.seen_hashes
        self.entry = self.control and self.control.split(":")[2]

    @classmethod
    def of_bytes(cls, data):
        return cls(*reader.split_seal(data))

    @property
    def order(self):
        return self.author, self.number, self.hash

    @property
    def lines(self):
        return reader.Reader(self.data).changeset()["lines"]

    @property
    def signer(self):
        fields = self.seal.split(b"\t") if self.seal else []
        return fields[1].decode() if len(fields) == 3 else None

    def is_sealed_by(self, key):
        if key is None or self.signer != device_id(key):
            return False
        try:
            signature = reader.padded(self.seal.rstrip(b"\n").split(b"\t")[2], 64)
        except Refused:
            return False
        return is_signed(key, signature, sealed_message(self.hash))


def checked(data, seal):
    """What came, as a changeset, if form and hash are right; else the code that refuses it."""
    reading = reader.Reader(data).changeset()
    if not reading["redacted"]:
        salt = data.split(b"\n", 2)[1].split(b"\t")[1]
        if encode(reading, bytes.fromhex(salt.decode()), reading["lines"]) != data:
            raise Refused(415)
    return Changeset(data, seal)
