"""Enrolled devices that make the server hold as much as they can."""
import base64
import functools
import hashlib
import time
import zlib

from attacks import attack
from writing import escape
from talk import OTHER
from victim import Victim, need
from wire import Unmet, joined

MEBIBYTE = 1 << 20
# One changeset may have 128 MiB; until it is refused, 310 to 530 MiB were measured.
ONE_AT_MOST = 640
# Whoever reads nothing may have two batches on their way.
UNREAD_AT_MOST = 96


def _held_lines(held: dict[str, str]) -> bytes:
    lines = [joined("held", escape(scope), held[scope]) for scope in sorted(held, key=str.encode)]
    return b"".join(lines) + b"scopes-end\n"


def _batches(victim: Victim) -> list[int]:
    """How many changesets each batch of `bulk` has: the same in every session."""
    counts = []
    with victim.world.talk(victim.spy) as talk:
        talk.in_round("bulk")
        talk.end_frontier("bulk", [])
        while (batch := talk.hear_batch("bulk")) is not None:
            counts.append(len(batch))
            talk.say("ack", "bulk", len(batch))
    return counts


@attack("a peer that acknowledges what it has not read, and asks again")
def _(victim):
    """It knows how many changesets each batch has, so it needs to read nothing, and sends a few bytes for each MiB."""
    counts = _batches(victim)
    talk = victim.world.talk(victim.spy, receive_buffer=4096).waiting()
    held = talk.their_held
    asks = _held_lines(held | {"bulk": OTHER}) + joined("frontier-end", "bulk") + joined("sent", "bulk", 0)
    asks += b"".join(joined("ack", "bulk", count) for count in counts)
    sent = 0

    def run() -> None:
        nonlocal sent
        for _ in range(12):
            again = b"again\n" + 3 * asks + _held_lines(held) + b"stay\n"
            try:
                talk.raw(again)
            except Unmet:
                # It is not read any more: that is how a server may defend itself.
                break
            sent += len(again)
            time.sleep(0.1)
        time.sleep(1)

    try:
        return victim.bounded(run, UNREAD_AT_MOST) + f", for {sent} bytes"
    finally:
        talk.close()


@functools.cache
def _full_block(begin: bytes) -> tuple[bytes, int]:
    """A changeset of nearly 128 MiB, wrong in its last line, in as few bytes as the bound of 100 to one allows."""
    piece = 32_768
    seed = b"".join(hashlib.sha512(b"%d" % number).digest() for number in range(15_400))
    mixed = base64.b64encode(seed)
    pieces = [mixed[at:at + piece] for at in range(0, len(mixed) - piece, piece)]
    pieces = [b"t" + pieces[0][:-1], *pieces[1:]]
    pieces += [b"a" * piece] * (127 * MEBIBYTE // (piece + 6) - len(pieces))
    lines = b"".join(b"part\t" + part + b"\n" for part in pieces)
    last = b"insert\ttbomb\t@%d\nend\t%s\n" % (len(pieces), b"ab" * 32)
    plain = begin + b"table\tnote\t1\tid\tbody\n" + lines + last
    block = zlib.compress(plain, 1)
    return block, len(plain)


def _begin(victim: Victim) -> bytes:
    """The first two lines of a changeset."""
    data = victim.world.chain("uni", victim.evil).next().data
    return b"\n".join(data.split(b"\n")[:2]) + b"\n"


@attack("a packed block that becomes as much as it may")
def _(victim):
    def run() -> None:
        with victim.world.talk(victim.evil) as talk:
            talk.tls.settimeout(20)
            _hold(victim, talk)
            talk.say("flush", "uni", 1)
            talk.refused(416)

    return victim.bounded(run, ONE_AT_MOST)


def _hold(victim: Victim, talk) -> None:
    """Has the server unpack a changeset of the greatest size, and keep it: its batch does not end."""
    block, size = _full_block(_begin(victim))
    need(size <= 100 * len(block), "a block within the bound")
    talk.sending("uni")
    talk.raw(joined("packed", "uni", len(block), size) + block)


@attack("eight such blocks at once from one device, in batches that never end")
def _(victim):
    talks = []

    def run() -> None:
        for _ in range(8):
            talks.append(victim.world.talk(victim.evil))
            _hold(victim, talks[-1])
            time.sleep(0.4)
        time.sleep(1)

    try:
        return victim.bounded(run, ONE_AT_MOST)
    finally:
        for talk in talks:
            talk.close()
