"""§5 a session from end to end, how bytes are grouped, and §4.10, §4.11 its end."""
import random

from actors import bytes_of
from cases import add, breaks, keeps
from cases_changeset import holds, need
from writing import escape
from states import comparing, in_batch, proving, sending
from talk import OTHER
from wire import Ended, joined


@keeps("R49 R51 R53 R54 R60 session: all its steps, both ways, until nothing differs")
def _(world):
    path = world.chain("college").run(3)
    with world.talk() as talk:
        talk.in_round("college", "forks")
        talk.end_frontier("college", talk.their_points["college"])
        talk.end_frontier("forks", [])
        talk.expect("sent", "college", 0)
        came = talk.receive("forks")
        need({c.hash for c in came} >= {c.hash for c in world.straight}, "all of forks")
        talk.acknowledged("college", *path)
        talk.say("sent", "college", 3)
        talk.say("sent", "forks", 0)
        talk.hear_held()
        talk.agree()
        need(talk.line() in ([b"bye"], [b"stay"]), "the end")
        talk.say("bye")
        talk.ended()


@keeps("R49 session: the responder's proof follows the hello, without waiting for another")
def _(world):
    with proving(world) as talk:
        talk.hear_proof()


@keeps("R52 session: after four rounds it ends, though a scope differs")
def _(world):
    with world.talk() as talk:
        talk.admitted()
        for _ in range(4):
            talk.agree(quiet=OTHER)
            talk.hear_frontier("quiet")
            talk.end_frontier("quiet", [])
            talk.expect("sent", "quiet", 0)
            talk.say("sent", "quiet", 0)
            talk.hear_held()
        talk.agree(quiet=OTHER)
        talk.expect("bye")
        talk.say("bye")
        talk.ended()


@breaks("R52 R9 session: a fifth round")
def _(world):
    with world.talk() as talk:
        talk.admitted()
        for _ in range(4):
            talk.agree(quiet=OTHER)
            talk.hear_frontier("quiet")
            talk.end_frontier("quiet", [])
            talk.expect("sent", "quiet", 0)
            talk.say("sent", "quiet", 0)
            talk.hear_held()
        talk.agree(quiet=OTHER)
        talk.expect("bye")
        talk.say("frontier-end", "quiet")
        # Who has said `bye` may be gone already.
        try:
            fields = talk.line()
        except Ended:
            return
        need(fields[:2] == [b"error", b"414"], "414 or nothing")


@keeps("R54 session: the next lists come only when all was acknowledged both ways")
def _(world):
    with world.talk() as talk:
        talk.in_round("quiet", "uni")
        talk.end_frontier("quiet", [])
        talk.expect("sent", "quiet", 0)
        talk.end_frontier("uni", [])
        batch = talk.hear_batch("uni")
        need(talk.hear_batch("uni") is None, "one batch")
        talk.say("sent", "uni", 0)
        talk.say("sent", "quiet", 0)
        need(talk.says_nothing(0.1), "the peer to wait for its acknowledgement")
        talk.say("ack", "uni", len(batch))
        talk.hear_held()


@breaks("R54 R60 session: the next list before all is acknowledged")
def _(world):
    with sending(world) as talk:
        talk.say("held", "uni", OTHER)
        talk.refused(414)


# R55: how bytes are grouped.


def _whole_session(world, send) -> None:
    """A session whose lines go out by `send(talk, bytes)`."""
    changeset = world.chain().next(person="支部😀")
    with world.talk() as talk:
        talk.hear_hello()
        send(talk, joined(*talk.hello_fields()))
        send(talk, joined(*talk.proof_fields()))
        talk.hear_proof()
        held = talk.hear_held() | {"uni": OTHER}
        lines = [joined("held", escape(s), held[s]) for s in sorted(held, key=str.encode)]
        send(talk, b"".join(lines) + b"scopes-end\n")
        points = talk.hear_frontier("uni")
        send(talk, b"".join(joined("frontier", "uni", *p) for p in points) + b"frontier-end\tuni\n")
        talk.expect("sent", "uni", 0)
        send(talk, bytes_of(changeset) + b"flush\tuni\t1\nsent\tuni\t1\n")
        talk.expect("ack", "uni", 1)
        talk.hear_held()
    need(holds(world, changeset), "the changeset to be held")


def _one_by_one(talk, data: bytes) -> None:
    for index in range(len(data)):
        talk.tls.sendall(data[index : index + 1])


def _pieces(seed: int):
    def send(talk, data: bytes) -> None:
        chance = random.Random(seed)
        while data:
            size = chance.choice([1, 2, 3, 7, 64, 500])
            talk.raw(data[:size])
            data = data[size:]

    return send


add("R55 bytes: one at a time", lambda world: _whole_session(world, _one_by_one), False)
add("R55 bytes: whole lines at once", lambda world: _whole_session(world, lambda talk, data: talk.raw(data)), False)
for _seed in range(6):
    add(f"R55 bytes: in pieces, seed {_seed}", lambda world, s=_seed: _whole_session(world, _pieces(s)), False)


@keeps("R55 bytes: hello and proof cut at every place")
def _(world):
    for cut in range(1, 40, 3):
        with world.talk() as talk:
            talk.hear_hello()
            data = joined(*talk.hello_fields()) + joined(*talk.proof_fields())
            for place in (cut, len(data) - cut):
                talk.raw(data[:place]), talk.raw(data[place:])
                break
            talk.hear_proof()
            talk.hear_held()


@keeps("R55 bytes: everything up to the end in one piece")
def _(world):
    with comparing(world) as talk:
        held = talk.their_held | {"quiet": OTHER}
        lines = b"".join(joined("held", escape(s), held[s]) for s in sorted(held, key=str.encode))
        talk.raw(lines + b"scopes-end\nfrontier-end\tquiet\nsent\tquiet\t0\n")
        talk.hear_frontier("quiet")
        talk.expect("sent", "quiet", 0)
        talk.hear_held()


@breaks("R55 bytes: nothing behind a refused line is read")
def _(world):
    with sending(world) as talk:
        talk.raw(b"frob\n" + bytes_of(world.chain().next()) + b"flush\tuni\t1\nsent\tuni\t1\n")
        talk.refused(412)


@keeps("R55 bytes: what stands before a refused line counts")
def _(world):
    changeset = world.chain().next()
    with sending(world) as talk:
        talk.raw(bytes_of(changeset) + b"flush\tuni\t1\nfrob\n")
        talk.expect("ack", "uni", 1)
        talk.refused(412)
    need(holds(world, changeset), "it to be held")


# R56: reading while writing.


@keeps("R56 windows: the peer reads while what it writes is not read")
def _(world):
    with world.talk(receive_buffer=4096) as talk:
        talk.in_round("bulk")
        talk.end_frontier("bulk", [])
        # More than all buffers between both sides hold, while its own first batches wait to be written.
        for changeset in world.bulk * 2:
            talk.give("bulk", changeset)
        acknowledged = batches = 0
        while acknowledged < len(world.bulk) * 2:
            fields = talk.line()
            acknowledged += fields[0] == b"ack"
            batches += fields[0] == b"flush"
        need(batches == 2, "the two batches of its window")


# R45, R64–R67: the end.


@keeps("R45 bye: both come to it by themselves")
def _(world):
    with world.talk() as talk:
        end = talk.at_end()
        need(end in (b"bye", b"stay"), "bye or stay without being asked")
        talk.say("bye")
        talk.ended()


@keeps("R45 bye: nobody has to wait for it")
def _(world):
    with comparing(world) as talk:
        talk.agree()
        talk.say("bye")
        need(talk.line() in ([b"bye"], [b"stay"]), "the peer's own")
        talk.ended()


@breaks("R45 bye: a connection that ends without it does no harm")
def _(world):
    with world.talk() as talk:
        talk.at_end()


@breaks("R46 bye: in a batch, nothing of it stays")
def _(world):
    with in_batch(world) as talk:
        talk.say("bye")
        talk.ended_silently()
