"""Who pretends to be somebody else: replays, and a man in the middle."""
import selectors
import ssl
import threading

from actors import proof_message
from attacks import attack
from host import Listener
from victim import Victim, need, titled
from wire import PATIENCE, Unmet, client_context, joined, tcp


def _unchanged(victim: Victim, run) -> None:
    before = victim.world.held()
    run()
    need(victim.world.held() == before, "nothing to be written")


def _recording(victim: Victim) -> bytes:
    """All that an office says in a session in which it brings a changeset that is new to the server.

    Of the real one only who it is was said: the server has nothing of the rest, so that a replay would show.
    """
    world = victim.world
    changeset = world.chain("uni", victim.honest).next(lines=titled("replayed", "replayed"))
    with world.talk(victim.honest) as talk:
        talk.in_round("uni")
        said = b"".join(data for side, data in talk.log if side == ">")
        points = b"".join(joined("frontier", "uni", *point) for point in talk.their_points["uni"])
    return said + points + joined("frontier-end", "uni") + changeset.data + changeset.seal + joined("flush", "uni", 1)


@attack("a replay of an old session, byte for byte")
def _(victim):
    recording = _recording(victim)

    def replay() -> None:
        with victim.world.talk(victim.honest) as talk:
            talk.raw(recording)
            talk.refused(410)

    _unchanged(victim, replay)
    victim.shows(replayed=None)
    return f"410 to {len(recording)} bytes"


@attack("a replay line by line, each when it is due")
def _(victim):
    lines = _recording(victim).split(b"\n")

    def replay() -> None:
        with victim.world.talk(victim.honest) as talk:
            talk.hear_hello()
            talk.raw(lines[0] + b"\n")
            talk.line()
            talk.raw(lines[1] + b"\n")
            talk.refused(410)

    _unchanged(victim, replay)
    return "410 at the proof"


@attack("the server's own proof, sent back to it under its name")
def _(victim):
    with victim.world.talk() as talk:
        talk.hear_hello()
        key = talk.log[0][1].split(b"\t")[3]
        talk.say("hello", 1, "i", key, talk.their_nonce, "committee")
        fields = talk.line()
        talk.say(*fields)
        talk.refused(410)
    return "410"


class Relay:
    """Between an office and the server, with a certificate of its own; keeps what went through in clear."""

    def __init__(self, server: str) -> None:
        self.server, self.passed = server, {"from the office": b"", "from the server": b""}
        self.listener = Listener()
        self.address = self.listener.address
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            office, _ = self.listener.accept()
            self._pass(office, client_context().wrap_socket(tcp(self.server)))
        except OSError:
            # Either side has gone: what passed until then is judged.
            pass
        finally:
            self.listener.close()

    def _pass(self, office: ssl.SSLSocket, server: ssl.SSLSocket) -> None:
        with office, server, selectors.DefaultSelector() as selector:
            for one, other, name in ((office, server, "from the office"), (server, office, "from the server")):
                one.settimeout(PATIENCE)
                selector.register(one, selectors.EVENT_READ, (other, name))
            while ready := selector.select(PATIENCE):
                for key, _ in ready:
                    other, name = key.data
                    data = key.fileobj.recv(1 << 16)
                    self.passed[name] += data
                    if not data:
                        return
                    other.sendall(data)


@attack("a man in the middle with a certificate of his own")
def _(victim):
    office = victim.new_office()
    office.writes("secret", "not for his eyes")
    relay = Relay(victim.world.address)
    _unchanged(victim, lambda: _calls_over(relay, office))
    for name, data in relay.passed.items():
        verbs = {line.split(b"\t")[0] for line in data.split(b"\n") if line}
        need(b"hello" in verbs, f"a hello {name}")
        need(verbs <= {b"hello", b"proof", b"error"}, f"nothing but hello, proof and error {name}, not {verbs}")
    victim.shows(secret=None)
    office.run("sync")
    victim.shows(secret="not for his eyes")
    return "410, nothing passed; without him the office's change arrives"


def _calls_over(relay: Relay, office) -> None:
    said = office.run("sync", "--peer", relay.address, code=4)
    relay.thread.join()
    need("410" in said, f"410, not: {said.strip()[-200:]}")


@attack("a proof of the office for another server's certificate, handed on")
def _(victim):
    """As a server that the office trusts would: it has the office sign, and shows that to the victim."""
    world = victim.world
    with world.talk(victim.honest) as talk:
        talk.greet()
        message = proof_message("i", bytes(32), talk.nonces, talk.keys)
        talk.say("proof", victim.honest.sign(message), "-")
        talk.refused(410)
    return "410"


@attack("a proof by a device that does not have the key whose name it shows")
def _(victim):
    with victim.world.talk(victim.honest) as talk:
        talk.greet()
        talk.say("proof", victim.evil.sign(proof_message("i", talk.binding, talk.nonces, talk.keys)), "-")
        talk.refused(410)
    return "410"


@attack("the proofs of an enrolment, shown again with the used invite")
def _(victim):
    world = victim.world
    with world.talk(world.stranger) as talk:
        talk.prove("enrol")
        talk.say("enrol", world.used_invite.id, "ab" * 32, "stranger", world.stranger.agreement_field)
        talk.refused(405, 406)
    if world.stranger.id in {entry_id for entry_id in _enrolled(victim)}:
        raise Unmet("expected nobody to be enrolled")
    return "refused"


def _enrolled(victim: Victim) -> list[str]:
    with victim.world.talk() as talk:
        talk.in_round("control")
        talk.end_frontier("control", [])
        entries = talk.receive("control")
    return [line["fields"][0] for entry in entries for line in entry.lines if line["verb"] == "grant"]
