"""So many connections that an honest office might find no place.

Whoever can reach the port can make them; the server can't know them from offices until they have proven something.
"""
import contextlib
import socket
import threading
import time

from attacks import attack
from victim import Victim, need
from wire import Unmet, client_context

PLACES = 256
# How long the attacker tries to get as many as there are [R59].
PERSISTENCE = 5.0
MANY = 3_000
# What was measured is about 25 MiB for 1,000.
FLOOD_AT_MOST = 64


class _HalfOpen:
    """Connections on which nothing is said, and a new one every few milliseconds, which takes places that become free."""

    def __init__(self, victim: Victim, count: int) -> None:
        self.victim, self.connections = victim, []
        host, _, port = victim.world.address.rpartition(":")
        self.address = host, int(port)
        for _ in range(count):
            self._open()
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._go_on)

    def _open(self) -> None:
        connection = socket.socket()
        self.connections.append(connection)
        connection.setblocking(False)
        connection.connect_ex(self.address)

    def _go_on(self) -> None:
        while not self.is_over.wait(0.005) and len(self.connections) < MANY:
            self._open()

    def __enter__(self) -> None:
        self.thread.start()
        # The system hands them to the server by and by.
        limit = time.monotonic() + PERSISTENCE
        while self.victim.footprint.open_files < PLACES + 20 and time.monotonic() < limit:
            time.sleep(0.1)

    def __exit__(self, *_) -> None:
        self.is_over.set()
        self.thread.join()
        for connection in self.connections:
            connection.close()
        _settles(self.victim)


@contextlib.contextmanager
def _unproven(victim: Victim, count: int, greets: bool):
    """Connections that have come as far as TLS, or as a hello, and prove nothing; who is refused tries again."""
    talks, places = [], 0
    limit = time.monotonic() + PERSISTENCE
    try:
        while len(talks) < count or places < PLACES and time.monotonic() < limit:
            talk = victim.world.talk()
            talks.append(talk)
            if len(talks) > 3 * count:
                break
            with contextlib.suppress(Unmet):
                talk.greet() if greets else talk.hear_hello()
                places += 1
        yield
    finally:
        for talk in talks:
            talk.close()
        _settles(victim)


def _settles(victim: Victim) -> None:
    """The next attack begins when the server has let them all go."""
    limit = time.monotonic() + 20
    while victim.footprint.open_files > 60 and time.monotonic() < limit:
        time.sleep(0.1)


FLOODS = {
    "1,000 half-open connections": lambda victim: _HalfOpen(victim, 1_000),
    f"{PLACES + 20} connections that have TLS and say nothing": lambda victim: _unproven(victim, PLACES + 20, False),
    f"{PLACES + 20} connections that say hello and prove nothing": lambda victim: _unproven(victim, PLACES + 20, True),
}


def _memory(flood):
    def run(victim: Victim) -> str:
        return victim.bounded(lambda: _pass_by(victim, flood), FLOOD_AT_MOST)

    return run


def _pass_by(victim: Victim, flood) -> None:
    with flood(victim):
        time.sleep(1)


def _place_for_the_honest(flood):
    def run(victim: Victim) -> str:
        with flood(victim):
            time.sleep(0.5)
            return f"an honest office is in and has written after {1000 * victim.honest_session():.0f} ms"

    return run


for _name, _flood in FLOODS.items():
    attack(f"{_name}: memory")(_memory(_flood))
    attack(f"{_name}: a place for the honest")(_place_for_the_honest(_flood))


@attack("2,000 connections one after the other: nothing is left of them")
def _(victim):
    def one() -> None:
        host, _, port = victim.world.address.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            with client_context().wrap_socket(connection):
                pass

    for _ in range(200):
        one()
    _settles(victim)
    before = victim.footprint.now
    begin = time.monotonic()
    count = 0
    # A slow machine makes fewer of them in its time.
    while count < 1_800 and time.monotonic() - begin < 10:
        one()
        count += 1
    _settles(victim)
    grown = victim.footprint.now - before
    need(grown < 16, f"less than 16 MiB more, not {grown:.0f}, behind {count}")
    victim.honest_session()
    return f"{grown:.1f} MiB more behind {count}, of 16"
