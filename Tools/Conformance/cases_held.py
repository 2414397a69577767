"""§4.5 held, and what of it is shared with whom."""
from actors import bytes_of
from cases import add, breaks, keeps, refusal
from writing import escape
from states import VERBS, comparing, exchanging, listing, right_line
from talk import OTHER, digest_of
from wire import Unmet


def _held(*scopes: str) -> bytes:
    return b"".join(b"held\t%s\t%s\n" % (escape(scope), OTHER.encode()) for scope in scopes)


@keeps("R24 R51 held: every scope that is shared, in order, then scopes-end")
def _(world):
    with comparing(world) as talk:
        if not {"back\\slash", "bulk", "college", "control", "forks", "quiet", "uni"} <= talk.their_held.keys():
            raise Unmet(f"not all scopes are listed: {sorted(talk.their_held)}")


@keeps("R24 R26 held: a scope of which nothing is held has the digest of nothing")
def _(world):
    if world.held()["quiet"] != digest_of([]):
        raise Unmet("expected SHA-256 of nothing")


# R25: who may read what.


def _sees(kind: str, *scopes: str):
    def run(world):
        held = world.held(world.actors[kind])
        if set(held) != {"control", *scopes}:
            raise Unmet(f"expected control and {scopes}, not {sorted(held)}")

    return run


add("R25 held: the scopes of the last grant, and what all may read", _sees("office", "college", "uni"), False)
add("R25 held: a reader's scopes", _sees("reader", "uni"), False)
add("R25 held: a device without a grant", _sees("bare", "uni"), False)


@keeps("R25 held: a grant that was narrowed counts at once")
def _(world):
    narrow = world.entry(world.admin, ["grant", world.reader.id, 1, "reader"])
    world.enter(narrow)
    if set(world.held(world.reader)) != {"control", "uni"}:
        raise Unmet("expected control and uni")
    world.enter(world.entry(world.admin, ["grant", world.reader.id, 1, "reader", "college", "uni"]))
    if set(world.held(world.reader)) != {"college", "control", "uni"}:
        raise Unmet("expected college, control and uni")
    world.enter(world.entry(world.admin, ["grant", world.reader.id, 1, "reader", "uni"]))


@keeps("R25 held: a new scope is listed, a retired one still read")
def _(world):
    world.enter(world.entry(world.admin, ["scope", "later", ""]))
    if "later" not in world.held():
        raise Unmet("expected the new scope")
    world.enter(world.entry(world.admin, ["retire", "later", "over"]))
    if "later" not in world.held():
        raise Unmet("expected the retired scope")


@breaks("R25 R27 held: a scope that the device may not read is passed over in silence")
def _(world):
    with world.talk(world.office) as talk:
        talk.admitted()
        talk.agree(forks=OTHER, uni=OTHER)
        talk.hear_frontier("uni")
        talk.end_frontier("uni", talk.their_points["uni"])
        talk.expect("sent", "uni", 0)
        talk.say("frontier-end", "forks")
        talk.refused(422)


@keeps("R27 held: a scope that only one side lists is no matter")
def _(world):
    with comparing(world) as talk:
        talk.say_held({"elsewhere": OTHER, "quiet": talk.their_held["quiet"]})
        if talk.line() not in ([b"bye"], [b"stay"]):
            raise Unmet("expected no round")


@keeps("R27 R52 held: no common scope at all ends the session")
def _(world):
    with comparing(world) as talk:
        talk.say("scopes-end")
        if talk.line() not in ([b"bye"], [b"stay"]):
            raise Unmet("expected no round")


# R24: order and bound.

for _what, _scopes in {
        "twice": ("uni", "uni"), "descending": ("uni", "quiet"), "a prefix behind": ("college:007", "college"),
        "capitals behind small letters": ("a", "B"), "bytes, not letters": ("支", "é")}.items():
    refusal(f"R24 held: scopes {_what}", comparing, _held(*_scopes) + b"scopes-end\n", 415)
refusal("R24 held: 10,001 scopes", comparing, _held(*(f"{i:05}" for i in range(10_001))) + b"scopes-end\n", 417)
refusal("R24 held: behind scopes-end", exchanging, _held("uni"), 414)
refusal("R24 R60 scopes-end: twice", exchanging, b"scopes-end\n", 414)


@keeps("R24 held: 10,000 scopes")
def _(world):
    with comparing(world) as talk:
        talk.raw(_held(*(f"{i:05}" for i in range(10_000))) + b"scopes-end\n")
        if talk.line() not in ([b"bye"], [b"stay"]):
            raise Unmet("expected no round")


@keeps("R24 held: in the order of bytes")
def _(world):
    with comparing(world) as talk:
        talk.raw(_held("B", "a", "a b", "ab", "é", "支", "😀") + b"scopes-end\n")
        if talk.line() not in ([b"bye"], [b"stay"]):
            raise Unmet("expected no round")


@keeps("R3 R24 held: a scope of 256 bytes, escaped to 512")
def _(world):
    with comparing(world) as talk:
        talk.raw(_held("\\" * 256) + b"scopes-end\n")
        if talk.line() not in ([b"bye"], [b"stay"]):
            raise Unmet("expected no round")


# R26: the digest.


@keeps("R26 R28 R53 held: the digest is that of the frontier, in every scope")
def _(world):
    scopes = ["back\\slash", "bulk", "control", "forks", "quiet", "uni"]
    with world.talk() as talk:
        talk.in_round(*scopes)
        if len(talk.their_points["forks"]) != 3:
            raise Unmet("expected three paths in forks")


@keeps("R26 held: numbers are sorted as numbers")
def _(world):
    chain = world.chain("forks", world.admin)
    # Ends number 9 and 10 of one author: as text they would stand the other way.
    path = chain.run(9)
    longer = chain.next(path[7], person="other")
    world.sync("forks", *path, longer, chain.next(longer))
    with world.talk() as talk:
        ends = [p[1] for p in talk.in_round("forks").their_points["forks"] if p[0] == chain.author]
    if ends != [9, 10]:
        raise Unmet(f"expected the ends 9 and 10, not {ends}")


@keeps("R26 R52 held: equal digests make no round")
def _(world):
    with world.talk() as talk:
        talk.at_end()


# R3: the length of a line.


def _padded_line(length: int) -> bytes:
    """A `held` line of so many bytes, LF included, malformed only by its length."""
    start = b"held\t"
    return start + b"s" * (length - len(start) - 66) + b"\t" + OTHER.encode() + b"\n"


refusal("R3 line: 65,537 bytes with LF", comparing, _padded_line(65_537)[:65_536], 411)
refusal("R3 line: 65,536 bytes without LF are too many", comparing, b"x" * 65_536, 411)
refusal("R3 line: a longer one at once", comparing, b"x" * 200_000 + b"\n", 411)
refusal("R3 R8 line: the longest with its LF is read, here as an unknown verb", comparing, b"x" * 65_535 + b"\n", 412)
refusal("R3 line: a longest hello", lambda world: _greeted(world), b"hello\t1\ti\t" + b"x" * 65_526, 411)
refusal("R3 R6 line: the longest with its LF is read, here a scope too long", comparing, _padded_line(65_536), 413)
refusal("R4 line: a CR before its LF", comparing, b"held\tuni\t" + OTHER.encode() + b"\r\n", 413)


def _greeted(world):
    talk = world.talk()
    talk.hear_hello()
    return talk


@keeps("R3 R4 R5 line: fields in UTF-8, parted by TAB, ended by LF")
def _(world):
    with comparing(world) as talk:
        talk.raw("held\t支部\\t\\n\\r\\0\\\\\t".encode() + OTHER.encode() + b"\nscopes-end\n")
        if talk.line() not in ([b"bye"], [b"stay"]):
            raise Unmet("expected no round")


@breaks("R3 line: one that the peer never ends")
def _(world):
    with comparing(world) as talk:
        talk.raw(right_line("held", talk)[:-1])
        if not talk.says_nothing(0.05):
            raise Unmet("expected the peer to wait for the LF")


@breaks("R51 held: changesets before any list")
def _(world):
    with comparing(world) as talk:
        talk.raw(bytes_of(world.chain().next()))
        talk.refused(414)


@breaks("R51 R53 held: a frontier before scopes-end")
def _(world):
    with listing(world) as talk:
        talk.raw(right_line("frontier", talk))
        talk.refused(414)


@keeps("R7 R8 R60 verbs: the peer's own are known, and none begins with K, Q, R or k")
def _(world):
    with world.talk() as talk:
        talk.in_round("forks")
        talk.end_frontier("forks", [])
        talk.receive("forks")
        verbs = {data.partition(b"\t")[0] for side, data in talk.log if side == "<"}
    lines = {b"salt", b"own", b"erased", b"left", b"end", b"table", b"insert", b"part"}
    strange = {verb for verb in verbs if not verb.startswith(b"x-")} - lines - {verb.encode() for verb in VERBS}
    if strange or any(verb[:1] in b"KQRk" for verb in verbs):
        raise Unmet(f"verbs that nobody knows: {strange}")


# openssl s_client takes such lines for its own commands: no extension may use them.
for _verb in (b"KEEP", b"QUIT", b"RENEGOTIATE", b"keep"):
    refusal(f"R7 R8 verbs: {_verb.decode()} is none", comparing, _verb + b"\n", 412)
