"""Enrolled peers that ask for much and do not read it."""
import time

from attacks import attack

# The whole scope `bulk` has about six MiB; a window is two batches of it. Measured were 24 MiB, of sixteen 107.
ONE_AT_MOST, SIXTEEN_AT_MOST = 48, 208


@attack("a peer that asks for all and reads nothing")
def _(victim):
    def run() -> None:
        with victim.world.talk(victim.spy, receive_buffer=4096) as talk:
            talk.in_round("bulk")
            talk.end_frontier("bulk", [])
            time.sleep(1)
            victim.honest_session()

    return victim.bounded(run, ONE_AT_MOST) + "; others are served meanwhile"


@attack("sixteen such peers of one device")
def _(victim):
    talks = []

    def run() -> None:
        for _ in range(16):
            talks.append(victim.world.talk(victim.spy, receive_buffer=4096))
            talks[-1].in_round("bulk")
            talks[-1].end_frontier("bulk", [])
        time.sleep(1)
        victim.honest_session()

    try:
        return victim.bounded(run, SIXTEEN_AT_MOST)
    finally:
        for talk in talks:
            talk.close()
