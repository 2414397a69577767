"""What each kind of field must not look like: what is wrong → how to spell it so, from a right field."""
import base64
from collections.abc import Callable

from cases import add
from states import STATES, right_fields

Spelling = Callable[[bytes], bytes]


def _always(data: bytes) -> Spelling:
    return lambda right: data


def _longer(count: int) -> Spelling:
    return lambda right: base64.b64encode(base64.b64decode(right) + bytes(count))


def _shorter(right: bytes) -> bytes:
    return base64.b64encode(base64.b64decode(right)[:-1])


def _bits_left(right: bytes) -> bytes:
    """The last letter before the padding carries bits that belong to no byte: another letter says the same bytes."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = right.rstrip(b"=")[-1]
    return right.rstrip(b"=")[:-1] + bytes([letters[letters.index(last) + 1]]) + b"=" * right.count(b"=")


TEXT: dict[str, Spelling] = {
    "a bare CR": _always(b"a\rb"), "a bare NUL": _always(b"a\0b"), "an unknown escape": _always(b"a\\xb"),
    "half an escape": _always(b"a\\"), "a byte that is no UTF-8": _always(b"a\xffb"),
    "half a character": _always("部".encode()[:2]), "an overlong character": _always(b"\xc0\xaf"),
    "a surrogate": _always(b"\xed\xa0\x80")}
SCOPE = TEXT | {
    "nothing": _always(b""), "257 bytes": _always(b"s" * 257),
    "257 bytes with an escape": _always(b"\\\\" + b"s" * 256),
    "258 bytes of characters of three": _always("部".encode() * 86)}
NAME = SCOPE | {
    "an escaped LF": _always(b"a\\nb"), "an escaped TAB": _always(b"a\\tb"), "an escaped CR": _always(b"a\\rb"),
    "an escaped NUL": _always(b"a\\0b"), "U+0001": _always(b"a\x01b"), "U+001B": _always(b"a\x1bb"),
    "U+007F": _always(b"a\x7fb"), "U+0085": _always(b"a\xc2\x85b")}
HASH: dict[str, Spelling] = {
    "capitals": lambda right: b"AB" + right[2:], "a digit less": lambda right: right[:-1],
    "a digit more": lambda right: right + b"0", "nothing": _always(b""), "a letter g": lambda right: right[:-1] + b"g",
    "0x before it": lambda right: b"0x" + right[2:], "a space behind": lambda right: right[:-1] + b" "}
BASE64: dict[str, Spelling] = {
    "no padding": lambda right: right.rstrip(b"="), "padding too much": lambda right: right + b"=",
    "bits left over": _bits_left, "a byte less": _shorter, "a byte more": _longer(1), "nothing": _always(b""),
    "the letters of addresses": lambda right: b"-_" + right[2:],
    "a space in it": lambda right: right[:9] + b" " + right[9:],
    "hexadecimal": lambda right: base64.b64decode(right).hex().encode()}
COUNT: dict[str, Spelling] = {
    "a zero before it": _always(b"01"), "a plus": _always(b"+1"), "a minus": _always(b"-1"), "nothing": _always(b""),
    "a space before it": _always(b" 1"), "a space behind": _always(b"1 "), "a fraction": _always(b"1.0"),
    "an exponent": _always(b"1e0"), "hexadecimal": _always(b"0x1"), "a wide digit": _always("１".encode()),
    "an Arabic digit": _always("١".encode()), "a word": _always(b"one")}
NUMBER = COUNT | {
    "zero": _always(b"0"), "2^40": _always(b"1099511627776"), "2^64": _always(b"18446744073709551616"),
    "forty digits": _always(b"9" * 40)}
AUTHOR: dict[str, Spelling] = {
    "capitals": lambda right: b"AB" + right[2:], "no dot": lambda right: right.replace(b".", b"0"),
    "two dots": lambda right: right + b".00", "a digit less": lambda right: right[:-1], "nothing": _always(b""),
    "a device alone": lambda right: right.partition(b".")[0], "a colon": lambda right: right.replace(b".", b":")}
ROLE = {what: _always(data) for what, data in {"x": b"x", "nothing": b"", "a capital": b"I", "both": b"ir"}.items()}
WISH = {what: _always(data) for what, data in {"a word": b"join", "nothing": b"", "a capital": b"Enrol",
                                               "two dashes": b"--"}.items()}

# Verb → (the state in which it may stand, requirement, kinds of its fields). A version is no such field: see R11.
LINES: dict[str, tuple[str, str, list[tuple[str, dict[str, Spelling]]]]] = {
    "hello": ("greeting", "R12", [("version", {}), ("role", ROLE), ("key", BASE64), ("nonce", HASH), ("name", NAME)]),
    "proof": ("proving", "R16", [("signature", BASE64), ("wish", WISH)]),
    "enrol": ("enrolling", "R20", [("invite", TEXT), ("HMAC", HASH), ("name", NAME), ("agreement key", BASE64)]),
    "held": ("comparing", "R24", [("scope", SCOPE), ("digest", HASH)]),
    "scopes-end": ("comparing", "R24", []),
    "frontier": ("exchanging", "R28", [("scope", SCOPE), ("author", AUTHOR), ("number", NUMBER), ("hash", HASH)]),
    "frontier-end": ("exchanging", "R29", [("scope", SCOPE)]),
    "seal": ("a batch", "R38", [("device", {what: HASH[what] for what in HASH}), ("signature", BASE64)]),
    "flush": ("a batch", "R40", [("scope", SCOPE), ("count", COUNT)]),
    "sent": ("sending", "R42", [("scope", SCOPE), ("count", COUNT)]),
    "ack": ("sending", "R43", [("scope", SCOPE), ("count", COUNT)]),
    "coming": ("sending", "R72", [("scope", SCOPE), ("count", COUNT)]),
    "packed": ("sending", "R69", [("scope", SCOPE), ("bytes", COUNT), ("size", COUNT)]),
    "stay": ("parting", "R64", []), "again": ("waiting", "R65", []), "bye": ("parting", "R45", []),
}
# Which general rule a kind of field stands under.
RULES = {id(TEXT): "R4", id(SCOPE): "R4 R6", id(NAME): "R4 R6", id(WISH): "R18", id(ROLE): "R12"}


def _with_field(verb: str, state: str, index: int, spelling: Spelling):
    def run(world):
        with STATES[state][0](world) as talk:
            fields = _right(verb, talk)
            fields[index] = spelling(fields[index])
            talk.raw(b"\t".join(fields) + b"\n")
            talk.refused(413)

    return run


def _right(verb: str, talk) -> list[bytes]:
    # A proof must be right apart from the field in question, or the signature would be what is refused.
    fields = talk.proof_fields() if verb == "proof" else right_fields(verb, talk)
    return [f if isinstance(f, bytes) else str(f).encode() for f in fields]


def _with_count(verb: str, state: str, change: Callable[[list[bytes]], list[bytes]]):
    def run(world):
        with STATES[state][0](world) as talk:
            talk.raw(b"\t".join(change(_right(verb, talk))) + b"\n")
            talk.refused(413)

    return run


for _verb, (_state, _own, _kinds) in LINES.items():
    _needs = STATES[_state][2]
    for _index, (_field, _spellings) in enumerate(_kinds, 1):
        _rule = RULES.get(id(_spellings), "R5")
        for _what, _spelling in _spellings.items():
            add(f"{_rule} {_own} {_verb}: {_field} with {_what}",
                _with_field(_verb, _state, _index, _spelling), True, _needs)
    # What stands behind the fields of `hello` are offers.
    if _verb != "hello":
        add(f"R11 {_own} {_verb}: a field more", _with_count(_verb, _state, lambda f: [*f, b"x"]), True, _needs)
    add(f"R11 {_own} {_verb}: a TAB at the end", _with_count(_verb, _state, lambda f: [*f, b""]), True, _needs)
    if _kinds:
        add(f"R11 {_own} {_verb}: a field less", _with_count(_verb, _state, lambda f: f[:-1]), True, _needs)
