"""§2 the channel, §4.1 hello, §4.2 proof."""
import base64
import hashlib
import ssl

from cryptography import x509

from actors import Actor, proof_message
from cases import add, breaks, keeps, refusal
from lines import reader
from states import greeting, proving
from wire import ANY, Unmet, client_context, shown, tcp

# §2: the channel, and the first bytes.


@keeps("R1 TLS: version 1.3")
def _(world):
    with world.talk() as talk:
        if talk.tls.version() != "TLSv1.3":
            raise Unmet(f"expected TLSv1.3, not {talk.tls.version()}")


@breaks("R1 TLS: an older version is not spoken")
def _(world):
    context = client_context()
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.wrap_socket(tcp(world.address)).close()
    except (ssl.SSLError, ConnectionError):
        return
    raise Unmet("expected the handshake to fail")


@breaks("R1 TLS: nothing is said without it")
def _(world):
    with tcp(world.address) as connection:
        connection.sendall(b"hello\t1\ti\n" * 30)
        said = b""
        try:
            while data := connection.recv(4096):
                said += data
        except ConnectionError:
            pass
        if b"hello" in said or b"error" in said:
            raise Unmet(f"expected no line, not {shown(said)}")


@keeps("R2 TLS: the certificate is of the responder's own making")
def _(world):
    with world.talk() as talk:
        certificate = x509.load_der_x509_certificate(talk.certificate)
    certificate.verify_directly_issued_by(certificate)


@breaks("R1 R10 TLS: a connection that says nothing and ends")
def _(world):
    tcp(world.address).close()
    with world.talk() as talk:
        talk.hear_hello()


for _what, _data in {
        "HTTP": b"G", "a space before it": b" hello", "capitals": b"HELLO", "another word with h": b"ha",
        "a longer word": b"hellos", "a byte order mark": b"\xef", "an empty line": b"\n", "a NUL": b"\0",
        "a longer error": b"errors", "another word with e": b"en", "no TAB behind hello": b"hello ",
        "a CR": b"hello\r"}.items():
    refusal(f"R10 greeting: {_what} is refused at the first wrong byte", greeting, _data, 408)


@keeps("R10 R55 greeting: bytes that can become a hello are waited for")
def _(world):
    with greeting(world) as talk:
        for piece in (b"h", b"el", b"lo"):
            talk.raw(piece)
            if not talk.says_nothing(0.05):
                raise Unmet("expected the responder to wait")
        talk.raw(b"\t" + b"\t".join(map(_encoded, talk.hello_fields()[1:])) + b"\n")
        talk.say(*talk.proof_fields())
        talk.hear_proof()


def _encoded(field) -> bytes:
    return field if isinstance(field, bytes) else str(field).encode()


# §4.1 hello.


@keeps("R12 R13 R49 hello: the responder greets without being asked")
def _(world):
    with world.talk() as talk:
        fields = talk.line()
        if len(fields) < 6 or fields[:3] != [b"hello", b"1", b"r"]:
            raise Unmet("expected hello 1 r KEY NONCE NAME OFFER…")
        reader.padded(fields[3], 32), reader.KINDS["hash"](fields[4]), reader.KINDS["scope"](fields[5])


@keeps("R12 hello: the nonce is another in every session, the key is not")
def _(world):
    with greeting(world) as one, greeting(world) as other:
        if one.their_nonce == other.their_nonce:
            raise Unmet("two sessions with one nonce")


for _what, _name in {
        "256 bytes": "n" * 256, "one byte": "n", "256 backslashes, 512 bytes on the wire": "\\" * 256,
        "characters of two to four bytes": "é支部😀", "a space": "a b"}.items():

    def _greets(world, name=_name):
        with world.talk(Actor(name, world.admin.secret)) as talk:
            talk.prove()
            talk.hear_held()

    add(f"R4 R6 R12 hello: a name of {_what}", _greets, False)


def _hello(change):
    def run(world):
        with greeting(world) as talk:
            fields = talk.hello_fields()
            change(fields)
            talk.say(*fields)
            talk.refused(413)

    return run


add("R14 hello: role r twice", _hello(lambda f: f.__setitem__(2, "r")), True)


@keeps("R14 R16 hello: role i is answered with a proof")
def _(world):
    with proving(world) as talk:
        talk.say(*talk.proof_fields())
        talk.hear_proof()


for _version in ("0", "2", "10", "01", "+1", "1.0", "one"):
    for _what, _rest in {
            "five fields": "\ti\tx\ty\tz", "nothing behind it": "", "a field more": "\t1\t2\t3\t4\t5\t6"}.items():
        refusal(f"R11 R12 hello: version '{_version}' with {_what}", greeting,
                b"hello\t" + _version.encode() + _rest.encode() + b"\n", 409)
# Whether no version is another version is not said.
refusal("R11 R12 hello: no version", greeting, b"hello\t\ti\tx\ty\tz\n", 409, 413)
refusal("R11 R12 hello: version 1 and nothing behind it", greeting, b"hello\t1\n", 413)


@keeps("R11 hello: exactly its fields")
def _(world):
    with proving(world) as talk:
        talk.say(*talk.proof_fields())
        talk.hear_proof()
        talk.hear_held()


# §4.2 proof.


@keeps("R16 R17 R18 R49 proof: both are right")
def _(world):
    with world.talk() as talk:
        talk.admitted()


def _swapped(data: bytes) -> bytes:
    return data[32:] + data[:32]


WRONG_PROOFS = {
    "R17: no binding": lambda t: proof_message("i", b"", t.nonces, t.keys),
    "R17: another certificate's binding": lambda t: proof_message("i", hashlib.sha256(b"x").digest(), t.nonces, t.keys),
    "R17: the certificate itself as binding": lambda t: proof_message("i", t.certificate, t.nonces, t.keys),
    "R17: SHA-256 of the certificate in hexadecimal":
        lambda t: proof_message("i", t.binding.hex().encode(), t.nonces, t.keys),
    "R16: the responder's role": lambda t: proof_message("r", t.binding, t.nonces, t.keys),
    "R16: the nonces in the other order": lambda t: proof_message("i", t.binding, _swapped(t.nonces), t.keys),
    "R16: the keys in the other order": lambda t: proof_message("i", t.binding, t.nonces, _swapped(t.keys)),
    "R16: another label": lambda t: proof_message("i", t.binding, t.nonces, t.keys, b"zhibu-proof-2"),
    "R16: other nonces": lambda t: proof_message("i", t.binding, bytes(64), t.keys),
    "R16: nonces in hexadecimal": lambda t: proof_message("i", t.binding, t.nonces.hex().encode(), t.keys),
    "R16: the responder's key twice": lambda t: proof_message("i", t.binding, t.nonces, t.their_key * 2),
    "R16: nothing but the nonce": lambda t: bytes.fromhex(t.their_nonce),
}


def _proof(message):
    def run(world):
        with proving(world) as talk:
            talk.say("proof", talk.actor.sign(message(talk)), "-")
            talk.refused(410)

    return run


for _what, _message in WRONG_PROOFS.items():
    _rule, _, _rest = _what.partition(": ")
    add(f"{_rule} proof: over {_rest}", _proof(_message), True)


@breaks("R16 proof: by another key")
def _(world):
    with proving(world) as talk:
        talk.say("proof", world.office.sign(proof_message("i", talk.binding, talk.nonces, talk.keys)), "-")
        talk.refused(410)


@breaks("R16 proof: 64 zeros")
def _(world):
    with proving(world) as talk:
        talk.say("proof", "A" * 86 + "==", "-")
        talk.refused(410)


@breaks("R16 proof: the responder's own, sent back")
def _(world):
    with proving(world) as talk:
        talk.say("proof", talk.expect("proof", ANY, "-")[1], "-")
        talk.refused(410)


@breaks("R16 R17 proof: one of another session")
def _(world):
    with proving(world) as earlier:
        old = earlier.proof_fields()
    with proving(world) as talk:
        talk.say(*old)
        talk.refused(410)


@breaks("R16 proof: the responder's key claimed as one's own")
def _(world):
    with greeting(world) as talk:
        fields = talk.hello_fields()
        fields[3] = base64.b64encode(talk.their_key)
        talk.say(*fields)
        talk.say(*talk.proof_fields())
        talk.refused(410, 413)


@breaks("R18 R19 proof: enrol is wished where a device is enrolled, without an invite")
def _(world):
    with world.talk() as talk:
        talk.greet()
        talk.say(*talk.proof_fields("enrol"))
        talk.say("scopes-end")
        # A peer that makes no invites refuses the wish.
        talk.refused(406, 414)


def _not_admitted(kind: str, code: int):
    def run(world):
        with world.talk(world.actors[kind]) as talk:
            talk.prove()
            fields = talk.line()
            if fields[:2] != [b"error", b"%d" % code]:
                raise Unmet(f"expected error {code} before anything that is held [R19]")
            talk.ended()

    return run


add("R19 proof: a device that nobody enrolled", _not_admitted("stranger", 403), True)
add("R19 proof: a device that was revoked", _not_admitted("revoked", 407), True)


@keeps("R19 proof: whom a control entry enrols is admitted")
def _(world):
    for actor in (world.office, world.reader, world.bare):
        with world.talk(actor) as talk:
            talk.admitted()


@breaks("R16 R19 proof: a stranger with a wrong proof hears 410, not 403")
def _(world):
    with world.talk(world.stranger) as talk:
        talk.greet()
        talk.say("proof", talk.actor.sign(b"nothing"), "-")
        talk.refused(410)


@breaks("R13 R16 hello: nothing that is held is said before the proof")
def _(world):
    with proving(world) as talk:
        talk.expect("proof", ANY, "-")
        if not talk.says_nothing(0.2):
            raise Unmet("expected nothing before the proof")
        talk.say("scopes-end")
        talk.refused(414)
