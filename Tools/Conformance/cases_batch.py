"""§4.8 flush and sent, §4.9 ack."""
import signal
import zlib

from actors import bytes_of
from cases import breaks, keeps, refusal
from cases_changeset import holds, need
from states import in_batch, sending, sent
from wire import joined

# R40, R42: counts.

for _what, _data in {
        "0": b"0", "2 of 1": b"2", "more than any": b"9" * 30, "2^64 + 1": b"18446744073709551617"}.items():
    refusal(f"R40 flush: a batch of {_what}", in_batch, b"flush\tuni\t" + _data + b"\n", 413, 414)
refusal("R40 flush: an empty batch", sending, b"flush\tuni\t0\n", 413, 414)
refusal("R40 flush: 1 of an empty batch", sending, b"flush\tuni\t1\n", 414)
refusal("R42 sent: 1 where none was sent", sending, b"sent\tuni\t1\n", 414)
refusal("R42 sent: more than any", sending, b"sent\tuni\t" + b"9" * 30 + b"\n", 413, 414)
refusal("R42 sent: with a batch that was not flushed", in_batch, b"sent\tuni\t1\n", 414)
refusal("R42 sent: 0 with a batch that was not flushed", in_batch, b"sent\tuni\t0\n", 414)
refusal("R42 sent: twice", sent, b"sent\tuni\t0\n", 414)
refusal("R40 R42 flush: behind sent", sent, b"flush\tuni\t1\n", 414)


@breaks("R42 changeset: behind sent")
def _(world):
    with sent(world) as talk:
        talk.raw(bytes_of(world.chain().next()))
        talk.refused(414)


@breaks("R40 flush: 1 of 2")
def _(world):
    with sending(world) as talk:
        talk.raw(bytes_of(*world.chain().run(2)))
        talk.say("flush", "uni", 1)
        talk.refused(414)


@keeps("R42 sent: less than the sum of the batches")
def _(world):
    with sending(world) as talk:
        talk.acknowledged("uni", *world.chain().run(2))
        talk.say("sent", "uni", 1)
        talk.refused(414)


@keeps("R42 sent: the sum of the batches")
def _(world):
    path = world.chain().run(5)
    with sending(world) as talk:
        for batch in (path[:2], path[2:3], path[3:]):
            talk.acknowledged("uni", *batch)
        talk.say("sent", "uni", 5)
        talk.hear_held()


@keeps("R40 R43 flush: two scopes at once, each with its own batches")
def _(world):
    quiet, uni = world.chain("college").run(2), world.chain().run(3)
    with world.talk() as talk:
        talk.sending("college", "uni")
        talk.acknowledged("uni", *uni[:2])
        talk.acknowledged("college", quiet[0])
        talk.acknowledged("uni", uni[2])
        talk.acknowledged("college", quiet[1])
        talk.say("sent", "uni", 3)
        talk.say("sent", "college", 2)
        talk.hear_held()


@keeps("R75 changeset: in another scope behind a flush that is not acknowledged yet")
def _(world):
    quiet, uni = world.chain("college").next(), world.chain().next()
    with world.talk() as talk:
        talk.sending("college", "uni")
        talk.raw(bytes_of(uni) + joined("flush", "uni", 1) + bytes_of(quiet) + joined("flush", "college", 1))
        talk.expect("ack", "uni", 1)
        talk.expect("ack", "college", 1)


@breaks("R75 changeset: in another scope while a batch is open")
def _(world):
    quiet, uni = world.chain("college").next(), world.chain().next()
    with world.talk() as talk:
        talk.sending("college", "uni")
        talk.raw(bytes_of(uni) + bytes_of(quiet))
        talk.refused(414)


@breaks("R75 packed: in another scope while a batch is open")
def _(world):
    quiet, uni = world.chain("college").next(), world.chain().next()
    block = zlib.compress(bytes_of(quiet))
    with world.talk() as talk:
        talk.sending("college", "uni")
        talk.raw(bytes_of(uni) + joined("packed", "college", len(block), len(bytes_of(quiet))) + block)
        talk.refused(414)


@breaks("R38 R40 seal: behind another scope's line it seals nothing")
def _(world):
    with world.talk() as talk:
        talk.sending("quiet", "uni")
        changeset = world.chain().next()
        talk.raw(changeset.data)
        talk.say("sent", "quiet", 0)
        talk.raw(changeset.seal)
        talk.refused(414)


# R41: sizes.


@keeps("R41 flush: the peer's batches have about 1 MiB")
def _(world):
    with world.talk() as talk:
        talk.in_round("bulk")
        talk.end_frontier("bulk", [])
        while (batch := talk.hear_batch("bulk")) is not None:
            talk.say("ack", "bulk", len(batch))
            before_last = sum(len(c.data) for c in batch[:-1])
            need(before_last <= 2 << 20, "no changeset to begin behind 2 MiB")


@breaks("R41 changeset: one that begins behind 2 MiB of its batch")
def _(world):
    with world.talk() as talk:
        talk.sending("bulk")
        talk.raw(bytes_of(*world.bulk[:2], *world.bulk[:2]))
        talk.refused(417)


@keeps("R41 changeset: one that begins before 2 MiB of its batch")
def _(world):
    with world.talk() as talk:
        talk.sending("bulk").acknowledged("bulk", *world.bulk[:2])


# R43: acknowledgements.


@keeps("R43 ack: what is acknowledged is held by a session that begins then")
def _(world):
    with sending(world) as talk:
        for changeset in world.chain().run(3):
            talk.acknowledged("uni", changeset)
            need(holds(world, changeset), "it to be held before the first session has ended")


@keeps("R43 ack: in the order of the flushes")
def _(world):
    path = world.chain().run(6)
    with sending(world) as talk:
        for batch in (path[:1], path[1:3], path[3:]):
            talk.give("uni", *batch)
        for count in (1, 2, 3):
            talk.expect("ack", "uni", count)


@keeps("R43 ack: what is acknowledged outlives the program", when="last")
def _(world):
    path = world.chain().run(2)
    with sending(world) as talk:
        talk.acknowledged("uni", *path)
        world.target.restart(signal.SIGKILL)
    need(holds(world, path[1]), "it to be held after the program was killed")


@breaks("R43 ack: nothing is acknowledged before its flush")
def _(world):
    with in_batch(world) as talk:
        need(talk.says_nothing(0.1), "no acknowledgement before flush")


def _one_batch(world):
    """A round in which the peer has sent its first two batches of `bulk` and waits."""
    talk = world.talk()
    talk.in_round("bulk")
    talk.end_frontier("bulk", [])
    return talk, [len(talk.hear_batch("bulk")) for _ in range(2)]


@breaks("R43 ack: of nothing that was flushed")
def _(world):
    with sending(world) as talk:
        talk.say("ack", "uni", 1)
        talk.refused(414)


@breaks("R43 ack: of another count")
def _(world):
    talk, counts = _one_batch(world)
    with talk:
        talk.say("ack", "bulk", counts[0] + 1)
        talk.refused(414)


@breaks("R43 ack: of both batches at once")
def _(world):
    talk, counts = _one_batch(world)
    with talk:
        talk.say("ack", "bulk", sum(counts))
        talk.refused(414)


@breaks("R43 ack: twice of the last batch")
def _(world):
    with world.talk() as talk:
        talk.in_round("quiet", "uni")
        talk.end_frontier("quiet", [])
        talk.expect("sent", "quiet", 0)
        talk.end_frontier("uni", [])
        count = len(talk.receive("uni"))
        talk.say("ack", "uni", count)
        talk.refused(414)


# R44: the window.


@keeps("R44 window: the peer sends two batches and waits")
def _(world):
    talk, counts = _one_batch(world)
    with talk:
        # The answer to a batch of ours comes behind all that the peer would have sent before.
        talk.acknowledged("bulk", world.chain("bulk", world.admin).next())
        need(talk.says_nothing(0.1), "no third batch before an acknowledgement")
        talk.say("ack", "bulk", counts[0])
        need(bool(talk.hear_batch("bulk")), "a third batch behind the acknowledgement of the first")


@keeps("R44 window: a receiver does not count ours")
def _(world):
    path = world.chain().run(9)
    with sending(world) as talk:
        for changeset in path:
            talk.give("uni", changeset)
        for _ in path:
            talk.expect("ack", "uni", 1)


@breaks("R44 R43 window: with a batch open the round does not end")
def _(world):
    talk, _ = _one_batch(world)
    with talk:
        talk.say("sent", "bulk", 0)
        need(talk.says_nothing(0.1), "the peer to wait for its acknowledgements")
        talk.say("scopes-end")
        talk.refused(414)
