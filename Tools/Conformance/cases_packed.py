"""§4.8 packed and coming: batches that go as one block, and how much is to come."""
import zlib

from actors import bytes_of, row
from cases import add, breaks, keeps, refusal
from cases_changeset import holds, need
from states import comparing, in_batch, sending, sent
from wire import joined

# As long as the runner may choose, and made so that it gets smaller.
TEXT = "支部的记录" * 20


def _filled(world, count: int) -> list:
    chain, result = world.chain(), []
    for number in range(count):
        result.append(chain.next(result[-1] if result else None, row(f"packed-{chain.epoch[:8]}-{number}", body=TEXT)))
    return result


def _line(block: bytes, size: int, scope: str = "uni", more: int = 0) -> bytes:
    return joined("packed", scope, len(block) + more, size)


def _packed(lines: bytes) -> bytes:
    block = zlib.compress(lines)
    return _line(block, len(lines)) + block


# R69: reading.


@keeps("R68 R69 packed: the peer offers zlib")
def _(world):
    with world.talk() as talk:
        talk.hear_hello()
        need(b"zlib" in talk.their_offers, "the offer zlib")


@keeps("R69 packed: a whole batch, each with its seal")
def _(world):
    path = _filled(world, 5)
    with sending(world) as talk:
        talk.raw(_packed(bytes_of(*path)))
        talk.say("flush", "uni", 5)
        talk.expect("ack", "uni", 5)
    need(holds(world, path[-1]), "the changesets of the block to be held")


@keeps("R69 R40 packed: beside others in a batch")
def _(world):
    path = _filled(world, 5)
    with sending(world) as talk:
        talk.raw(bytes_of(path[0]) + _packed(bytes_of(*path[1:3])) + bytes_of(path[3]) + _packed(bytes_of(path[4])))
        talk.say("flush", "uni", 5)
        talk.expect("ack", "uni", 5)
        talk.say("sent", "uni", 5)
        talk.hear_held()


@keeps("R69 R38 packed: the seal of its last changeset may follow it")
def _(world):
    changeset = _filled(world, 1)[0]
    with sending(world) as talk:
        talk.raw(_packed(changeset.data) + changeset.seal)
        talk.say("flush", "uni", 1)
        talk.expect("ack", "uni", 1)
    need(holds(world, changeset), "it to be held")


@breaks("R69 R38 packed: a second seal of its last changeset behind it")
def _(world):
    changeset = _filled(world, 1)[0]
    with sending(world) as talk:
        talk.raw(_packed(bytes_of(changeset)) + changeset.seal)
        talk.refused(414)


@breaks("R69 R38 packed: a seal within it of what stands before it")
def _(world):
    first, second = _filled(world, 2)
    with sending(world) as talk:
        talk.raw(first.data + _packed(first.seal + bytes_of(second)))
        talk.refused(414)


def _refused(name: str, data, *codes: int) -> None:
    """`data` is made of the world: bytes that are refused where a changeset may begin."""

    def run(world):
        with sending(world) as talk:
            talk.raw(data(world))
            talk.refused(*codes)

    add(f"R69 packed: {name}", run, True)


def _changed(change):
    """A good block, its bytes and its size changed."""

    def data(world):
        lines = bytes_of(*_filled(world, 2))
        block, size = change(zlib.compress(lines), len(lines))
        return _line(block, size) + block

    return data


def _of_lines(lines):
    return lambda world: _packed(lines(world))


_refused("no zlib", _changed(lambda block, size: (b"PK" + block[2:], size)), 413)
_refused("a byte of it changed", _changed(lambda block, size: (block[:-1] + bytes([block[-1] ^ 1]), size)), 413)
_refused("its end is missing", _changed(lambda block, size: (block[:-4], size)), 413)
_refused("something behind its end", _changed(lambda block, size: (block + b"\n", size)), 413)
_refused("two blocks", _changed(lambda block, size: (block + block, size)), 413)
_refused("more than it said", _changed(lambda block, size: (block, size - 1)), 413)
_refused("less than it said", _changed(lambda block, size: (block, size + 1)), 413)
_refused("smaller than its block", _changed(lambda block, size: (block, len(block) - 1)), 417)
_refused("more than 100 times its block", _changed(lambda block, size: (block, 100 * len(block) + 1)), 417)
_refused("more than 130 MiB", lambda world: joined("packed", "uni", 2 << 20, (130 << 20) + 1), 417)
_refused("more than 130 MiB, and as much before", lambda world: joined("packed", "uni", 131 << 20, 131 << 20), 417)
_refused("a scope that is not exchanged", lambda world: joined("packed", "elsewhere", 100, 1000), 422)
_refused("half a changeset", _of_lines(lambda world: _filled(world, 1)[0].data[:-10]), 413, 418)
_refused("a changeset without its end", _of_lines(
    lambda world: _filled(world, 1)[0].data.rpartition(b"\nend")[0] + b"\n"), 413, 418)
_refused("no changeset but a seal", _of_lines(lambda world: _filled(world, 1)[0].seal * 3), 414)
_refused("a flush within", _of_lines(lambda world: bytes_of(*_filled(world, 1)) + b"flush\tuni\t1\n"), 414)
_refused("a block within a block", _of_lines(lambda world: _packed(bytes_of(*_filled(world, 1))) * 9), 413, 414, 418)
_refused("a changeset of another scope", _of_lines(
    lambda world: world.chain("quiet").next(None, row("packed", body=TEXT)).data), 414, 422)
refusal("R69 packed: nothing", sending, b"packed\tuni\t0\t0\n", 413, 414, 417)


@breaks("R69 R41 packed: one that begins behind 2 MiB of its batch")
def _(world):
    with world.talk() as talk:
        talk.sending("bulk")
        talk.raw(bytes_of(*world.bulk[:2]))
        for changeset in world.bulk[:2]:
            lines = bytes_of(changeset)
            block = zlib.compress(lines)
            talk.raw(_line(block, len(lines), "bulk") + block)
        talk.refused(417)


@breaks("R69 packed: in the middle of a changeset")
def _(world):
    with sending(world) as talk:
        changeset = _filled(world, 1)[0]
        talk.raw(changeset.data.partition(b"\n")[0] + b"\n" + _packed(bytes_of(changeset)) + b"\n")
        # Whatever is between, it ends as a changeset does.
        talk.raw(changeset.data.rpartition(b"\nend")[2].join([b"end", b""]))
        talk.say("flush", "uni", 1)
        talk.refused(411, 412, 413, 414, 416, 418)


@breaks("R42 R69 packed: behind sent")
def _(world):
    with sent(world) as talk:
        talk.raw(_packed(bytes_of(*_filled(world, 1))))
        talk.refused(414)


# R69: writing.


@keeps("R69 packed: nothing is packed for one who did not offer it")
def _(world):
    with world.talk() as talk:
        talk.in_round("bulk")
        talk.end_frontier("bulk", [])
        need(len(talk.receive("bulk")) >= len(world.bulk), "all changesets")
        need(talk.packed == 0, "nothing packed")


@keeps("R69 packed: what the peer packs unpacks to what it said")
def _(world):
    with world.talk() as talk:
        talk.offers = ["zlib"]
        talk.in_round("bulk")
        talk.end_frontier("bulk", [])
        came = {changeset.hash for changeset in talk.receive("bulk")}
        need(came.issuperset(changeset.hash for changeset in world.bulk), "all changesets")


# R72: how much is to come.

for _state, _begin in {"a list": comparing, "a batch": in_batch, "a scope that is sent": sent}.items():
    refusal(f"R72 coming: in {_state}", _begin, b"coming\tuni\t1\n", 414)
refusal("R72 coming: twice", sending, b"coming\tuni\t1\ncoming\tuni\t1\n", 414)
refusal("R32 R72 coming: a scope that is not exchanged", sending, b"coming\telsewhere\t1\n", 422)


@keeps("R72 coming: before the first changeset")
def _(world):
    path = _filled(world, 3)
    with sending(world) as talk:
        talk.say("coming", "uni", 3)
        talk.acknowledged("uni", *path)
        talk.say("sent", "uni", 3)
        talk.hear_held()


@keeps("R72 coming: it is only a guess")
def _(world):
    with sending(world) as talk:
        talk.say("coming", "uni", 1_000_000)
        talk.acknowledged("uni", *_filled(world, 2))
        talk.say("sent", "uni", 2)
        talk.hear_held()


@keeps("R72 coming: behind the first batch it is refused, and the batch stays")
def _(world):
    with sending(world) as talk:
        talk.acknowledged("uni", *_filled(world, 1))
        talk.say("coming", "uni", 1)
        talk.refused(414)


# R77: a checkpoint in place of a log. Where a log has begun there is nothing to put it in; who does not know of it says 412.


def _piece(world, lines: bytes, more: int = 0, scope: str = "uni") -> bytes:
    block = zlib.compress(lines)
    return joined("checkpoint", scope, len(block), len(lines) + more) + block


_HEAD = b"checkpoint\t1\tuni\t" + b"0" * 64 + b"\t1\n"


def _refused_piece(name: str, data, *codes: int) -> None:
    def run(world):
        with sending(world) as talk:
            talk.raw(data(world))
            talk.raw(b"flush\tuni\t1\n")
            talk.refused(412, *codes)

    add(f"R77 checkpoint: {name}", run, True)


_refused_piece("of a scope whose log has begun", lambda world: _piece(world, _HEAD + b"end\n"), 414, 422)
_refused_piece("no piece within", lambda world: _piece(world, b"flush\tuni\t1\n"), 413)
_refused_piece("more than it said", lambda world: _piece(world, _HEAD + b"end\n", -1), 413)
_refused_piece("more than 130 MiB", lambda world: joined("checkpoint", "uni", 2 << 20, (130 << 20) + 1), 417)
_refused_piece("more than 1,100 times its block", lambda world: joined("checkpoint", "uni", 100, 110_001), 417)
_refused_piece("a scope that is not exchanged", lambda world: joined("checkpoint", "elsewhere", 100, 1000), 422)
_refused_piece(
    "behind a changeset in its batch", lambda world: bytes_of(*_filled(world, 1)) + _piece(world, _HEAD + b"end\n"), 414)
_refused_piece(
    "before a changeset in its batch", lambda world: _piece(world, _HEAD + b"end\n") + bytes_of(*_filled(world, 1)), 414, 422)
refusal("R77 checkpoint: fields are missing", sending, b"checkpoint\tuni\t1\n", 412, 413)


@keeps("R68 R77 checkpoint: where the log is whole, it goes as changesets to one who offers to take one")
def _(world):
    with world.talk() as talk:
        talk.offers = ["zlib", "checkpoint"]
        talk.in_round("bulk")
        talk.end_frontier("bulk", [])
        came = {changeset.hash for changeset in talk.receive("bulk")}
        need(came.issuperset(changeset.hash for changeset in world.bulk), "all changesets")
