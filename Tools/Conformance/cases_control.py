"""R37: control entries that nobody may have signed so. On the wire each is 423."""
from actors import Actor
from cases import add, breaks, keeps
from changesets import Changeset
from writing import seal_line
from wire import Unmet

SCOPE_LINE = ["scope", "forged", ""]
# Whether a digest is that of the scope's log nobody asks before somebody compacts or sends a piece.
CHECKPOINT_LINE = ["checkpoint", "uni", "0" * 64]


def _until(changeset: Changeset) -> list:
    return ["until", "uni", *changeset.point]


def _foreign(world) -> Changeset:
    """Entry 1 of another root."""
    root = Actor("another root")
    head = {"author": f"{root.id}.{'0' * 32}", "number": 1, "previous": None, "control": None}
    return world.entry(root, ["found", root.key_field, "-"], **head)


def _sealed_wrongly(world) -> Changeset:
    entry = world.entry(world.admin, SCOPE_LINE)
    entry.seal = b"seal\t%s\t%s" % (world.admin.id.encode(), seal_line(entry.hash, world.office.key).split(b"\t")[2])
    return entry


def _without_seal(world) -> Changeset:
    entry = world.entry(world.admin, SCOPE_LINE)
    entry.seal = None
    return entry


def _of_an_unknown_before(world) -> Changeset:
    missing = world.entry(world.admin, ["scope", "missing", ""])
    return world.entry(world.admin, SCOPE_LINE, after=missing)


FORGED = {
    "signed by an editor": lambda w: w.entry(w.office, SCOPE_LINE),
    "signed by a reader": lambda w: w.entry(w.reader, SCOPE_LINE),
    "signed by a device without a grant": lambda w: w.entry(w.bare, SCOPE_LINE),
    "signed by a revoked device": lambda w: w.entry(w.revoked, SCOPE_LINE),
    "signed by a stranger": lambda w: w.entry(w.stranger, SCOPE_LINE),
    "that enrols its own signer": lambda w: w.entry(w.stranger, *w.member_lines(w.stranger, ["admin"], ["*"])),
    "in which an editor becomes administrator": lambda w: w.entry(w.office, ["grant", w.office.id, 1, "admin", "*"]),
    "with another's signature": _sealed_wrongly,
    "without a seal": _without_seal,
    "with a root line, by an administrator": lambda w: w.entry(w.admin, ["root", w.admin.key_field, "-", "mine"]),
    "with a root line, by a stranger": lambda w: w.entry(w.stranger, ["root", w.stranger.key_field, "-", "mine"]),
    "that founds again": lambda w: w.entry(w.root, ["found", w.root.key_field, "-"]),
    "in which until stands first": lambda w: w.entry(w.admin, _until(w.straight[0])),
    "in which until follows a grant": lambda w: w.entry(w.admin, ["grant", w.bare.id, 0], _until(w.straight[0])),
    "in which until follows a scope behind a checkpoint": lambda w: w.entry(
        w.admin, CHECKPOINT_LINE, SCOPE_LINE, _until(w.straight[0])),
    "with a checkpoint, by an editor": lambda w: w.entry(w.office, CHECKPOINT_LINE, _until(w.straight[0])),
    "of another root": _foreign,
    "under an author of its own": lambda w: w.entry(w.admin, SCOPE_LINE, author=f"{w.admin.id}.{'0' * 32}"),
    "under another epoch": lambda w: w.entry(w.admin, SCOPE_LINE, author=f"{w.root.id}.{'1' * 32}"),
    "whose predecessor is missing": _of_an_unknown_before,
    "whose number is not the next": lambda w: w.entry(w.admin, SCOPE_LINE, number=w.entries[-1].number + 2),
}


def _refused(make):
    def run(world):
        with world.talk() as talk:
            talk.sending("control").give("control", make(world))
            talk.refused(423)

    return run


for _what, _make in FORGED.items():
    add(f"R37 control: an entry {_what}", _refused(_make), True)


@breaks("R37 control: a forged entry behind a right one spoils the batch")
def _(world):
    right = world.entry(world.admin, ["scope", "right", ""])
    with world.talk() as talk:
        talk.sending("control").give("control", right, world.entry(world.office, SCOPE_LINE, after=right))
        talk.refused(423)


@keeps("R37 control: an entry signed by an administrator, and one by the root")
def _(world):
    world.enter(world.entry(world.admin, ["scope", "by-admin", ""]))
    world.enter(world.entry(world.root, ["scope", "by-root", ""]))
    if not {"by-admin", "by-root"} <= world.held().keys():
        raise Unmet("expected both scopes")


@keeps("R34 R37 control: in any order within a batch")
def _(world):
    one = world.entry(world.admin, ["scope", "one", ""])
    two = world.entry(world.admin, ["scope", "two", ""], after=one)
    with world.talk() as talk:
        talk.sending("control").acknowledged("control", two, one)
    world.entries += [one, two]
    if not {"one", "two"} <= world.held().keys():
        raise Unmet("expected both scopes")


@keeps("R37 control: a fork of which both entries count")
def _(world):
    before = world.entries[-1]
    one, other = (world.entry(world.admin, ["scope", name, ""], after=before) for name in ("left", "right"))
    ends = sorted((one, other), key=lambda entry: entry.hash)
    joined = world.entry(world.admin, ["scope", "joined", ""], after=ends[1], seen=[ends[0].point])
    with world.talk() as talk:
        talk.sending("control").acknowledged("control", one, other)
    if not {"left", "right"} <= world.held().keys():
        raise Unmet("expected both scopes")
    with world.talk() as talk:
        talk.sending("control").acknowledged("control", joined)
    world.entries += [*ends, joined]
    if "joined" not in world.held():
        raise Unmet("expected the entry that joins them")


@keeps("R31 R37 control: an entry that is held already")
def _(world):
    with world.talk() as talk:
        talk.sending("control").acknowledged("control", world.entries[-1])


@keeps("R37 control: an administrator is one from the entry on that says so, and no longer")
def _(world):
    grant = world.entry(world.admin, ["grant", world.bare.id, 1, "admin"])
    world.enter(grant)
    world.enter(world.entry(world.bare, ["scope", "by-bare", ""]))
    world.enter(world.entry(world.admin, ["grant", world.bare.id, 0]))
    with world.talk() as talk:
        talk.sending("control").give("control", world.entry(world.bare, SCOPE_LINE))
        talk.refused(423)


@keeps("R19 R25 R37 control: who is revoked while others speak is not admitted again")
def _(world):
    victim = Actor("victim")
    world.enter(world.entry(world.admin, *world.member_lines(victim, ["editor"], ["uni"])))
    world.held(victim)
    world.enter(world.entry(world.admin, ["revoke", victim.id, "lost"]))
    with world.talk(victim) as talk:
        talk.prove()
        talk.refused(407)


@keeps("R37 control: a checkpoint's untils")
def _(world):
    chain, other = world.chain(), world.chain("uni", world.admin)
    first, second = chain.next(), other.next()
    world.sync("uni", first, second)
    world.enter(world.entry(world.admin, CHECKPOINT_LINE, _until(first)))
    # Another one, by the root: of several paths, of which one is nowhere yet, and between other lines.
    last = chain.next(first)
    world.enter(world.entry(
        world.root, ["scope", "before", ""], CHECKPOINT_LINE, _until(last), _until(second), ["scope", "behind", ""]))
    if world.entries[-1].point not in world.frontier("control") or not {"before", "behind"} <= world.held().keys():
        raise Unmet("expected both entries, and what else they say")
    world.sync("uni", last)
    if not {last.point, second.point} <= set(world.frontier()):
        raise Unmet("expected what a checkpoint takes in to be held as before")


# What counts is nobody's to see on the wire; what does not is kept and forwarded all the same.
@keeps("R30 R37 control: a checkpoint's untils of devices that are revoked before it and behind it")
def _(world):
    early, late = Actor("early"), Actor("late")
    members = [line for each in (early, late) for line in world.member_lines(each, ["editor"], ["uni"])]
    world.enter(world.entry(world.admin, *members))
    one, two = world.chain("uni", early).run(3), world.chain("uni", late).run(3)
    world.sync("uni", *one, *two)
    for lines in ([["revoke", early.id, "lost"], _until(one[0])], [CHECKPOINT_LINE, _until(one[1]), _until(two[1])],
                  [["revoke", late.id, "lost"]], [["revoke", early.id, "lost again"]]):
        world.enter(world.entry(world.admin, *lines))
    with world.talk() as talk:
        talk.in_round("uni")
        talk.end_frontier("uni", [])
        came = {changeset.hash for changeset in talk.receive("uni")}
    if not came.issuperset(changeset.hash for changeset in (*one, *two)):
        raise Unmet("expected all that they wrote")
