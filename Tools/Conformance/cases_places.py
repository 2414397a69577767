"""Every verb in every state, and what may stand between any two lines: an error, or nothing that is known."""
import time

from cases import add, keeps
from states import STATES, VERBS, Begin, right_line
from wire import Unmet


def _misplaced(verb: str, begin: Begin, code: int | None):
    def run(world):
        with begin(world) as talk:
            talk.raw(right_line(verb, talk))
            talk.refused(code) if code else talk.ended_silently()

    return run


def _bytes(data: bytes, begin: Begin, code: int | None):
    def run(world):
        with begin(world) as talk:
            talk.raw(data)
            talk.refused(code) if code else talk.ended_silently()

    return run


UNKNOWN = {"a word": b"frob\t1", "an empty line": b"", "capitals": b"HELD\tuni", "a line of changesets": b"salt\t-",
           "a space behind": b"scopes-end ", "no UTF-8": b"\xff\xfe", "a CR behind": b"scopes-end\r"}
ERRORS = {
    "R47 a known code": b"error\t423\tpeerFault\t-\n", "R47 an unknown code": b"error\t999\tnobodyKnows\tsomething\n",
    "R11 R47 without a sentence": b"error\t423\tpeerFault\n",
    "R11 R47 with a field more": b"error\t423\tpeerFault\t-\t-\n",
    "R11 R47 without a number": b"error\tx\tpeerFault\t-\n",
    "R48 a sentence of 1,024 bytes": b"error\t423\tpeerFault\t" + b"s" * 1024 + b"\n",
    "R48 a sentence that is longer": b"error\t423\tpeerFault\t" + b"s" * 1025 + b"\n",
    "R48 control characters": b"error\t423\tpeerFault\t\x1b[31m\\n\x07\n"}

for _state, (_begin, _allowed, _needs) in STATES.items():
    _greets = _state == "greeting"
    for _verb in VERBS:
        if _verb in _allowed:
            continue
        if _verb == "bye" and not _greets:
            add(f"R46 {_state}: bye comes too early", _misplaced(_verb, _begin, None), True, _needs)
        else:
            _rules = "R10" if _greets else "R9 R60"
            add(f"{_rules} {_state}: {_verb} is out of place",
                _misplaced(_verb, _begin, 408 if _greets else 414), True, _needs)
    for _what, _data in UNKNOWN.items():
        add(f"{'R10' if _greets else 'R8'} {_state}: {_what} is no verb",
            _bytes(_data + b"\n", _begin, 408 if _greets else 412), True, _needs)
    for _what, _data in ERRORS.items():
        _rules, _, _rest = _what.rpartition("R")
        add(f"{_rules}R{_rest.partition(' ')[0]} {_state}: the other side's error ends it: {_rest.partition(' ')[2]}",
            _bytes(_data, _begin, None), True, _needs)


def _logged(world, begin: int, text: str) -> str:
    """What the peer wrote down since; it may do so after it has closed."""
    limit = time.monotonic() + 3
    while text not in (said := world.target.said()[begin:]):
        if time.monotonic() > limit:
            raise Unmet(f"expected {text} in what the peer writes down, not: {said[-300:]}")
        time.sleep(0.01)
    return said


@keeps("R47 error: an unknown code is read as 423")
def _(world):
    begin = len(world.target.said())
    with STATES["comparing"][0](world) as talk:
        talk.say("error", 999, "nobodyKnows", "-")
        talk.ended_silently()
    _logged(world, begin, "423")


@keeps("R47 error: a known code is read as it stands")
def _(world):
    begin = len(world.target.said())
    with STATES["comparing"][0](world) as talk:
        talk.say("error", 426, "tooManySessions", "-")
        talk.ended_silently()
    _logged(world, begin, "426")


@keeps("R11 error: one that is malformed counts as 423")
def _(world):
    begin = len(world.target.said())
    with STATES["comparing"][0](world) as talk:
        talk.say("error", 426, "tooManySessions")
        talk.ended_silently()
    _logged(world, begin, "423")


@keeps("R48 error: the sentence is shown without control characters")
def _(world):
    begin = len(world.target.said())
    with STATES["comparing"][0](world) as talk:
        talk.raw(b"error\t423\tpeerFault\tbefore\x1b[31m\\n\x07behind\n")
        talk.ended_silently()
    said = _logged(world, begin, "behind")
    if any(character < " " and character != "\n" for character in said) or "before\n" in said:
        raise Unmet(f"a control character is shown: {said!r}")


@keeps("R46 R60 bye: in its place it ends the session in order")
def _(world):
    with world.talk() as talk:
        talk.at_end()
        talk.say("bye")
        talk.ended()
