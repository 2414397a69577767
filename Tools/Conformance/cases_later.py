"""What a later version may say: offers in hello [R68], and lines that nobody needs to understand [R70]."""
from actors import bytes_of
from cases import add, breaks, keeps, refusal
from cases_changeset import holds, need
from writing import escape
from states import enrolling, greeting, in_batch, proving, sending
from talk import OTHER
from wire import Unmet

# R68: offers.

OFFERS = {
    "one that nobody knows": ["later"], "sixteen": [f"offer-{number}" for number in range(16)],
    "of one byte and of 32": ["a", "b" * 32], "of digits and hyphens": ["0-9", "-", "7"],
    "zlib among others": ["a", "zlib", "z"]}
NO_OFFERS = {
    "seventeen": [f"offer-{number}" for number in range(17)], "the same twice": ["later", "later"],
    "an empty one": [""], "an empty one among others": ["a", "", "b"], "one of 33 bytes": ["b" * 33],
    "a capital": ["Zlib"], "a space": ["a b"], "no ASCII": ["压缩"], "an underscore": ["a_b"], "a dot": ["a.b"],
    "an escape": ["a\\\\b"]}


def _offering(offers: list[str], is_good: bool):
    def run(world):
        with world.talk() as talk:
            talk.offers = offers
            if is_good:
                talk.admitted()
                return
            talk.greet()
            talk.refused(413)

    return run


for _what, _offers in OFFERS.items():
    add(f"R68 hello: offers: {_what}", _offering(_offers, True), False)
for _what, _offers in NO_OFFERS.items():
    add(f"R68 R11 hello: offers: {_what}", _offering(_offers, False), True)


@keeps("R68 hello: the peer's own offers are different words")
def _(world):
    with world.talk() as talk:
        talk.hear_hello()
        offers = talk.their_offers
        words = b"".join(offers).replace(b"-", b"")
        spelled = all(offer and len(offer) <= 32 for offer in offers) and (not words or words.isalnum())
        need(len(set(offers)) == len(offers) <= 16 and spelled and words == words.lower(), "offers as R68 has them")


# R70: notes.

NOTES = [b"x-\n", b"x-later\ta\tb\n", "x-支部\t\t\t\\x\n".encode(), b"x-changeset\tuni\n", b"x-" + b"n" * 65_000 + b"\n"]


@keeps("R70 notes: between any two lines behind the proof")
def _(world):
    path = world.chain().run(3)
    with world.talk() as talk:
        talk.prove()
        talk.raw(NOTES[3])
        talk.hear_held()
        scopes = sorted(talk.their_held, key=str.encode)
        for scope in scopes:
            talk.say("held", escape(scope), OTHER if scope == "uni" else talk.their_held[scope])
            talk.raw(NOTES[0])
        talk.say("scopes-end")
        talk.raw(NOTES[1])
        talk.hear_frontier("uni")
        for point in sorted(talk.their_points["uni"]):
            talk.say("frontier", "uni", *point)
            talk.raw(NOTES[2])
        talk.say("frontier-end", "uni")
        talk.raw(NOTES[3])
        talk.expect("sent", "uni", 0)
        for changeset in path:
            talk.raw(bytes_of(changeset) + NOTES[4])
        talk.say("flush", "uni", 3)
        talk.expect("ack", "uni", 3)
        talk.raw(NOTES[1] * 100)
        talk.say("sent", "uni", 3)
        talk.hear_held()
    need(holds(world, path[-1]), "what stood between notes to be held")


@keeps("R70 R38 notes: between a changeset and its seal")
def _(world):
    changeset = world.chain().next()
    with sending(world) as talk:
        talk.raw(changeset.data + NOTES[1])
        talk.say("flush", "uni", 1)
        talk.expect("ack", "uni", 1)


@breaks("R70 notes: within a changeset")
def _(world):
    first, _, rest = world.chain().next().data.partition(b"\n")
    with sending(world) as talk:
        talk.raw(first + b"\n" + NOTES[1] + rest)
        talk.say("flush", "uni", 1)
        talk.refused(412, 413, 414, 416, 418)


@breaks("R70 notes: too long for a line")
def _(world):
    with sending(world) as talk:
        talk.raw(b"x-" + b"n" * 65_536)
        talk.refused(411)


for _state, (_begin, _needs) in {
        "hello": (greeting, ""), "proof": (proving, ""), "enrol": (enrolling, "enrols")}.items():
    refusal(f"R70 notes: before {_state}", _begin, NOTES[1], 408, 412, needs=_needs)


for _what, _data in {"a capital": b"X-later\n", "no hyphen": b"x\n", "another letter": b"y-later\n"}.items():
    refusal(f"R70 R8 notes: {_what}", sending, _data, 412)


@keeps("R70 notes: the peer's own are passed over as well")
def _(world):
    with in_batch(world) as talk:
        if not talk.says_nothing(0.05):
            raise Unmet("expected nothing that is no answer")
