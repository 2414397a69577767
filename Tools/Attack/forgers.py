"""Changesets in another's name, out of order, with gaps, with two of one number."""
from actors import Chain
from attacks import attack
from changesets import Changeset
from writing import seal_line
from hiders import Hostile
from victim import Victim, need, titled


def _begun(victim: Victim, key: str) -> tuple[Chain, Changeset]:
    """An honest author with one changeset, which the server holds."""
    chain = victim.world.chain("uni", victim.honest)
    first = chain.next(lines=titled(key, "true"))
    victim.sends(victim.honest, "uni", first)
    victim.shows(**{key: "true"})
    return chain, first


def _seal_of(victim: Victim, changeset: Changeset, device: str | None = None) -> bytes:
    """Evil's signature, under its own name or another device's."""
    seal = seal_line(changeset.hash, victim.evil.key)
    return seal if device is None else b"seal\t%s\t%s" % (device.encode(), seal.split(b"\t")[2])


SEALS = {
    "sealed with the forger's key": lambda victim, changeset: _seal_of(victim, changeset),
    "sealed with the forger's key under the author's name":
        lambda victim, changeset: _seal_of(victim, changeset, victim.honest.id),
    "without a seal": lambda victim, changeset: None,
    "with the true seal of another changeset": lambda victim, changeset: victim.world.straight[0].seal,
}


def _forged(make_seal, slug: str):
    def run(victim: Victim) -> str:
        chain, first = _begun(victim, slug)
        forged = chain.next(first, titled(slug, "forged"))
        forged.seal = make_seal(victim, forged)
        held = victim.world.held()
        victim.sends(victim.evil, "uni", forged)
        need(victim.world.held() == held, "it not to be held")
        victim.shows(**{slug: "true"})
        # The author's own second one is none the worse for it.
        own = chain.next(first, titled(f"{slug}-2", "true"))
        victim.sends(victim.honest, "uni", own)
        victim.shows(**{slug: "true", f"{slug}-2": "true"})
        need(victim.numbers_of(chain.author) == [2], "the author's path to go on alone")
        return "it waits, shows nothing, and the author goes on"

    return run


for _number, (_what, _make) in enumerate(SEALS.items()):
    attack(f"a changeset in another's name, {_what}")(_forged(_make, f"forged-{_number}"))


@attack("a changeset of another, altered on its way")
def _(victim):
    chain = victim.world.chain("uni", victim.honest)
    changeset = chain.next(lines=titled("altered", "true"))
    altered = changeset.data.replace(b"ttrue", b"tevil")
    need(altered != changeset.data, "something to be altered")
    with victim.world.talk(victim.evil) as talk:
        talk.sending("uni")
        talk.raw(altered + changeset.seal)
        talk.say("flush", "uni", 1)
        talk.refused(416)
    victim.shows(altered=None)
    # With a hash that is right again the seal is wrong.
    rewritten = chain.next(lines=titled("altered", "evil"))
    rewritten.seal = changeset.seal
    victim.sends(victim.evil, "uni", rewritten)
    victim.shows(altered=None)
    victim.sends(victim.honest, "uni", changeset)
    victim.shows(altered="true")
    return "416; with another hash it waits; the true one arrives"


@attack("a chain whose second comes before its first")
def _(victim):
    chain = victim.world.chain("uni", victim.honest)
    one = chain.next(lines=titled("order-1", "true"))
    two = chain.next(one, titled("order-2", "true"))
    victim.sends(victim.evil, "uni", two)
    victim.shows(**{"order-2": None})
    need(victim.numbers_of(chain.author) == [], "nothing of the chain to be held")
    victim.sends(victim.evil, "uni", one)
    victim.shows(**{"order-1": "true", "order-2": "true"})
    need(victim.numbers_of(chain.author) == [2], "both to be held")
    return "the second waits for the first"


@attack("a chain with one left out")
def _(victim):
    chain = victim.world.chain("uni", victim.honest)
    one = chain.next(lines=titled("gap-1", "true"))
    two = chain.next(one, titled("gap-2", "true"))
    three = chain.next(two, titled("gap-3", "true"))
    victim.sends(victim.evil, "uni", one, three)
    victim.shows(**{"gap-1": "true", "gap-2": None, "gap-3": None})
    need(victim.numbers_of(chain.author) == [1], "the chain to end before the gap")
    with victim.world.talk(victim.honest) as talk:
        # Who has them all is told of the gap by the frontier, and fills it.
        talk.in_round("uni")
        has = [number for author, number, _ in talk.their_points["uni"] if author == chain.author]
        need(has == [1], "the frontier to tell what is missing")
    victim.sends(victim.honest, "uni", two)
    victim.shows(**{"gap-2": "true", "gap-3": "true"})
    return "what is behind the gap waits, the frontier tells it"


@attack("a chain that names another past")
def _(victim):
    world = victim.world
    chain, first = _begun(victim, "past")
    evil = world.chain("uni", victim.evil)
    own = evil.next(lines=titled("past-own", "evil"))
    victim.sends(victim.evil, "uni", own)
    held = world.held()
    other = {
        "a stranger's changeset": evil.next(first, titled("past", "evil"), author=evil.author),
        "nothing": evil.next(own, titled("past", "evil"), previous="ab" * 32),
        "one with another number": evil.next(own, titled("past", "evil"), number=7),
        "a seen one that is not so": evil.next(own, titled("past", "evil"), seen=[str(first.point).replace(":1:", ":3:")]),
    }
    for what, changeset in other.items():
        victim.sends(victim.evil, "uni", changeset)
        need(world.held() == held, f"a changeset behind {what} to wait")
    victim.shows(past="true")
    return f"{len(other)} of them wait for ever"


@attack("two changesets of one author with one number")
def _(victim):
    evil = victim.world.chain("uni", victim.evil)
    first = evil.next(lines=titled("fork", "first"))
    left = evil.next(first, titled("fork-left", "left"))
    right = evil.next(first, titled("fork-right", "right"))
    victim.sends(victim.evil, "uni", first, left)
    victim.sends(victim.evil, "uni", right)
    need(victim.numbers_of(evil.author) == [2, 2], "both paths to be in the frontier")
    victim.shows(**{"fork-left": "left", "fork-right": "right"})
    return "both are kept and told to everybody"


@attack("two of one number to two offices")
def _(victim):
    """Evil tells an office and the server different things; they find out, and both have both."""
    evil = victim.world.chain("uni", victim.evil)
    first = evil.next(lines=titled("twice", "first"))
    for_server = evil.next(first, titled("twice-server", "server"))
    for_office = evil.next(first, titled("twice-office", "office"))
    office = victim.new_office()
    victim.sends(victim.evil, "uni", first)
    office.run("sync")
    _hosts(victim, office, for_office)
    victim.sends(victim.evil, "uni", for_server)
    need(office.title("twice-office") == "office" and office.title("twice-server") is None, "the office to be deceived")
    office.run("sync")
    for key, title in {"twice-server": "server", "twice-office": "office"}.items():
        victim.shows(**{key: title})
        need(office.title(key) == title, f"the office to show {key}")
    return "after their next sync both hold both"


def _hosts(victim: Victim, office, changeset: Changeset) -> None:
    with Hostile(victim, office) as hostile:
        talk = hostile.meets(uni="ab" * 32)
        hostile.gives(talk, changeset)


@attack("a changeset that names its author's person as somebody else")
def _(victim):
    """The name of a person is what the device says; whose device it was is sealed."""
    evil = victim.world.chain("uni", victim.evil)
    changeset = evil.next(lines=titled("person", "evil"), person="honest")
    victim.sends(victim.evil, "uni", changeset)
    shown = victim.target.run("history", "--json", "note", "person")
    need(victim.evil.id in shown or victim.evil.name in shown, f"the history to name the device: {shown[:200]}")
    return "the history names the device"
