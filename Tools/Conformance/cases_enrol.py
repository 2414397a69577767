"""§4.3 enrol, §4.4 enrolled, and the invite."""
import base64
import secrets

from actors import Actor, enrol_proof
from cases import add, breaks, keeps
from writing import escape
from talk import Talk
from wire import Unmet
from world import Invite


def invite(world, *scopes: str, role: str = "editor") -> Invite:
    line = world.target.invite(*(scopes or ("uni",)), role=role)
    fields = base64.b64decode(line.partition(":")[2]).decode().split("\t")
    return Invite(fields[3], fields[4], base64.b64decode(fields[5]))


def newcomer(name: str = "new") -> Actor:
    return Actor(name, secrets.token_bytes(32))


def enrol_fields(talk: Talk, shown: Invite, **other) -> list:
    """`other` replaces what the HMAC is made of, or the line is."""
    actor = talk.actor
    said = {"secret": shown.secret, "nonces": talk.nonces, "key": actor.public, "agreement": actor.agreement,
            "name": actor.name.encode()} | {k: v for k, v in other.items() if k in ("secret", "nonces", "key")}
    proof = other.get("proof") or enrol_proof(**said)
    return ["enrol", other.get("id", escape(shown.id)), proof, other.get("said_name", escape(actor.name)),
            other.get("said_agreement", actor.agreement_field)]


def enrol(talk: Talk, shown: Invite) -> None:
    talk.prove("enrol")
    talk.say(*enrol_fields(talk, shown))
    talk.expect("enrolled")


def known_invite(world) -> Invite:
    """One that no case uses up: refused attempts must not."""
    if not hasattr(world, "kept_invite"):
        world.kept_invite = invite(world)
    return world.kept_invite


@keeps("R20 R21 R22 R23 R50 R52 enrol: a new device is enrolled and receives its own entry", "enrols")
def _(world):
    actor, shown = newcomer(), invite(world, "college", "uni")
    with world.talk(actor) as talk:
        enrol(talk, shown)
        talk.hear_held()
        talk.agree(control="ab" * 32)
        points = talk.hear_frontier("control")
        talk.end_frontier("control", [])
        entries = talk.receive("control")
        if points[-1] != entries[-1].point:
            raise Unmet("the last entry was not sent")
        lines = [line["fields"] for entry in entries for line in entry.lines]
        if [actor.name, actor.key_field, actor.agreement_field] not in lines:
            raise Unmet("no entry enrols the device [R23]")
        if [actor.id, "1", "editor", "college", "uni"] not in lines:
            raise Unmet("no entry grants what the invite says [R22]")
    world.entries = sorted(entries, key=lambda entry: entry.number)
    # The next session needs no invite.
    with world.talk(actor) as talk:
        if set(talk.admitted().their_held) != {"college", "control", "uni"}:
            raise Unmet("expected the scopes of the invite [R25]")


@keeps("R21 enrol: the name's own bytes are signed, not the escaped ones", "enrols")
def _(world):
    with world.talk(newcomer("back\\slash 支部")) as talk:
        enrol(talk, invite(world))
    follow(world)


def follow(world) -> None:
    """The runner signs behind the newest entry, also where the peer has written one."""
    with world.talk() as talk:
        talk.in_round("control")
        talk.end_frontier("control", [])
        world.entries = sorted(talk.receive("control"), key=lambda entry: entry.number)


@keeps("R22 R63 enrol: one key may show its invite again", "enrols")
def _(world):
    actor, shown = newcomer(), invite(world)
    for _ in range(2):
        with world.talk(actor) as talk:
            enrol(talk, shown)
            talk.hear_held()
    follow(world)


@keeps("R22 enrol: an invite that was refused in wrong hands still serves", "enrols")
def _(world):
    shown = invite(world)
    with world.talk(newcomer()) as talk:
        talk.prove("enrol")
        talk.say(*enrol_fields(talk, shown, secret=b"x" * 16))
        talk.refused(406)
    with world.talk(newcomer()) as talk:
        enrol(talk, shown)
    follow(world)


@breaks("R22 R63 enrol: an invite that another device has used", "enrols")
def _(world):
    with world.talk(newcomer("late")) as talk:
        talk.prove("enrol")
        talk.say(*enrol_fields(talk, world.used_invite))
        talk.refused(405)


@breaks("R22 enrol: an invite that has expired", "enrols")
def _(world):
    shown = invite(world)
    world.target.expire(shown.id)
    with world.talk(newcomer()) as talk:
        talk.prove("enrol")
        talk.say(*enrol_fields(talk, shown))
        talk.refused(404)


@breaks("R19 R22 enrol: a revoked device with an invite", "enrols")
def _(world):
    with world.talk(world.revoked) as talk:
        talk.prove("enrol")
        talk.say(*enrol_fields(talk, known_invite(world)))
        talk.refused(407)


FORGED = {
    "R22: an unknown invite": {"id": b"AAAAAAAA"},
    "R21: another secret": {"secret": bytes(16)},
    "R21: no secret": {"secret": b""},
    "R21: other nonces": {"nonces": bytes(64)},
    "R21: another key": {"key": bytes(32)},
    "R21: a HMAC that is drawn": {"proof": "ab" * 32},
    "R21: another name than is signed": {"said_name": b"somebody else"},
    "R21: another agreement key than is signed": {"said_agreement": base64.b64encode(bytes(range(32))).decode()},
}


def _forged(change: dict):
    def run(world):
        shown = known_invite(world)
        with world.talk(newcomer()) as talk:
            talk.prove("enrol")
            talk.say(*enrol_fields(talk, shown, **change))
            talk.refused(406)

    return run


for _what, _change in FORGED.items():
    _rule, _, _rest = _what.partition(": ")
    add(f"{_rule} enrol: {_rest}", _forged(_change), True, "enrols")


@breaks("R21 enrol: the nonces in the other order", "enrols")
def _(world):
    with world.talk(newcomer()) as talk:
        talk.prove("enrol")
        nonces = talk.nonces[32:] + talk.nonces[:32]
        talk.say(*enrol_fields(talk, known_invite(world), nonces=nonces))
        talk.refused(406)


@breaks("R20 enrol: without the wish in the proof", "enrols")
def _(world):
    with world.talk() as talk:
        talk.admitted()
        talk.say(*enrol_fields(talk, known_invite(world)))
        talk.refused(414)


@breaks("R20 R21 enrol: an agreement key is not an alternative to 32 bytes", "enrols")
def _(world):
    with world.talk(newcomer()) as talk:
        talk.prove("enrol")
        talk.say(*enrol_fields(talk, known_invite(world), said_agreement="-"))
        talk.refused(413)


@keeps("R9 R20 R22 enrol: once in a session", "enrols")
def _(world):
    with world.talk() as talk:
        enrol(talk, world.used_invite)
        talk.say(*enrol_fields(talk, world.used_invite))
        talk.refused(414)
    follow(world)
