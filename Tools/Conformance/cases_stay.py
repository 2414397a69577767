"""§4.11 stay, again: both stay, and either says when there may be more."""
from cases import add, breaks, keeps
from cases_changeset import holds, need
from states import comparing, exchanging
from talk import OTHER
from wire import Unmet


def _again(talk) -> None:
    talk.say("again")
    # The peer may have had something to tell at the same time [R66].
    if talk.unread_begins_with(b"again\n"):
        talk.line()
    talk.hear_held()


@keeps("R64 stay: the peer would go on, and waits with one that would too", "stays")
def _(world):
    # It may notice only now what cases before have written.
    for _ in range(5):
        with world.talk().waiting() as talk:
            if talk.says_nothing(0.5):
                return
    raise Unmet("expected the peer to wait")


@keeps("R64 stay: with one that says bye the session ends", "stays")
def _(world):
    with world.talk() as talk:
        need(talk.at_end() == b"stay", "stay")
        talk.say("bye")
        talk.ended()


@keeps("R64 stay: not where a scope still differs after four rounds", "stays")
def _(world):
    with world.talk() as talk:
        talk.admitted()
        for _ in range(4):
            talk.agree(quiet=OTHER)
            talk.hear_frontier("quiet")
            talk.end_frontier("quiet", [])
            talk.expect("sent", "quiet", 0)
            talk.say("sent", "quiet", 0)
            talk.hear_held()
        talk.agree(quiet=OTHER)
        talk.expect("bye")


@keeps("R65 again: it begins anew with the lists", "stays")
def _(world):
    with world.talk().waiting() as talk:
        for _ in range(3):
            _again(talk)
            talk.agree()
            talk.expect("stay")
            talk.say("stay")


@keeps("R65 again: what is new goes over", "stays")
def _(world):
    changeset = world.chain().next()
    with world.talk().waiting() as talk:
        _again(talk)
        talk.agree(uni=OTHER)
        talk.end_frontier("uni", talk.hear_frontier("uni"))
        talk.expect("sent", "uni", 0)
        talk.acknowledged("uni", changeset)
        talk.say("sent", "uni", 1)
        talk.hear_held()
        talk.agree()
        talk.expect("stay")
    need(holds(world, changeset), "it to be held")


@keeps("R65 again: the rounds are counted from the first", "stays")
def _(world):
    with world.talk().waiting() as talk:
        for _ in range(2):
            _again(talk)
            for _ in range(3):
                talk.agree(quiet=OTHER)
                talk.hear_frontier("quiet")
                talk.end_frontier("quiet", [])
                talk.expect("sent", "quiet", 0)
                talk.say("sent", "quiet", 0)
                talk.hear_held()
            talk.agree()
            talk.expect("stay")
            talk.say("stay")


@keeps("R65 again: the peer says it when it holds more than before", "stays")
def _(world):
    changeset = world.chain().next()
    with world.talk().waiting() as talk:
        world.sync("uni", changeset)
        talk.expect("again")
        talk.hear_held()
        talk.agree(uni=OTHER)
        need(changeset.point in talk.hear_frontier("uni"), "what came meanwhile")


@keeps("R66 again: both at once", "stays")
def _(world):
    changeset = world.chain().next()
    with world.talk().waiting() as talk:
        world.sync("uni", changeset)
        talk.expect("again")
        # Ours crosses theirs: it is passed over, and the lists follow.
        talk.say("again")
        talk.hear_held()
        talk.agree()
        talk.expect("stay")


@breaks("R66 again: twice by one side", "stays")
def _(world):
    with world.talk().waiting() as talk:
        _again(talk)
        talk.say("again")
        talk.refused(414)


def _misplaced(begin):
    def run(world):
        with begin(world) as talk:
            talk.say("again")
            talk.refused(414)

    return run


add("R66 again: where nobody waits", _misplaced(comparing), True)
add("R66 again: in a round", _misplaced(exchanging), True)


@breaks("R66 again: behind another line it is no crossing", "stays")
def _(world):
    with world.talk().waiting() as talk:
        _again(talk)
        talk.say("held", "quiet", talk.their_held["quiet"])
        talk.say("again")
        talk.refused(414)


@keeps("R67 bye: at any time while both wait", "stays")
def _(world):
    with world.talk().waiting() as talk:
        talk.say("bye")
        talk.ended()


@keeps("R67 bye: one that crosses the peer's own again", "stays")
def _(world):
    with world.talk().waiting() as talk:
        world.sync("uni", world.chain().next())
        talk.expect("again")
        talk.say("bye")
        talk.ended_silently()


@breaks("R64 stay: what comes next is bye or stay", "stays")
def _(world):
    with world.talk() as talk:
        talk.at_end()
        talk.say("scopes-end")
        talk.refused(414)


@breaks("R64 stay: where a list is due", "")
def _(world):
    with comparing(world) as talk:
        talk.say("stay")
        talk.refused(414)


@breaks("R67 bye: before both wait it is too early, also in a session that waited once", "stays")
def _(world):
    with world.talk().waiting() as talk:
        _again(talk)
        talk.say("held", "quiet", talk.their_held["quiet"])
        talk.say("bye")
        talk.ended_silently()


@breaks("R65 stay: lists without again", "stays")
def _(world):
    with world.talk().waiting() as talk:
        talk.say("held", "quiet", talk.their_held["quiet"])
        talk.refused(414)
