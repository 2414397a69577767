"""Lines: tables say what stands behind each verb, to read and to check it. See Protocol/spec.md §2 and grammar.abnf."""
import functools
import importlib.machinery
import importlib.util
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The reader is a program without an ending to its name, so it is loaded by its path.
_loader = importlib.machinery.SourceFileLoader("reader", str(ROOT / "Tools" / "read-changeset"))
reader = importlib.util.module_from_spec(importlib.util.spec_from_loader("reader", _loader))
_loader.exec_module(reader)
Lines, Point, Refused, need, split = reader.Lines, reader.Point, reader.Refused, reader.need, reader.split

# As in the reader: one with `*` stands for all that are left.
SESSION = {
    "hello": "version role key hash name *offer", "proof": "signature wish", "enrol": "text hash name key",
    "enrolled": "", "held": "scope hash", "scopes-end": "", "frontier": "scope author number hash",
    "frontier-end": "scope", "coming": "scope number", "changeset": "version scope *any",
    "packed": "scope number number", "seal": "id signature", "flush": "scope number", "sent": "scope count",
    "ack": "scope number", "bye": "", "stay": "", "again": ""}
BUNDLE = {
    "bundle": "version id name integer *scope", "bundle-end": "count hash",
    "sealed-bundle": "version id id key signature"}


def _name(field):
    name = reader.KINDS["scope"](field)
    need(not re.search("[\0-\x1f\x7f-\x9f]", name))
    return name


_WORDS = {"role": rb"[ir]", "wish": rb"-|enrol", "offer": rb"[a-z0-9-]{1,32}"}
parse = functools.partial(reader.parse, kinds=reader.KINDS | {"any": bytes, "name": _name} | {
    kind: functools.partial(reader.matched, form) for kind, form in _WORDS.items()})


def line_of(*fields):
    """One line: texts are escaped, numbers written out, bytes stand as they are."""
    escapes = str.maketrans(reader.ESCAPES)
    return b"\t".join(f if isinstance(f, bytes) else str(f).translate(escapes).encode() for f in fields) + b"\n"


@functools.cache
def replies():
    """number → (symbol, exit code), from the table that every implementation shares."""
    page = (ROOT / "Protocol" / "replies.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| (\w+) \| (\d+) \|", page, re.M)
    return {int(number): (symbol, int(exit_code)) for number, symbol, exit_code in rows}
