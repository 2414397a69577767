"""§6 time, and how many sessions there may be."""
import time

from cases import breaks, keeps
from cases_changeset import need
from states import comparing, greeting, proving
from wire import ANY, Ended, Unmet

SESSIONS, PROOFS, SILENCE = 256, 10, 60


def _ended_after(talk, seconds: int, begin: float) -> None:
    """The peer must end it about then: in silence, or with 420 where the other side may still read."""
    talk.tls.settimeout(seconds + 8)
    try:
        while (fields := talk.line())[0] != b"error":
            pass
        need(fields[1] == b"420", "420 or nothing")
    except Ended:
        pass
    took = time.monotonic() - begin
    need(seconds - 2 <= took <= seconds + 6, f"the end after {seconds} seconds, not {took:.1f}")


@breaks("R57 time: 10 seconds without a hello", when="beside")
def _(world):
    begin = time.monotonic()
    with greeting(world) as talk:
        _ended_after(talk, PROOFS, begin)


@breaks("R57 time: 10 seconds without a proof", when="beside")
def _(world):
    begin = time.monotonic()
    with proving(world) as talk:
        _ended_after(talk, PROOFS, begin)


@breaks("R57 time: 10 seconds with a byte now and then", when="beside")
def _(world):
    begin = time.monotonic()
    with greeting(world) as talk:
        for byte in b"hello\t1\ti\t":
            talk.tls.sendall(bytes([byte]))
            if not talk.says_nothing(1.2):
                break
        _ended_after(talk, PROOFS, begin)


@breaks("R57 time: 10 seconds with an enrolment that does not come", "enrols", when="beside")
def _(world):
    begin = time.monotonic()
    with world.talk(world.stranger) as talk:
        talk.prove("enrol")
        _ended_after(talk, PROOFS, begin)


@keeps("R57 time: who is past the proofs has longer", when="beside")
def _(world):
    with comparing(world) as talk:
        need(talk.says_nothing(PROOFS + 2), "the session to go on")
        talk.agree()
        need(talk.line() in ([b"bye"], [b"stay"]), "the end")


@breaks("R58 time: 60 seconds of silence", when="beside")
def _(world):
    with comparing(world) as talk:
        _ended_after(talk, SILENCE, time.monotonic())


@keeps("R58 time: a byte within 60 seconds is enough", when="beside")
def _(world):
    with comparing(world) as talk:
        need(talk.says_nothing(40), "the session to go on")
        talk.raw(b"h")
        need(talk.says_nothing(25), "the session to go on after 65 seconds, with a byte at 40")


@keeps("R59 sessions: 256 at once, and again when they have ended", when="last")
def _(world):
    open_now = []
    try:
        for _ in range(SESSIONS):
            open_now.append(greeting(world))
    finally:
        for talk in open_now:
            talk.close()
    _served_again(world)


def _served_again(world) -> None:
    limit = time.monotonic() + 10
    while True:
        with world.talk() as talk:
            if talk.line()[0] == b"hello":
                return
        if time.monotonic() > limit:
            raise Unmet("expected a session when the others have ended")


@breaks("R59 sessions: one more is refused with 426 and no hello", when="last")
def _(world):
    open_now = []
    try:
        # Of those that have proven nothing a place may be taken.
        for _ in range(SESSIONS):
            open_now.append(world.talk().admitted())
        for _ in range(3):
            with world.talk() as talk:
                talk.expect("error", 426, "tooManySessions", ANY)
                talk.ended()
    finally:
        for talk in open_now:
            talk.close()
    _served_again(world)
