"""What waits (R36), and the seal of a changeset (R38, R39)."""
from cases import add, breaks, keeps, refusal
from cases_changeset import holds, need
from writing import seal_line
from states import sealed, sending


# R36: what waits.


def _waits(world, scope: str, later: list, *first) -> None:
    """`first` is acknowledged and waits; the peer still serves; it is held when `later` has come in another session."""
    before = world.held()
    world.sync(scope, *first)
    need(world.held() == before, "nothing to be held yet")
    world.sync(scope, *later)
    need(holds(world, first[-1], scope), "it to be held, now that nothing lacks")


@keeps("R36 waiting: without its previous")
def _(world):
    one, two = world.chain().run(2)
    _waits(world, "uni", [one], two)


@keeps("R36 waiting: without what it has seen")
def _(world):
    seen = world.chain().next()
    _waits(world, "uni", [seen], world.chain().next(seen=[seen.point]))


@keeps("R36 waiting: without the control entry that it names")
def _(world):
    entry = world.entry(world.admin, ["scope", "announced", ""])
    chain = world.chain()
    chain.control = entry.point
    changeset, before = chain.next(), world.held()
    world.sync("uni", changeset)
    need(world.held() == before, "nothing to be held yet")
    world.enter(entry)
    need(holds(world, changeset), "it to be held with its control entry")


# A held changeset of `uni`, a new chain → a changeset that names it wrongly.
NEVER = {
    "a previous of another number": lambda held, chain: chain.next(held, number=9, author=held.author),
    "a previous of another author": lambda held, chain: chain.next(held),
    "a seen point of another number": lambda held, chain: chain.next(seen=[held.point._replace(number=2)]),
    "a seen point of another author": lambda held, chain: chain.next(
        seen=[held.point._replace(author="0" * 32 + held.author[32:])]),
}


def _never(make):
    def run(world):
        held = world.chain().next()
        world.sync("uni", held)
        changeset, before = make(held, world.chain()), world.held()
        world.sync("uni", changeset)
        need(world.held() == before, "it to wait for ever")

    return run


for _what, _make in NEVER.items():
    add(f"R36 waiting for ever: {_what}", _never(_make), False)


@keeps("R36 waiting for ever: a seen point of another scope")
def _(world):
    changeset, before = world.chain().next(seen=[world.straight[0].point]), world.held()
    world.sync("uni", changeset)
    need(world.held() == before, "it to wait for ever")


@breaks("R36 waiting: it is in no frontier")
def _(world):
    one, two = world.chain().run(2)
    world.sync("uni", two)
    need(two.author not in [p[0] for p in world.frontier("uni")], "what waits in no frontier")


# R38, R39: seals.


def _seal_waits(seal):
    def run(world):
        chain = world.chain()
        changeset, before = chain.next(), world.held()
        right, changeset.seal = changeset.seal, seal(world, changeset)
        world.sync("uni", changeset)
        need(world.held() == before, "it to wait for a seal that proves it")
        changeset.seal = right
        world.sync("uni", changeset)
        need(holds(world, changeset), "it to be held with its seal")

    return run


SEALS = {
    "none": lambda w, c: None,
    "over another hash": lambda w, c: seal_line(w.straight[0].hash, w.office.key),
    "by a device that is not the author's": lambda w, c: seal_line(c.hash, w.admin.key),
    "by another key under the author's name": lambda w, c: b"seal\t%s\t%s" % (
        w.office.id.encode(), seal_line(c.hash, w.admin.key).split(b"\t")[2]),
    "by a stranger": lambda w, c: seal_line(c.hash, w.stranger.key),
    "of 64 zeros": lambda w, c: b"seal\t%s\t%s\n" % (w.office.id.encode(), b"A" * 86 + b"=="),
}
for _what, _seal in SEALS.items():
    add(f"R39 seal {_what}: it waits, no error, and is held when the right one comes", _seal_waits(_seal), False)


def _copy_without(seal):
    def run(world):
        one, two = world.chain().run(2)
        world.sync("uni", two)
        good, two.seal = two.seal, seal(world, two)
        world.sync("uni", two)
        two.seal = good
        world.sync("uni", one)
        need(holds(world, two), "the seal that came first to prove it")
    return run


for _what in ("none", "of 64 zeros", "by a device that is not the author's"):
    add(f"R39 seal: a copy of what waits, its seal {_what}, leaves the right one where it is", _copy_without(SEALS[_what]), False)


@keeps("R38 R39 seal: one at the end proves the chain before it")
def _(world):
    path = world.chain().run(3)
    path[0].seal = path[1].seal = None
    world.sync("uni", *path)
    need(holds(world, path[2]), "the chain to be held")


@keeps("R39 seal: one that is not at the end proves what is before it alone")
def _(world):
    path = world.chain().run(3)
    path[0].seal = path[2].seal = None
    world.sync("uni", *path)
    need(holds(world, path[1]), "the chain to be held up to its seal")


@keeps("R39 seal: while its own changeset waits it proves nothing before it")
def _(world):
    chain = world.chain()
    one, unseen, before = chain.next(), world.chain().next(), world.held()
    one.seal = None
    two = chain.next(one, seen=[unseen.point])
    world.sync("uni", one, two)
    need(world.held() == before, "both to wait")
    world.sync("uni", unseen)
    need(holds(world, two), "both to be held")


refusal("R38 seal: behind another seal", sealed, b"seal\t" + b"a" * 32 + b"\t" + b"A" * 86 + b"==\n", 414)
refusal("R38 seal: before any changeset", sending, b"seal\t" + b"a" * 32 + b"\t" + b"A" * 86 + b"==\n", 414)


@keeps("R38 seal: one behind flush comes too late")
def _(world):
    with sending(world) as talk:
        changeset = world.chain().next()
        talk.acknowledged("uni", changeset)
        talk.raw(changeset.seal)
        talk.refused(414)
