"""The committee that every case finds: its devices, scopes and changesets, in both kinds of peer."""
import asyncio
import base64
import dataclasses
import hashlib
import pathlib
import secrets

import control
from channel import connect
from changesets import Changeset
from folder import Folder
from session import Session
from actors import Actor, Chain, row, written
from talk import Talk
from targets import Program, PythonPeer, Target
from writing import Value, escape

SCHEMA = """\
CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY, title TEXT, body TEXT, weight INTEGER);
INSERT INTO zhibu_policy VALUES ('note', NULL, 'lww');
"""
# `back\slash` is escaped on the wire, `college:007` that of the vectors; nothing is ever written in `quiet`.
SCOPES = ["back\\slash", "bulk", "college", "college:007", "forks", "quiet"]
KINDS = ["admin", "office", "reader", "bare", "revoked", "stranger"]


@dataclasses.dataclass
class Invite:
    """What a session needs of an invite."""

    server: str
    id: str
    secret: bytes


class World:
    def __init__(self, target: Target, root: Actor) -> None:
        self.target, self.root = target, root
        self.entries: list[Changeset] = []
        self.committee_key = b""
        self.actors = {kind: Actor(kind) for kind in KINDS}

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["actors"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def address(self) -> str:
        return self.target.address

    def talk(self, actor: Actor | None = None, **options) -> Talk:
        return Talk(self, actor, **options)

    # Control entries.

    def entry(self, signer: Actor, *lines: list, after: Changeset | None = None, **head) -> Changeset:
        """A control entry behind the last one, or another; it is not sent yet."""
        last = after or (self.entries[-1] if self.entries else None)
        said = {
            "scope": control.SCOPE, "author": f"{self.root.id}.{'0' * 32}", "at": 1_700_000_000_000,
            "number": last.number + 1 if last else 1, "previous": last.hash if last else None,
            "person": signer.name, "control": last.point if last else None, "link": None, "seen": []}
        return written(signer, said | head, lines)

    def enter(self, entry: Changeset) -> None:
        """Has the peer take it."""
        with self.talk() as talk:
            talk.sending(control.SCOPE).acknowledged(control.SCOPE, entry)
        self.entries.append(entry)

    def member_lines(self, actor: Actor, roles: list[str], scopes: list[str]) -> list[list]:
        return [
            ["device", actor.name, actor.key_field, actor.agreement_field],
            ["grant", actor.id, len(roles), *roles, *scopes]]

    # Changesets.

    def chain(self, scope: str = "uni", actor: Actor | None = None) -> Chain:
        """A new author: what one case writes meets nothing of another."""
        return Chain(actor or self.office, scope, self.entries[-1].point)

    # What the peer holds, asked in a session of its own.

    def held(self, actor: Actor | None = None) -> dict[str, str]:
        with self.talk(actor) as talk:
            return talk.admitted().their_held

    def frontier(self, scope: str = "uni") -> list:
        with self.talk() as talk:
            return talk.in_round(scope).their_points[scope]

    def sync(self, scope: str, *changesets: Changeset) -> None:
        with self.talk() as talk:
            talk.sending(scope).acknowledged(scope, *changesets)


def found_program(folder: pathlib.Path, program: str) -> World:
    target = Program(folder, program)
    world = World(target, Actor("root", target.found(SCHEMA)))
    target.start()
    _join(world, folder / "admin", target.invite("*", role="admin"))
    first = world.entries[0].lines[1]["fields"]
    world.committee_key = base64.b64decode(first[1])
    _populate(world)
    return world


def _join(world: World, folder: pathlib.Path, line: str) -> None:
    """The first device enrols by invite; all others by control entries that it carries."""
    fields = base64.b64decode(line.partition(":")[2]).decode().split("\t")
    folder.mkdir()
    (folder / "committee").write_text(f"{fields[2]}\n{fields[1]}\n")
    keep_device(folder, world.admin)

    world.used_invite = Invite(fields[3], fields[4], base64.b64decode(fields[5]))
    joined = Folder(folder)

    async def join() -> None:
        await Session(joined, await connect(world.address), "i", world.used_invite).run()

    asyncio.run(join())
    world.entries = sorted(joined.control.entries.values(), key=lambda e: e.number)


def keep_device(folder: pathlib.Path, actor: Actor) -> None:
    keys = [base64.b64encode(k).decode() for k in (actor.secret, actor.agreement_secret)]
    (folder / "device").write_text("\n".join([actor.name, *keys, secrets.token_hex(16), ""]))


def found_python(folder: pathlib.Path) -> World:
    target = PythonPeer(folder)
    committee = Actor("committee")
    world = World(target, Actor("root"))
    world.committee_key = committee.public
    lines = [["found", world.root.key_field, "-"], *world.member_lines(committee, ["admin"], ["*"])]
    lines += [["scope", "uni", ""], ["schema", "1", Value(b"t" + escape(SCHEMA))]]
    world.entries.append(world.entry(world.root, *lines))
    world.entries.append(world.entry(world.root, *world.member_lines(world.admin, ["admin", "editor"], ["*"])))
    target.replica.mkdir()
    (target.replica / "committee").write_text(f"{world.root.id}\n-\n")
    keep_device(target.replica, committee)
    Folder(target.replica).take(world.entries)
    target.start()
    _populate(world)
    return world


def _populate(world: World) -> None:
    lines = [
        *world.member_lines(world.office, ["editor"], ["college", "uni"]),
        *world.member_lines(world.reader, ["reader"], ["uni"]),
        ["device", "bare", world.bare.key_field, world.bare.agreement_field],
        *world.member_lines(world.revoked, ["editor"], ["uni"]), ["revoke", world.revoked.id, "lost"],
        ["grant", world.admin.id, 2, "admin", "editor", "*"],
        *(["scope", scope, ""] for scope in SCOPES)]
    world.enter(world.entry(world.root, *lines))
    # Three in a row of one author; of another three, and two more that fork behind the first.
    straight, forked = world.chain("forks", world.admin), world.chain("forks", world.admin)
    world.straight, world.forked = straight.run(3), forked.run(3)
    world.branch = [forked.next(world.forked[0], row("branch-2", title="other"))]
    world.branch.append(forked.next(world.branch[0], row("branch-3", title="other")))
    world.sync("forks", *world.straight, *world.forked, *world.branch)
    # More than two windows of batches.
    bulk, last, world.bulk = world.chain("bulk", world.admin), None, []
    text = "".join(hashlib.sha256(b"%d" % i).hexdigest() for i in range(40))
    for number in range(5):
        last = bulk.next(last, [line for i in range(440) for line in row(f"bulk-{number}-{i}", body=text)])
        world.bulk.append(last)
        world.sync("bulk", last)
    escaped = world.chain("back\\slash", world.admin).next()
    world.sync("back\\slash", escaped)
    world.sync("uni", *world.chain("uni").run(2))
