"""§4.6 frontier: order, bounds, and what a reader makes of it (R30)."""
from cases import add, breaks, keeps, refusal
from writing import escape
from states import exchanging, sending
from talk import OTHER, point_of
from wire import Unmet, joined

A, B = "a" * 32 + "." + "b" * 32, "a" * 32 + "." + "c" * 32
H, I = "1" * 64, "2" * 64


def _lines(*points, scope: str = "uni") -> bytes:
    return b"".join(joined("frontier", escape(scope), *point) for point in points)


for _what, _points in {
        "one twice": [(A, 1, H), (A, 1, H)], "authors descending": [(B, 1, H), (A, 1, H)],
        "numbers descending": [(A, 2, H), (A, 1, I)], "numbers as text": [(A, 10, H), (A, 9, H)],
        "hashes descending": [(A, 1, I), (A, 1, H)]}.items():
    refusal(f"R28 frontier: {_what}", exchanging, _lines(*_points), 415)


@keeps("R28 R29 frontier: ascending by author, number as a number, hash")
def _(world):
    with exchanging(world) as talk:
        talk.raw(_lines((A, 9, H), (A, 9, I), (A, 10, H), (A, 1099511627775, H), (B, 1, H)))
        talk.say("frontier-end", "uni")
        talk.receive("uni")


@keeps("R28 frontier: 65,536 points")
def _(world):
    with exchanging(world) as talk:
        talk.raw(_lines(*((A, number, H) for number in range(1, 65_537))))
        talk.say("frontier-end", "uni")
        talk.receive("uni")


@breaks("R28 frontier: 65,537 points")
def _(world):
    with exchanging(world) as talk:
        talk.raw(_lines(*((A, number, H) for number in range(1, 65_538))))
        talk.refused(417)


refusal("R29 frontier-end: twice", exchanging, b"frontier-end\tuni\nfrontier-end\tuni\n", 414)
refusal("R28 R29 frontier: behind frontier-end", exchanging, b"frontier-end\tuni\n" + _lines((A, 1, H)), 414)

# R32: a scope that is not exchanged.

for _what, _scope in {
        "that nobody knows": "elsewhere", "that is equal": "quiet", "that nobody listed": "back\\slash2"}.items():
    for _line in (("frontier", _scope, A, 1, H), ("frontier-end", _scope), ("flush", _scope, 1), ("sent", _scope, 0),
                  ("ack", _scope, 1)):
        refusal(f"R32 {_line[0]}: a scope {_what}", sending, joined(_line[0], escape(_scope), *_line[2:]), 422)

    def _changeset(world, scope=_scope):
        with sending(world) as talk:
            talk.raw(world.chain(scope).next().data)
            talk.refused(422)

    add(f"R32 R35 changeset: a scope {_what}, said at its first line", _changeset, True)


@breaks("R32 R35 changeset: the begin line alone is enough for 422")
def _(world):
    with sending(world) as talk:
        talk.raw(world.chain("elsewhere").next().data.partition(b"\n")[0] + b"\n")
        talk.refused(422)


@keeps("R32 R53 frontier: exactly the unequal scopes are exchanged")
def _(world):
    with world.talk() as talk:
        talk.sending("quiet", "uni")
        talk.say("sent", "quiet", 0)
        talk.say("sent", "uni", 0)
        talk.hear_held()


@breaks("R32 frontier: a scope of the round before")
def _(world):
    with world.talk() as talk:
        talk.sending("quiet")
        talk.say("sent", "quiet", 0)
        talk.hear_held()
        talk.agree(uni=OTHER)
        talk.hear_frontier("uni")
        talk.say("frontier-end", "quiet")
        talk.refused(422)


# R30: what a reader sends. `straight` is 1–3 of one author; `forked` 1–3 and, from 1 on, `branch` 2–3 of another.


def _answered(world, scope: str, points: list, expected: list, round_: int = 1) -> None:
    """What the peer sends to one whose frontier has these points of two authors, and all of every other."""
    with world.talk() as talk:
        talk.in_round(scope)
        for _ in range(1, round_):
            talk.next_round(scope, talk.their_points[scope])
            talk.hear_frontier(scope)
        named = {world.straight[0].author, world.forked[0].author}
        others = [p for p in talk.their_points[scope] if p[0] not in named]
        talk.end_frontier(scope, points + others)
        came = [c.hash for c in talk.receive(scope)]
    wanted = [c.hash for c in expected]
    if sorted(came) != sorted(wanted):
        known = {c.hash: n for n, c in _names(world).items()}
        raise Unmet(f"expected {[known[h] for h in wanted]}, not {[known.get(h, h) for h in came]}")


def _names(world) -> dict:
    chains = {"straight": world.straight, "forked": world.forked}
    names = {f"{name}-{i}": c for name, chain in chains.items() for i, c in enumerate(chain, 1)}
    return names | {f"branch-{i}": c for i, c in enumerate(world.branch, 2)}


# The points that are named (`?` with a number is one that the peer does not hold), and what must come.
FORK = ["forked-3", "branch-3"]
STRAIGHT = ["straight-1", "straight-2", "straight-3"]
BOTH = ["forked-2", "forked-3", "branch-2", "branch-3"]
SENDS = {
    "nothing is named": ([], [*STRAIGHT, "forked-1", *BOTH]),
    "all ends are named": (["straight-3", *FORK], []),
    "number 1 is named": (["straight-1", *FORK], ["straight-2", "straight-3"]),
    "number 2 is named": (["straight-2", *FORK], ["straight-3"]),
    "only a point beyond the last is named": (["straight?4", *FORK], []),
    "only a point far beyond is named": (["straight?900", *FORK], []),
    "only an unknown point with the last number is named": (["straight?3", *FORK], []),
    "only an unknown point before the last is named": (["straight?2", *FORK], []),
    "two unknown points, one beyond": (["straight?2", "straight?4", *FORK], []),
    "two unknown points, none beyond": (["straight?2", "straight?3", *FORK], []),
    "a held point and one beyond": (["straight-2", "straight?4", *FORK], ["straight-3"]),
    "a held point and an unknown one below": (["straight-2", "straight?1", *FORK], ["straight-3"]),
    "one path of a fork": (["straight-3", "forked-3"], ["branch-2", "branch-3"]),
    "the other path of a fork": (["straight-3", "branch-3"], ["forked-2", "forked-3"]),
    "where it forks": (["straight-3", "forked-1"], BOTH),
    "one path, and an unknown point beyond": (["straight-3", "forked-3", "forked?4"], ["branch-2", "branch-3"]),
    "a fork, and only a point beyond": (["straight-3", "forked?4"], []),
    "a fork, and only an unknown point with the last number": (["straight-3", "forked?3"], []),
}
# From the second round on.
SENDS_LATER = {
    "only a point beyond the last is named": (["straight?4", *FORK], []),
    "only an unknown point with the last number is named": (["straight?3", *FORK], STRAIGHT),
    "two unknown points, one beyond": (["straight?2", "straight?4", *FORK], []),
    "two unknown points, none beyond": (["straight?2", "straight?3", *FORK], STRAIGHT),
    "an unknown end, and number 1 is named": (["straight-1", "straight?3", *FORK], ["straight-2", "straight-3"]),
    "a fork, and only an unknown point with the last number": (
        ["straight-3", "forked?3"], ["forked-1", *BOTH]),
}


def _sends(named: list[str], expected: list[str], round_: int = 1):
    def run(world):
        names = _names(world)
        points = []
        for name in named:
            chain, _, number = name.partition("?")
            points.append((names[chain + "-1"].author, int(number), OTHER) if number else point_of(names[name]))
        _answered(world, "forks", points, [names[name] for name in expected], round_)

    return run


for _what, (_named, _expected) in SENDS.items():
    add(f"R30 R34 frontier: {_what}", _sends(_named, _expected), False)

for _what, (_named, _expected) in SENDS_LATER.items():
    add(f"R30 R34 frontier: in the second round {_what}", _sends(_named, _expected, 2), False)


@keeps("R30 frontier: what one scope's points say counts in no other")
def _(world):
    with world.talk() as talk:
        talk.in_round("bulk", "forks")
        talk.end_frontier("forks", talk.their_points["forks"])
        talk.expect("sent", "forks", 0)
        talk.end_frontier("bulk", talk.their_points["bulk"])
        talk.expect("sent", "bulk", 0)


@keeps("R30 frontier: a hash that is held, under another author, is another point")
def _(world):
    wrong = (world.straight[0].author, 3, world.forked[2].hash)
    _answered(world, "forks", [wrong, *map(point_of, (world.forked[2], world.branch[1]))], world.straight, round_=2)


@breaks("R30 R53 frontier: nothing is sent before its end")
def _(world):
    with exchanging(world) as talk:
        talk.say_points("uni", talk.their_points["uni"])
        if not talk.says_nothing(0.1):
            raise Unmet("expected nothing before frontier-end")
        talk.say("frontier", "uni", "x")
        talk.refused(413)


# R71: where chains fork is found by earlier points.


def _searched(world, scope: str, points: list) -> list:
    """The peer's frontier in a second round, where that of the first had these points."""
    with world.talk() as talk:
        talk.in_round(scope)
        talk.next_round(scope, points)
        return talk.hear_frontier(scope, searches=True)


@keeps("R71 frontier: of an author of whom an unknown point was named, earlier ones in growing steps")
def _(world):
    author = world.bulk[0].author
    named = _searched(world, "bulk", [(author, 9, OTHER)])
    numbers = [number for other, number, _ in named if other == author]
    if numbers != [1, 2, 4, 5]:
        raise Unmet(f"expected the numbers 1, 2, 4 and 5, not {numbers}")
    held = {point_of(changeset) for changeset in world.bulk}
    if not held.issuperset(point for point in named if point[0] == author):
        raise Unmet("expected points of changesets that are held")


@keeps("R71 frontier: on both paths of a fork")
def _(world):
    author = world.forked[0].author
    named = {point for point in _searched(world, "forks", [(author, 9, OTHER)]) if point[0] == author}
    wanted = {point_of(changeset) for changeset in (*world.forked, *world.branch)}
    if named != wanted:
        raise Unmet(f"expected every point of both paths, not {sorted(named)}")


@keeps("R71 frontier: of an author of whom all that was named is held, only ends")
def _(world):
    others = _searched(world, "forks", [(world.forked[0].author, 9, OTHER), point_of(world.straight[0])])
    named = [point for point in others if point[0] == world.straight[0].author]
    if named != [point_of(world.straight[2])]:
        raise Unmet(f"expected the last one only, not {named}")
