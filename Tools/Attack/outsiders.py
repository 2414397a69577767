"""Devices without the right: revoked, never enrolled, without the scope, or only readers."""
from actors import Actor
from attacks import attack
from writing import escape
from talk import OTHER
from victim import Victim, need, titled

# Held by the server, and not granted to `evil`.
FOREIGN = "college"


def _hears_nothing_of(talk, *words: bytes) -> None:
    heard = b"\n".join(data for side, data in talk.log if side == "<")
    for word in words:
        need(word not in heard, f"nothing to be said of {word.decode()}")


def _written_in(victim: Victim, scope: str, key: str):
    changeset = victim.world.chain(scope, victim.world.office).next(lines=titled(key, "secret"))
    victim.world.sync(scope, changeset)
    return changeset


@attack("a revoked device that would read")
def _(victim):
    with victim.world.talk(victim.world.revoked) as talk:
        talk.prove()
        talk.say_held({"uni": OTHER})
        talk.say("frontier-end", "uni")
        talk.refused(407)
        _hears_nothing_of(talk, b"held", b"frontier", b"changeset")
    return "407 before anything is said"


@attack("a stranger that would read")
def _(victim):
    with victim.world.talk(victim.world.stranger) as talk:
        talk.prove()
        talk.say_held({"uni": OTHER})
        talk.refused(403)
        _hears_nothing_of(talk, b"held", b"frontier", b"changeset")
    return "403 before anything is said"


@attack("a scope that is not granted, claimed in held")
def _(victim):
    secret = _written_in(victim, FOREIGN, "claimed")
    with victim.world.talk(victim.evil) as talk:
        talk.admitted()
        need(FOREIGN not in talk.their_held, "the scope not to be listed")
        talk.agree(**{FOREIGN: OTHER})
        talk.expect("stay")
        _hears_nothing_of(talk, b"\t" + FOREIGN.encode(), secret.hash.encode(), b"secret")
    return "nothing is said of it"


def _in_round_of_uni(lines):
    """In a round of `uni` and, if it were granted, of the foreign scope, lines that name that one are refused."""
    def run(victim: Victim) -> str:
        secret = _written_in(victim, FOREIGN, "asked")
        before = victim.world.held()
        with victim.world.talk(victim.evil) as talk:
            talk.admitted()
            talk.agree(**{"uni": OTHER, FOREIGN: OTHER})
            # Of the foreign one nothing is told before it.
            talk.hear_frontier("uni")
            talk.raw(lines(victim, secret))
            talk.refused(422)
            _hears_nothing_of(talk, secret.hash.encode(), b"secret")
        need(victim.world.held() == before, "nothing to be written")
        return "422"

    return run


ASKED = {
    "asked for by its frontier": lambda victim, secret: b"frontier-end\t%s\n" % escape(FOREIGN),
    "asked for by a point of it": lambda victim, secret: b"frontier\t%s\t%s\t1\t%s\n" % (
        escape(FOREIGN), secret.author.encode(), secret.hash.encode()),
    "written to": lambda victim, secret: victim.world.chain(FOREIGN, victim.evil).next().data,
    "written to in packed form": lambda victim, secret: b"packed\t%s\t100\t1000\n" % escape(FOREIGN),
    "acknowledged": lambda victim, secret: b"ack\t%s\t1\n" % escape(FOREIGN),
}
for _what, _lines in ASKED.items():
    attack(f"a scope that is not granted, {_what}")(_in_round_of_uni(_lines))


@attack("a changeset of a foreign scope named as seen")
def _(victim):
    """It must not draw in what its author may not read, nor tell whether that is held."""
    secret = _written_in(victim, FOREIGN, "named")
    before = victim.world.held()
    made_up = secret.point._replace(hash="ab" * 32)
    for point in (secret.point, made_up):
        changeset = victim.world.chain("uni", victim.evil).next(lines=titled("names", "evil"), seen=[point])
        with victim.world.talk(victim.evil) as talk:
            talk.sending("uni").acknowledged("uni", changeset)
            _hears_nothing_of(talk, b"secret")
    need(victim.world.held() == before, "both to wait alike")
    victim.shows(names=None)
    return "it waits, whether there is such a one or not"


@attack("writing in a scope that is not granted, relayed by one who has it")
def _(victim):
    """The server keeps it and shows nothing of it."""
    changeset = victim.world.chain(FOREIGN, victim.evil).next(lines=titled("relayed", "evil"))
    victim.sends(victim.honest, FOREIGN, changeset)
    victim.shows(relayed=None)
    return "void: it shows nothing"


@attack("writing by one who may only read")
def _(victim):
    chain, first = _true_row(victim, "read-only")
    changeset = victim.world.chain("uni", victim.spy).next(lines=titled("read-only", "evil"), seen=[first.point])
    victim.sends(victim.spy, "uni", changeset)
    victim.shows(**{"read-only": "true"})
    return "void: it shows nothing"


def _true_row(victim: Victim, key: str):
    chain = victim.world.chain("uni", victim.honest)
    first = chain.next(lines=titled(key, "true"))
    victim.sends(victim.honest, "uni", first)
    return chain, first


@attack("writing of a revoked device, relayed, under the entry before it was revoked")
def _(victim):
    """What it wrote before counts; what it says it wrote before, and nobody had, does not."""
    world, thief = victim.world, Actor("thief")
    world.enter(world.entry(world.root, *world.member_lines(thief, ["editor"], ["uni"])))
    chain = world.chain("uni", thief)
    before = chain.next(lines=titled("thief-before", "true"))
    victim.sends(thief, "uni", before)
    cut = ["until", "uni", before.author, before.number, before.hash]
    world.enter(world.entry(world.root, ["revoke", thief.id, "stolen"], cut))
    after = chain.next(before, titled("thief-after", "evil"))
    other = world.chain("uni", thief)
    other.control = chain.control
    elsewhere = other.next(lines=titled("thief-elsewhere", "evil"))
    victim.sends(victim.honest, "uni", after, elsewhere)
    victim.shows(**{"thief-before": "true", "thief-after": None, "thief-elsewhere": None})
    with world.talk(thief) as talk:
        talk.prove()
        talk.refused(407)
    return "void: it shows nothing; what it wrote before stays"


@attack("a device that makes itself an administrator")
def _(victim):
    world = victim.world
    entry = world.entry(victim.evil, ["grant", victim.evil.id, 1, "admin", "*"])
    with world.talk(victim.evil) as talk:
        talk.sending("control").give("control", entry)
        talk.refused(423)
    with world.talk(victim.evil) as talk:
        talk.admitted()
        need(FOREIGN not in talk.their_held, "no scope more than before")
    return "423"


@attack("a grant that it had once, after it was taken")
def _(victim):
    """A device keeps what it has read, and reads nothing more."""
    world, mover = victim.world, Actor("mover")
    world.enter(world.entry(world.root, *world.member_lines(mover, ["editor"], [FOREIGN])))
    with world.talk(mover) as talk:
        need(FOREIGN in talk.admitted().their_held, "the scope to be listed while it is granted")
    with world.talk(mover).waiting() as talk:
        world.enter(world.entry(world.root, ["grant", mover.id, 1, "editor", "uni"]))
        secret = _written_in(victim, FOREIGN, "moved")
        talk.expect("again")
        held = talk.hear_held()
        need(FOREIGN not in held, "the scope to be gone from the session that stays")
        talk.say_held(held | {FOREIGN: OTHER, "control": held["control"]})
        _hears_nothing_of(talk, secret.hash.encode())
    return "the session that stays loses it at once"


@attack("a device that is revoked while it stays")
def _(victim):
    world, sitter = victim.world, Actor("sitter")
    world.enter(world.entry(world.root, *world.member_lines(sitter, ["editor"], ["uni"])))
    with world.talk(sitter).waiting() as talk:
        world.enter(world.entry(world.root, ["revoke", sitter.id, "lost"]))
        fields = talk.line()
        if fields == [b"again"]:
            fields = talk.line()
        need(fields[:2] == [b"error", b"407"], "407 in the session that stays")
    return "407 at once"
