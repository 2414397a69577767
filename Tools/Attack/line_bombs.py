"""Long lines, and bytes that are none, from peers that have proven nothing."""
import hashlib

from attacks import attack
from wire import tcp

MEBIBYTE = 1 << 20
# Measured were 18 MiB.
AT_MOST = 40

def _line_bomb(talk, data: bytes) -> None:
    """A line without an end must be refused when it is too long, not when it ends."""
    talk.raw(data)
    for _ in range(16):
        talk.raw(b"a" * 65_536)
    talk.refused(411, 413)


@attack("64 lines that never end, before any proof")
def _(victim):
    def run() -> None:
        for _ in range(32):
            with victim.world.talk() as talk:
                talk.hear_hello()
                _line_bomb(talk, b"hello\t1\ti\t")
        for _ in range(32):
            with victim.world.talk() as talk:
                talk.greet()
                _line_bomb(talk, b"proof\t")

    return victim.bounded(run, AT_MOST)


@attack("what can begin no line, before any proof")
def _(victim):
    with victim.world.talk() as talk:
        talk.hear_hello()
        talk.raw(b"x" * MEBIBYTE)
        talk.refused(408)
    return "408"


@attack("a hello of thousands of fields")
def _(victim):
    for line in (b"hello\t1\ti" + b"\t" * 65_000 + b"\n", b"hello\t1\ti\t" + b"\ta" * 32_000 + b"\n"):
        with victim.world.talk() as talk:
            talk.hear_hello()
            talk.raw(line)
            talk.refused(413)
    return "413"


GARBAGE = {
    "no TLS": b"GET / HTTP/1.1\r\n\r\n",
    "a record of the greatest length": bytes.fromhex("160301ffff") + bytes(65_535),
    "a greeting of 16 MiB": bytes.fromhex("1603014000" "01ffffff") + bytes(16_380),
    "a version that is none": bytes.fromhex("16ffff0010") + bytes(16),
    "records of nothing": bytes.fromhex("1603010000") * 2_000,
    "alerts": bytes.fromhex("15030100020100") * 2_000,
    "one byte": b"\x16",
}


@attack("bytes that are no TLS, or broken")
def _(victim):
    def run() -> None:
        for number in range(20):
            for data in GARBAGE.values():
                with tcp(victim.world.address) as connection:
                    try:
                        connection.sendall(data)
                        # More of the same, as long as it is taken.
                        for _ in range(number):
                            connection.sendall(hashlib.sha256(b"%d" % number).digest() * 512)
                    except OSError:
                        pass

    remark = victim.bounded(run, AT_MOST)
    return f"{20 * len(GARBAGE)} connections; {remark}"
