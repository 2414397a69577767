"""A replica as a folder: keys, what the invite said, and the log, one file a changeset.

    device          name, secret signing and agreement key, epoch
    committee       fingerprint of the root, address of the server
    log/HASH        a changeset as it travels, its seal line behind it
    peers/DEVICE    what that device held when the last sync with it ended, as frontier lines
"""
import base64
import graphlib
import os
import pathlib
import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

import control
from changesets import Changeset, chains, device_id, raw_public
from lines import SESSION, Point, line_of, need, parse, reader, split


def write_durably(file, data):
    """All of it or nothing, also if the power fails: an acknowledged batch must be there afterwards."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(file.name + ".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(new, file)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


class Folder:
    def __init__(self, place):
        self.place = pathlib.Path(place)
        need((self.place / "device").exists(), 204, place)
        self.name, signing, agreement, self.epoch = (self.place / "device").read_text().splitlines()
        self.key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(signing))
        self.agreement = X25519PrivateKey.from_private_bytes(base64.b64decode(agreement))
        self.public_key, self.agreement_key = raw_public(self.key), raw_public(self.agreement)
        self.device = device_id(self.public_key)
        root, self.address = (self.place / "committee").read_text().splitlines()
        self.control, self.stored = control.Chain(root, {}), {}
        # What has another ending was not written to its end.
        files = self.place.glob("log/*[0-9a-f]")
        self.hold(*self.judged([Changeset(*reader.split_seal(file.read_bytes())) for file in files]))

    @classmethod
    def make(cls, place, name, invite):
        file = pathlib.Path(place) / "device"
        # A joining that was cut can be repeated with the same key: the invite may be used up already.
        if not file.exists():
            # The secret half of both kinds is any 32 random bytes (RFC 8032, RFC 7748).
            signing, agreement = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
            write_durably(file.with_name("committee"), f"{invite.root}\n{invite.address}\n".encode())
            write_durably(file, f"{name}\n{signing}\n{agreement}\n{secrets.token_hex(16)}\n".encode())
        return cls(place)

    # The log.

    def take(self, changesets):
        """Stores what came durably, or refuses it whole, for a control entry that nobody may have signed [R37]."""
        for changeset in changesets:
            changeset.check()
        chain, new = self.judged(changesets)
        for changeset in new:
            write_durably(self.place / "log" / changeset.hash, changeset.sealed)
        self.hold(chain, new)

    def judged(self, changesets):
        """The control entries together with those that came, and what is to be stored."""
        chain, new = self.control, []
        for entry in sorted((c for c in changesets if c.scope == control.SCOPE), key=lambda entry: entry.number):
            if entry.hash not in chain.entries:
                chain = chain.with_entry(entry)
                new.append(entry)
        for changeset in changesets:
            known, key = self.stored.get(changeset.hash), chain.state.keys.get(changeset.device)
            # A seal that came before is not lost to a worse one or to none.
            is_better = not (known and known.seal) or changeset.is_sealed_by(key)
            if changeset.scope != control.SCOPE and is_better:
                new.append(changeset)
        return chain, new

    def hold(self, chain, new):
        self.control = chain
        self.stored |= {c.hash: c for c in new if c.scope != control.SCOPE}
        self.held = self._applicable()

    def _applicable(self):
        """What is proven and has all before it; the rest waits [R36, R39]."""
        # Begins with everything and takes away until nothing more falls: a seal counts only while its own changeset
        # stays, and one without a seal stays only while a sealed one after it does.
        keys = self.control.state.keys
        sealed = [hash_ for hash_, c in self.stored.items() if c.is_sealed_by(keys.get(c.device))]
        left, falls = {h: c for h, c in self.stored.items() if c.entry is None or c.entry in self.control.entries}, True
        while falls:
            proven = chains(left, sealed)
            # One that names its own past wrongly waits for ever.
            there = {(c.scope, c.point) for c in left.values()}
            falls = {h for h, c in left.items()
                     if h not in proven or not there.issuperset((c.scope, point) for point in c.before)}
            left = {h: c for h, c in left.items() if h not in falls}
        return left

    def changesets(self, scope):
        """hash → changeset of those of one scope that count as applied, each behind what it depends on."""
        held = self.control.entries if scope == control.SCOPE else self.held
        inside = {hash_: c for hash_, c in sorted(held.items()) if c.scope == scope}
        graph = {hash_: [p.hash for p in c.before if p.hash in inside] for hash_, c in inside.items()}
        return {hash_: inside[hash_] for hash_ in graphlib.TopologicalSorter(graph).static_order()}

    def frontier(self, scope):
        """The last point of each path."""
        changesets = self.changesets(scope).values()
        followed = {changeset.previous for changeset in changesets}
        return sorted(changeset.point for changeset in changesets if changeset.hash not in followed)

    def points(self, scope, missed=()):
        """The frontier; of authors of whom a peer named what is not held here, earlier points, too [R71]."""
        changesets, points = self.changesets(scope), set(self.frontier(scope))
        searched = {point.author for point in missed if point.hash not in changesets}
        for end in [point for point in points if point.author in searched]:
            hash_, due, step = end.hash, end.number, 1
            while hash_ in changesets:
                if changesets[hash_].number in (due, 1):
                    points.add(changesets[hash_].point)
                    due, step = due - step, step * 2
                hash_ = changesets[hash_].previous
        return sorted(points)

    def lacked_by(self, points, scope, is_first_round=True):
        """What a peer with these points lacks [R30]."""
        changesets = self.changesets(scope)
        has = chains(changesets, [point.hash for point in points])
        known = {point.author for point in points if point.hash in changesets}
        # Points ascend, so the last one of an author has the highest number.
        ahead, own = ({p.author: p.number for p in each} for each in (points, self.frontier(scope)))
        # Of a chain on which the peer is ahead it holds what is here. Only a fork makes that wrong, and then it names
        # earlier points in the next round.
        skipped = {a for a in own if a in ahead and a not in known and (is_first_round or ahead[a] > own[a])}
        return [c for hash_, c in changesets.items() if hash_ not in has and c.author not in skipped]

    # What a device held when the last sync with it ended: a bundle leaves that out.

    def remember(self, device, held):
        lines = [line_of("frontier", scope, *point) for scope, points in held.items() for point in points]
        write_durably(self.place / "peers" / device, b"".join(lines))

    def remembered(self, device, scope):
        file = self.place / "peers" / str(device)
        lines = [parse(SESSION, *split(line)) for line in file.read_bytes().splitlines()] if file.exists() else []
        return [Point(*point) for of, *point in lines if of == scope]
