"""What an initiator must do: the peer under test syncs with the runner, or joins it."""
import base64

from actors import bytes_of, enrol_proof
from cases import add, breaks, keeps
from cases_changeset import need
from lines import reader
from host import SECRET, Host, invite_line
from wire import ANY


def _session(steps, *codes: int):
    """`steps` of the responder, with a peer that syncs and must end with one of these replies."""
    def run(world):
        with Host(world).syncs() as host, host.answer() as talk:
            steps(talk)
            host.ended(*codes)

    return run


def _wrong_proof(make):
    def steps(talk) -> None:
        talk.say(*talk.hello_fields())
        talk.hear_hello()
        talk.say("proof", talk.actor.sign(make(talk)), "-")
        talk.refused(410)

    return _session(steps, 410)


add("R16 R17 initiator: a proof without the binding", _wrong_proof(lambda t: t.message("r", b"")), True)
add("R16 R17 initiator: a proof with another certificate's binding",
    _wrong_proof(lambda t: t.message("r", bytes(32))), True)
add("R16 initiator: a proof in its own role", _wrong_proof(lambda t: t.message("i")), True)


def _says(data: bytes, code: int):
    def steps(talk) -> None:
        talk.raw(data)
        talk.refused(code)

    return _session(steps, code)


add("R10 initiator: what answers is HTTP", _says(b"HTTP/1.1 400 Bad Request\r\n\r\n", 408), True)
add("R10 initiator: what answers is SSH", _says(b"SSH-2.0-OpenSSH_9.6\r\n", 408), True)
add("R11 R12 initiator: a hello of version 2", _says(b"hello\t2\tand\tmore\n", 409), True)
add("R11 R12 initiator: a hello that ends early", _says(b"hello\t1\tr\n", 413), True)


@breaks("R14 initiator: a responder that says it is the initiator")
def _(world):
    with Host(world).syncs() as host, host.answer() as talk:
        talk.say(*talk.hello_fields("i"))
        talk.refused(413)
        host.ended(413)


@keeps("R12 R13 R49 initiator: it greets without being asked")
def _(world):
    with Host(world).syncs() as host, host.answer() as talk:
        talk.hear_hello()
        need(talk.their_key == world.committee_key, "the key of the device")


def _not_admitted(kind: str, code: int):
    def run(world):
        with Host(world).syncs() as host, host.answer(world.actors[kind]) as talk:
            talk.prove()
            fields = talk.line()
            need(fields[:2] == [b"error", b"%d" % code], f"error {code} before anything that is held")
            host.ended(code)

    return run


def _stranger(holds_the_same: bool):
    """It may ask for control entries once, and says nothing else."""
    def run(world):
        with Host(world).syncs() as host, host.answer(world.actors["stranger"]) as talk:
            talk.prove()
            fields = talk.line()
            if fields[:2] == [b"error", b"403"]:
                return host.ended(403)
            need(fields[:2] == [b"held", b"control"] and talk.line() == [b"scopes-end"], "error 403, or control alone")
            talk.say("held", "control", fields[2].decode() if holds_the_same else "0" * 64)
            talk.say("scopes-end")
            if not holds_the_same:
                talk.say("frontier-end", "control")
                talk.say("sent", "control", 0)
                while (fields := talk.line())[0] != b"sent":
                    need(fields[0] in (b"frontier", b"frontier-end"), f"no changeset for a stranger, not {fields[0]}")
            talk.refused(402)
            host.ended(402)

    return run


add("R19 initiator: a responder that nobody enrolled", _stranger(True), True)
add("R19 initiator: a responder that nobody enrolled, and a round of control entries", _stranger(False), True)
add("R19 initiator: a responder that was revoked", _not_admitted("revoked", 407), True)


def _heard(line: bytes, code: int):
    def steps(talk) -> None:
        # What is not read when a connection closes takes away the last line on its way.
        talk.hear_hello()
        talk.raw(line)

    return _session(steps, code)


add("R47 R59 initiator: 426 instead of hello", _heard(b"error\t426\ttooManySessions\t-\n", 426), False)
add("R76 initiator: a device is revoked, says one who has proven nothing", _says(b"error\t407\tdeviceRevoked\t-\n", 414), True)
add("R76 initiator: nobody knows the device, says one who has proven nothing", _says(b"error\t403\tnotEnrolled\t-\n", 414), True)
add("R47 initiator: an unknown code is read as 423", _heard(b"error\t999\tnobodyKnows\t-\n", 423), False)
add("R11 R47 initiator: an error that is malformed counts as 423", _heard(b"error\t426\ttooManySessions\n", 423), False)


@keeps("R45 R51 R52 initiator: equal lists, and bye")
def _(world):
    with Host(world).syncs() as host, host.answer() as talk:
        held = talk.prove().hear_held()
        for scope, digest in held.items():
            talk.say("held", scope, digest)
        talk.say("scopes-end")
        talk.expect("bye")
        talk.say("bye")
        host.ended(0)


@breaks("R46 initiator: bye before the lists")
def _(world):
    with Host(world).syncs() as host, host.answer() as talk:
        talk.prove()
        talk.say("bye")
        talk.ended_silently()
        host.ended(421)


@breaks("R9 initiator: enrolled where nobody enrols")
def _(world):
    with Host(world).syncs() as host, host.answer() as talk:
        talk.prove()
        talk.say("enrolled")
        talk.refused(414)
        host.ended(414)


# With an invite: R15, R20, R21, R61, R62.

WRONG_INVITES = {
    "another version": lambda host: invite_line(host, version="1"),
    "a field more": lambda host: invite_line(host, more="x"),
    "a check that is another": lambda host: _rewritten(host, lambda content: content[:-1] + b"g"),
    "a field that was altered": lambda host: _rewritten(host, lambda content: content.replace(b"uni", b"inu")),
    "its end lost": lambda host: invite_line(host)[:-8],
    "a letter lost": lambda host: invite_line(host)[:30] + invite_line(host)[31:],
    "another scheme": lambda host: "other" + invite_line(host).removeprefix("zhibu"),
    "nothing behind the scheme": lambda host: "zhibu:",
}


def _rewritten(host: Host, change) -> str:
    content = base64.b64decode(invite_line(host).partition(":")[2])
    return "zhibu:" + base64.b64encode(change(content)).decode()


def _wrong_invite(make):
    def run(world):
        host = Host(world)
        with host.joins(make(host)):
            host.ended(406)
            host.connects_nowhere()

    return run


for _what, _make in WRONG_INVITES.items():
    add(f"R61 invite: {_what}", _wrong_invite(_make), True)


@breaks("R15 R62 invite: a responder that it does not name")
def _(world):
    host = Host(world)
    with host.joins(invite_line(host, server=world.office)), host.answer() as talk:
        talk.say(*talk.hello_fields())
        talk.hear_hello()
        talk.say("proof", talk.actor.sign(talk.message("r")), "-")
        talk.refused(402)
        need(not any(data.startswith(b"enrol") for side, data in talk.log if side == "<"), "no invite to be shown")
        host.ended(402)


def _enrolled(talk) -> None:
    """The joining device's line must be right, and is answered."""
    talk.prove("enrol")
    fields = talk.expect("enrol", "abcdefgh", ANY, ANY, ANY)
    agreement = reader.padded(fields[4], 32)
    right = enrol_proof(SECRET, talk.nonces, talk.their_key, agreement, reader.KINDS["scope"](fields[3]).encode())
    need(fields[2] == right.encode(), "the HMAC of R21")
    talk.say("enrolled")


@keeps("R15 R20 R21 R22 R50 R61 R62 invite: it is shown to the responder that it names")
def _(world):
    host = Host(world)
    with host.joins(f" {invite_line(host)} "), host.answer() as talk:
        _enrolled(talk)
        need(talk.hear_held().keys() == {b"control"}, "control alone to be listed [R25]")


def _sends_entries(talk, entries, code: int) -> None:
    _enrolled(talk)
    talk.hear_held()
    talk.say("held", "control", "ab" * 32)
    talk.say("scopes-end")
    talk.expect("frontier-end", "control")
    talk.say("frontier", "control", *entries[-1].point)
    talk.say("frontier-end", "control")
    talk.expect("sent", "control", 0)
    talk.raw(bytes_of(*entries))
    talk.say("flush", "control", len(entries))
    if code:
        talk.refused(423)
    else:
        talk.expect("ack", "control", len(entries))


@breaks("R37 R62 invite: control entries of another root")
def _(world):
    host = Host(world)
    with host.joins(invite_line(host, root="1" * 32)), host.answer() as talk:
        _sends_entries(talk, world.entries, 604)
        host.ended(604)


@keeps("R62 R37 invite: the control entries of its root")
def _(world):
    host = Host(world)
    with host.joins(invite_line(host)), host.answer() as talk:
        _sends_entries(talk, world.entries, 0)


def _refuses_invite(code: int, symbol: str):
    def run(world):
        host = Host(world)
        with host.joins(invite_line(host)), host.answer() as talk:
            talk.prove("enrol")
            talk.expect("enrol", ANY, ANY, ANY, ANY)
            talk.say("error", code, symbol, "-")
            host.ended(code)

    return run


for _code, _symbol in {404: "inviteExpired", 405: "inviteUsed", 406: "inviteUnknown", 407: "deviceRevoked"}.items():
    add(f"R22 R47 R76 invite: the answer {_code}", _refuses_invite(_code, _symbol), False)


@breaks("R23 invite: anything but enrolled")
def _(world):
    host = Host(world)
    with host.joins(invite_line(host)), host.answer() as talk:
        talk.prove("enrol")
        talk.expect("enrol", ANY, ANY, ANY, ANY)
        talk.say("scopes-end")
        talk.refused(414)
        host.ended(414)
