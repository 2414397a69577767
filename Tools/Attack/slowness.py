"""Who has not proven anything and is slow: he must be gone after 10 seconds [R57]."""
import socket
import time

from attacks import attack
from victim import need
from wire import Ended, Unmet, tcp

PROOFS = 10
# TLS says goodbye to one who does not answer for a while longer.
GRACE = 6
_CLIENT_HELLO_BEGINS = bytes.fromhex("16030100c8010000c40303")


def _gone_in_time(begin: float) -> str:
    took = time.monotonic() - begin
    need(took <= PROOFS + GRACE, f"the end after {PROOFS} seconds, not {took:.1f}")
    return f"ended after {took:.1f} s"


def _is_closed(connection: socket.socket, seconds: float) -> bool:
    connection.settimeout(seconds)
    try:
        return not connection.recv(1 << 16)
    except TimeoutError:
        return False
    except OSError:
        return True


@attack("a byte of TLS a second, nobody knows from whom", beside=True)
def _(victim):
    begin = time.monotonic()
    with tcp(victim.world.address) as connection:
        for byte in _CLIENT_HELLO_BEGINS + bytes(100):
            try:
                connection.sendall(bytes([byte]))
            except OSError:
                break
            if _is_closed(connection, 1) or time.monotonic() - begin > PROOFS + GRACE:
                break
        return _gone_in_time(begin)


@attack("a connection on which nothing comes", beside=True)
def _(victim):
    begin = time.monotonic()
    with tcp(victim.world.address) as connection:
        need(_is_closed(connection, PROOFS + GRACE), f"the end after {PROOFS} seconds")
        return _gone_in_time(begin)


def _letter_by_letter(talk, data: bytes, begin: float) -> str:
    """One byte a second, until the server ends it."""
    for byte in data:
        try:
            talk.tls.sendall(bytes([byte]))
        except OSError:
            return _gone_in_time(begin)
        if not talk.says_nothing(1):
            break
        need(time.monotonic() - begin < PROOFS + GRACE, f"the end after {PROOFS} seconds")
    try:
        while (fields := talk.line())[0] != b"error":
            pass
        need(fields[1] == b"420", "420 or nothing")
    except Ended:
        pass
    except Unmet:
        raise Unmet(f"expected the end after {PROOFS} seconds") from None
    return _gone_in_time(begin)


@attack("a hello of a byte a second", beside=True)
def _(victim):
    begin = time.monotonic()
    with victim.world.talk() as talk:
        talk.hear_hello()
        return _letter_by_letter(talk, b"hello\t1\ti\t" + b"A" * 60, begin)


@attack("a proof of a byte a second", beside=True)
def _(victim):
    begin = time.monotonic()
    with victim.world.talk() as talk:
        talk.greet()
        # A good hello earns its proof at once.
        talk.line()
        return _letter_by_letter(talk, b"proof\t" + b"A" * 60, begin)
