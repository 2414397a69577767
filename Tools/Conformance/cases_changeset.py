"""§4.7 changeset, its seal (R38, R39), and what waits (R36)."""
import base64
import json
import pathlib

from actors import bytes_of, row
from cases import add, breaks, keeps, refusal
from changesets import seal_line
from states import in_batch, sealed, sending
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
            is_control = begin[2:3] == [b"control"]
            if not (is_whole and data.endswith(b"\n")) or is_control and name == "good" or begin[2:3] not in ([b"college:007"], [b"control"]):
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
        need(set(changeset.parents) <= {c.hash for c in came[:index]}, f"what {changeset.point} depends on before it")
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


# R36: what waits.


def _waits(world, scope: str, later: list, *first) -> None:
    """`first` is acknowledged and waits; the peer still serves; it is held when `later` has come in another session."""
    before = world.held()
    world.sync(scope, *first)
    need(world.held() == before, "nothing to be held yet")
    world.sync(scope, *later)
    need(holds(world, first[-1], scope), "it to be held, now that nothing lacks")


@keeps("R36 waiting: without its previous")
def _(world):
    one, two = world.chain().run(2)
    _waits(world, "uni", [one], two)


@keeps("R36 waiting: without what it has seen")
def _(world):
    seen = world.chain().next()
    _waits(world, "uni", [seen], world.chain().next(seen=[seen.point]))


@keeps("R36 waiting: without the control entry that it names")
def _(world):
    entry = world.entry(world.admin, ["scope", "announced", ""])
    chain = world.chain()
    chain.control = entry.point
    changeset, before = chain.next(), world.held()
    world.sync("uni", changeset)
    need(world.held() == before, "nothing to be held yet")
    world.enter(entry)
    need(holds(world, changeset), "it to be held with its control entry")


# A held changeset of `uni`, a new chain → a changeset that names it wrongly.
NEVER = {
    "a previous of another number": lambda held, chain: chain.next(held, number=9, author=held.author),
    "a previous of another author": lambda held, chain: chain.next(held),
    "a seen point of another number": lambda held, chain: chain.next(seen=[held.point.replace(":1:", ":2:")]),
    "a seen point of another author": lambda held, chain: chain.next(seen=["0" * 32 + held.point[32:]]),
}


def _never(make):
    def run(world):
        held = world.chain().next()
        world.sync("uni", held)
        changeset, before = make(held, world.chain()), world.held()
        world.sync("uni", changeset)
        need(world.held() == before, "it to wait for ever")

    return run


for _what, _make in NEVER.items():
    add(f"R36 waiting for ever: {_what}", _never(_make), False)


@keeps("R36 waiting for ever: a seen point of another scope")
def _(world):
    changeset, before = world.chain().next(seen=[world.straight[0].point]), world.held()
    world.sync("uni", changeset)
    need(world.held() == before, "it to wait for ever")


@breaks("R36 waiting: it is in no frontier")
def _(world):
    one, two = world.chain().run(2)
    world.sync("uni", two)
    need(two.author not in [p[0] for p in world.frontier("uni")], "what waits in no frontier")


# R38, R39: seals.


def _seal_waits(seal):
    def run(world):
        chain = world.chain()
        changeset, before = chain.next(), world.held()
        right, changeset.seal = changeset.seal, seal(world, changeset)
        world.sync("uni", changeset)
        need(world.held() == before, "it to wait for a seal that proves it")
        changeset.seal = right
        world.sync("uni", changeset)
        need(holds(world, changeset), "it to be held with its seal")

    return run


SEALS = {
    "none": lambda w, c: None,
    "over another hash": lambda w, c: seal_line(w.straight[0].hash, w.office.key),
    "by a device that is not the author's": lambda w, c: seal_line(c.hash, w.admin.key),
    "by another key under the author's name": lambda w, c: b"seal\t%s\t%s" % (
        w.office.id.encode(), seal_line(c.hash, w.admin.key).split(b"\t")[2]),
    "by a stranger": lambda w, c: seal_line(c.hash, w.stranger.key),
    "of 64 zeros": lambda w, c: b"seal\t%s\t%s\n" % (w.office.id.encode(), b"A" * 86 + b"=="),
}
for _what, _seal in SEALS.items():
    add(f"R39 seal {_what}: it waits, no error, and is held when the right one comes", _seal_waits(_seal), False)


@keeps("R38 R39 seal: one at the end proves the chain before it")
def _(world):
    path = world.chain().run(3)
    path[0].seal = path[1].seal = None
    world.sync("uni", *path)
    need(holds(world, path[2]), "the chain to be held")


@keeps("R39 seal: one that is not at the end proves what is before it alone")
def _(world):
    path = world.chain().run(3)
    path[0].seal = path[2].seal = None
    world.sync("uni", *path)
    need(holds(world, path[1]), "the chain to be held up to its seal")


@keeps("R39 seal: while its own changeset waits it proves nothing before it")
def _(world):
    chain = world.chain()
    one, unseen, before = chain.next(), world.chain().next(), world.held()
    one.seal = None
    two = chain.next(one, seen=[unseen.point])
    world.sync("uni", one, two)
    need(world.held() == before, "both to wait")
    world.sync("uni", unseen)
    need(holds(world, two), "both to be held")


refusal("R38 seal: behind another seal", sealed, b"seal\t" + b"a" * 32 + b"\t" + b"A" * 86 + b"==\n", 414)
refusal("R38 seal: before any changeset", sending, b"seal\t" + b"a" * 32 + b"\t" + b"A" * 86 + b"==\n", 414)


@keeps("R38 seal: one behind flush comes too late")
def _(world):
    with sending(world) as talk:
        changeset = world.chain().next()
        talk.acknowledged("uni", changeset)
        talk.raw(changeset.seal)
        talk.refused(414)
