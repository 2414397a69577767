"""§4.7 changeset: its form, its bytes and the order of several."""
import base64
import json
import pathlib

from actors import bytes_of, row
from cases import add, breaks, keeps
from states import in_batch, sending
from talk import point_of
from wire import Unmet

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "Protocol" / "vectors" / "changesets"


def holds(world, changeset, scope: str = "uni") -> bool:
    """Whether a session that begins now finds it as an end of a path."""
    return point_of(changeset) in world.frontier(scope)


def need(condition: bool, what: str) -> None:
    if not condition:
        raise Unmet(f"expected {what}")


# R33, R35: form, by the vectors that every implementation reads.


def _vector_cases() -> None:
    for name in ("bad", "good"):
        for vector in json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["cases"]:
            data = vector["bytes"].encode() if "bytes" in vector else base64.b64decode(vector["base64"])
            begin = data.partition(b"\n")[0].split(b"\t")
            # On the wire a changeset begins at its first line and ends at its end line: others can't be sent so.
            is_whole = data.startswith(b"changeset\t") and data.rstrip(b"\n").rpartition(b"\n")[2].startswith(b"end\t")
            # The good control entries are of another root.
            scopes = [b"college:007", b"control"] if name == "bad" else [b"college:007"]
            if not is_whole or not data.endswith(b"\n") or begin[2] not in scopes:
                continue
            if name == "bad":
                add(f"R35 changeset: {vector['name']}", _refused(begin[2].decode(), data, vector["refuse"]), True)
            else:
                add(f"R33 R35 changeset: {vector['name']}", _taken(data), False)


def _refused(scope: str, data: bytes, code: int):
    def run(world):
        with world.talk() as talk:
            talk.sending(scope)
            talk.raw(data)
            talk.say("flush", scope, 1)
            talk.refused(code)

    return run


def _taken(data: bytes):
    def run(world):
        with world.talk() as talk:
            talk.sending("college:007")
            talk.raw(data)
            talk.say("flush", "college:007", 1)
            talk.expect("ack", "college:007", 1)

    return run


_vector_cases()


def _changed(world, change) -> bytes:
    """A right changeset of `uni` whose begin line was changed: its form is judged before its hash."""
    begin, _, rest = world.chain().next().data.partition(b"\n")
    fields = begin.split(b"\t")
    change(fields)
    return b"\t".join(fields) + b"\n" + rest


BEGIN = {
    "author with capitals": (3, b"A" * 32 + b"." + b"0" * 32), "author without an epoch": (3, b"a" * 32),
    "number 0": (4, b"0"), "number 01": (4, b"01"), "number +1": (4, b"+1"), "number 2^40": (4, b"1099511627776"),
    "no number": (4, b""), "a previous with number 1": (5, b"1" * 64), "previous in capitals": (5, b"A" * 64),
    "no time": (6, b""), "time -0": (6, b"-0"), "time 2^63": (6, b"9223372036854775808"),
    "a person of 4,097 bytes": (7, b"p" * 4097), "an unknown escape": (7, b"\\x"), "a person with a CR": (7, b"a\rb"),
    "no control": (8, b""), "control without a hash": (8, b"a" * 32 + b"." + b"0" * 32 + b":1"),
    "control number 0": (8, b"a" * 32 + b"." + b"0" * 32 + b":0:" + b"1" * 64), "no link": (9, b""),
    "a link without its sign": (9, b"x"), "version 2": (1, b"2"), "version 01": (1, b"01"),
}


def _begin_case(index: int, data: bytes):
    def run(world):
        with sending(world) as talk:
            talk.raw(_changed(world, lambda fields: fields.__setitem__(index, data)))
            talk.say("flush", "uni", 1)
            talk.refused(413)

    return run


for _what, (_index, _data) in BEGIN.items():
    add(f"R5 R35 changeset: begin line, {_what}", _begin_case(_index, _data), True)


@breaks("R35 changeset: a hash that is another")
def _(world):
    data = world.chain().next().data
    with sending(world) as talk:
        talk.raw(data[:-5] + (b"0000" if data[-5:-1] != b"0000" else b"1111") + b"\n")
        talk.say("flush", "uni", 1)
        talk.refused(416)


@breaks("R35 changeset: a value that was altered on its way")
def _(world):
    with sending(world) as talk:
        talk.raw(world.chain().next().data.replace(b"tconformance", b"tconformancy"))
        talk.say("flush", "uni", 1)
        talk.refused(416)


@breaks("R34 R35 changeset: a wrong one spoils its whole batch")
def _(world):
    chain = world.chain()
    first = chain.next()
    with sending(world) as talk:
        talk.raw(bytes_of(first))
        talk.raw(chain.next(first).data.replace(b"tconformance", b"tconformancy"))
        talk.say("flush", "uni", 2)
        talk.refused(416)


@breaks("R3 R35 changeset: a line in it that is too long")
def _(world):
    with in_batch(world) as talk:
        talk.raw(world.chain().next().data.partition(b"\n")[0] + b"\n" + b"x" * 65_536)
        talk.refused(411)


@breaks("R33 changeset: the connection ends inside of it")
def _(world):
    with sending(world) as talk:
        talk.raw(world.chain().next().data[:-40])


@breaks("R33 R40 changeset: the connection ends before flush")
def _(world):
    with sending(world) as talk:
        talk.raw(bytes_of(world.chain().next()))


@keeps("R33 R43 changeset: byte for byte as its author wrote it")
def _(world):
    changeset = world.chain("college").next(lines=row("bytes 支部\\\t", title="a\nb\rc\0d", body="😀" * 9000))
    world.sync("college", changeset)
    with world.talk() as talk:
        talk.in_round("college")
        talk.end_frontier("college", [])
        came = {c.hash: c for c in talk.receive("college")}
    need(came.get(changeset.hash) is not None and came[changeset.hash].data == changeset.data, "the same bytes")


@keeps("R34 changeset: a peer sends each behind what it depends on, with its seal")
def _(world):
    with world.talk() as talk:
        talk.in_round("forks")
        talk.end_frontier("forks", [])
        came = talk.receive("forks")
    for index, changeset in enumerate(came):
        before = {earlier.point for earlier in came[:index]}
        need(before.issuperset(changeset.before), f"what {changeset.point} depends on before it")
    ends = {c.hash for c in came} - {c.previous for c in came}
    need(all(c.seal for c in came if c.hash in ends), "a seal on the last of each path [R38]")


@keeps("R34 R36 changeset: in any order within a batch")
def _(world):
    path = world.chain().run(3)
    world.sync("uni", *reversed(path))
    need(holds(world, path[2]), "the last of the chain to be held")


@keeps("R34 R36 changeset: in any order between batches")
def _(world):
    path = world.chain().run(3)
    with sending(world) as talk:
        for changeset in reversed(path):
            talk.acknowledged("uni", changeset)
    need(holds(world, path[2]), "the last of the chain to be held")


@keeps("R31 changeset: what is held already is acknowledged")
def _(world):
    changeset = world.chain().next()
    for _ in range(2):
        world.sync("uni", changeset)
    with sending(world) as talk:
        talk.acknowledged("uni", changeset, changeset)
        talk.acknowledged("uni", changeset)
        talk.say("sent", "uni", 3)
        talk.hear_held()
