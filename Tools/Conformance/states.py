"""The places in a session in which a peer can be, and one right line of every verb there."""
import secrets
from collections.abc import Callable

from writing import escape
from talk import OTHER, Talk
from world import World

Begin = Callable[[World], Talk]


def greeting(world: World) -> Talk:
    talk = world.talk()
    talk.hear_hello()
    return talk


def proving(world: World) -> Talk:
    return world.talk().greet()


def enrolling(world: World) -> Talk:
    return world.talk(world.stranger).prove("enrol")


def comparing(world: World) -> Talk:
    return world.talk().admitted()


def listing(world: World) -> Talk:
    talk = comparing(world)
    talk.say("held", "control", talk.their_held["control"])
    return talk


def exchanging(world: World) -> Talk:
    return world.talk().in_round()


def sending(world: World) -> Talk:
    return world.talk().sending()


def in_batch(world: World) -> Talk:
    talk = sending(world)
    talk.raw(world.chain().next().data)
    return talk


def sealed(world: World) -> Talk:
    talk = in_batch(world)
    talk.say("seal", world.office.id, world.office.sign(b"nothing"))
    return talk


def sent(world: World) -> Talk:
    """In a round of two scopes, of which one is done."""
    talk = world.talk().sending("quiet", "uni")
    talk.say("sent", "uni", 0)
    return talk


def parting(world: World) -> Talk:
    talk = world.talk()
    talk.at_end()
    return talk


def waiting(world: World) -> Talk:
    return world.talk().waiting()


# State → (how to come there, the verbs that may stand there, the capabilities it needs). Of a verb that may stand
# somewhere only with certain fields, the cases of that verb say more.
ROUND = {"frontier", "frontier-end", "coming", "changeset", "packed", "seal", "flush", "sent", "ack"}
STATES: dict[str, tuple[Begin, set[str], str]] = {
    "greeting": (greeting, {"hello"}, ""),
    "proving": (proving, {"proof"}, ""),
    "enrolling": (enrolling, {"enrol"}, "enrols"),
    "comparing": (comparing, {"held", "scopes-end"}, ""),
    "listing": (listing, {"held", "scopes-end"}, ""),
    "exchanging": (exchanging, ROUND, ""),
    "sending": (sending, ROUND - {"frontier", "frontier-end"}, ""),
    "a batch": (in_batch, ROUND - {"frontier", "frontier-end", "coming"}, ""),
    "a sealed batch": (sealed, ROUND - {"frontier", "frontier-end", "coming"}, ""),
    "all sent": (sent, ROUND - {"frontier", "frontier-end", "coming", "changeset", "packed"}, ""),
    "parting": (parting, {"bye", "stay"}, "stays"),
    "waiting": (waiting, {"bye", "again"}, "stays"),
}
VERBS = ["hello", "proof", "enrol", "enrolled", "held", "scopes-end", "frontier", "frontier-end", "changeset", "seal",
         "flush", "sent", "ack", "bye", "stay", "again", "packed", "coming"]


def right_fields(verb: str, talk: Talk) -> list:
    """The fields of a well-formed line."""
    actor = talk.actor
    author = f"{actor.id}.{secrets.token_hex(16)}"
    return {
        "hello": lambda: talk.hello_fields(),
        "proof": lambda: ["proof", actor.sign(b"nothing"), "-"],
        "enrol": lambda: ["enrol", "no-invite", "ab" * 32, escape(actor.name), actor.agreement_field],
        "held": lambda: ["held", "uni", OTHER],
        "frontier": lambda: ["frontier", "uni", author, 7, OTHER],
        "frontier-end": lambda: ["frontier-end", "uni"],
        "seal": lambda: ["seal", actor.id, actor.sign(b"nothing")],
        "flush": lambda: ["flush", "uni", 1],
        "sent": lambda: ["sent", "uni", 0],
        "ack": lambda: ["ack", "uni", 1],
        "coming": lambda: ["coming", "uni", 1],
        "packed": lambda: ["packed", "uni", 100, 1000],
    }.get(verb, lambda: [verb])()


def right_line(verb: str, talk: Talk) -> bytes:
    if verb == "changeset":
        return talk.world.chain().next().data
    return b"\t".join(f if isinstance(f, bytes) else str(f).encode() for f in right_fields(verb, talk)) + b"\n"
