"""Packed batches that become much, batches and lists that never end: what is refused before it is kept."""
import functools
import zlib

from attacks import attack
from wire import joined

MEBIBYTE = 1 << 20
# Measured were up to 16 MiB.
AT_MOST = 48


@attack("a packed block before any proof")
def _(victim):
    block, size = _bomb()

    def run() -> None:
        for is_greeted in (False, True):
            with victim.world.talk() as talk:
                talk.greet() if is_greeted else talk.hear_hello()
                talk.raw(joined("packed", "uni", len(block), size) + block)
                talk.refused(408, 414)

    return victim.bounded(run, AT_MOST)


@functools.cache
def _bomb() -> tuple[bytes, int]:
    """A block that is made to be as much as it may become, and how much that is: no changeset."""
    plain = bytes(130 * MEBIBYTE)
    block = zlib.compress(plain, 9)
    return block, len(plain)


@attack("a packed block of more than 100 times its bytes")
def _(victim):
    block, size = _bomb()

    def run() -> None:
        for _ in range(20):
            with victim.world.talk(victim.evil) as talk:
                talk.sending("uni")
                talk.raw(joined("packed", "uni", len(block), size) + block)
                talk.refused(417)

    return victim.bounded(run, AT_MOST)


@attack("a packed block that becomes more than it says")
def _(victim):
    block, _ = _bomb()

    def run() -> None:
        for said in (len(block) * 100, len(block)):
            with victim.world.talk(victim.evil) as talk:
                talk.sending("uni")
                talk.raw(joined("packed", "uni", len(block), said) + block)
                talk.refused(413)

    return victim.bounded(run, AT_MOST)


@attack("batches that never end, in a scope")
def _(victim):
    """Behind 2 MiB no changeset begins [R41]; a changeset ends at 128 MiB [R33]."""
    changeset = victim.world.bulk[0]

    def run() -> None:
        with victim.world.talk(victim.evil) as talk:
            talk.sending("bulk")
            for _ in range(4):
                talk.raw(changeset.data)
            talk.refused(417)

    return victim.bounded(run, AT_MOST)


@attack("lists that never end")
def _(victim):
    def scopes() -> None:
        with victim.world.talk(victim.evil) as talk:
            talk.admitted()
            talk.raw(b"".join(b"held\ts%07d\t%s\n" % (number, b"ab" * 32) for number in range(10_001)))
            talk.refused(417)

    def points() -> None:
        author = f"{victim.evil.id}.{'0' * 32}".encode()
        with victim.world.talk(victim.evil) as talk:
            talk.in_round("uni")
            for begin in range(1, 65_538, 4_096):
                numbers = range(begin, min(begin + 4_096, 65_538))
                talk.raw(b"".join(b"frontier\tuni\t%s\t%d\t%s\n" % (author, n, b"ab" * 32) for n in numbers))
            talk.refused(417)

    return victim.bounded(lambda: (scopes(), points()), AT_MOST)


@attack("a checkpoint's piece of 130 MiB in lines of five bytes")
def _(victim):
    head = b"checkpoint\t1\tuni\t" + b"0" * 64 + b"\t1\n"
    plain = head + b"seen\n" * ((130 * MEBIBYTE - len(head)) // 5)
    block = zlib.compress(plain, 9)

    def run() -> None:
        for _ in range(3):
            with victim.world.talk(victim.evil) as talk:
                talk.sending("uni")
                talk.raw(joined("checkpoint", "uni", len(block), len(plain)) + block)
                talk.say("flush", "uni", 1)
                talk.refused(414, 417)

    # What it becomes is kept while it is read, as a changeset of that size would be.
    return victim.bounded(run, 2 * 130 + AT_MOST)
